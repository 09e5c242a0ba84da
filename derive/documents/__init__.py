"""Whole write-ups: from a file to the verdict on every step in it."""
