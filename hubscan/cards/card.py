"""A model card, read: its metadata as the Hub sees it, and all that is wrong with the block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from hubscan.cards import grammar, nodes
from hubscan.cards.diagnostics import Diagnostic, DiagnosticId, Severity
from hubscan.cards.frontmatter import BlockState, FrontMatter, first_surrogate, line_at, split
from hubscan.cards.grammar import Finding
from hubscan.cards.lazy import lazy
from hubscan.cards.messages import describe

Path = tuple[str | int, ...]

_LINE_SEPARATORS = re.compile("[\x85\u2028\u2029]")
_SEPARATOR_TO_PRIVATE = str.maketrans("\x85\u2028\u2029", "\ue085\ue028\ue029")
_PRIVATE_TO_SEPARATOR = str.maketrans("\ue085\ue028\ue029", "\x85\u2028\u2029")
_MAX_SECOND_OPINION = 20_000  # characters that the composer in Python may be asked to read
_KINDS = {str: "text", list: "a list", bool: "true or false", int: "a number", float: "a number"}


@dataclass(frozen=True)
class Card:
    """A card and its metadata as the Hub's js-yaml reads it, with text as keys.

    ``metadata`` is empty where the block cannot be read at all; where a key stands twice it holds
    the last value, though the Hub rejects such a card.
    """

    front_matter: FrontMatter
    root: Node | None
    metadata: dict[str, object]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_front_matter(self) -> bool:
        return self.front_matter.state is BlockState.PRESENT

    @property
    def newline(self) -> str:
        return self.front_matter.newline

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(found for found in self.diagnostics if found.severity is Severity.ERROR)

    @lazy
    def body(self) -> str:
        """The text below the block; bytes that are not UTF-8 become U+FFFD."""
        body = self.front_matter.body
        if self.front_matter.is_utf8:
            return body
        return body.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    @property
    def body_line(self) -> int:
        """The line on which the body starts, from 1."""
        return self.line_at(self.front_matter.body_start)

    @lazy
    def metadata_yaml11(self) -> dict[object, object]:
        """The metadata as PyYAML, and so huggingface_hub, reads it."""
        if not isinstance(self.root, MappingNode):
            return {}
        try:
            data = grammar.read_yaml11(self._python_root(self.root))
        except nodes.NodeError:
            return {}
        return data if isinstance(data, dict) else {}

    def _python_root(self, root: MappingNode) -> Node:
        """Return the tree that Python sees, where the text it is given is another one."""
        yaml = self.front_matter.yaml
        seen = _as_the_hub_sees(yaml)
        if seen == yaml or (seen == yaml + "\n" and not _ends_in_block_scalar(root)):
            return root
        return nodes.compose(yaml) or root

    def node_of(self, *path: str | int) -> Node | None:
        """Return the node of a value, or None when there is none."""
        found = self._walk(path)
        return found[-1][1] if found and len(found) == len(path) else None

    def line_of(self, *path: str | int) -> int:
        """Return the line of a key or list item; where it is absent, of what would hold it."""
        found = self._walk(path)
        within: int = found[-1][0].start_mark.line if found else 0
        return self._first_line + within

    @lazy
    def _first_line(self) -> int:
        """The line on which the YAML starts: its marks count from there."""
        return self.line_at(self.front_matter.start)

    def raw(self, *path: str | int) -> str | None:
        """Return the text of a value as it stands in the file, or None when there is none."""
        node = self.node_of(*path)
        if node is None:
            return None
        yaml = self.front_matter.yaml
        return yaml[node.start_mark.index : node.end_mark.index].rstrip()

    def line_at(self, offset: int) -> int:
        """Return the line of a character of the file, from 1."""
        return line_at(self.front_matter.text, offset)

    def _walk(self, path: Path) -> list[tuple[Node, Node]]:
        """Return what names each step of a path (its key, or the item itself), and its value."""
        found = []
        pair = self._keys.get(path[0]) if path else None
        while pair is not None:
            found.append(pair)
            pair = _step(pair[1], path[len(found)]) if len(found) < len(path) else None
        return found

    @lazy
    def _keys(self) -> dict[str | int | None, tuple[Node, Node]]:
        """The keys on the first level with their values; of two alike the last."""
        pairs = self.root.value if isinstance(self.root, MappingNode) else ()
        return {grammar.key_text(key): (key, value) for key, value in pairs}


def _step(node: Node | None, step: str | int) -> tuple[Node, Node] | None:
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if isinstance(node, MappingNode):
        for key, value in reversed(node.value):
            if grammar.key_text(key) == step:
                return key, value
    return None


def parse(content: bytes) -> Card:
    """Read a card; never raises, whatever the bytes: see ``diagnostics``."""
    front_matter = split(content)
    if front_matter.state is not BlockState.PRESENT:
        return Card(front_matter, None, {}, front_matter.diagnostics)
    root, metadata, findings = _read(front_matter.yaml, front_matter.is_utf8)
    if not findings:
        return Card(front_matter, root, metadata, front_matter.diagnostics)
    card = Card(front_matter, root, metadata, ())
    lines = (card.line_at(front_matter.start + found.offset) for found in findings)
    described = [describe(found, line) for found, line in zip(findings, lines, strict=True)]
    described.sort(key=lambda diagnostic: diagnostic.line)
    return Card(front_matter, root, metadata, (*front_matter.diagnostics, *described))


def _read(yaml: str, is_utf8: bool) -> tuple[Node | None, dict[str, object], list[Finding]]:
    if not is_utf8 and first_surrogate(yaml) is not None:
        return None, {}, []  # told by the front matter: not UTF-8
    try:
        root = nodes.compose(_as_the_hub_sees(yaml))
    except nodes.NodeError as error:
        return None, {}, [_failure(error, yaml)]
    findings = list(_characters(yaml))
    if root is None:
        return None, {}, [*findings, Finding(DiagnosticId.EMPTY_BLOCK, 0, "")]
    data, structure = grammar.read_core(root)
    findings += structure
    if findings and any(found.id is DiagnosticId.LINE_SEPARATOR for found in findings):
        data = _with_separators(data)
    if not isinstance(data, dict):
        return root, {}, [*findings, _not_a_mapping(data)]
    return root, data, findings


def _as_the_hub_sees(yaml: str) -> str:
    """Return the text whose YAML 1.1 reading is js-yaml's: Unicode separators end no line in 1.2.

    js-yaml ends the last line, which huggingface_hub does not.
    """
    if not yaml.isascii():
        yaml = yaml.translate(_SEPARATOR_TO_PRIVATE)
    return yaml if yaml.endswith(("\n", "\r")) else yaml + "\n"


def _with_separators(data: object) -> object:
    if isinstance(data, dict):
        return {_with_separators(key): _with_separators(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_separators(item) for item in data]
    return data.translate(_PRIVATE_TO_SEPARATOR) if isinstance(data, str) else data


def _ends_in_block_scalar(node: Node) -> bool:
    """Return whether the last newline, which only the Hub adds, may belong to a value."""
    while inner := nodes.children(node):
        node = inner[-1]
    return isinstance(node, ScalarNode) and node.style in nodes.BLOCK_STYLES


def _not_a_mapping(data: object) -> Finding:
    kind = _KINDS.get(type(data), "a single value")
    return Finding(DiagnosticId.NOT_A_MAPPING, 0, kind)


def _failure(error: nodes.NodeError, yaml: str) -> Finding:
    kind = DiagnosticId.YAML_ERROR
    if isinstance(error, nodes.TooDeepError):
        kind = DiagnosticId.TOO_DEEP
    elif isinstance(error, nodes.TooLargeError):
        kind = DiagnosticId.TOO_LARGE
    elif "\t" in yaml[error.offset : error.offset + 1] or "tab" in error.problem:
        kind = DiagnosticId.TAB
    return Finding(kind, error.offset, error.problem)


def _characters(yaml: str) -> Iterator[Finding]:
    """Yield what libyaml passes over and another reader does not."""
    if "\t" in yaml and len(yaml) <= _MAX_SECOND_OPINION:
        try:
            nodes.compose(yaml, nodes.PythonComposer)
        except nodes.NodeError as error:
            yield Finding(DiagnosticId.TAB, error.offset, error.problem)
    if not yaml.isascii() and (separator := _LINE_SEPARATORS.search(yaml)):
        yield Finding(DiagnosticId.LINE_SEPARATOR, separator.start(), "")
