"""YAML text into a tree of nodes with their places, within bounds of depth and size."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, TypeVar

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode
from yaml.composer import Composer
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

MAX_DEPTH = 100  # js-yaml's own bound (maxDepth)
MAX_CHARACTERS = 1_000_000
MAX_INDICATORS = 30_000  # five times the most in 6,414 real cards
MAX_EXPANDED_NODES = 200_000  # nodes, counting every alias as what it stands for
_SAFE_NESTING = 200  # the composer recurses in C: far from the end of the stack

BLOCK_STYLES = ("|", ">")
PLAIN = "plain"
QUOTED = "quoted"
COLLECTION = "collection"
_LIBYAML_TOO_DEEP = "exceeded maximum nesting depth"  # the bound of version 0.2.6

Result = TypeVar("Result")

_INDICATORS = (":", ",", "[", "{", "- ", "-\n", "-\r", "? ")
_OPENINGS = (":", "-", "[", "{", "?")  # each level of nesting has one
_LEADING = re.compile(r"^[ \-?:]*", re.MULTILINE)


class NodeError(Exception):
    """The text cannot be read as one YAML document; ``offset`` is where in the text."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.offset = offset


class TooDeepError(NodeError):
    """The document is nested too deeply."""


class TooLargeError(NodeError):
    """The document is too long, or becomes so when its aliases are expanded."""


class _StyleResolver:
    """Tags a node without a tag of its own by its style, so that each grammar can read it.

    It stands in for yaml.resolver.BaseResolver, whose paths it does not need.
    """

    # called at every node, with two arguments and with none; builtins cost least
    descend_resolver = staticmethod(operator.is_)
    ascend_resolver = staticmethod(bool)

    def resolve(self, kind: type[Node], value: object, implicit: tuple[bool, bool]) -> str:
        if kind is not ScalarNode:
            return COLLECTION
        return PLAIN if implicit[0] else QUOTED


class PythonComposer(Reader, Scanner, Parser, Composer, _StyleResolver):
    """The composer written in Python: slow, for installations without libyaml."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)


def _fastest_composer() -> Callable[[str], Any]:
    if not yaml.__with_libyaml__:
        return PythonComposer
    from yaml._yaml import CParser

    class LibyamlComposer(CParser, _StyleResolver):
        pass

    return LibyamlComposer


_composer = _fastest_composer()


def compose(text: str, composer_of: Callable[[str], Any] = _composer) -> Node | None:
    """Return the root node of a document, None when it is empty.

    The marks' ``index`` are characters of ``text``. A node without a tag of its own is tagged
    PLAIN, QUOTED or COLLECTION. Raises NodeError.
    """
    _check_size(text)
    root = _with_composer(composer_of, text, _root)
    if root is not None and "*" in text:
        _expanded(root, {})
    return root


def _root(composer: Any) -> Node | None:
    root: Node | None = composer.get_single_node()
    return root


def _with_composer(
    composer_of: Callable[[str], Any], text: str, work: Callable[[Any], Result]
) -> Result:
    composer = None
    try:
        composer = composer_of(text)
        return work(composer)
    except yaml.YAMLError as error:
        raise _located(error, text) from error
    finally:
        if composer is not None:
            composer.dispose()


def _located(error: yaml.YAMLError, text: str) -> NodeError:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        problem = getattr(error, "problem", None) or "not valid YAML"
        kind = TooDeepError if problem == _LIBYAML_TOO_DEEP else NodeError
        return kind(problem, min(mark.index, len(text)))
    position = getattr(error, "position", 0)
    reason = getattr(error, "reason", None) or "not valid YAML"
    return NodeError(str(reason), min(position, len(text)))


def _check_size(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise TooLargeError(f"longer than {MAX_CHARACTERS:,} characters", 0)
    if len(text) > MAX_INDICATORS and indicators(text) > MAX_INDICATORS:
        raise TooLargeError(f"more than {MAX_INDICATORS:,} keys and items", 0)
    if sum(map(text.count, _OPENINGS)) > _SAFE_NESTING and _most_nesting(text) > _SAFE_NESTING:
        _check_depth(text)


def indicators(text: str) -> int:
    """Return an upper bound of the keys and items of a text, cheaply."""
    return sum(map(text.count, _INDICATORS))


def _most_nesting(text: str) -> int:
    """Return an upper bound of the depth, cheaply."""
    leading = max(match.end() - match.start() for match in _LEADING.finditer(text))
    return text.count("[") + text.count("{") + 2 * leading


def _check_depth(text: str) -> None:
    """Follow the parser's events, which need no recursion, as deep as is allowed."""
    _with_composer(_composer, text, _follow_events)


def _follow_events(parser: Any) -> None:
    depth = 0
    while parser.check_event():
        event = parser.get_event()
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise TooDeepError(_too_deep(), event.start_mark.index)


def _too_deep() -> str:
    return f"deeper than {MAX_DEPTH} levels"


def _expanded(node: Node, known: dict[int, tuple[int, int] | None]) -> tuple[int, int]:
    """Return how many nodes and levels a node stands for, aliases expanded.

    ``known`` holds None for a node while it is measured. Raises NodeError beyond the bounds, and
    for an alias inside what it stands for.
    """
    key = id(node)
    if key in known:
        if (measured := known[key]) is None:
            raise TooDeepError("an alias stands for what contains it", node.start_mark.index)
        return measured
    known[key] = None
    size, levels = 1, 0
    for child in children(node):
        child_size, child_levels = _expanded(child, known)
        size += child_size
        levels = max(levels, child_levels)
    _check_measures(size, levels + 1, node)
    known[key] = (size, levels + 1)
    return size, levels + 1


def _check_measures(size: int, levels: int, node: Node) -> None:
    if size > MAX_EXPANDED_NODES:
        raise TooLargeError("the aliases expand to more than is safe", node.start_mark.index)
    if levels > MAX_DEPTH:
        raise TooDeepError(_too_deep(), node.start_mark.index)


def children(node: Node) -> list[Node]:
    """Return the nodes directly inside a node, keys before their values."""
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []
