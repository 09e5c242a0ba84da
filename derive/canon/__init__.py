"""The canonical form: it decides whether two entries are equal for all sizes and values."""
