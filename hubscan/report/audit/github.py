"""An audit as the commands that GitHub Actions shows beside the lines of a change."""

from __future__ import annotations

from hubscan.cards.audit.findings import CardAudit, Finding
from hubscan.cards.diagnostics import Severity
from hubscan.report.audit.report import Report, shown_counts, shown_score
from hubscan.terminal import plain

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """Return one command for each finding, and one line about each score."""
    lines = [_command(audit, found) for audit in report.audits for found in audit.findings]
    lines += [f"{_data(audit.name)}: {shown_score(audit)}" for audit in report.audits]
    return "\n".join([*lines, shown_counts(report.audits)]) + "\n"


def _command(audit: CardAudit, found: Finding) -> str:
    place = f"file={_property(audit.name)},line={found.line},title={_property(found.rule)}"
    return f"::{_COMMANDS[found.severity]} {place}::{_data(f'{found.message}. {found.fix}')}"


def _data(text: str) -> str:
    # a card's text must not end the command, nor start another one
    return plain(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
