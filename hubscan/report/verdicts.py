"""The verdict as a table: what each option costs, and when it pays back."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hubscan.energy import Unit
from hubscan.energy.reuse import BreakEven, round_queries
from hubscan.energy.reuse import Verdict as Even
from hubscan.energy.words import interval
from hubscan.recommend.verdict import ADAPTATION_TOKENS, Verdict
from hubscan.report.console import plain


def verdict_parts(verdict: Verdict) -> Iterator[RenderableType]:
    """Yield what to print of a verdict."""
    yield Text("")
    yield Text(verdict_heading(verdict))
    rows = verdict_rows(verdict)
    if rows:
        yield _table(rows)
    if verdict.adapters:
        yield Text(f"Adapters for it: {plain(', '.join(verdict.adapters))}")


def verdict_heading(verdict: Verdict) -> str:
    """Say over what the options are compared, or why they are not."""
    if verdict.comparison is None:
        return f"Reuse or train: no figure, {plain(verdict.reason or '')}."
    comparison = verdict.comparison
    return (
        f"Reuse or train, over {comparison.queries:,.0f} queries in {comparison.place.name}"
        f" ({ADAPTATION_TOKENS:,.0f} tokens of adaptation; pre-training is sunk):"
    )


def verdict_rows(verdict: Verdict) -> list[dict[str, str]]:
    """Return a row per option, what each costs and when it pays back; none without a figure."""
    if verdict.comparison is None:
        return []
    return [
        {
            "option": plain(outcome.option.name),
            "energy": interval(outcome.energy_kwh, Unit.KWH),
            "emissions": interval(outcome.emissions_g, Unit.GRAMS),
            "pays back after": pays_back(outcome.break_even),
        }
        for outcome in verdict.comparison.outcomes
    ]


def _table(rows: list[dict[str, str]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row.values()))
    return table


def pays_back(even: BreakEven | None) -> str:
    """Say after how many queries an option has paid back what it costs first."""
    if even is None:
        return "(reference)"
    if even.verdict is Even.ALWAYS:
        return "the first query"
    if even.verdict is Even.NEVER or even.queries is None:
        return "never"
    if even.verdict is Even.UNTIL:
        return f"pays until {round_queries(even.queries)}"
    return f"{round_queries(even.queries)} queries"
