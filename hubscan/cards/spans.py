"""Where the parts of a YAML tree stand in the text of a card.

Offsets are characters of the card's whole text. An alias has the marks of the node that it
stands for, so what begins before its own key is an alias, and its marks are not used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yaml import MappingNode, Node, ScalarNode

from hubscan.cards import grammar
from hubscan.cards.card import Card
from hubscan.cards.nodes import BLOCK_STYLES, children
from hubscan.errors import EditRefusedError

_NEWLINE = re.compile(r"\r\n|\r|\n")
_COLON = re.compile(r"[ \t]*:")


@dataclass(frozen=True)
class Entry:
    """A key with its value, and the mapping that holds them."""

    key: Node
    value: Node
    parent: MappingNode


class Spans:
    """Measures the nodes of one card."""

    def __init__(self, card: Card) -> None:
        self.text = card.front_matter.text
        self._base = card.front_matter.start
        self._card = card

    def start(self, node: Node) -> int:
        return self._base + node.start_mark.index

    def line(self, node: Node) -> int:
        return self._card.line_at(self.start(node))

    def end(self, node: Node) -> int:
        """Return where the last character of a node ends, without what follows it."""
        if isinstance(node, ScalarNode):
            return self._scalar_end(node)
        last = node.value[-1] if node.value else None
        if last is None or getattr(node, "flow_style", False):
            return self._base + node.end_mark.index
        if isinstance(node, MappingNode):
            key, value = last
            return self._value_end(key, value)
        return self._without_comments(node) if self._is_alias(last, node) else self.end(last)

    def _scalar_end(self, node: ScalarNode) -> int:
        end = self._base + node.end_mark.index
        if node.style in BLOCK_STYLES:
            start = self.start(node)
            return start + len(self.text[start:end].rstrip())
        return end

    def _value_end(self, key: Node, value: Node) -> int:
        if not self._is_alias(value, key):
            return self.end(value)
        return self.line_end(self.start(key))

    def _is_alias(self, node: Node, before: Node) -> bool:
        return bool(node.start_mark.index < before.start_mark.index)

    def _without_comments(self, node: Node) -> int:
        end = self._base + node.end_mark.index
        while True:
            end = self.start(node) + len(self.text[self.start(node) : end].rstrip())
            line = self.line_start(end)
            if not self.text[line:end].lstrip().startswith("#"):
                return end
            end = line

    def after_colon(self, key: Node) -> int:
        """Return the place behind the colon of a key."""
        colon = _COLON.match(self.text, self._base + key.end_mark.index)
        if colon is None:
            raise EditRefusedError(
                "this key is written in a way that cannot be edited", self.line(key)
            )
        return colon.end()

    def line_start(self, offset: int) -> int:
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1

    def line_end(self, offset: int) -> int:
        """Return where the line of a character ends, before its newline."""
        return self._newline(offset)[0]

    def next_line(self, offset: int) -> tuple[int, str]:
        """Return where the following line starts, and the newline before it."""
        start, newline = self._newline(offset)
        return start + len(newline), newline

    def _newline(self, offset: int) -> tuple[int, str]:
        match = _NEWLINE.search(self.text, offset)
        return (match.start(), match[0]) if match else (len(self.text), "")


def find(mapping: Node | None, key: str) -> Entry | None:
    """Return the entry of a key in a mapping."""
    if isinstance(mapping, MappingNode):
        for key_node, value in mapping.value:
            if not grammar.is_merge(key_node) and grammar.key_text(key_node) == key:
                return Entry(key_node, value, mapping)
    return None


def shared_nodes(root: Node | None) -> set[int]:
    """Return the ids of all nodes that aliases point to."""
    seen: set[int] = set()
    shared: set[int] = set()
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        if id(node) in seen:
            shared.add(id(node))
            continue
        seen.add(id(node))
        stack.extend(children(node))
    return shared


def descendants(node: Node) -> set[int]:
    """Return the ids of a node and of all inside it."""
    seen: set[int] = set()
    stack = [node]
    while stack:
        current = stack.pop()
        if id(current) not in seen:
            seen.add(id(current))
            stack.extend(children(current))
    return seen
