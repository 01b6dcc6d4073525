"""What could stand in for the models of a project, and what that would save in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from hubscan.energy import Interval
from hubscan.errors import HubscanError, UsageError
from hubscan.recommend.alternatives import Alternative, Alternatives
from hubscan.recommend.kin import Kind
from hubscan.recommend.scan.finds import Find, Unnamed, names_no_model
from hubscan.recommend.scan.project import Scanned, scan_project

_MOST = 300
Ask = Callable[[str], Alternatives]


@dataclass(frozen=True)
class Used:
    """A model that a project uses, where, and what may stand in for it.

    ``answer`` is None for a model that nothing is known of: ``unknown`` says why. ``substitute``
    is None where no greener model is known that does the task as it is.
    """

    model_id: str
    finds: tuple[Find, ...]
    answer: Alternatives | None
    substitute: Alternative | None
    unknown: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null, with the reason."""
        return {
            "model_id": self.model_id,
            "read_as": self.answer and self.answer.subject.told,
            "finds": [find.as_dict() for find in self.finds],
            "energy_kwh_per_1000_queries": self.answer and self.answer.energy.as_dict(),
            "substitute": self.substitute and self.substitute.as_dict(),
            "unknown": self.unknown,
        }


@dataclass(frozen=True)
class Total:
    """The energy of all models with their substitutes over that without, each asked as often.

    The interval is wide on purpose: all ratios are taken to be low, or high, together. ``counted``
    of the ``models`` have figures that compare. There is no ratio where nothing can be replaced.
    """

    ratio: Interval | None
    counted: int
    models: int

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null."""
        rounded = self.ratio and {k: float(f"{v:.3g}") for k, v in self.ratio._asdict().items()}
        return {"energy_ratio": rounded, "counted": self.counted, "models": self.models}


@dataclass(frozen=True, kw_only=True)
class ProjectScan:
    """The models of a project, with substitutes, and what could not be read."""

    path: str
    used: tuple[Used, ...]
    total: Total
    files: int
    dynamic: int
    unnamed: tuple[Unnamed, ...]
    broken: tuple[tuple[str, str], ...]
    snapshot_date: str

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return {
            "path": self.path,
            "models": [used.as_dict() for used in self.used],
            "total": self.total.as_dict(),
            "files_read": self.files,
            "only_known_when_run": self.dynamic,
            "no_model_named": [each.as_dict() for each in self.unnamed],
            "not_read": [{"path": path, "reason": reason} for path, reason in self.broken],
            "snapshot_date": self.snapshot_date,
        }


def scan(path: Path, ask: Ask, snapshot_date: str) -> ProjectScan:
    """Scan a project and look for substitutes; raise UsageError when there is no such path."""
    scanned = scan_project(path)
    found = _by_model(scanned)
    used = tuple(_used(model_id, finds, ask) for model_id, finds in islice(found.items(), _MOST))
    if len(found) > _MOST:
        scanned.broken.append((str(path), f"{len(found):,} models: the first {_MOST} are shown"))
    return ProjectScan(
        path=str(path),
        used=used,
        total=total(used),
        files=scanned.files,
        dynamic=scanned.dynamic,
        unnamed=tuple(
            sorted(scanned.unnamed, key=lambda each: (each.path, each.cell or 0, each.line))
        ),
        broken=tuple(scanned.broken),
        snapshot_date=snapshot_date,
    )


def total(used: tuple[Used, ...]) -> Total:
    """Add up what is known: a model without a substitute stays as it is."""
    low = median = high = now = 0.0
    counted = replaced = 0
    for each in used:
        energy = each.answer.energy.median if each.answer else None
        if energy is None or (each.substitute and each.substitute.saving.ratio is None):
            continue
        ratio = each.substitute.saving.ratio if each.substitute else None
        replaced += ratio is not None
        ratio = ratio or Interval(1.0, 1.0, 1.0)
        counted, now = counted + 1, now + energy
        low, median, high = (
            low + energy * ratio.low,
            median + energy * ratio.median,
            high + energy * ratio.high,
        )
    whole = Interval(low / now, median / now, high / now) if replaced else None
    return Total(whole, counted, len(used))


def _by_model(scanned: Scanned) -> dict[str, tuple[Find, ...]]:
    found: dict[str, list[Find]] = defaultdict(list)
    names: dict[str, str] = {}
    for find in scanned.finds:
        found[names.setdefault(find.model_id.casefold(), find.model_id)].append(find)
    return {model_id: tuple(finds) for model_id, finds in found.items()}


def _used(model_id: str, finds: tuple[Find, ...], ask: Ask) -> Used:
    if "/" not in model_id and names_no_model(model_id):
        return Used(model_id, finds, None, None, "the file's name tells no model")
    try:
        answer = ask(model_id)
    except UsageError as error:
        return Used(model_id, finds, None, None, str(error))
    except HubscanError as error:
        return Used(model_id, finds, None, None, f"not looked up: {error}")
    return Used(model_id, finds, answer, _best(answer))


def _best(answer: Alternatives) -> Alternative | None:
    """Return the first alternative that does the task and is known to save; else one unknown.

    A language model that merely reads alike is no substitute: what it was taught decides.
    """
    related = (each for each in answer.results if each.does_the_task and not each.saving.is_more)
    ready = [each for each in related if not _merely_alike(each)]
    known = [each for each in ready if each.saving.ratio is not None]
    return next(iter(known or ready), None)


def _merely_alike(alternative: Alternative) -> bool:
    generates = (alternative.record.pipeline_tag or "").endswith(("generation", "text-to-text"))
    return alternative.kind is Kind.SIMILAR and generates
