"""What is known of a model's kin, looked up in the catalogue and its columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.bitmap import Bitmap
from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.kinship import Edge
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.record import ModelRecord, Relation

SMALLER = 0.8  # of the parameters, or less: what differs less is hardly smaller
# Of the parameters, and less, does not stand in for a model, whatever it reads like.
_TOY = 1 / 30
_USED = 100  # downloads a month
_CHILDREN = 300
_NAMES = 300
MADE_OF = frozenset({Relation.FINETUNE, Relation.UNKNOWN})


class Kind(StrEnum):
    """How an alternative is related to the model in mind."""

    DISTILLED = "distilled"
    QUANTIZED = "quantized"
    SMALLER = "smaller of the series"
    COUSIN = "fine-tuned from a distilled model"
    SIMILAR = "similar"


@dataclass(frozen=True)
class Relative:
    """A model that may stand in, and how it is related.

    ``confidence`` is None where the relation is stated, by ``source`` where not by the Hub.
    ``members`` are what is told on one line with the record, itself first: quantized copies, one
    of each format, or the students of one teacher by one author.
    """

    record: ModelRecord
    kind: Kind
    how: str
    confidence: float | None = None
    members: tuple[ModelRecord, ...] = ()
    source: str | None = None


class Kin:
    """Looks models up by id, by name and by lineage."""

    def __init__(self, catalogue: Catalogue, columns: FilterColumns) -> None:
        self.catalogue = catalogue
        self.columns = columns

    def record(self, model_id: str) -> ModelRecord | None:
        """Return what the catalogue knows of a model."""
        found = self.catalogue.find(model_id)
        return found[1] if found else None

    def records(self, at: NDArray[np.int64]) -> list[ModelRecord]:
        """Return the records of positions."""
        return self.catalogue.records(self.columns.rows[at].tolist())

    def children(self, model_id: str) -> tuple[Edge, ...]:
        """Return the edges to what was made of a model, the most downloaded first."""
        return self.catalogue.lineage(model_id, _CHILDREN).children

    def named(self, starts: Iterable[str]) -> list[str]:
        """Return the ids whose names begin in one of several ways."""
        found = (
            each for start in starts for each in self.catalogue.ids_starting(start, None, _NAMES)
        )
        return list(dict.fromkeys(found))

    def positions(self, model_ids: list[str]) -> NDArray[np.int64]:
        """Return the positions of those models that the columns have."""
        return self.columns.positions_of(list(self.catalogue.rows_of(model_ids).values()))

    def family(self, record: ModelRecord) -> int | None:
        """Return the number of the family that a model of the catalogue is a copy in."""
        at = self.positions([record.model_id])
        return int(self.columns.numbers["family"][at[0]]) if len(at) else None

    def copies(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the positions of models and of their copies, ascending."""
        families = [np.empty(0, np.int64), *map(self.columns.family_of, at.tolist())]
        return np.unique(np.concatenate(families))

    def stands_in(self, model: ModelRecord) -> Bitmap:
        """Return the models that are smaller but not toys, and used: for all that nobody states."""
        used = self.columns.at_least("downloads", _USED)
        if model.parameters is None:
            return used
        least, most = _TOY * model.parameters, SMALLER * model.parameters
        return (
            used
            & self.columns.at_least("parameters", least)
            & self.columns.at_most("parameters", most)
        )


def is_smaller(record: ModelRecord, other: ModelRecord) -> bool:
    """Tell whether a model is known to have clearly fewer parameters than another one."""
    if record.parameters is None or other.parameters is None:
        return False
    return record.parameters <= SMALLER * other.parameters


def use(relative: Relative) -> tuple[int, str]:
    """Order relatives by downloads, the most first."""
    return -(relative.record.downloads or 0), relative.record.model_id
