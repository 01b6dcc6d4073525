"""Answers as files: CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io

from hubscan.recommend.results import Recommendation, Recommendations
from hubscan.report.console import plain

_FORMULA = ("=", "+", "-", "@")  # what a spreadsheet would run
_COLUMNS = (
    "model_id",
    "pipeline_tag",
    "score",
    "relevance",
    "parameters",
    "license",
    "downloads",
    "last_modified",
    "memory_gb",
    "weight_format",
    "energy_kwh_per_1000_queries",
    "energy_low",
    "energy_high",
    "energy_grade",
    "energy_source",
    "is_pareto",
    "reasons",
)


def recommendations_csv(answer: Recommendations) -> str:
    """Write the results as CSV, best first; unknown is an empty cell."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, _COLUMNS, extrasaction="ignore")
    writer.writeheader()
    for result in answer.results:
        writer.writerow({name: _cell(value) for name, value in _row(result).items()})
    return stream.getvalue()


def _row(result: Recommendation) -> dict[str, object]:
    energy = result.energy
    return {
        **result.as_dict(),
        "energy_kwh_per_1000_queries": energy.median,
        "energy_low": energy.low,
        "energy_high": energy.high,
        "energy_grade": str(energy.grade),
        "energy_source": energy.source or energy.reason,
        "reasons": "; ".join(result.reasons),
    }


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = plain(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
