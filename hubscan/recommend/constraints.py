"""Hard constraints: a model whose value is unknown does not pass, and what fell is counted."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from hubscan.catalogue import languages, licences, tasks
from hubscan.catalogue.bitmap import Bitmap
from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.flags import Flag
from hubscan.errors import UsageError
from hubscan.recommend.hardware import Hardware, Runtime, parse_hardware
from hubscan.recommend.sizes import (
    format_count,
    parse_days,
    parse_memory_gb,
    parse_parameters,
)

Given = TypeVar("Given")
Value = TypeVar("Value")

MB_PER_GB = 1000
OPT_IN = (Flag.UNCENSORED, Flag.GATED, Flag.UNLICENSED, Flag.FIXTURE)
_SAID = {
    "pipeline_tag": "task",
    "license": "licence",
    "library_name": "library",
    "author": "author",
    "languages": "language",
    "formats": "format",
}


class Check(NamedTuple):
    """One constraint over all models: which pass, which have a value, and how the rest is told.

    ``known`` is None for what is known of every model.
    """

    passes: Bitmap
    known: Bitmap | None
    failed: str
    unknown: str


@dataclass(frozen=True, kw_only=True)
class Constraints:
    """What a model must satisfy; None and () ask for nothing.

    ``task`` is a current pipeline tag; ``license`` what was asked for, an id or a class, and
    ``accepted_licenses`` the ids that this means.
    """

    task: str | None = None
    license: str | None = None
    accepted_licenses: frozenset[str] | None = None
    language: str | None = None
    library: str | None = None
    format: str | None = None
    max_parameters: int | None = None
    max_memory_gb: float | None = None
    modified_since: date | None = None
    author: str | None = None
    hardware: Hardware = field(default_factory=Hardware)
    refused_flags: tuple[Flag, ...] = ()

    @classmethod
    def parse(
        cls,
        *,
        today: date,
        task: str | None = None,
        license: str | None = None,
        language: str | None = None,
        library: str | None = None,
        format: str | None = None,
        max_params: str | float | None = None,
        max_memory_gb: str | float | None = None,
        max_age: str | int | None = None,
        author: str | None = None,
        device: str | None = None,
        memory: str | float | None = None,
        context: int | None = None,
        runtime: str | None = None,
        allow: Sequence[str] = (),
    ) -> Constraints:
        """Read constraints as a person writes them; raise UsageError for what makes no sense."""
        days = None if max_age is None else parse_days(max_age)
        return cls(
            task=_read(tasks.resolve, task),
            license=license,
            accepted_licenses=_read(licences.resolve, license),
            language=_read(languages.resolve, language),
            library=library,
            format=_read(str.lower, format),
            max_parameters=None if max_params is None else parse_parameters(max_params),
            max_memory_gb=None if max_memory_gb is None else parse_memory_gb(max_memory_gb),
            modified_since=None if days is None else today - timedelta(days=days),
            author=author,
            hardware=parse_hardware(device, memory, context, runtime),
            refused_flags=_refused(allow),
        )

    def checks(self, columns: FilterColumns) -> Iterator[Check]:
        """Yield one check per constraint, in the order in which exclusions are counted.

        Raises UsageError for a library, format or author that no model has.
        """
        if self.task is not None:
            yield _coded(columns, "pipeline_tag", {self.task}, f"not {self.task}")
        if self.accepted_licenses is not None:
            told = f"licence not {self.license}"
            yield _coded(columns, "license", self.accepted_licenses, told)
        if self.library is not None:
            name = _spelled(self.library, columns.values["library_name"], "library")
            yield _coded(columns, "library_name", {name}, f"not for {name}")
        if self.author is not None:
            name = _spelled(self.author, columns.values["author"], "author")
            yield _coded(columns, "author", {name}, f"not by {name}")
        if self.language is not None:
            yield _listed(columns, "languages", self.language)
        if self.format is not None:
            name = _spelled(self.format, columns.listed["formats"], "format")
            yield _listed(columns, "formats", name)
        yield from self._limits(columns)
        yield from _fits(columns, self.hardware)
        for flag in self.refused_flags:
            passes = Bitmap.everywhere(len(columns)) - columns.has("flags", flag)
            yield Check(passes, None, f"{flag} (--allow {flag})", "")

    def _limits(self, columns: FilterColumns) -> Iterator[Check]:
        if self.max_parameters is not None:
            passes, known = (
                columns.at_most("parameters", self.max_parameters),
                columns.known("parameters"),
            )
            told = f"more than {format_count(self.max_parameters)} parameters"
            yield Check(passes, known, told, "parameters unknown")
        if self.max_memory_gb is not None:
            told = f"more than {self.max_memory_gb:g} GB of memory"
            yield _memory(columns, "memory_mb", self.max_memory_gb, told)
        if self.modified_since is not None:
            passes = columns.at_least("modified_day", self.modified_since.toordinal())
            told = f"last modified before {self.modified_since.isoformat()}"
            known = columns.known("modified_day")
            yield Check(passes, known, told, "date of last modification unknown")


def apply(checks: Iterable[Check], pool: Bitmap) -> tuple[Bitmap, dict[str, int]]:
    """Return which models of the whole catalogue pass, and how many of ``pool`` fell to what.

    A model that fails several checks is counted at the first.
    """
    passing = Bitmap.everywhere(pool.size)
    excluded: dict[str, int] = {}
    for check in checks:
        for told, passes in ((check.unknown, check.known), (check.failed, check.passes)):
            if passes is None:
                continue
            if fallen := ((passing & pool) - passes).count():
                excluded[told] = excluded.get(told, 0) + fallen
            passing &= passes
    return passing, excluded


def _fits(columns: FilterColumns, hardware: Hardware) -> Iterator[Check]:
    if hardware.memory_gb is not None:
        told = f"does not fit {hardware.told}"
        yield _memory(columns, "least_memory_mb", hardware.memory_gb, told)
    if hardware.context is not None:
        passes = columns.at_least("context_length", hardware.context)
        told = f"context under {hardware.context:,} tokens"
        yield Check(passes, columns.known("context_length"), told, "context length unknown")
    for method in hardware.excluded_quantizations:
        passes = Bitmap.everywhere(len(columns)) - columns.starts_with("quantization", method)
        yield Check(passes, None, f"{method} does not run there", "")
    if hardware.runtime is not None:
        yield from _runs(columns, hardware.runtime)


def _runs(columns: FilterColumns, runtime: Runtime) -> Iterator[Check]:
    passes = columns.among("library_name", runtime.libraries)
    for name in runtime.formats:
        passes |= columns.has("formats", name)
    known = columns.known("library_name") | columns.has_any("formats")
    yield Check(passes, known, f"no format for {runtime.name}", "format and library unknown")
    if runtime.tasks:
        yield _coded(columns, "pipeline_tag", runtime.tasks, f"not a task of {runtime.name}")


def _memory(columns: FilterColumns, column: str, limit_gb: float, told: str) -> Check:
    fits = columns.at_most(column, limit_gb * MB_PER_GB)  # NaN fits nothing
    return Check(fits, columns.known(column), told, "memory unknown")


def _refused(allow: Sequence[str]) -> tuple[Flag, ...]:
    for name in allow:
        if name not in OPT_IN:
            raise UsageError(f"nothing to allow: {name!r} (one of {', '.join(OPT_IN)})")
    return tuple(flag for flag in OPT_IN if flag not in allow)


def _coded(columns: FilterColumns, column: str, accepted: Iterable[str], failed: str) -> Check:
    unknown = f"{_SAID[column]} unknown"
    return Check(columns.among(column, accepted), columns.known(column), failed, unknown)


def _listed(columns: FilterColumns, column: str, value: str) -> Check:
    said = _SAID[column]
    passes, known = columns.has(column, value), columns.has_any(column)
    return Check(passes, known, f"{said} not {value}", f"{said} unknown")


def _spelled(given: str, known: Iterable[str], kind: str) -> str:
    by_folded = {name.casefold(): name for name in known}
    if name := by_folded.get(given.strip().casefold()):
        return name
    near = difflib.get_close_matches(given.casefold(), list(by_folded), n=3)
    hint = (
        f"did you mean {', '.join(by_folded[name] for name in near)}?" if near else "none is near"
    )
    raise UsageError(f"no model in the catalogue has the {kind} {given!r}: {hint}")


def _read(reader: Callable[[Given], Value], given: Given | None) -> Value | None:
    return None if given is None else reader(given)
