"""One model as a list of facts."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hubscan.catalogue.licences import licence_class
from hubscan.catalogue.record import ModelRecord, QualityScore, Rung, TaskSource
from hubscan.recommend.results import ModelDetails
from hubscan.report.console import plain
from hubscan.report.energy import describe_energy
from hubscan.report.figures import memory, memory_basis

UNKNOWN = "unknown"
_MANY = 12
_SOURCES = 3


def print_model(console: Console, details: ModelDetails) -> None:
    """Print all that is known of one model."""
    console.print(Text(plain(details.record.model_id), style="bold"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _facts(details):
        table.add_row(Text(name), Text(plain(value)))
    console.print(table)
    if details.snippet:
        console.print(Text(f"\n{details.snippet}"))


def _facts(details: ModelDetails) -> Iterator[tuple[str, str]]:
    record = details.record
    yield "task", _sourced(record.pipeline_tag, record.pipeline_tag_source, TaskSource.STATED)
    yield "parameters", _sourced(_count(record.parameters), record.parameters_rung, Rung.EXACT)
    yield "memory", _memory(details)
    yield "energy", describe_energy(details.energy)
    yield (
        "licence",
        f"{record.license} ({licence_class(record.license)})" if record.license else UNKNOWN,
    )
    yield "library", record.library_name or UNKNOWN
    yield "formats", _listed(record.formats)
    yield "quantization", record.quantization or "none known"
    yield "languages", _listed(record.languages)
    yield "base models", _bases(record)
    yield "datasets", _listed(record.datasets)
    yield "context length", _count(record.context_length) or UNKNOWN
    yield "downloads a month", _count(record.downloads) or UNKNOWN
    yield "likes", _count(record.likes) or UNKNOWN
    yield "last modified", record.last_modified or UNKNOWN
    yield "training emissions", _emissions(record)
    for score in details.scores:
        yield f"{score.benchmark}", _score(score)
    yield "tags", _listed(record.tags)
    yield "true on", f"{record.as_of}, from {_sources(record.source)}"


def _sources(source: str) -> str:
    """Write the tables that a row was merged from, the first of many."""
    names = source.split("+")
    more = len(names) - _SOURCES
    return ", ".join(names[:_SOURCES]) + (f" and {more} more" if more > 0 else "")


def _memory(details: ModelDetails) -> str:
    if details.loaded is None:
        return UNKNOWN
    weight_format = details.loaded.weight_format
    told = "" if details.record.quantization else f"precision unknown: {weight_format} assumed, "
    return f"{memory(details.loaded)} ({told}{memory_basis()})"


def _count(number: int | None) -> str | None:
    return None if number is None else f"{number:,}"


def _sourced(value: str | None, source: Rung | TaskSource | None, plainest: str) -> str:
    if value is None:
        return UNKNOWN
    told = "" if source in (None, plainest) else f" (from its {str(source).replace('_', ' ')})"
    return value + told


def _listed(values: tuple[str, ...]) -> str:
    if not values:
        return UNKNOWN
    more = f" and {len(values) - _MANY} more" if len(values) > _MANY else ""
    return ", ".join(values[:_MANY]) + more


def _bases(record: ModelRecord) -> str:
    return ", ".join(f"{base.id} ({base.relation})" for base in record.base_models) or "none known"


def _emissions(record: ModelRecord) -> str:
    if record.emissions_g is None:
        return "not reported"
    return f"{record.emissions_g:,.6g} g CO2e reported by its card"


def _score(score: QualityScore) -> str:
    better = "higher" if score.higher_is_better else "lower"
    return f"{score.metric} {score.value:g} ({better} is better; {score.as_of}, {score.source})"
