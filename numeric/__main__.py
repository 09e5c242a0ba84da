"""`python -m numeric`."""

from derive.app.cli import finish

from .cli import main

if __name__ == "__main__":
    finish(main())
