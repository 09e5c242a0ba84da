#!/usr/bin/env sh
# The whole way as Gradescope goes it, in a folder of its own.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
mkdir -p "$root/source" "$root/submission" "$root/results"
cp "$here"/setup.sh "$here"/run_autograder "$here"/grade_submission.py "$here"/questions.json "$root/source/"
mkdir "$root/source/derive"
(cd "$here/../.." && cp -R derive checks numeric pyproject.toml README.md "$root/source/derive/")
cp "${1:-$here/sample/submission.md}" "$root/submission/"
bash "$root/source/setup.sh"
AUTOGRADER="$root" bash "$root/source/run_autograder"
cat "$root/results/results.json"
rm -rf "$root"
