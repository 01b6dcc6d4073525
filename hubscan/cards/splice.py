"""Which pieces of a card's text to replace, so that one metadata value changes and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yaml import MappingNode, Node, ScalarNode

from hubscan.cards import render
from hubscan.cards.card import Card
from hubscan.cards.frontmatter import BlockState
from hubscan.cards.spans import Entry, Spans, descendants, find, shared_nodes
from hubscan.errors import EditRefusedError

_STEP = 2


@dataclass(frozen=True)
class Splice:
    """Text that takes the place of ``text[start:end]``."""

    start: int
    end: int
    text: str


Edit = tuple[Splice, ...]


def apply(text: str, edit: Edit) -> str:
    """Return the text with every splice made; they may touch and do not overlap."""
    for splice in sorted(edit, key=lambda splice: (splice.start, splice.end), reverse=True):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


class Editor:
    """Plans edits of one card; each plan is a list of edits to try, the best first."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._front = card.front_matter
        self._spans = Spans(card)
        self._shared = shared_nodes(card.root) if "*" in self._front.yaml else set()

    def plan_set(self, path: tuple[str, ...], value: object) -> list[Edit]:
        """Plan to insert or replace the value at ``path``."""
        return self._plan_set(self._card.root, path, value)

    def _plan_set(self, node: Node | None, path: tuple[str, ...], value: object) -> list[Edit]:
        key, *rest = path
        entry = find(node, key)
        if entry is None:
            return self._insert(node, key, _nested(rest, value))
        if not rest or _is_empty(entry.value):
            return [self._replace(entry, _nested(rest, value))]
        self._expect_mapping(entry)
        return self._plan_set(entry.value, tuple(rest), value)

    def plan_remove(self, path: tuple[str, ...]) -> list[Edit]:
        """Plan to remove the key at ``path``, which the metadata has."""
        entry, holder = self._entry(path), self._entry(path[:-1]) if path[1:] else None
        self._refuse_shared(entry, descendants(entry.value))
        if holder is not None and len(entry.parent.value) == 1 and not entry.parent.flow_style:
            return [self._replace(holder, {})]
        removal = self._removal(entry)
        if entry.parent is self._card.root and not self._yaml_without(removal).strip():
            return [(Splice(self._front.block_start, self._front.body_start, ""),)]
        return [(removal,)]

    def _entry(self, path: tuple[str, ...]) -> Entry:
        *before, step = path
        node = self._entry(tuple(before)).value if before else self._card.root
        entry = find(node, step)
        if entry is None:
            raise EditRefusedError(f"`{step}` comes from a merge", self._card.line_of(*path))
        return entry

    def _yaml_without(self, removal: Splice) -> str:
        text, front = self._front.text, self._front
        return text[front.start : removal.start] + text[removal.end : front.end]

    def _expect_mapping(self, entry: Entry) -> None:
        if not isinstance(entry.value, MappingNode):
            raise EditRefusedError(
                f"`{entry.key.value}` holds a value, not a mapping", self._spans.line(entry.key)
            )
        self._refuse_shared(entry, {id(entry.value)})

    def _refuse_shared(self, entry: Entry, ids: set[int]) -> None:
        if self._shared & (ids | {id(entry.key)}):
            raise EditRefusedError(
                f"`{entry.key.value}` is shared through an anchor", self._spans.line(entry.key)
            )

    def _insert(self, mapping: Node | None, key: str, value: object) -> list[Edit]:
        if self._front.state is BlockState.ABSENT:
            return [self._new_block(key, value)]
        if not isinstance(mapping, MappingNode):
            return [self._lines(self._front.closing, self._front.newline, key, value, 0)]
        if not mapping.value:
            return [self._instead_of_braces(mapping, key, value)]
        if mapping.flow_style:
            return [(self._flow_insertion(mapping, key, value),)]
        column = mapping.value[0][0].start_mark.column
        if mapping is self._card.root:
            places = [
                (self._front.closing, self._front.newline),
                (self._spans.line_start(self._spans.start(mapping)), self._front.newline),
            ]
        else:
            places = [
                self._spans.next_line(self._spans.end(mapping)),
                (self._front.start + mapping.end_mark.index, self._front.newline),
            ]
        return [self._lines(place, newline, key, value, column) for place, newline in places]

    def _new_block(self, key: str, value: object) -> Edit:
        lines = ["---", *render.entry(key, value, 0), "---"]
        place = self._front.block_start
        return (Splice(place, place, "".join(line + self._front.newline for line in lines)),)

    def _lines(self, place: int, newline: str, key: str, value: object, column: int) -> Edit:
        lines = render.entry(key, value, column)
        return (Splice(place, place, "".join(line + newline for line in lines)),)

    def _instead_of_braces(self, root: MappingNode, key: str, value: object) -> Edit:
        """Replace ``{}``, which is all that an empty Hub template holds."""
        lines = self._front.newline.join(render.entry(key, value, root.start_mark.column))
        start, end = self._spans.start(root), self._spans.end(root)
        return (Splice(start, end, lines.lstrip(" ")),)

    def _flow_insertion(self, mapping: MappingNode, key: str, value: object) -> Splice:
        pair = f"{render.text(key, True)}: {render.inline(value, True)}"
        closing = self._front.start + mapping.end_mark.index - 1
        text = self._front.text
        last = len(text[:closing].rstrip())
        comma = " " if text[last - 1] == "," else ", "
        return Splice(last, last, comma + pair)

    def _replace(self, entry: Entry, value: object) -> Edit:
        self._refuse_shared(entry, descendants(entry.value))
        if entry.parent.flow_style or render.is_inline(value):
            return self._replace_inline(entry, render.inline(value, bool(entry.parent.flow_style)))
        return self._replace_block(entry, value)

    def _replace_inline(self, entry: Entry, new: str) -> Edit:
        start, end = self._spans.start(entry.value), self._spans.end(entry.value)
        colon = self._spans.after_colon(entry.key)
        if start == end:
            return (Splice(colon, colon, " " + new),)
        if self._spans.line_start(start) <= colon:
            return (Splice(start, end, new),)
        return (
            Splice(colon, colon, " " + new),
            Splice(self._spans.line_end(colon), self._spans.line_end(end), ""),
        )

    def _replace_block(self, entry: Entry, value: object) -> Edit:
        start, end = self._spans.start(entry.value), self._spans.end(entry.value)
        colon = self._spans.after_colon(entry.key)
        place, newline = self._spans.next_line(end)
        column = entry.key.start_mark.column
        if isinstance(value, dict):
            column = self._inner_column(entry, column + _STEP)
        lines = "".join(line + newline for line in render.block(value, column))
        if self._spans.line_start(start) <= colon:
            return (Splice(colon, max(colon, end), ""), Splice(place, place, lines))
        first, _ = self._spans.next_line(colon)
        return (Splice(first, place, lines),)

    def _inner_column(self, entry: Entry, otherwise: int) -> int:
        value = entry.value
        if isinstance(value, MappingNode) and value.value and not value.flow_style:
            return int(value.value[0][0].start_mark.column)
        return otherwise

    def _removal(self, entry: Entry) -> Splice:
        start, end = self._spans.start(entry.key), self._spans.end(entry.value)
        if entry.parent.flow_style:
            return self._flow_removal(entry, start, end)
        line = self._spans.line_start(start)
        if self._front.text[line:start].strip():
            raise EditRefusedError(
                f"`{entry.key.value}` does not start its line", self._spans.line(entry.key)
            )
        following, _ = self._spans.next_line(max(end, start))
        return Splice(line, following, "")

    def _flow_removal(self, entry: Entry, start: int, end: int) -> Splice:
        keys = [key for key, _ in entry.parent.value]
        place = keys.index(entry.key)
        if place + 1 < len(keys):
            return Splice(start, self._spans.start(keys[place + 1]), "")
        if place == 0:
            return Splice(start, end, "")
        comma = self._front.text.rfind(",", self._spans.start(entry.parent), start)
        return Splice(comma, end, "")


def _nested(path: Sequence[str], value: object) -> object:
    for step in reversed(path):
        value = {step: value}
    return value


def _is_empty(node: Node) -> bool:
    """Return whether a value is null or {}: nothing that could be lost."""
    if isinstance(node, ScalarNode):
        return node.value == "" and not node.style
    return isinstance(node, MappingNode) and not node.value
