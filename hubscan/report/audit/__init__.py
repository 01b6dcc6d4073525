"""Audits of cards as a table, JSON, SARIF, Markdown or GitHub annotations."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from hubscan.report.audit import github, json, markdown, sarif, table
from hubscan.report.audit.report import Report


class Format(StrEnum):
    """How an audit is written."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"
    GITHUB = "github"


_RENDERERS: dict[Format, Callable[[Report], str]] = {
    Format.TABLE: table.render,
    Format.JSON: json.render,
    Format.SARIF: sarif.render,
    Format.MARKDOWN: markdown.render,
    Format.GITHUB: github.render,
}


def render(report: Report, form: Format) -> str:
    """Return a report as text that ends with a line break, or nothing."""
    return _RENDERERS[form](report)
