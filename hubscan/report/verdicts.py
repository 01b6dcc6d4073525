"""The verdict as a table: what each option costs, and when it pays back."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hubscan.energy import Unit
from hubscan.energy.reuse import BreakEven, Comparison, round_queries
from hubscan.energy.reuse import Verdict as Even
from hubscan.energy.words import interval
from hubscan.recommend.verdict import ADAPTATION_TOKENS, Verdict
from hubscan.report.console import plain


def verdict_parts(verdict: Verdict) -> Iterator[RenderableType]:
    """Yield what to print of a verdict."""
    yield Text("")
    if verdict.comparison is None:
        yield Text(f"Reuse or train: no figure, {plain(verdict.reason or '')}.")
        return
    comparison = verdict.comparison
    yield Text(
        f"Reuse or train, over {comparison.queries:,.0f} queries in {comparison.place.name}"
        f" ({ADAPTATION_TOKENS:,.0f} tokens of adaptation; pre-training is sunk):"
    )
    yield _table(comparison)
    if verdict.adapters:
        yield Text(f"Adapters for it: {plain(', '.join(verdict.adapters))}")


def _table(comparison: Comparison) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("option", "energy", "emissions", "pays back after"):
        table.add_column(name, overflow="fold")
    for outcome in comparison.outcomes:
        table.add_row(
            Text(plain(outcome.option.name)),
            interval(outcome.energy_kwh, Unit.KWH),
            interval(outcome.emissions_g, Unit.GRAMS),
            _pays_back(outcome.break_even),
        )
    return table


def _pays_back(even: BreakEven | None) -> str:
    if even is None:
        return "(reference)"
    if even.verdict is Even.ALWAYS:
        return "the first query"
    if even.verdict is Even.NEVER or even.queries is None:
        return "never"
    if even.verdict is Even.UNTIL:
        return f"pays until {round_queries(even.queries)}"
    return f"{round_queries(even.queries)} queries"
