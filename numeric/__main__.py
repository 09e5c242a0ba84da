"""`python -m numeric`."""

if __name__ == "__main__":
    from derive import limits
    from derive.app.cli import finish

    limits.own_process = True

    from .cli import main

    finish(main())
