"""`python -m numeric`."""

from derive import interrupt

if __name__ == "__main__":
    interrupt.end_at_once()
    from derive import limits
    from derive.app.cli import finish

    limits.own_process = True

    from .cli import main

    finish(main())
