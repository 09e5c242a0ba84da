"""`python -m numeric`."""

from derive import interrupt, limits

if __name__ == "__main__":
    interrupt.end_at_once()
    limits.own_process = True
    from derive.app.cli import finish

    from .cli import main

    finish(main())
