"""An audit as SARIF 2.1.0, for code scanning services."""

from __future__ import annotations

import json
from urllib.parse import quote

from hubscan import __version__
from hubscan.cards.audit.findings import CardAudit, Finding
from hubscan.cards.audit.rules import RULES
from hubscan.report.audit.report import Report

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report) -> str:
    """Return one run with the rules that found something, and their results."""
    found = sorted({finding.rule for audit in report.audits for finding in audit.findings})
    places = {rule: index for index, rule in enumerate(found)}
    results = [
        _result(audit, finding, places) for audit in report.audits for finding in audit.findings
    ]
    driver = {"name": "hubscan", "version": __version__, "rules": [_rule(name) for name in found]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(name: str) -> dict[str, object]:
    title = _TITLES.get(name, name)
    return {"id": name, "shortDescription": {"text": title}}


def _result(audit: CardAudit, finding: Finding, places: dict[str, int]) -> dict[str, object]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": str(finding.severity),
        "message": {"text": f"{finding.message}. Fix: {finding.fix}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(audit.name)},
                    "region": {"startLine": finding.line},
                }
            }
        ],
        "partialFingerprints": {"hubscan/v1": f"{finding.rule}:{finding.field or ''}"},
    }


_TITLES = {rule.id: rule.title for rule in RULES}
