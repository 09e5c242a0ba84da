"""The report on the catalogue: run it, then show it (terminal, JSON, Markdown, HTML)."""
