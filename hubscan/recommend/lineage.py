"""The family of a model: what it comes from, and what comes from it, as trees.

The Hub's lineage is what authors wrote: it has cycles, bases that nobody knows and thousands of
children. Trees are grown a generation at a time and cut at a depth, a breadth and a total, so that
the nearest are always there; what is cut is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hubscan.catalogue.distillations import students_of, teachers_of
from hubscan.catalogue.kinship import Edge, Lineage
from hubscan.catalogue.names import as_given
from hubscan.catalogue.record import ModelRecord, Relation
from hubscan.errors import UsageError

MAX_DEPTH = 20
MAX_BRANCHES = 200
_MAX_NODES = 1_000
_MAX_CHILDREN = 1_000


class Kinship(Protocol):
    """Where models and edges are looked up: the catalogue."""

    def find(self, model_id: str) -> tuple[int, ModelRecord] | None: ...

    def find_near(self, model_id: str, limit: int = ...) -> list[str]: ...

    def lineage(self, model_id: str, limit: int = ...) -> Lineage: ...


@dataclass(frozen=True)
class Kin:
    """A model in a tree, by which relation it hangs there, and what hangs on it.

    ``record`` is None for a model that is only named. ``confidence`` is None where the relation is
    stated. ``repeated`` marks a model that stands on its own path already: a cycle, cut there.
    ``more`` counts the branches that are not shown.
    """

    model_id: str
    relation: Relation | None = None
    confidence: float | None = None
    record: ModelRecord | None = None
    branches: tuple[Kin, ...] = ()
    repeated: bool = False
    more: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null."""
        record = self.record
        return {
            "id": self.model_id,
            "relation": self.relation,
            "confidence": self.confidence,
            "in_catalogue": record is not None,
            "pipeline_tag": record and record.pipeline_tag,
            "parameters": record and record.parameters,
            "quantization": record and record.quantization,
            "repeated": self.repeated,
            "more": self.more,
            "branches": [kin.as_dict() for kin in self.branches],
        }


@dataclass(frozen=True)
class Family:
    """A model's two trees: ``up`` leads to its bases, ``down`` to what was made of it."""

    up: Kin
    down: Kin

    @property
    def model_id(self) -> str:
        return self.up.model_id

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        record = self.up.record
        return {
            "model_id": self.model_id,
            "in_catalogue": record is not None,
            "pipeline_tag": record and record.pipeline_tag,
            "parameters": record and record.parameters,
            "bases": [kin.as_dict() for kin in self.up.branches],
            "bases_not_shown": self.up.more,
            "derived": [kin.as_dict() for kin in self.down.branches],
            "derived_not_shown": self.down.more,
        }

    def members(self) -> dict[str, Kin]:
        """Return every model of both trees by its id, the one asked for first."""
        kin = (each for tree in (self.up, self.down) for each in _walk(tree))
        members: dict[str, Kin] = {}
        for each in kin:
            members.setdefault(each.model_id.casefold(), each)
        return members

    def edges(self) -> Iterator[tuple[str, str, Relation | None]]:
        """Yield each step once, as base, derived model and relation."""
        upward = ((base.model_id, kin.model_id, base.relation) for kin, base in _steps(self.up))
        downward = (
            (kin.model_id, child.model_id, child.relation) for kin, child in _steps(self.down)
        )
        yield from dict.fromkeys((*upward, *downward))


def family(kinship: Kinship, model_id: str, *, depth: int = 6, branches: int = 12) -> Family:
    """Return the family of a model; a model that is only named as a base has one too.

    Raises UsageError for one that nothing is known of, and for impossible bounds.
    """
    for name, value, most in (("depth", depth, MAX_DEPTH), ("branches", branches, MAX_BRANCHES)):
        if not 1 <= value <= most:
            raise UsageError(f"impossible {name}: {value} (from 1 to {most})")
    name = as_given(model_id)
    found = kinship.find(name)
    name = found[1].model_id if found else name
    up = _Grower(kinship, _bases, depth, branches).grow(name)
    down = _Grower(kinship, _derived, depth, branches).grow(name)
    if found is None and not up.branches and not down.branches:
        near = kinship.find_near(name)
        hint = f": did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"{name!r} is not in the catalogue{hint}")
    return Family(up, down)


def _bases(kinship: Kinship, model_id: str) -> list[tuple[str, Edge]]:
    published = (Edge(model_id, each.teacher, Relation.DISTILLED) for each in teachers_of(model_id))
    edges = (*published, *kinship.lineage(model_id, 1).parents)
    return _once((edge.base, edge) for edge in edges)


def _derived(kinship: Kinship, model_id: str) -> list[tuple[str, Edge]]:
    published = (Edge(each.student, model_id, Relation.DISTILLED) for each in students_of(model_id))
    edges = (*published, *kinship.lineage(model_id, _MAX_CHILDREN).children)
    return _once((edge.child, edge) for edge in edges)


def _once(steps: Iterator[tuple[str, Edge]]) -> list[tuple[str, Edge]]:
    first: dict[str, tuple[str, Edge]] = {}
    for other, edge in steps:
        first.setdefault(other.casefold(), (other, edge))
    return list(first.values())


@dataclass
class _Node:
    """A model while its tree grows; ``path`` holds the names from the root, its own last."""

    model_id: str
    path: tuple[str, ...]
    edge: Edge | None = None
    record: ModelRecord | None = None
    branches: list[_Node] = field(default_factory=list)
    repeated: bool = False
    more: int = 0

    def frozen(self) -> Kin:
        relation = self.edge.relation if self.edge else None
        confidence = self.edge.confidence if self.edge else None
        branches = tuple(branch.frozen() for branch in self.branches)
        return Kin(
            self.model_id, relation, confidence, self.record, branches, self.repeated, self.more
        )


@dataclass
class _Grower:
    """Grows one tree, a generation at a time."""

    kinship: Kinship
    step: Callable[[Kinship, str], list[tuple[str, Edge]]]
    depth: int
    breadth: int
    nodes: int = 1

    def grow(self, model_id: str) -> Kin:
        root = self._node(model_id, (), None)
        generation = [root]
        for _ in range(self.depth):
            generation = [child for node in generation for child in self._branch(node)]
        for node in generation:
            node.more = 0 if node.repeated else len(self.step(self.kinship, node.model_id))
        return root.frozen()

    def _branch(self, node: _Node) -> Sequence[_Node]:
        if node.repeated:
            return ()
        steps = self.step(self.kinship, node.model_id)
        shown = steps[: min(self.breadth, max(0, _MAX_NODES - self.nodes))]
        node.branches = [self._node(other, node.path, edge) for other, edge in shown]
        node.more = len(steps) - len(shown)
        self.nodes += len(shown)
        return node.branches

    def _node(self, model_id: str, path: tuple[str, ...], edge: Edge | None) -> _Node:
        name, found = model_id.casefold(), self.kinship.find(model_id)
        record = found[1] if found else None
        return _Node(model_id, (*path, name), edge, record, repeated=name in path)


def _walk(kin: Kin) -> Iterator[Kin]:
    yield kin
    for branch in kin.branches:
        yield from _walk(branch)


def _steps(kin: Kin) -> Iterator[tuple[Kin, Kin]]:
    for branch in kin.branches:
        yield kin, branch
        yield from _steps(branch)
