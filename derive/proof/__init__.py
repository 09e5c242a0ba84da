"""Verdicts: the two roads, canonical form and numbers, brought together."""
