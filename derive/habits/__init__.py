"""The ways people write what a sheet writes otherwise."""
