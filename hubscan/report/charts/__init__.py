"""Charts: what is drawn as rows, and the drawing with Altair, which the extra app brings."""
