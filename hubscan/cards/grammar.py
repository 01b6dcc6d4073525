"""One tree of YAML nodes read as data under either grammar, and where the two disagree."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from hubscan.cards import scalars
from hubscan.cards.diagnostics import DiagnosticId
from hubscan.cards.nodes import COLLECTION, MAX_DEPTH, PLAIN, QUOTED, children

_STANDARD = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset({QUOTED, _STANDARD + "str"})
_SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    _STANDARD + "null": (type(None),),
    _STANDARD + "bool": (bool,),
    _STANDARD + "int": (int,),
    _STANDARD + "float": (int, float),
}
_MAPPING_TAGS = frozenset({COLLECTION, _STANDARD + "map"})
_SEQUENCE_TAGS = frozenset({COLLECTION, _STANDARD + "seq"})
_MERGE_KEY = "<<"
_MAX_MERGED_KEYS = 10_000  # js-yaml's own bound (maxTotalMergeKeys)
_SMALLEST_PLAIN, _LARGEST_PLAIN = 1e-4, 1e16  # JavaScript and Python write numbers alike


@dataclass(frozen=True)
class Finding:
    """What is wrong at ``offset``, in characters of the YAML; ``subject`` is the key or text."""

    id: DiagnosticId
    offset: int
    subject: str


def read_core(root: Node) -> tuple[object, list[Finding]]:
    """Read a tree as the Hub's js-yaml does: keys are text, the last duplicate wins."""
    reader = _Reader(_core_scalar, _core_key)
    return reader.value(root, 0), reader.findings


def read_yaml11(root: Node) -> object:
    """Read a tree as PyYAML does; a scalar on which it raises becomes scalars.Unreadable."""
    return _Reader(_yaml11_scalar, _yaml11_key).value(root, 0)


def is_merge(key: Node) -> bool:
    """Return whether a key is YAML's merge key."""
    return key.tag == PLAIN and key.value == _MERGE_KEY


def key_text(key: Node) -> Hashable:
    """Return a key as the Hub names it; None for a list or mapping."""
    if not isinstance(key, ScalarNode):
        return None
    return key.value if key.tag in _TEXT_TAGS else _core_key(key)


def disagreements(root: Node) -> Iterator[Finding]:
    """Yield each plain scalar that the two grammars read differently, and keys that are no text."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ScalarNode):
            if node.tag == PLAIN and (kind := scalars.disagreement(node.value)):
                yield Finding(kind, node.start_mark.index, node.value)
            continue
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, MappingNode):
            yield from _keys_that_are_no_text(node)
            stack.extend(value for _, value in node.value)
        else:
            stack.extend(children(node))


def _keys_that_are_no_text(mapping: MappingNode) -> Iterator[Finding]:
    for key, _ in mapping.value:
        if key.tag == PLAIN and not scalars.is_surely_text(key.value) and not is_merge(key):
            read = scalars.read_yaml11(key.value)
            if not isinstance(read, str) or isinstance(read, scalars.Unreadable):
                yield Finding(DiagnosticId.KEY_NOT_TEXT, key.start_mark.index, key.value)


class _Reader:
    """Builds data from nodes; a node that aliases share is built once."""

    def __init__(
        self,
        scalar: Callable[[ScalarNode], object],
        key: Callable[[ScalarNode], Hashable],
    ) -> None:
        self._scalar = scalar
        self._key = key
        self._built: dict[int, object] = {}
        self._merged_keys = 0
        self.findings: list[Finding] = []

    def value(self, node: Node, depth: int) -> object:
        if isinstance(node, ScalarNode):
            return self._tagged_scalar(node)
        if id(node) not in self._built:
            self._built[id(node)] = self._collection(node, depth)
        return self._built[id(node)]

    def _collection(self, node: Node, depth: int) -> object:
        if depth >= MAX_DEPTH:
            self._report(DiagnosticId.TOO_DEEP, node, f"{MAX_DEPTH} levels")
            return None
        if isinstance(node, MappingNode):
            self._expect_tag(node, _MAPPING_TAGS)
            return self._mapping(node, depth)
        self._expect_tag(node, _SEQUENCE_TAGS)
        return [self.value(child, depth + 1) for child in node.value]

    def _expect_tag(self, node: Node, allowed: frozenset[str]) -> None:
        if node.tag not in allowed:
            self._report(DiagnosticId.UNKNOWN_TAG, node, node.tag)

    def _tagged_scalar(self, node: ScalarNode) -> object:
        if node.tag == PLAIN:
            return self._scalar(node)
        if node.tag in _TEXT_TAGS:
            return node.value
        value = self._scalar(node)
        if not isinstance(value, _SCALAR_TAGS.get(node.tag, ())):
            self._report(DiagnosticId.UNKNOWN_TAG, node, node.tag)
        return value

    def _mapping(self, node: MappingNode, depth: int) -> dict[Hashable, object]:
        result: dict[Hashable, object] = {}
        merged: set[Hashable] = set()
        for key_node, value_node in node.value:
            if is_merge(key_node):
                self._merge(result, merged, value_node, depth)
                continue
            key = self._key_of(key_node)
            if key in result and key not in merged:
                self._report(DiagnosticId.DUPLICATE_KEY, key_node, str(key))
            merged.discard(key)
            result[key] = self.value(value_node, depth + 1)
        return result

    def _key_of(self, node: Node) -> Hashable:
        if not isinstance(node, ScalarNode):
            self._report(DiagnosticId.COMPLEX_KEY, node, "a list or mapping")
            return f"(key at {node.start_mark.index})"
        if node.tag == PLAIN and not node.value:
            self._report(DiagnosticId.COMPLEX_KEY, node, "empty")
        if node.tag != PLAIN:
            self._tagged_scalar(node)
        return node.value if node.tag in _TEXT_TAGS else self._key(node)

    def _merge(
        self, result: dict[Hashable, object], merged: set[Hashable], node: Node, depth: int
    ) -> None:
        sources = node.value if isinstance(node, SequenceNode) else [node]
        for source in sources:
            if not isinstance(source, MappingNode):
                self._report(DiagnosticId.BAD_MERGE, node, _MERGE_KEY)
                return
            values = self.value(source, depth + 1)
            if not isinstance(values, dict):
                return
            self._merged_keys += 1 + len(values)
            if self._merged_keys > _MAX_MERGED_KEYS:
                self._report(DiagnosticId.TOO_LARGE, node, f"{_MAX_MERGED_KEYS:,} merged keys")
                return
            merged.update(values.keys() - result.keys())
            result.update({key: value for key, value in values.items() if key not in result})

    def _report(self, kind: DiagnosticId, node: Node, subject: str) -> None:
        self.findings.append(Finding(kind, node.start_mark.index, subject))


def _core_scalar(node: ScalarNode) -> object:
    return scalars.read_core(node.value)


def _core_key(node: ScalarNode) -> Hashable:
    """Return the key as JavaScript turns it into text."""
    if scalars.is_surely_text(node.value):
        return str(node.value)
    value = scalars.read_core(node.value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) and _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        return str(int(value)) if value == int(value) else repr(value)
    return "0" if value == 0 else str(node.value)


def _yaml11_scalar(node: ScalarNode) -> object:
    if node.tag == PLAIN:
        return scalars.read_yaml11(node.value)
    return scalars.read_yaml11_tagged(node.tag, node.value)


def _yaml11_key(node: ScalarNode) -> Hashable:
    return _yaml11_scalar(node)
