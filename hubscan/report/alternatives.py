"""The greener drop-ins for a model as a table that reads at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from hubscan.recommend.alternatives import Alternative, Alternatives, Member
from hubscan.recommend.kin import Kind
from hubscan.recommend.scores import SharedScore
from hubscan.report.console import plain
from hubscan.report.figures import (
    UNKNOWN,
    energy_ratio,
    memory,
    memory_beside,
    size,
    two_digits,
    wh_per_1000,
)

_MEMBERS = 4
_SCORES = 3
_UNSURE = "~"


def print_alternatives(console: Console, answer: Alternatives) -> None:
    """Print the model in mind, what may stand in, and what each saves and loses."""
    console.print(Group(*_parts(answer)))


def _parts(answer: Alternatives) -> Iterator[RenderableType]:
    yield from _subject(answer)
    yield Text("")
    if not answer.results:
        yield Text("No greener model is known in the catalogue.", style="bold")
    else:
        yield _table(answer)
        yield Text("")
        yield from _why(answer)
        yield Text("")
        yield Text(_legend(answer), style="dim")
        yield Text(memory_beside(), style="dim")
    yield Text(f"Catalogue of {answer.snapshot_date}.", style="dim")


def _subject(answer: Alternatives) -> Iterator[Text]:
    record = answer.subject.record
    told = f" ({answer.subject.told})" if answer.subject.told else ""
    yield Text(f"In mind: {plain(record.model_id)}{plain(told)}", style="bold")
    task = record.pipeline_tag or "task unknown"
    yield Text(f"{task}, {size(record.parameters)} parameters, {memory(answer.memory)} of memory")
    yield Text(f"1,000 queries: {wh_per_1000(answer.energy)}")


def _table(answer: Alternatives) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("#", justify="right")
    table.add_column("model", overflow="fold", ratio=1)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("memory", justify="right", no_wrap=True)
    table.add_column("energy, times", justify="right", no_wrap=True)
    for number, result in enumerate(answer.results, start=1):
        table.add_row(
            str(number),
            Text(plain(result.record.model_id), style="bold"),
            size(result.record.parameters),
            memory(result.memory),
            energy_ratio(result.saving) + (_UNSURE if result.saving.may_not_save else ""),
        )
    return table


def _why(answer: Alternatives) -> Iterator[RenderableType]:
    for number, result in enumerate(answer.results, start=1):
        why = Table.grid(padding=(0, 1))
        why.add_row(Text(f"{number}."), Text(plain("; ".join(reasons(result))), style="dim"))
        yield why


def reasons(result: Alternative) -> Iterator[str]:
    """Yield what speaks for a model and what against it."""
    yield result.how + _confidence(result)
    if result.saving.may_not_save:
        yield "may not use less energy"
    if not result.does_the_task:
        yield f"does {result.record.pipeline_tag or 'an unknown task'}: fine-tune it first"
    if others := result.members[1 : _MEMBERS + 1]:
        more = len(result.members) - 1 - len(others)
        yield f"also {', '.join(map(_member, others))}" + (f" and {more} more" if more > 0 else "")
    yield from (_score(score) for score in result.scores[:_SCORES])
    if not result.scores:
        yield "what it loses in quality is not published"
    yield f"licence {result.record.license or 'unknown'}"
    if result.memory and result.memory.warning:
        yield result.memory.warning
    if result.saving.ratio is None:
        yield f"energy unknown: {result.saving.reason}"
    yield from (str(flag) for flag in result.flags)


def _confidence(result: Alternative) -> str:
    if result.confidence is None:
        return ""
    kind = "likeness" if result.kind is Kind.SIMILAR else "confidence"
    return f" ({kind} {result.confidence:.0%})"


def _member(member: Member) -> str:
    told = member.record.quantization or size(member.record.parameters)
    return f"{member.record.model_id} ({told}{_short_ratio(member)})"


def _short_ratio(member: Member) -> str:
    if member.saving.ratio is None:
        return ""
    median = two_digits(member.saving.ratio.median)
    return ", as much" if median == "1" else f", {median} times"


def _score(score: SharedScore) -> str:
    first, last = score.values[0], score.values[-1]
    better = "better" if (score.gain or 0) > 0 else "worse" if score.gain else "the same"
    return f"{score.benchmark} {score.metric} {last:g} against {first:g} ({better})"


def _legend(answer: Alternatives) -> str:
    energy = answer.energy
    where = f", {energy.load}, counted at the {energy.boundary}" if energy.median else ""
    known = sum(result.saving.ratio is not None for result in answer.results)
    return (
        f"energy, times: that of the model in mind = 1, with the interval that holds 90 %{where}; "
        f"{UNKNOWN} is unknown, {_UNSURE} may not use less (the interval holds 1). "
        f"Known for {known} of {len(answer.results)}.\n"
        "Order: the nearest kin first, the kinds in turn (distilled and quantized, smaller of the"
        " series, alike); of the distilled those first that are known to use less."
    )
