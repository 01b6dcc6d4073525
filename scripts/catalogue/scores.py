"""Quality evidence of the models that the catalogue holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from hubscan.catalogue.names import current_id
from hubscan.catalogue.record import QualityScore

from .leaderboards import SCORES
from .merge import Model


def collect(folder: Path, models: Mapping[str, Model]) -> tuple[list[QualityScore], Counter[str]]:
    """Return the scores in order, and how many of each table have no model here.

    Of two scores of one model on one benchmark (two precisions) the higher stays.
    """
    ids = {model_id.casefold(): model_id for model_id in models}
    found: dict[tuple[str, str, str], QualityScore] = {}
    unplaced: Counter[str] = Counter()
    for score in chain.from_iterable(read(folder) for read in SCORES):
        model_id = ids.get(current_id(score.model_id).casefold())
        if model_id is None:
            unplaced[score.source] += 1
            continue
        key = (score.benchmark, score.metric, model_id)
        if key not in found or _better(score, found[key]):
            found[key] = replace(score, model_id=model_id)
    return [found[key] for key in sorted(found)], unplaced


def _better(one: QualityScore, other: QualityScore) -> bool:
    return one.value > other.value if one.higher_is_better else one.value < other.value
