"""What a catalogue says of the models that a card is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from hubscan.catalogue.models import Catalogue


@dataclass(frozen=True)
class Published:
    """What a catalogue knows of a model that another one is compared with."""

    license: str | None
    emissions_g: float | None


class Parents:
    """What a catalogue knows of models, for rules that compare; inferred values do not count."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def get(self, model_id: str, /) -> Published | None:
        found = self._catalogue.find(model_id)
        if found is None:
            return None
        record = found[1]
        is_stated = "license" not in record.inferred
        return Published(record.license if is_stated else None, record.emissions_g)
