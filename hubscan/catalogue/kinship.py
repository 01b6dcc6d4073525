"""Which models come from which, as the catalogue's table of edges has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hubscan.catalogue.database import Database
from hubscan.catalogue.record import BaseModel, Relation
from hubscan.catalogue.rows import decode_bases


@dataclass(frozen=True)
class Edge:
    """One step of the lineage: ``child`` comes from ``base`` by ``relation``."""

    child: str
    base: str
    relation: Relation
    confidence: float | None = None


@dataclass(frozen=True)
class Lineage:
    """What a model comes from, and what comes from it, the most downloaded first."""

    parents: tuple[Edge, ...]
    children: tuple[Edge, ...]


def lineage(database: Database, model_id: str, bases: Iterable[BaseModel], limit: int) -> Lineage:
    """Return the edges from a model to its bases, and those from at most ``limit`` children."""
    rows = database.query(
        "SELECT model_id, base_models FROM edges JOIN models ON row = child "
        "WHERE base = ? AND deleted = 0 ORDER BY downloads DESC, row LIMIT ?",
        (model_id, limit),
    )
    children = (
        _edge(child, base)
        for child, encoded in rows
        for base in decode_bases(encoded)
        if base.id.casefold() == model_id.casefold()
    )
    return Lineage(tuple(_edge(model_id, base) for base in bases), tuple(children))


def _edge(child: str, base: BaseModel) -> Edge:
    return Edge(child, base.id, base.relation, base.confidence)
