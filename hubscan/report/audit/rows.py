"""An audit as rows, for tables and charts of the app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hubscan.cards.audit.findings import CardAudit
from hubscan.cards.audit.rates import Rate
from hubscan.report.audit.report import shown_rate
from hubscan.report.console import plain

Row = dict[str, object]


def finding_rows(audit: CardAudit) -> list[Row]:
    """Return the findings in the order of their lines."""
    return [
        {
            "Line": found.line,
            "Severity": str(found.severity),
            "Finding": plain(found.message),
            "Fix": plain(found.fix),
            "Rule": found.rule,
        }
        for found in audit.findings
    ]


def point_rows(audit: CardAudit) -> list[Row]:
    """Return every field of the profile with its points and what earned or lost them."""
    return [
        {
            "Field": field.name,
            "State": _words(field.state),
            "Earned": field.earned,
            "Of": field.points,
            "Why": plain(field.reason.removeprefix(f"{field.state}: ")),
            "Line": field.line,
        }
        for field in audit.score.fields
    ]


def heat_rows(audits: Iterable[CardAudit]) -> list[Row]:
    """Return one cell for each field of each card."""
    return [
        {"Card": plain(audit.name), "Field": field.name, "State": _words(field.state)}
        for audit in audits
        for field in audit.score.fields
    ]


def score_rows(audits: Iterable[CardAudit]) -> list[Row]:
    """Return the score of each card; None where no field applies."""
    return [
        {
            "Card": plain(audit.name),
            "Score": audit.score.value,
            "Findings": len(audit.findings),
            "Worst": str(audit.worst() or "nothing found"),
        }
        for audit in audits
    ]


def rate_rows(rates: Iterable[Rate]) -> list[Row]:
    """Return our rates with their intervals, each published one beside ours."""
    return [row for rate in rates for row in _rate(rate)]


def _rate(rate: Rate) -> Iterator[Row]:
    ours: Row = {"Field": rate.what, "These cards": shown_rate(rate), "Of": rate.total}
    if not rate.published:
        yield {**ours, "Published": "none known", "Source": ""}
    for other in rate.published:
        told = f"{100 * other.share:.1f} % of {other.models:,}"
        yield {**ours, "Published": told, "Source": other.source}


def _words(state: str) -> str:
    return state.replace("_", " ")
