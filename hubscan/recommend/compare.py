"""Models side by side: what they are, what they need, what they cost to use, how well they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.names import as_given
from hubscan.catalogue.record import ModelRecord
from hubscan.energy import Evidence, Load, accelerators, device, watts_per_query
from hubscan.energy.classes import task_rules
from hubscan.energy.decode import Query, decode_model
from hubscan.energy.devices import Device
from hubscan.energy.memory import drawing, within_power
from hubscan.errors import EstimateError, UsageError
from hubscan.recommend.figures import energy_of
from hubscan.recommend.precision import Loaded
from hubscan.recommend.saving import SAME, Saving, beside, saving, saving_of_copy
from hubscan.recommend.scores import SharedScore, shared_scores
from hubscan.recommend.subject import original_of

DEVICE = "H100"
MOST = 8
# the load at which watts are told: of a decoder a query is a chat of the usual length there
_SERVED = Load.EIGHT_PER_SECOND
_DECODERS = frozenset({"text-generation", "image-text-to-text", "video-text-to-text"})


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One model with its figures; ``ratio`` is its energy over that of the first model.

    ``accelerators`` are how many of the device hold it and serve the queries, ``watts`` the mean
    power that the queries draw then; both for models that generate text, else None. The watts are
    those of the device that the decode model was fitted on, within what the device asked can draw.
    """

    record: ModelRecord
    memory: Loaded | None
    energy: Evidence
    ratio: Saving
    accelerators: int | None
    watts: Evidence | None

    @property
    def query(self) -> Query | None:
        """The tokens of a query when served, None of a model that does not generate text."""
        rule = task_rules().get(self.record.pipeline_tag or "")
        return decode_model().queries[rule.decode_query] if rule and rule.decode_query else None

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null."""
        record, memory = self.record, self.memory
        return {
            "model_id": record.model_id,
            "pipeline_tag": record.pipeline_tag,
            "parameters": record.parameters,
            "quantization": record.quantization,
            "memory_gb": memory and round(memory.memory_gb, 3),
            "weight_format": memory and memory.weight_format,
            "license": record.license,
            "languages": list(record.languages),
            "context_length": record.context_length,
            "downloads": record.downloads,
            "last_modified": record.last_modified,
            "energy_kwh_per_1000_queries": self.energy.as_dict(),
            **self.ratio.as_dict(),
            "accelerators": self.accelerators,
            "watts_served": self.watts and self.watts.as_dict(),
            "tokens_served": self.watts and self.query and asdict(self.query),
            "training_emissions_g": record.emissions_g,
            "training_emissions_grade": record.emissions_grade,
        }


@dataclass(frozen=True, kw_only=True)
class ComparedModels:
    """The models in the order asked, and the benchmarks that at least two were run on."""

    models: tuple[Compared, ...]
    scores: tuple[SharedScore, ...]
    device: Device
    snapshot_date: str

    @property
    def same_task(self) -> bool:
        """Tell whether all do one task: only then are their queries alike."""
        return len({model.record.pipeline_tag for model in self.models}) == 1

    @property
    def watts_of(self) -> Device:
        """The device whose joules the watts are."""
        return fitted_device()

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return {
            "models": [model.as_dict() for model in self.models],
            "scores": [score.as_dict() for score in self.scores],
            "same_task": self.same_task,
            "device": self.device.name,
            "watts_of_device": self.watts_of.name,
            "snapshot_date": self.snapshot_date,
        }


def compare(
    catalogue: Catalogue, model_ids: Sequence[str], *, device: str = DEVICE
) -> ComparedModels:
    """Return models side by side; raise UsageError for an unknown one, for one alone, for many."""
    records = list(dict.fromkeys(_found(catalogue, model_id) for model_id in model_ids))
    if not 2 <= len(records) <= MOST:
        raise UsageError(f"compare from 2 to {MOST} different models, not {len(records)}")
    on = _device(device)
    return ComparedModels(
        models=tuple(_compared(catalogue, record, records[0], on) for record in records),
        scores=tuple(shared_scores([catalogue.scores(each.model_id) for each in records])),
        device=on,
        snapshot_date=catalogue.snapshot_date.isoformat(),
    )


def _compared(
    catalogue: Catalogue, record: ModelRecord, first: ModelRecord, on: Device
) -> Compared:
    memory = beside(record)
    watts, count = _served(record, memory, on)
    return Compared(
        record=record,
        memory=memory,
        energy=energy_of(record),
        ratio=_ratio(catalogue, record, first),
        accelerators=count,
        watts=watts,
    )


def _ratio(catalogue: Catalogue, record: ModelRecord, first: ModelRecord) -> Saving:
    if record is first:
        return SAME
    if record.pipeline_tag != first.pipeline_tag:
        return Saving(None, "queries of two tasks are not alike")
    weights = {original_of(catalogue, each).model_id for each in (record, first)}
    return (saving if len(weights) > 1 else saving_of_copy)(record, first)


def _served(
    record: ModelRecord, memory: Loaded | None, on: Device
) -> tuple[Evidence | None, int | None]:
    """Return the watts of a model that generates text, and how many accelerators draw them."""
    if memory is None or record.pipeline_tag not in _DECODERS:
        return None, None
    count = accelerators(memory.memory_gb, on)
    try:
        watts = watts_per_query(energy_of(record, _SERVED))
    except EstimateError:
        return None, count
    if on != fitted_device():  # how fast another one serves is not known: as many as draw it all
        count = drawing(watts, count, on)
    return within_power(watts, count, on), count


def fitted_device() -> Device:
    """Return the device that the decode model was fitted on."""
    return device(decode_model().device)


def _device(name: str) -> Device:
    found = device(name)
    if found.memory_gb is None:
        raise UsageError(f"{found.name} has no memory of its own: name an accelerator")
    return found


def _found(catalogue: Catalogue, model_id: str) -> ModelRecord:
    model_id = as_given(model_id)
    found = catalogue.find(model_id)
    if found is None:
        near = catalogue.find_near(model_id)
        hint = f": did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"{model_id!r} is not in the catalogue{hint}")
    return found[1]
