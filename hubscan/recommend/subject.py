"""The model that somebody has in mind: from the catalogue, from the Hub, or only from its name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hubscan.catalogue.families import name_of_original
from hubscan.catalogue.inherit import inherit
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.names import as_given, own_name
from hubscan.catalogue.parameters import architecture_of, parameters_in_name
from hubscan.catalogue.quantization import read_quantization
from hubscan.catalogue.record import BaseModel, ModelRecord, Relation, Rung, TaskSource
from hubscan.errors import UsageError
from hubscan.recommend.naming import read_name

_BY_NAME = 0.7  # how likely a copy's name tells its original
_ID = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_MAX_ID = 200
_STEPS = 4
_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Subject:
    """A model, and the original that it is a copy of (itself where it is none).

    ``told`` says where the facts come from when the catalogue does not have the model.
    """

    record: ModelRecord
    original: ModelRecord
    told: str | None = None


def find_subject(
    catalogue: Catalogue, model_id: str, *, online: bool = False, endpoint: str | None = None
) -> Subject:
    """Return the model of an id; ``online`` asks the Hub about one that is not in the catalogue.

    ``endpoint`` is another Hub than the public one. Raises HubError when the Hub has no answer,
    UsageError when neither the catalogue nor the name says anything of it.
    """
    model_id = _checked(model_id)
    if found := catalogue.find(model_id):
        return Subject(found[1], original_of(catalogue, found[1]))
    if online:
        record = _from_hub(model_id, endpoint)
        record = inherit(record, lambda base: _record(catalogue, base))
        return Subject(record, original_of(catalogue, record), "asked of the Hub")
    return _named(catalogue, model_id)


def original_of(catalogue: Catalogue, record: ModelRecord) -> ModelRecord:
    """Return the model whose copy a record is, as far as the catalogue has it; else itself."""
    seen = {record.model_id.casefold()}
    for _ in range(_STEPS):
        above = (base for base in record.base_models if _is_copy_of(record, base))
        bases = (_record(catalogue, base.id) for base in above)
        base = next((base for base in bases if base and base.model_id.casefold() not in seen), None)
        if base is None:
            return record
        seen.add(base.model_id.casefold())
        record = base
    return record


def _is_copy_of(record: ModelRecord, base: BaseModel) -> bool:
    same_name = name_of_original(record.model_id) == name_of_original(base.id)
    return base.relation is Relation.QUANTIZED or same_name


def _named(catalogue: Catalogue, model_id: str) -> Subject:
    record = _read(catalogue, model_id)
    original = _of_that_name(catalogue, model_id)
    if original is not None:
        edge = BaseModel(original.model_id, Relation.QUANTIZED, _BY_NAME)
        record = inherit(replace(record, base_models=(edge,)), lambda base: original)
        if record.quantization is None:
            record = replace(record, parameters=original.parameters)
        return Subject(record, original, f"read as a copy of {original.model_id}, by its name")
    relative = _of_that_series(catalogue, model_id)
    if relative is not None:
        record = replace(
            record,
            pipeline_tag=relative.pipeline_tag,
            pipeline_tag_source=TaskSource.INFERRED,
            tags=relative.tags,
        )
        return Subject(record, record, f"read by its name, as of the series of {relative.model_id}")
    if record.parameters is not None and record.parameters_rung is not Rung.NAME:
        return Subject(record, record, "read by its name: its architecture is known")
    near = catalogue.find_near(model_id)
    hint = f"did you mean {', '.join(near)}? " if near else ""
    raise UsageError(
        f"{model_id!r} is not in the catalogue, and its name is of no series that is: "
        f"{hint}--online asks the Hub (pip install 'hubscan[hub]')"
    )


def _read(catalogue: Catalogue, model_id: str) -> ModelRecord:
    """Return what a model's name alone says of it."""
    quantized = read_quantization(own_name(model_id))
    size, architecture = parameters_in_name(model_id), architecture_of(model_id)
    rung = Rung.NAME if size else Rung.ARCHITECTURE if architecture else None
    return ModelRecord(
        model_id=model_id,
        author=model_id.rpartition("/")[0] or None,
        quantization=str(quantized) if quantized else None,
        parameters=size or (architecture.parameters if architecture else None),
        parameters_rung=rung,
        as_of=catalogue.snapshot_date.isoformat(),
        source="its name",
    )


def _of_that_name(catalogue: Catalogue, model_id: str) -> ModelRecord | None:
    """Return the most downloaded model that has the name without the words of quantization."""
    name = name_of_original(model_id)
    for other in catalogue.ids_starting(name):
        if own_name(other) == name:
            return _record(catalogue, other)
    return None


def _of_that_series(catalogue: Catalogue, model_id: str) -> ModelRecord | None:
    name = read_name(model_id)
    if not name.start or not name.sizes:
        return None
    for other in catalogue.ids_starting(name.start):
        known = read_name(other)
        if known.is_series_of(name) and (record := _record(catalogue, other)):
            return record
    return None


def _from_hub(model_id: str, endpoint: str | None) -> ModelRecord:
    from hubscan.catalogue.derive import Provenance, derive
    from hubscan.catalogue.hub import Hub  # names the extra when it is missing
    from hubscan.catalogue.remote import Remote

    hub = Hub(endpoint, retries=1, timeout_s=_TIMEOUT_S)
    page = Remote(hub).model(model_id)
    as_of = page.date.date().isoformat() if page.date else ""
    origin = Provenance("the Hub", as_of, None if hub.is_public else hub.endpoint)
    return derive(next(iter(page.items), None), origin).record


def _record(catalogue: Catalogue, model_id: str) -> ModelRecord | None:
    found = catalogue.find(model_id)
    return found[1] if found else None


def _checked(model_id: str) -> str:
    given = as_given(model_id)
    if len(given) > _MAX_ID or not _ID.fullmatch(given):
        raise UsageError(f"{given[:60]!r} is no id of a model: write owner/name")
    return given
