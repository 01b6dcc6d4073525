"""One record from what the Hub says of a model: each fact with where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from hubscan.catalogue.description import describe
from hubscan.catalogue.fields import Fields, checked_mapping
from hubscan.catalogue.languages import normal_languages
from hubscan.catalogue.licences import normal_licence
from hubscan.catalogue.origins import lineage_of
from hubscan.catalogue.parameters import (
    Count,
    architecture_of,
    climb,
    parameters_in_name,
    plausible,
)
from hubscan.catalogue.quantization import Method, Quantization, read_quantization
from hubscan.catalogue.record import ModelRecord, Relation, Rung, TaskSource
from hubscan.catalogue.reported import emissions_in, reported_emissions
from hubscan.catalogue.tags import TagFacts, formats_of, read_tags
from hubscan.catalogue.tasks import current_tag, first_task
from hubscan.errors import BadRecordError

T = TypeVar("T")
_MODEL_ID = re.compile(r"[A-Za-z0-9._-]{1,96}(/[A-Za-z0-9._-]{1,96})?")
_METHODS = {"bitsandbytes": Method.BITSANDBYTES, **{str(method): method for method in Method}}
_BYTES_OF = {"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "BF16": 2, "I16": 2}


@dataclass(frozen=True)
class Provenance:
    """Where raw records come from: endpoint None is the public Hub, ``as_of`` an ISO date."""

    source: str
    as_of: str
    endpoint: str | None = None


@dataclass(frozen=True)
class Derived:
    """A record, and the fields of its raw form that made no sense, with the reasons."""

    record: ModelRecord
    problems: Mapping[str, str]


def derive(item: object, origin: Provenance, card: str | None = None) -> Derived:
    """Return the record of a raw one and of its card; raises BadRecordError without an id.

    Tables have the card in the row: there it is read when none is given.
    """
    raw = Fields(checked_mapping(item, origin.source))
    model_id = model_id_of(raw)
    text = card if card is not None else raw.raw("card")
    reading = _Reading(raw, model_id, text if isinstance(text, str) else None)
    return Derived(reading.record(origin), raw.problems)


def model_id_of(raw: Fields, *names: str) -> str:
    """Return the id of a raw record, which some name otherwise; raises BadRecordError."""
    model_id = raw.text(*(names or ("id", "modelId")))
    if model_id is None or not _MODEL_ID.fullmatch(model_id):
        raise BadRecordError(model_id or "?", "id", "no id of a model")
    return model_id


class _Reading:
    """One raw record being read: what several facts need is worked out once."""

    def __init__(self, raw: Fields, model_id: str, card: str | None) -> None:
        self.raw, self.model_id, self.card = raw, model_id, card
        self.data = raw.mapping("cardData")
        self.config = raw.mapping("config")
        self.gguf = raw.mapping("gguf")
        self.safetensors = raw.mapping("safetensors")
        self.tag_list = raw.texts("tags")
        self.tags: TagFacts = read_tags(self.tag_list)
        self.origins: dict[str, str] = {}
        self.bases = lineage_of(model_id, raw, self.data, self.tags, self.tag_list, card)
        self.quantization = self._quantization()

    def record(self, origin: Provenance) -> ModelRecord:
        task, task_source = self._task()
        count = self._count(task)
        emissions_g, grade = reported_emissions(self._emissions())
        return ModelRecord(
            model_id=self.model_id,
            author=self.raw.text("author") or self.model_id.rpartition("/")[0] or None,
            pipeline_tag=task,
            pipeline_tag_source=task_source,
            library_name=self.raw.text("library_name") or self.data.text("library_name"),
            license=self._license(),
            languages=self._languages(),
            datasets=self._either("datasets", self.data.texts("datasets"), self.tags.datasets),
            base_models=self.bases,
            tags=self._kept_tags(),
            formats=self._formats(),
            quantization=str(self.quantization) if self.quantization else None,
            parameters=count.parameters if count else None,
            parameters_rung=count.rung if count else None,
            context_length=self._context_length(),
            downloads=self.raw.count("downloads"),
            likes=self.raw.count("likes"),
            last_modified=self.raw.moment("lastModified", "last_modified"),
            emissions_g=emissions_g,
            emissions_grade=grade,
            gated=self.raw.flag("gated"),
            as_of=origin.as_of,
            source=origin.source,
            description=describe(self.card, self.model_id) if self.card else None,
            sha=self.raw.text("sha"),
            endpoint=origin.endpoint,
            private=self.raw.flag("private"),
            created_at=self.raw.moment("createdAt", "created_at"),
            new_version=self.data.text("new_version"),
            weights_bytes=self._weights_bytes(),
            provenance=tuple(sorted(self.origins.items())),
        )

    def _task(self) -> tuple[str | None, TaskSource | None]:
        if stated := current_tag(self.raw.text("pipeline_tag") or ""):
            return stated, TaskSource.STATED
        if tagged := first_task(self.tag_list):
            return current_tag(tagged), TaskSource.STATED
        return None, None

    def _emissions(self) -> object:
        stated = self.data.raw("co2_eq_emissions")
        return emissions_in(self.card) if stated is None and self.card else stated

    def _license(self) -> str | None:
        stated = self.data.texts("license")
        return self._either(
            "license", normal_licence(stated[0]) if stated else None, self.tags.licence
        )

    def _languages(self) -> tuple[str, ...]:
        stated = normal_languages(self.data.texts("language"))
        return self._either("languages", stated, self.tags.languages)

    def _kept_tags(self) -> tuple[str, ...]:
        stated = self.raw.text("pipeline_tag")
        retired = (stated,) if stated and current_tag(stated) != stated else ()
        return tuple(dict.fromkeys((*self.tags.kept, *retired)))

    def _formats(self) -> tuple[str, ...]:
        files = [name for name in ("safetensors", "gguf") if name in self.raw]
        return tuple(sorted({*self.tags.formats, *formats_of((), self.model_id), *files}))

    def _quantization(self) -> Quantization | None:
        settings = self.config.mapping("quantization_config")
        method = _METHODS.get((settings.text("quant_method") or "").casefold())
        if method:
            bits = settings.count("bits") or (4 if settings.flag("load_in_4bit") else None)
            self.origins["quantization"] = "config"
            return Quantization(method, float(bits) if bits else None)
        found = read_quantization(self.model_id.rpartition("/")[2], self.tag_list)
        if found:
            self.origins["quantization"] = "name or tag"
        return found

    def _count(self, task: str | None) -> Count | None:
        """Return the number counted, else the architecture's, else what the name says."""
        if counted := self._counted():
            return counted
        size = parameters_in_name(self.model_id)
        counts = [Count(size, Rung.NAME, "name")] if size else []
        if architecture := architecture_of(self.model_id, task):
            counts.append(Count(architecture.parameters, Rung.ARCHITECTURE, architecture.source))
        return climb(self.model_id, counts)[0]

    def _counted(self) -> Count | None:
        # a LoRA's or a packed repository's tensors are not the model's parameters
        adapter = any(edge.relation == Relation.ADAPTER for edge in self.bases)
        packed = self.quantization is not None and self.quantization.is_packed
        gguf = plausible(self.gguf.count("total"))
        total = None if adapter or packed else self.safetensors.count("total")
        for parameters, place in ((plausible(total), "safetensors"), (gguf, "gguf")):
            if parameters:
                return Count(parameters, Rung.EXACT, place)
        return None

    def _context_length(self) -> int | None:
        for place, length in (
            ("gguf", self.gguf.count("context_length")),
            ("config", self.config.count("max_position_embeddings")),
        ):
            if length:
                self.origins["context_length"] = place
                return length
        return None

    def _weights_bytes(self) -> int | None:
        if size := self.gguf.count("totalFileSize"):
            return size
        counts = self.safetensors.mapping("parameters")
        sizes = [
            (counts.count(dtype) or 0) * _BYTES_OF.get(dtype, 1) for dtype, _ in counts.items()
        ]
        return sum(sizes) or None

    def _either(self, field: str, card: T, tag: T) -> T:
        """Return the card's word if it has one, else the tags', and note whose it is."""
        if card or tag:
            self.origins[field] = "card" if card else "tag"
        return card or tag
