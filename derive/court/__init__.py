"""The one place where a question is asked and answered."""
