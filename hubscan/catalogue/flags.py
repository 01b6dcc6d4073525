"""What somebody wants to know before a model is recommended to them, and may not want at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from hubscan.catalogue.record import ModelRecord, Relation


class Flag(StrEnum):
    """A reason to ask before recommending."""

    UNCENSORED = "uncensored"
    GATED = "gated"
    UNLICENSED = "unlicensed"
    FIXTURE = "fixture"
    MERGE = "merge"


_UNCENSORED = re.compile(
    r"uncensored|abliterat|obliterat|unfiltered|\bheretic\b|lewd|hentai|porn|nsfw|\berp\b"
)
_RECOGNISES = re.compile(r"detect|classif|(?<!un)filter|moderat|safety|guard")
_FIXTURE = re.compile(r"-internal-testing/|\btiny-random\b|\brandom-tiny\b|-dummy-|/dummy")
_ADULT_TAG = "not-for-all-audiences"


def flags_of(record: ModelRecord) -> tuple[Flag, ...]:
    """Return the flags of a model; one that recognises such content is not what it recognises."""
    return tuple(_flags(record))


def _flags(record: ModelRecord) -> Iterator[Flag]:
    name = record.model_id.casefold().replace("_", " ")
    recognises = _RECOGNISES.search(name) or "classification" in (record.pipeline_tag or "")
    if _ADULT_TAG in record.tags or (_UNCENSORED.search(name) and not recognises):
        yield Flag.UNCENSORED
    if _FIXTURE.search(name):
        yield Flag.FIXTURE  # random weights, downloaded by the tests of libraries
    if record.gated:
        yield Flag.GATED
    if record.license is None and record.sha is not None:
        yield Flag.UNLICENSED  # the Hub was asked for it; a table may only not know
    if any(base.relation is Relation.MERGE for base in record.base_models):
        yield Flag.MERGE
