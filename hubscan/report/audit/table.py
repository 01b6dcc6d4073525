"""An audit as tables for a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hubscan.cards.audit.findings import CardAudit, FieldScore
from hubscan.cards.audit.text import State
from hubscan.cards.diagnostics import Severity
from hubscan.report.audit.report import Report, shown_counts, shown_rate, shown_score
from hubscan.report.console import counted, plain

_MOST_IN_FULL = 5  # cards: the fields of more are a wall, their rates are not
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_STATE_STYLES = {
    State.PRESENT: "green",
    State.INVALID: "red",
    State.PLACEHOLDER: "yellow",
    State.NOT_APPLICABLE: "dim",
}


def render(report: Report) -> str:
    """Return the report in the width and colours of the terminal that reads it."""
    outer = Console()
    inner = Console(
        file=io.StringIO(),
        width=outer.width,
        force_terminal=outer.is_terminal,
        no_color=outer.no_color,
        color_system=outer.color_system,  # type: ignore[arg-type]
    )
    with inner.capture() as captured:
        for part in _parts(report):
            inner.print(part)
    return captured.get()


def _parts(report: Report) -> Iterator[RenderableType]:
    in_full = len(report.audits) <= _MOST_IN_FULL
    for audit in report.audits:
        if audit.findings or in_full:
            yield from _card(audit)
        if in_full:
            yield Padding(_fields(audit), (0, 0, int(len(report.audits) > 1), 0))
            yield from _not_checked(audit)
    if report.rates:
        yield _rates(report)
        yield from _published(report)
    yield Text(f"{counted(len(report.audits), 'card')}: {shown_counts(report.audits)}")


def _card(audit: CardAudit) -> Iterator[RenderableType]:
    title = Text(plain(audit.name), style="bold")
    yield title.append(f"  {audit.score.profile} {shown_score(audit)}", style="not bold")
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="dim")
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for found in audit.findings:
        said = Text(plain(found.message))
        said.append(f"\n{found.rule}: {plain(found.fix)}", style="dim")
        level = Text(found.severity, style=_STYLES[found.severity])
        table.add_row(str(found.line), level, said)
    yield Padding(table, (0, 0, 1, 1))


def _fields(audit: CardAudit) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Field")
    table.add_column("State", no_wrap=True)
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("Why", ratio=1)
    for field in audit.score.fields:
        state = Text(field.state.replace("_", " "), style=_STATE_STYLES.get(field.state, ""))
        points = f"{field.earned:g}/{field.points:g}"
        table.add_row(Text(plain(field.name)), state, points, Text(_why(field)))
    return table


def _why(field: FieldScore) -> str:
    where = f", line {field.line}" if field.line else ""
    return plain(field.reason) + where


def _not_checked(audit: CardAudit) -> Iterator[Text]:
    for rule in audit.not_checked:
        yield Text(f"not checked: {rule.rule}: {plain(rule.reason)}", style="dim")


def _rates(report: Report) -> Table:
    table = Table(title="Completeness, with 95 % intervals", box=None, title_justify="left")
    for name in ("Field", "Cards with it", "Of"):
        table.add_column(name, justify="left" if name == "Field" else "right")
    for rate in report.rates:
        table.add_row(Text(plain(rate.what)), shown_rate(rate), f"{rate.total:,}")
    return table


def _published(report: Report) -> Iterator[Text]:
    for rate in report.rates:
        for other in rate.published:
            said = f"{rate.what}: {other.share:.1%} of {other.models:,} models in {other.source}"
            yield Text(said, style="dim")
