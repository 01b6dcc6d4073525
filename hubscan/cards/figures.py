"""What a record comes to on a card: figures rounded, places and machines put into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hubscan.cards.codecarbon import Hardware
from hubscan.cards.emissions import SIGNIFICANT_DIGITS, format_grams
from hubscan.cards.log_places import Place
from hubscan.cards.record import Method, Phase, Record, RecordedRun, Written
from hubscan.cards.section import Label

PRIVATE = "Private infrastructure"

_CO2 = " CO2eq"
_DIGITS_OF_AN_ESTIMATE = 2
_UNITS = (("t", 1e6), ("kg", 1e3), ("g", 1.0))
_MAX_TEXT = 200
_SMALL_WORDS = frozenset({"and", "da", "de", "del", "di", "do", "du", "des", "of", "the", "y"})
_WORD = re.compile("[^\\W\\d_]+(?:['\u2019]s\\b)?")
_APOSTROPHES = ("'", "\u2019")
_COUNTED = re.compile(r"\b(\d{1,6}) ?x ")  # as CodeCarbon writes: 4 x NVIDIA A100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True)
class Figures:
    """The totals of a record; None is what no run, or not every run, tells.

    ``is_estimate`` holds where any run was estimated, ``is_measured`` where any was measured.
    """

    emissions_g: float
    low_g: float | None
    high_g: float | None
    energy_kwh: float | None
    hours: float | None
    source: str
    training_type: str | None
    location: str | None
    hardware: str | None
    cloud_provider: str | None
    compute_region: str | None
    is_estimate: bool
    is_measured: bool

    @property
    def digits(self) -> int:
        """How many digits of the emissions mean something."""
        return _DIGITS_OF_AN_ESTIMATE if self.is_estimate else SIGNIFICANT_DIGITS

    def emissions_in_words(self) -> str:
        """Return the emissions in a fitting unit; an estimate with its interval."""
        words = grams_in_words(self.emissions_g, self.digits)
        interval = self.interval_in_words()
        if not self.is_estimate or not interval:
            return words
        how = "estimated in part" if self.is_measured else "estimated for the whole facility"
        return f"{words} ({how}, {interval})"

    def interval_in_words(self) -> str | None:
        """Return the 90 % interval, None where a run has none."""
        if self.low_g is None or self.high_g is None:
            return None
        low, high = (grams_in_words(g, _DIGITS_OF_AN_ESTIMATE) for g in (self.low_g, self.high_g))
        unit = high[high.index(" ") :]
        return f"90 % interval {low.removesuffix(unit).removesuffix(_CO2)} to {high}"

    def metadata(self) -> Written:
        """Return the value of co2_eq_emissions: grams, and the Hub's four other keys."""
        values: dict[str, str | int | float | None] = {
            "emissions": rounded(self.emissions_g, self.digits),
            "source": self.source,
            "training_type": self.training_type,
            "geographical_location": self.location,
            "hardware_used": self.hardware,
        }
        return {key: value for key, value in values.items() if value is not None}

    def labels(self) -> Mapping[Label, str]:
        """Return the lines of the Hub's template, escaped for Markdown."""
        values = {
            Label.HARDWARE: self.hardware,
            Label.HOURS: None if self.hours is None else plain_number(self.hours),
            Label.PROVIDER: self.cloud_provider,
            Label.REGION: self.compute_region or self.location,
            Label.EMITTED: self.emissions_in_words(),
        }
        return {label: markdown(value) for label, value in values.items() if value is not None}


def figures_of(record: Record) -> Figures:
    """Add up a record that holds at least one run."""
    return _added_up(record.runs, [phase.training_type for phase in record.phases])


def figures_of_phase(phase: Phase) -> Figures:
    """Add up one phase."""
    return _added_up(phase.runs, [phase.training_type])


def _added_up(runs: Iterable[RecordedRun], training_types: Iterable[str | None]) -> Figures:
    runs = tuple(runs)
    return Figures(
        emissions_g=sum(run.emissions_g for run in runs),
        low_g=_total(run.emissions_low_g for run in runs),
        high_g=_total(run.emissions_high_g for run in runs),
        energy_kwh=_total(run.energy_kwh for run in runs),
        hours=_total(run.hours for run in runs),
        source=_source(runs),
        training_type=_listed(training_types, ", "),
        location=_listed(run.location for run in runs),
        hardware=_listed(run.hardware for run in runs),
        cloud_provider=_listed(run.cloud_provider for run in runs),
        compute_region=_listed(run.compute_region for run in runs),
        is_estimate=any(run.method is Method.ESTIMATED for run in runs),
        is_measured=any(run.method is Method.MEASURED for run in runs),
    )


def rounded(number: float, digits: int = SIGNIFICANT_DIGITS) -> int | float:
    """Round to so many significant digits."""
    value = float(f"{number:.{digits}g}")
    return int(value) if value.is_integer() else value


def plain_number(number: float, digits: int = SIGNIFICANT_DIGITS) -> str:
    """Write a rounded number without an exponent."""
    return format_grams(rounded(number, digits))


def grams_in_words(emissions_g: float, digits: int = SIGNIFICANT_DIGITS) -> str:
    """Write an amount in the unit that suits its size, so that no amount reads as zero."""
    unit, grams = next((pair for pair in _UNITS if emissions_g >= pair[1]), _UNITS[-1])
    return f"{plain_number(emissions_g / grams, digits)} {unit}{_CO2}"


def place_in_words(place: Place) -> str | None:
    """Write region and country, or the cloud's region where neither is known."""
    parts = [name for name in (_title(place.region), place.country) if name]
    if parts:
        return _clean(", ".join(dict.fromkeys(parts)))
    return _clean(" ".join(filter(None, (place.cloud_provider, place.cloud_region)))) or None


def provider_in_words(place: Place) -> str:
    """Write the cloud provider; without one the machine was somebody's own."""
    return _clean(place.cloud_provider or PRIVATE)


def hardware_in_words(hardware: Hardware, nodes: int) -> str | None:
    """Write the accelerators of all nodes, or the processor where there are none."""
    if hardware.gpu_model:
        counted = bool(_COUNTED.search(hardware.gpu_model))
        model = (
            hardware.gpu_model if counted else f"{hardware.gpu_count or 1} x {hardware.gpu_model}"
        )
        return _clean(_COUNTED.sub(lambda found: _times(nodes * int(found[1])), model))
    if not hardware.cpu_model:
        return None
    logical = f" ({hardware.cpu_count} logical CPUs)" if hardware.cpu_count else ""
    return _clean((f"{nodes} x " if nodes > 1 else "") + hardware.cpu_model + logical)


def markdown(text: str) -> str:
    """Escape what Markdown or HTML would read as markup."""
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def _times(count: int) -> str:
    return f"{count} x " if count > 1 else ""


def _total(amounts: Iterable[float | None]) -> float | None:
    amounts = list(amounts)
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _listed(texts: Iterable[str | None], separator: str = "; ") -> str | None:
    return separator.join(dict.fromkeys(filter(None, texts))) or None


def _source(runs: tuple[RecordedRun, ...]) -> str:
    tools: dict[tuple[str, str], list[str]] = {}
    for run in runs:
        versions = tools.setdefault((run.tool, _how(run)), [])
        if run.tool_version and run.tool_version not in versions:
            versions.append(run.tool_version)
    texts = [
        f"{tool}{' ' if versions else ''}{', '.join(versions)} ({how})"
        for (tool, how), versions in tools.items()
    ]
    return _clean("; ".join(texts))


def _how(run: RecordedRun) -> str:
    if run.nodes > 1 and run.method is Method.MEASURED:
        return f"{run.method} on 1 of {run.nodes} nodes"
    return str(run.method)


def _title(region: str | None) -> str | None:
    """Capitalize a region as CodeCarbon writes it: all in lower case."""
    if not region or region != region.lower():
        return region
    words = _WORD.sub(_capitalized, region)
    return words[:1].upper() + words[1:]


def _capitalized(found: re.Match[str]) -> str:
    word = found[0]
    elided = len(word) == 1 and found.string.startswith(_APOSTROPHES, found.end())
    return word if elided or word in _SMALL_WORDS else word[:1].upper() + word[1:]


def _clean(text: str) -> str:
    """Put a text from a log on one line of bearable length."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= _MAX_TEXT else line[: _MAX_TEXT - 3] + "..."
