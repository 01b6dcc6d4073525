"""An audit as Markdown, for a pull request or an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hubscan.cards.audit.findings import CardAudit
from hubscan.report.audit.report import Report, shown_counts, shown_rate, shown_score
from hubscan.report.console import plain

_SPECIAL = re.compile(r"([\\*_\[\]<>|#@!])")


def render(report: Report) -> str:
    """Return a section for each card with its findings, and the rates of many."""
    lines = [f"# Model cards: {shown_counts(report.audits)}", ""]
    for audit in report.audits:
        lines += _card(audit, with_fields=len(report.audits) == 1)
    if report.rates:
        rows = [(_safe(rate.what), shown_rate(rate), f"{rate.total:,}") for rate in report.rates]
        lines += ["## Completeness", "", *_table(("Field", "Cards with it", "Of"), rows)]
        lines += [
            f"{_safe(rate.what)}: {published.share:.1%} of {published.models:,} models in "
            f"{_safe(published.source)}  "
            for rate in report.rates
            for published in rate.published
        ]
    return "\n".join(lines).rstrip() + "\n"


def _card(audit: CardAudit, with_fields: bool) -> Iterator[str]:
    yield from (f"## {_safe(audit.name)}: {shown_score(audit)}", "")
    if audit.findings:
        rows = [
            (str(found.line), found.severity, found.rule, _safe(found.message), _safe(found.fix))
            for found in audit.findings
        ]
        yield from _table(("Line", "Severity", "Rule", "Finding", "Fix"), rows)
    if with_fields:
        fields = [
            (_safe(field.name), field.state, f"{field.earned:g} of {field.points:g}")
            for field in audit.score.fields
        ]
        yield from _table(("Field", "State", "Points"), fields)
    for rule in audit.not_checked:
        yield from (f"Not checked: {rule.rule}: {_safe(rule.reason)}", "")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _row(header)
    yield _row(["---"] * len(header))
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _safe(text: str) -> str:
    """Keep a card's text from becoming markup, a mention or HTML."""
    return _SPECIAL.sub(r"\\\1", plain(text)).replace("`", "'")
