"""One tree of YAML nodes read as data under either grammar, and where the two disagree."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from hubscan.cards import scalars
from hubscan.cards.diagnostics import DiagnosticId
from hubscan.cards.nodes import COLLECTION, MAX_DEPTH, PLAIN, QUOTED
from hubscan.cards.scalars import SPECIAL_FIRST

_STANDARD = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset({QUOTED, _STANDARD + "str"})
_SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    _STANDARD + "null": (type(None),),
    _STANDARD + "bool": (bool,),
    _STANDARD + "int": (int,),
    _STANDARD + "float": (int, float),
}
_COLLECTION_TAGS: dict[type[Node], frozenset[str]] = {
    MappingNode: frozenset({COLLECTION, _STANDARD + "map"}),
    SequenceNode: frozenset({COLLECTION, _STANDARD + "seq"}),
}
_MERGE_KEY = "<<"
_CACHED = 4_096  # keys repeat from card to card
_MOST_FINDINGS = 1_000  # of errors, and as many of disagreements
_MAX_MERGED_KEYS = 10_000  # js-yaml's own bound (maxTotalMergeKeys)
_SMALLEST_PLAIN, _LARGEST_PLAIN = 1e-4, 1e16  # JavaScript and Python write numbers alike


@dataclass(frozen=True)
class Finding:
    """What is wrong at ``offset``, in characters of the YAML; ``subject`` is the key or text."""

    id: DiagnosticId
    offset: int
    subject: str


def read_core(root: Node) -> tuple[object, list[Finding]]:
    """Read a tree as the Hub's js-yaml does: keys are text, the last duplicate wins.

    The findings are what js-yaml rejects, and all that PyYAML reads otherwise.
    """
    reader = _CoreReader()
    return reader.value(root, 0), reader.findings + reader.disagreements


def read_yaml11(root: Node) -> object:
    """Read a tree as PyYAML does; a scalar on which it raises becomes scalars.Unreadable."""
    return _Yaml11Reader().value(root, 0)


def is_merge(key: Node) -> bool:
    """Return whether a key is YAML's merge key."""
    return key.tag == PLAIN and key.value == _MERGE_KEY


def key_text(key: Node) -> str | None:
    """Return a key as the Hub names it; None for a list or mapping."""
    if not isinstance(key, ScalarNode):
        return None
    return key.value if key.tag in _TEXT_TAGS else _javascript_name(key.value)[0]


class _Reader(ABC):
    """Builds data from nodes; a node that aliases share is built once."""

    def __init__(self) -> None:
        self._built: dict[int, object] = {}
        self._merged_keys = 0
        self.findings: list[Finding] = []

    @abstractmethod
    def _plain(self, node: ScalarNode) -> object:
        """Read a scalar without quotes and without a tag."""

    @abstractmethod
    def _plain_key(self, node: ScalarNode) -> Hashable:
        """Read such a scalar as a key."""

    @abstractmethod
    def _tagged(self, node: ScalarNode) -> object:
        """Read a scalar with a tag of its own."""

    def value(self, node: Node, depth: int) -> object:
        """Read a node that stands ``depth`` levels deep."""
        if isinstance(node, ScalarNode):
            if node.tag != PLAIN:
                return self._not_plain(node)
            text: str = node.value
            return self._plain(node) if text[:1] in SPECIAL_FIRST else text
        known = id(node)
        if known not in self._built:
            self._built[known] = self._collection(node, depth)
        return self._built[known]

    def _not_plain(self, node: ScalarNode) -> object:
        if node.tag in _TEXT_TAGS:
            return node.value
        value = self._tagged(node)
        if not isinstance(value, _SCALAR_TAGS.get(node.tag, ())):
            self._report(DiagnosticId.UNKNOWN_TAG, node, node.tag)
        return value

    def _collection(self, node: Node, depth: int) -> object:
        if depth >= MAX_DEPTH:
            self._report(DiagnosticId.TOO_DEEP, node, f"{MAX_DEPTH} levels")
            return None
        if node.tag not in _COLLECTION_TAGS[type(node)]:
            self._report(DiagnosticId.UNKNOWN_TAG, node, node.tag)
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        return [self.value(child, depth + 1) for child in node.value]

    def _mapping(self, node: MappingNode, depth: int) -> dict[Hashable, object]:
        result: dict[Hashable, object] = {}
        merged: set[Hashable] = set()
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key == _MERGE_KEY and is_merge(key_node):
                self._merge(result, merged, value_node, depth)
                continue
            if key in result:
                if key not in merged:
                    self._report(DiagnosticId.DUPLICATE_KEY, key_node, str(key))
                merged.discard(key)
            result[key] = self.value(value_node, depth + 1)
        return result

    def _key(self, node: Node) -> Hashable:
        if not isinstance(node, ScalarNode):
            self._report(DiagnosticId.COMPLEX_KEY, node, "a list or mapping")
            return f"(key at {node.start_mark.index})"
        if node.tag == PLAIN:
            text: str = node.value
            return self._plain_key(node) if text[:1] in SPECIAL_FIRST else text
        self._not_plain(node)
        return str(node.value)

    def _merge(
        self, result: dict[Hashable, object], merged: set[Hashable], node: Node, depth: int
    ) -> None:
        sources = node.value if isinstance(node, SequenceNode) else [node]
        for source in sources:
            values = self.value(source, depth + 1)
            if not isinstance(values, dict):
                self._report(DiagnosticId.BAD_MERGE, node, _MERGE_KEY)
                return
            self._merged_keys += 1 + len(values)
            if self._merged_keys > _MAX_MERGED_KEYS:
                self._report(DiagnosticId.TOO_LARGE, node, f"{_MAX_MERGED_KEYS:,} merged keys")
                return
            merged.update(values.keys() - result.keys())
            result.update({key: value for key, value in values.items() if key not in result})

    def _report(self, kind: DiagnosticId, node: Node, subject: str) -> None:
        _note(self.findings, kind, node, subject)


def _note(findings: list[Finding], kind: DiagnosticId, node: Node, subject: str) -> None:
    if len(findings) < _MOST_FINDINGS:
        findings.append(Finding(kind, node.start_mark.index, subject))


class _CoreReader(_Reader):
    """Reads as js-yaml does, and notes what PyYAML reads otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.disagreements: list[Finding] = []

    def _plain(self, node: ScalarNode) -> object:
        value, disagreement = scalars.opinions(node.value)
        if disagreement:
            _note(self.disagreements, disagreement, node, node.value)
        return value

    def _plain_key(self, node: ScalarNode) -> Hashable:
        name, is_text = _javascript_name(node.value)
        if not is_text:
            self._report_key(node)
        return name

    def _report_key(self, node: ScalarNode) -> None:
        if not node.value:
            self._report(DiagnosticId.COMPLEX_KEY, node, "empty")
        elif node.value != _MERGE_KEY:
            _note(self.disagreements, DiagnosticId.KEY_NOT_TEXT, node, node.value)

    def _tagged(self, node: ScalarNode) -> object:
        return scalars.read_core(node.value)


class _Yaml11Reader(_Reader):
    """Reads as PyYAML does."""

    def _plain(self, node: ScalarNode) -> object:
        return scalars.read_yaml11(node.value)

    def _plain_key(self, node: ScalarNode) -> Hashable:
        return scalars.read_yaml11(node.value)

    def _tagged(self, node: ScalarNode) -> object:
        return scalars.read_yaml11_tagged(node.tag, node.value)


def _javascript_name(text: str) -> tuple[str, bool]:
    """Return a plain key as JavaScript turns it into text, and whether it is text in Python."""
    return (text, True) if scalars.is_surely_text(text) else _special_name(text)


@lru_cache(_CACHED)
def _special_name(text: str) -> tuple[str, bool]:
    return _name_of(scalars.read_core(text), text), type(scalars.read_yaml11(text)) is str


def _name_of(value: object, text: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) and _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        return str(int(value)) if value == int(value) else repr(value)
    return "0" if value == 0 else text
