"""The verbs of `python -m numeric`: a module each."""
