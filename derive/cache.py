"""Where what can be worked out again is kept between runs: the user's own cache folder, or nowhere."""

from __future__ import annotations

import os
from pathlib import Path


def folder() -> Path | None:
    """`derive` in $XDG_CACHE_HOME or ~/.cache, if it is this user's and can be written to."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    try:
        found = Path(home) / "derive"
        found.mkdir(parents=True, exist_ok=True, mode=0o700)
        if found.stat().st_uid != os.getuid() or not os.access(found, os.W_OK):
            return None
    except (OSError, RuntimeError, AttributeError):
        return None
    return found
