"""Models side by side: a column for each, a row for each fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hubscan.recommend.compare import Compared, ComparedModels
from hubscan.recommend.scores import SharedScore
from hubscan.report.console import counted, plain
from hubscan.report.figures import (
    UNKNOWN,
    energy_ratio,
    memory,
    memory_beside,
    size,
    two_digits,
    wh_per_1000,
)

_SCORES = 12
_LANGUAGES = 4
_GRAMS_PER_KG = 1000


def print_comparison(console: Console, answer: ComparedModels) -> None:
    """Print two models and more side by side."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("", style="dim", overflow="fold", max_width=18)
    for model in answer.models:
        table.add_column(
            Text(plain(model.record.model_id), overflow="fold"), overflow="fold", ratio=1
        )
    for name, cells in fact_rows(answer):
        table.add_row(Text(name), *(Text(plain(cell)) for cell in cells))
    console.print(table)
    console.print(Text(""))
    for note in notes(answer):
        console.print(Text(note, style="dim"))


def fact_columns(answer: ComparedModels) -> list[dict[str, str]]:
    """Return a row per fact, a column per model."""
    names = [plain(model.record.model_id) for model in answer.models]
    return [
        {"fact": name, **dict(zip(names, map(plain, cells), strict=True))}
        for name, cells in fact_rows(answer)
    ]


def fact_rows(answer: ComparedModels) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of a fact and what it is for each model."""
    for name, told in _FACTS.items():
        yield name, [told(model) for model in answer.models]
    if any(model.watts for model in answer.models):
        yield f"{answer.device.name}, how many", [_accelerators(model) for model in answer.models]
        yield "watts when served", [_watts(model) for model in answer.models]
    for score in answer.scores[:_SCORES]:
        arrow = "higher" if score.higher_is_better else "lower"
        yield f"{score.benchmark} {score.metric} ({arrow} is better)", _values(score)


def notes(answer: ComparedModels) -> Iterator[str]:
    """Yield what must be known to read the facts."""
    loads = {str(m.energy.load) for m in answer.models if m.energy.median is not None}
    boundaries = {str(m.energy.boundary) for m in answer.models if m.energy.median is not None}
    if loads:
        at, where = " or ".join(sorted(loads)), " or ".join(sorted(boundaries))
        yield f"Energy: {at}, counted at the {where}; intervals hold 90 %. {UNKNOWN} is unknown."
    if any(model.memory for model in answer.models):
        yield memory_beside()
    if not answer.same_task:
        yield "The models do different tasks: their queries are not alike."
    yield from _watts_notes(answer)
    if not answer.scores:
        yield "No benchmark has published scores of two of them."
    elif len(answer.scores) > _SCORES:
        yield f"{counted(len(answer.scores) - _SCORES, 'more benchmark')} with --json."
    yield f"Catalogue of {answer.snapshot_date}."


def _watts_notes(answer: ComparedModels) -> Iterator[str]:
    """Say what is served, by which model of energy, and what bounds the watts."""
    queries = dict.fromkeys(model.query for model in answer.models if model.watts and model.query)
    if not queries:
        return
    lengths = " or ".join(
        f"{query.prompt_tokens:g} tokens in and {query.output_tokens:g} out" for query in queries
    )
    yield f"Watts when served: 8 requests a second, each of {lengths}."
    asked, fitted = answer.device, answer.watts_of
    if fitted != asked:
        yield (
            f"The joules are those of {fitted.name}, not of {asked.name}; how many: a power of two"
            " that holds the model and can draw the watts."
        )
    if asked.tdp_w is not None:
        yield f"One {asked.name} draws {asked.tdp_w:,g} W at most: the watts end there."


def _values(score: SharedScore) -> list[str]:
    return ["-" if value is None else f"{value:.4g}" for value in score.values]


def _energy(model: Compared) -> str:
    grade = "" if model.energy.median is None else f", {model.energy.grade}"
    return wh_per_1000(model.energy) + grade


def _languages(model: Compared) -> str:
    known = model.record.languages
    more = f" and {len(known) - _LANGUAGES} more" if len(known) > _LANGUAGES else ""
    return (", ".join(known[:_LANGUAGES]) + more) or UNKNOWN


def _emissions(model: Compared) -> str:
    grams = model.record.emissions_g
    if grams is None:
        return "not reported"
    return f"{two_digits(grams / _GRAMS_PER_KG)} kg CO2e, as reported"


def _accelerators(model: Compared) -> str:
    return UNKNOWN if model.accelerators is None else str(model.accelerators)


def _watts(model: Compared) -> str:
    watts = model.watts
    if watts is None or watts.median is None or watts.low is None or watts.high is None:
        return UNKNOWN
    return f"{two_digits(watts.median)} ({two_digits(watts.low)} to {two_digits(watts.high)})"


def _count(number: int | None) -> str:
    return UNKNOWN if number is None else f"{number:,}"


_FACTS: dict[str, Callable[[Compared], str]] = {
    "task": lambda model: model.record.pipeline_tag or UNKNOWN,
    "size": lambda model: size(model.record.parameters),
    "memory": lambda model: memory(model.memory),
    "licence": lambda model: model.record.license or UNKNOWN,
    "languages": _languages,
    "context": lambda model: _count(model.record.context_length),
    "downloads a month": lambda model: _count(model.record.downloads),
    "last modified": lambda model: (model.record.last_modified or UNKNOWN)[:10],
    "1,000 queries": _energy,
    "energy, times": lambda model: energy_ratio(model.ratio),
    "training": _emissions,
}
