"""An audit as JSON: every figure and every reason."""

from __future__ import annotations

import json
from dataclasses import asdict

from hubscan.cards.audit.findings import CardAudit
from hubscan.cards.audit.rates import Rate
from hubscan.report.audit.report import Report

_VERSION = 1


def render(report: Report) -> str:
    """Return the whole report as one JSON document."""
    document = {
        "version": _VERSION,
        "profile": report.profile.name,
        "cards": [_card(audit) for audit in report.audits],
        "rates": [_rate(rate) for rate in report.rates],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _card(audit: CardAudit) -> dict[str, object]:
    return {
        "card": audit.name,
        "has_card": audit.has_card,
        "score": audit.score.value,
        "findings": [found._asdict() for found in audit.findings],
        "fields": [field._asdict() for field in audit.score.fields],
        "not_checked": [asdict(rule) for rule in audit.not_checked],
    }


def _rate(rate: Rate) -> dict[str, object]:
    interval = {"share": rate.share, "low": rate.low, "high": rate.high}
    return asdict(rate) | interval
