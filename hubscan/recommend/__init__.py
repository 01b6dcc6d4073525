"""Constraints, families, evidence and reasons on top of the search."""
