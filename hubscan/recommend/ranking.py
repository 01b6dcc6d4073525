"""The order of candidates: relevance decides; among those that serve alike, less energy wins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.flags import Flag
from hubscan.catalogue.languages import MULTILINGUAL
from hubscan.search.index import Candidates

Numbers = NDArray[np.floating]


class Prefer(StrEnum):
    """What decides between models that serve about equally well."""

    BALANCED = "balanced"
    RELEVANCE = "relevance"
    ENERGY = "energy"
    SIZE = "size"


@dataclass(frozen=True)
class Weights:
    """What one unit of each adds to the score, beside relevance.

    ``energy`` and ``size`` count factors of ten; ``wrong_task`` is for a task that the need does
    not ask for at all.
    """

    popularity: float
    language: float
    energy: float
    size: float
    license: float = 0.05
    merge: float = 0.1
    wrong_task: float = 0.3


# Chosen on the labelled needs of scripts/bench_relevance.py asked of the shipped catalogue, with
# the encoders of the folds. Popularity: from 0.3 to 0.7 recall at 5 rises from .176 to .191, and
# models with under 300 downloads a month fall from 24 to 7 of 100 in the first five. There a factor
# of ten in energy weighs what one in downloads does; from 0.06 to 0.12 recall hardly changes. Wrong
# task: from 0.2 to 0.6 it brings 2 to 4 more of 100 first results of the right task and takes as
# many of the wrong one from the first ten; what is found stays the same. Language: half to twice
# is alike.
WEIGHTS = {
    Prefer.BALANCED: Weights(popularity=0.7, language=0.16, energy=0.09, size=0.0),
    Prefer.RELEVANCE: Weights(popularity=0.3, language=0.16, energy=0.0, size=0.0),
    Prefer.ENERGY: Weights(popularity=0.7, language=0.16, energy=0.35, size=0.0),
    Prefer.SIZE: Weights(popularity=0.7, language=0.16, energy=0.0, size=0.15),
}
_MOST_DOWNLOADS = 8.0  # log10: nothing on the Hub has more in a month
_UNKNOWN_POPULARITY = 0.3  # about 250 downloads: unknown is neither none nor many
_UNKNOWN_QUANTILE = 75  # the unknown ranks behind three quarters of the known
_MULTILINGUAL_FIT = 0.5  # many languages, and nobody says which
_ASSUMED = 0.5
_LEAST_PROBABILITY = 1e-6
_ENGLISH = frozenset({"en"})


def rank(
    candidates: Candidates,
    columns: FilterColumns,
    prefer: Prefer = Prefer.BALANCED,
    languages: Collection[str] = (),
) -> Candidates:
    """Order candidates, best first; ties by position.

    ``languages`` are those that the need asks for; without any it is taken for English, by half.
    The ``score`` of the result orders it; its
    ``relevance`` is what the need alone says, with the languages.
    """
    at = candidates["position"]
    weights = WEIGHTS[prefer]
    ranked = candidates.copy()
    sure = 1.0 if languages else _ASSUMED
    ranked["relevance"] += (
        weights.language * sure * language_fit(at, columns, languages or _ENGLISH)
    )
    ranked["relevance"] -= weights.wrong_task * _doubt(candidates["task_probability"])
    ranked["score"] = (
        ranked["relevance"]
        + weights.popularity * popularity(columns.numbers["downloads"][at])
        + weights.license * columns.known("license").holds(at)
        - weights.merge * columns.has_at("flags", Flag.MERGE, at)
        - weights.energy * columns.measures["energy_decades"][at]
        - weights.size * columns.measures["size_decades"][at]
    )
    return ranked[np.lexsort((at, -ranked["score"]))]


def one_of_each(candidates: Candidates, families: NDArray[np.int64]) -> Candidates:
    """Keep the best candidate of each family, in the order given; ``families`` are per position."""
    _, first = np.unique(families[candidates["position"]], return_index=True)
    return candidates[np.sort(first)]


def _doubt(probability: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much less likely each task is than the likeliest, 0 to 1: texts may be alike."""
    likeliest = max(float(probability.max(initial=0)), _LEAST_PROBABILITY)
    return np.asarray(1 - probability / likeliest, np.float32)


def popularity(downloads: NDArray[np.int64]) -> Numbers:
    """Return the logarithm of monthly downloads, scaled to 0 to 1."""
    share = np.log10(np.maximum(downloads, 0) + 1) / _MOST_DOWNLOADS
    return np.where(downloads < 0, _UNKNOWN_POPULARITY, np.minimum(share, 1.0))


def language_fit(
    at: NDArray[np.int64], columns: FilterColumns, languages: Collection[str]
) -> Numbers:
    """Return 1 for a model of a language that was asked for, -1 for one of others only, else 0."""
    speaks = np.zeros(len(at), dtype=bool)
    for language in languages:
        speaks |= columns.has_at("languages", language, at)
    says = columns.known("language_count").holds(at)
    fits = np.where(says, np.where(speaks, 1.0, -1.0), 0.0)
    some = columns.has_at("languages", MULTILINGUAL, at)
    return np.where(some, np.maximum(fits, _MULTILINGUAL_FIT), fits)


def with_decades(columns: FilterColumns) -> FilterColumns:
    """Add to the measures how far a model's energy and size lie from the median of its task."""
    tasks = columns.codes["pipeline_tag"]
    sizes = _or_nan(columns.numbers["parameters"])
    relative = {
        "energy_decades": decades(columns.measures["energy_wh"], tasks),
        "size_decades": decades(sizes, tasks),
    }
    return replace(columns, measures={**columns.measures, **relative})


def decades(values: Numbers, tasks: NDArray[np.int32]) -> Numbers:
    """Return the factors of ten of values over the median of their task.

    Queries of two tasks are not alike, so that they are never compared. An unknown value ranks
    behind most of the known.
    """
    spread = np.zeros(len(values), np.float32)
    for task in np.unique(tasks):
        same = tasks == task
        spread[same] = _decades(values[same])
    return spread


def _decades(values: Numbers) -> Numbers:
    logs = np.log10(values)
    known = logs[~np.isnan(logs)]
    if len(known) == 0:
        return np.zeros(len(values))
    logs = np.where(np.isnan(logs), np.percentile(known, _UNKNOWN_QUANTILE), logs)
    spread: Numbers = logs - np.median(known)
    return spread


def pareto(relevance: Numbers, energy_wh: Numbers) -> NDArray[np.bool_]:
    """Mark what nothing beats in relevance and energy at once; unknown energy is never marked."""
    front = np.zeros(len(relevance), dtype=bool)
    best = -np.inf
    for place in np.lexsort((-relevance, energy_wh)):
        if not np.isnan(energy_wh[place]) and relevance[place] > best:
            front[place], best = True, relevance[place]
    return front


def _or_nan(values: NDArray[np.int64]) -> Numbers:
    return np.where(values > 0, values, np.nan)
