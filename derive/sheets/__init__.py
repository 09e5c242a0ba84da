"""Sheets: TOML files that declare names, definitions, assumptions and claims."""
