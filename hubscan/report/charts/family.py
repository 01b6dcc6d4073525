"""The family of a model as a graph that reads from top to bottom, the older models above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import altair as alt

from hubscan.recommend.lineage import Family, Kin
from hubscan.report.charts.style import FIRST, LABEL, PICKED, SECOND, THIRD, Chart
from hubscan.report.console import plain
from hubscan.report.figures import size

_ROW_HEIGHT = 26
_ROOM = 4  # columns to the right of the last, for its name
IN_MIND, KNOWN, NAMED = "the model in mind", "in the catalogue", "only named"


@dataclass(frozen=True)
class Placed:
    """A model in the graph: which row, which generation (0: the one in mind), joined to which."""

    kin: Kin
    row: int
    generation: int
    joined_to: int | None

    @property
    def standing(self) -> str:
        """Which of three kinds of node it is."""
        if self.generation == 0:
            return IN_MIND
        return KNOWN if self.kin.record is not None else NAMED

    @property
    def label(self) -> str:
        """Its name, with the relation, the size, and how many more hang on it."""
        parts = [plain(self.kin.model_id)]
        if self.kin.relation is not None:
            parts.append(str(self.kin.relation))
        if self.kin.record is not None and self.kin.record.parameters is not None:
            parts.append(size(self.kin.record.parameters))
        if self.kin.more:
            parts.append(f"{self.kin.more} more")
        return " · ".join(parts)


def placed(family: Family) -> list[Placed]:
    """Return every model of a family with its place, from the top row down."""
    above = list(_above(family.up, 0))
    row_of = {id(kin): row for row, (kin, _, _) in enumerate(above)} | {id(family.up): len(above)}
    rows = [
        Placed(kin, row, generation, row_of[id(younger)])
        for row, (kin, generation, younger) in enumerate(above)
    ]
    rows.append(Placed(family.down, len(above), 0, None))
    _below(family.down, len(above), 1, rows)
    return rows


def family_chart(rows: list[Placed]) -> Chart:
    """Draw a family; a click on a model selects it."""
    generations = [each.generation for each in rows]
    axis = alt.Scale(domain=[min(generations) - 0.3, max(generations) + _ROOM], nice=False)
    down = alt.Scale(domain=[-0.6, len(rows) - 0.4], reverse=True, nice=False)
    x = alt.X("generation:Q", axis=None, scale=axis)
    y = alt.Y("row:Q", axis=None, scale=down)
    lines = (
        alt.Chart(alt.InlineData(values=list(_lines(rows))))
        .mark_line(color=SECOND, strokeWidth=1.5, opacity=0.7, interpolate="linear")
        .encode(x=x, y=y, detail="line:N", order="step:Q")
    )
    nodes = alt.Chart(alt.InlineData(values=[_node(each) for each in rows])).encode(x=x, y=y)
    kind = alt.Scale(domain=[IN_MIND, KNOWN, NAMED], range=[THIRD, FIRST, SECOND])
    shapes = alt.Scale(domain=[IN_MIND, KNOWN, NAMED], range=["diamond", "circle", "square"])
    legend = alt.Legend(title=None, orient="top", labelLimit=0)
    points = (
        nodes.mark_point(filled=True, size=170, opacity=1, cursor="pointer")
        .encode(
            color=alt.Color("standing:N", scale=kind, legend=legend),
            shape=alt.Shape("standing:N", scale=shapes),
            tooltip=["model:N", "relation:N", "task:N", "size:N"],
        )
        .add_params(alt.selection_point(name=PICKED, fields=["model"]))
    )
    labels = nodes.mark_text(align="left", dx=12, limit=420, color=LABEL).encode(text="label:N")
    return alt.layer(lines, labels, points, height=70 + _ROW_HEIGHT * len(rows))


def _above(kin: Kin, generation: int) -> Iterator[tuple[Kin, int, Kin]]:
    """Yield each base with its generation and the model that comes from it, the oldest first."""
    for base in kin.branches:
        yield from _above(base, generation - 1)
        yield base, generation - 1, kin


def _below(kin: Kin, row: int, generation: int, rows: list[Placed]) -> None:
    for branch in kin.branches:
        rows.append(Placed(branch, len(rows), generation, row))
        _below(branch, len(rows) - 1, generation + 1, rows)


def _node(each: Placed) -> dict[str, str | int]:
    record = each.kin.record
    return {
        "model": plain(each.kin.model_id),
        "row": each.row,
        "generation": each.generation,
        "standing": each.standing,
        "label": each.label,
        "relation": str(each.kin.relation or "in mind"),
        "task": (record and record.pipeline_tag) or "not known",
        "size": size(record.parameters if record else None),
    }


def _lines(rows: list[Placed]) -> Iterator[dict[str, int]]:
    """Yield three points per line: down from the older model, then across to the younger."""
    for each in rows:
        if each.joined_to is None:
            continue
        other = rows[each.joined_to]
        older, younger = sorted((each, other), key=lambda one: one.generation)
        corners = ((older, older), (older, younger), (younger, younger))
        for step, (column, row) in enumerate(corners):
            yield {
                "line": each.row,
                "step": step,
                "generation": column.generation,
                "row": row.row,
            }
