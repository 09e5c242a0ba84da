#!/usr/bin/env bash
# Gradescope runs this once, as root, when the autograder is built.
set -e
cd "$(dirname "$0")"
if command -v apt-get >/dev/null && ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    apt-get update && apt-get install -y python3 python3-venv
fi
python3 -m venv venv
venv/bin/pip install --quiet "./derive[check]"
