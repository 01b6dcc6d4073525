"""One family, one line: which copy of a model stands for it, and which are its variants."""

from __future__ import annotations

from collections.abc import Sequence

from hubscan.catalogue.record import ModelRecord
from hubscan.recommend.precision import loaded
from hubscan.recommend.results import Variant

MAX_VARIANTS = 12


def variants(records: Sequence[ModelRecord], memory_gb: float | None) -> tuple[Variant, ...]:
    """Return copies of one model, the best for a memory first: it fits, warns less, is used more.

    Without a memory the copies are ordered by warnings and use alone.
    """
    found = [Variant(record=each, loaded=loaded(each, memory_gb)) for each in records]
    return tuple(sorted(found, key=_order)[:MAX_VARIANTS])


def _order(variant: Variant) -> tuple[bool, bool, int, str]:
    record, fitting = variant.record, variant.loaded
    warned = fitting is not None and fitting.warning is not None
    return fitting is None, warned, -(record.downloads or 0), record.model_id
