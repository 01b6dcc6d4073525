"""A model's family as a tree on the terminal, and as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from hubscan.catalogue.record import Relation
from hubscan.recommend.lineage import Family, Kin
from hubscan.recommend.sizes import format_count
from hubscan.report.console import plain

_ARROWS = {
    Relation.FINETUNE: "fine-tuned",
    Relation.ADAPTER: "adapter",
    Relation.MERGE: "merged",
    Relation.QUANTIZED: "quantized",
    Relation.DISTILLED: "distilled",
    Relation.UNKNOWN: "made",
}
# Entities of Mermaid for all that could end a label or mean something in it.
_ESCAPED = str.maketrans({c: f"#{ord(c)};" for c in "\"#&<>[](){}|`\\;%'"})


def print_lineage(console: Console, family: Family) -> None:
    """Print what a model comes from, and what comes from it."""
    console.print(Text(_label(family.up), style="bold"))
    for title, kin in (("comes from", family.up), ("was made into", family.down)):
        tree = Tree(Text(title, style="dim"), guide_style="dim")
        _grow(tree, kin)
        if not kin.branches:
            tree.add(Text("nothing that is known", style="dim"))
        console.print(tree)


def mermaid(family: Family) -> str:
    """Return the family as a Mermaid flowchart; ids are numbered and labels are escaped."""
    return "\n".join(_mermaid(family)) + "\n"


def _mermaid(family: Family) -> Iterator[str]:
    members = family.members()
    numbers = {name: f"n{number}" for number, name in enumerate(members)}
    yield "flowchart TD"
    for name, kin in members.items():
        yield f'    {numbers[name]}["{_escaped(_label(kin))}"]'
    for base, child, relation in family.edges():
        arrow = _ARROWS[relation or Relation.UNKNOWN]
        yield f"    {numbers[base.casefold()]} -->|{arrow}| {numbers[child.casefold()]}"
    yield f"    style {numbers[family.model_id.casefold()]} stroke-width:3px"


def _grow(tree: Tree, kin: Kin) -> None:
    for branch in kin.branches:
        _grow(tree.add(_line(branch)), branch)
    if kin.more:
        tree.add(Text(f"and {kin.more:,} more", style="dim"))


def _line(kin: Kin) -> Text:
    relation = _ARROWS[kin.relation or Relation.UNKNOWN]
    likely = "" if kin.confidence is None else f", likely {kin.confidence:.0%}"
    line = Text(_label(kin))
    line.append(f" [{relation}{likely}]", style="dim")
    if kin.repeated:
        line.append(" (again: a cycle)", style="dim")
    return line


def _label(kin: Kin) -> str:
    return plain(", ".join([kin.model_id, *_facts(kin)]))


def _facts(kin: Kin) -> Iterator[str]:
    record = kin.record
    if record is None:
        yield "not in the catalogue"
        return
    if record.parameters is not None:
        yield format_count(record.parameters)
    if record.quantization:
        yield record.quantization
    if record.pipeline_tag:
        yield record.pipeline_tag


def _escaped(label: str) -> str:
    return label.translate(_ESCAPED)
