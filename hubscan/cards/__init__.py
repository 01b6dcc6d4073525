"""Model cards: the only place that knows front matter."""
