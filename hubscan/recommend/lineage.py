"""The family of a model: what it comes from, and what comes from it, as trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from hubscan.catalogue.kinship import Lineage
from hubscan.catalogue.record import Relation

MAX_DEPTH = 6
MAX_BRANCHES = 12
_MAX_NODES = 500


class Kinship(Protocol):
    """Where edges are looked up: the catalogue."""

    def lineage(self, model_id: str, limit: int = ...) -> Lineage: ...


@dataclass(frozen=True)
class Kin:
    """A model in a tree, by which relation it hangs there, and what hangs on it.

    ``repeated`` marks a model that stands on its own path already: a cycle, cut there. ``more``
    counts the branches that are not shown.
    """

    model_id: str
    relation: Relation | None = None
    branches: tuple[Kin, ...] = ()
    repeated: bool = False
    more: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return {
            "id": self.model_id,
            "relation": self.relation,
            "repeated": self.repeated,
            "more": self.more,
            "branches": [kin.as_dict() for kin in self.branches],
        }


@dataclass(frozen=True)
class Family:
    """A model's two trees: ``up`` leads to its bases, ``down`` to what was made of it."""

    up: Kin
    down: Kin

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return {
            "model_id": self.up.model_id,
            "bases": [kin.as_dict() for kin in self.up.branches],
            "derived": [kin.as_dict() for kin in self.down.branches],
        }

    def edges(self) -> Iterator[tuple[str, str, Relation | None]]:
        """Yield each step once, as base, derived model and relation."""
        upward = ((base.model_id, kin.model_id, base.relation) for kin, base in _steps(self.up))
        downward = (
            (kin.model_id, child.model_id, child.relation) for kin, child in _steps(self.down)
        )
        yield from dict.fromkeys((*upward, *downward))


def family(kinship: Kinship, model_id: str) -> Family:
    """Return the family of a model; bases that nobody knows and cycles are kept as they are."""

    def bases(of: str) -> list[tuple[str, Relation]]:
        return [(edge.base, edge.relation) for edge in kinship.lineage(of).parents]

    def derived(of: str) -> list[tuple[str, Relation]]:
        return [(edge.child, edge.relation) for edge in kinship.lineage(of).children]

    return Family(_Grower(bases).grow(model_id), _Grower(derived).grow(model_id))


@dataclass
class _Grower:
    """Grows one tree, breadth and depth and total bounded."""

    step: Callable[[str], list[tuple[str, Relation]]]
    nodes: int = field(default=0)

    def grow(
        self, model_id: str, relation: Relation | None = None, path: tuple[str, ...] = ()
    ) -> Kin:
        self.nodes += 1
        name = model_id.casefold()
        if name in path:
            return Kin(model_id, relation, repeated=True)
        steps = self.step(model_id)
        shown = steps[:MAX_BRANCHES] if len(path) < MAX_DEPTH and self.nodes < _MAX_NODES else []
        branches = tuple(self.grow(other, kind, (*path, name)) for other, kind in shown)
        return Kin(model_id, relation, branches, more=len(steps) - len(shown))


def _steps(kin: Kin) -> Iterator[tuple[Kin, Kin]]:
    for branch in kin.branches:
        yield kin, branch
        yield from _steps(branch)
