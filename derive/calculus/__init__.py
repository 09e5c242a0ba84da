"""Derivatives of entries: forward, and in reverse through a sheet's definitions."""
