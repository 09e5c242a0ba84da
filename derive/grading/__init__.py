"""Grading what students type: problems, verdicts, diagnosis with verified repairs, batches."""
