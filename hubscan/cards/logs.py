"""From the logs beside a card to the runs of its record."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from hubscan.cards.figures import hardware_in_words, place_in_words, provider_in_words
from hubscan.cards.record import Method, RecordedRun
from hubscan.cards.runs import Log, Run
from hubscan.errors import LogError
from hubscan.resources import resource

LOG_NAME = "emissions.csv"
TOOL = "CodeCarbon"
_MOST_SET_ASIDE_SHOWN = 5


def find_logs(card: Path) -> tuple[Path, ...]:
    """Return the log beside a card, or the one in an output folder below it, or none.

    A folder with a card of its own is another model. Raises LogError when several output folders
    hold a log: which of them trained the model is not for hubscan to guess.
    """
    beside = card.parent / LOG_NAME
    if beside.is_file():
        return (beside,)
    found = sorted(
        log
        for log in card.parent.glob(f"*/{LOG_NAME}")
        if not log.parent.name.startswith(".") and not (log.parent / card.name).exists()
    )
    if len(found) > 1:
        names = ", ".join(str(log) for log in found[:5])
        raise LogError(f"{card}: {len(found)} logs ({names}): choose with --emissions")
    return tuple(found)


def recorded_runs(
    logs: Sequence[Log], runs: Iterable[Run], place: str | None = None
) -> tuple[RecordedRun, ...]:
    """Turn chosen runs into what the record keeps of them.

    A run that CodeCarbon placed in Quebec for want of a network has the grams of a grid that it
    never saw: they are worked out anew from its energy for ``place``, a country or cloud region.
    Raises LogError for such a run where no place is told.
    """
    digests = {run.rows[-1].digest: log.digest for log in logs for run in log.runs}
    return tuple(_recorded(run, digests[run.rows[-1].digest], place) for run in runs)


def remarks(logs: Iterable[Log]) -> Iterator[str]:
    """Tell what a reader of the totals should know: rows left out, runs without an id."""
    for log in logs:
        for aside in log.set_aside[:_MOST_SET_ASIDE_SHOWN]:
            yield f"{log.path}: line {aside.line} set aside: {aside.reason}"
        more = len(log.set_aside) - _MOST_SET_ASIDE_SHOWN
        if more > 0:
            yield f"{log.path}: {more} more lines set aside"
        if log.rows_without_id:
            yield f"{log.path}: {log.rows_without_id} rows without a run id, each counted as a run"
        countries = dict.fromkeys(filter(None, map(_unpriced, log.runs)))
        if countries:
            yield (
                f"{log.path}: CodeCarbon did not know the country and took the world's average:"
                f" grams worked out anew for {', '.join(countries)}"
            )


def _recorded(run: Run, digest: str, place: str | None) -> RecordedRun:
    recorded = RecordedRun(
        run_id=run.run_id,
        method=Method.MEASURED,
        tool=TOOL,
        tool_version=run.version,
        emissions_g=run.emissions_g,
        energy_kwh=run.energy_kwh,
        hours=run.hours,
        nodes=run.nodes,
        carbon_intensity_g_per_kwh=run.emissions_g / run.energy_kwh if run.energy_kwh else None,
        pue=run.pue,
        hardware=hardware_in_words(run.hardware, run.nodes),
        location=place_in_words(run.place),
        cloud_provider=provider_in_words(run.place),
        compute_region=run.place.cloud_region,
        log_sha256=digest,
    )
    told = place if run.place_assumed else _unpriced(run)
    placed = _placed(recorded, told) if run.place_assumed or told else recorded
    low, high = _interval()
    return replace(
        placed,
        emissions_low_g=low * placed.emissions_g,
        emissions_high_g=high * placed.emissions_g,
    )


def _unpriced(run: Run) -> str | None:
    """Return the country whose grid CodeCarbon did not know and hubscan does."""
    if run.unpriced_country is None:
        return None
    from hubscan.energy import known_country  # only such runs need the countries

    return known_country(run.unpriced_country)


def _placed(run: RecordedRun, place: str | None) -> RecordedRun:
    if place is None or run.energy_kwh is None:
        raise LogError(
            f"run {run.run_id}: CodeCarbon had no network and took Quebec for granted: its grams"
            " are not those of your grid; say where it ran with --country"
        )
    from hubscan.cards.estimate import grid  # only such runs need a factor

    name, intensity_g_per_kwh = grid(place)
    return replace(
        run,
        emissions_g=run.energy_kwh * intensity_g_per_kwh,
        carbon_intensity_g_per_kwh=intensity_g_per_kwh,
        location=name,
    )


@cache
def _interval() -> tuple[float, float]:
    """Return by what a logged figure may be too high and too low: a 90 % interval."""
    with resource("data", "factors", "logged.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["key"] == TOOL)
    return float(row["low"]), float(row["high"])
