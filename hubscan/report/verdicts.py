"""The verdict as a table: what each option costs, and when it pays back."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hubscan.energy import Interval, Unit
from hubscan.energy.reuse import BreakEven, Outcome, round_queries
from hubscan.energy.reuse import Verdict as Even
from hubscan.energy.words import interval
from hubscan.recommend.verdict import ADAPTATION_TOKENS, ITSELF, Verdict
from hubscan.report.console import plain
from hubscan.report.figures import times


def verdict_parts(verdict: Verdict) -> Iterator[RenderableType]:
    """Yield what to print of a verdict."""
    yield Text("")
    yield Text(verdict_heading(verdict), style="bold")
    rows = verdict_rows(verdict)
    if rows:
        yield _table(rows)
        yield Text(verdict_basis(verdict), style="dim")
    if verdict.adapters:
        yield Text(f"Adapters for it: {plain(', '.join(verdict.adapters))}")


def verdict_heading(verdict: Verdict) -> str:
    """Say in a sentence whether to reuse, or why there is no figure."""
    if verdict.comparison is None:
        return f"Reuse or train: no figure, {plain(verdict.reason or '')}."
    reference, trained = verdict.comparison.outcomes[0], verdict.comparison.outcomes[-1]
    if verdict.energy_ratio is None:
        return (
            f"Reuse: {interval(reference.energy_kwh, Unit.KWH)} over these queries; "
            f"trained from scratch first, {interval(trained.energy_kwh, Unit.KWH)}."
        )
    name = reference.option.name
    return f"{_reused(verdict.energy_ratio, name)}; {_trained(trained, name)}."


def verdict_basis(verdict: Verdict) -> str:
    """Say over what the options are compared and where energy is counted; empty without them."""
    if verdict.comparison is None:
        return ""
    queries, place = verdict.comparison.queries, verdict.comparison.place
    return (
        f"{ITSELF} is {plain(verdict.name)}. Over {queries:,.0f} queries in {place.name};"
        f" adaptation sees {ADAPTATION_TOKENS:,.0f} tokens. Energy here is that of the whole"
        f" facility (servers, and PUE {place.pue.value:g}), Wh/1k above that of the device. The"
        " energy already spent on pre-training is not counted."
    )


def _reused(ratio: Interval, reference: str) -> str:
    """Say what reusing saves; where the interval holds 1, that it is open."""
    less = Interval(1 / ratio.high, 1 / ratio.median, 1 / ratio.low)
    if ratio.high < 1:
        return f"Reuse: {times(less, 'times')} less energy than {reference}"
    if ratio.low > 1:
        return f"Reuse costs {times(ratio, 'times')} the energy of {reference}"
    return f"Open: reuse needs {times(ratio, 'times')} the energy of {reference}, less or more"


def _trained(outcome: Outcome, reference: str) -> str:
    even = outcome.break_even
    if even is None or even.verdict is Even.NEVER or even.queries is None:
        return f"training from scratch does not pay back against {reference}"
    about = f"about {round_queries(even.queries)}"
    if even.low is not None and even.high is not None:
        about += f" ({round_queries(even.low)} to {round_queries(even.high)})"
    if even.verdict is Even.UNTIL:
        return f"training from scratch costs less only up to {about} queries"
    return f"training from scratch pays back after {about} queries against it"


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
