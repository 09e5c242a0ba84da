"""The command line, and the functions for use from Python."""
