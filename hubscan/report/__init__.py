"""Results rendered as tables, JSON and Markdown."""
