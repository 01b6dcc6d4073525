"""From merged facts to records: tasks, sizes and lineage, each from the best that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from hubscan.cards.vocabularies import Name, vocabulary
from hubscan.catalogue.parameters import (
    Architecture,
    Conflict,
    Count,
    architecture_of,
    climb,
    disagree,
    parameters_in_name,
)
from hubscan.catalogue.quantization import Quantization, read_quantization
from hubscan.catalogue.record import BaseModel, ModelRecord, Relation, Rung, TaskSource
from hubscan.catalogue.tags import formats_of, keep_tags
from hubscan.catalogue.tasks import current_tag

from .inference import infer_base, infer_languages, infer_task
from .merge import Model

# Counted from the weights first, declared by an author last.
_TRUST = (
    "corrections",
    "hf_trending_daily",
    "theexgenesis",
    "ai_nexus_sql",
    "small-lms-2024-11",
    "llmfit-2026-05",
    "transformersjs-2026-05",
    "euroeval-2026-04",
    "opentoint",
    "timm-2026-08",
    "timm",
    "small-models-facts",
    "open-llm-leaderboard-2025-03",
    "open_llm_lb",
    "mteb-2026-08",
    "mteb",
)
_COPIES = frozenset({Relation.FINETUNE, Relation.UNKNOWN, Relation.QUANTIZED, Relation.ADAPTER})
_SAME_WEIGHTS = frozenset({Relation.QUANTIZED, Relation.ADAPTER})
_DEEPEST = 12
_LEAST_PART = 50
_ROUND = 100_000


class Resolver:
    """Answers what is known of each model, looking at its bases where it says nothing itself."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = models
        self._counts: dict[str, tuple[Count | None, tuple[Conflict, ...]]] = {}
        self._tasks: dict[str, tuple[str, TaskSource] | None] = {}

    @cached_property
    def records(self) -> list[ModelRecord]:
        """Every model's record, by task, then downloads, then id."""
        return sorted((self._record(model) for model in self._models.values()), key=_place)

    def conflicts(self) -> Iterator[Conflict]:
        """Yield where two sources disagree on a size, in the records' order."""
        for record in self.records:
            yield from self._counts[record.model_id][1]

    def _record(self, model: Model) -> ModelRecord:
        tags = model.every(lambda fact: fact.tags)
        languages = model.newest(lambda fact: fact.languages) or ()
        inferred_languages = () if languages else infer_languages(model.model_id)
        bases = self._bases(model)
        task, task_source = self._task(model.model_id) or (None, None)
        count, _ = self._count(model.model_id)
        quantization = _quantization(model)
        leading = next((f for f in model.facts if f.downloads is not None), model.facts[0])
        return ModelRecord(
            model_id=model.model_id,
            author=model.model_id.partition("/")[0],
            pipeline_tag=task,
            pipeline_tag_source=task_source,
            library_name=_library(model),
            license=model.newest(lambda fact: fact.licence),
            languages=languages or inferred_languages,
            datasets=model.newest(lambda fact: fact.datasets) or (),
            base_models=bases,
            tags=self._kept_tags(model, tags),
            formats=formats_of(tags, model.model_id.partition("/")[2]),
            quantization=str(quantization) if quantization else None,
            parameters=count.parameters if count else None,
            parameters_rung=count.rung if count else None,
            context_length=self._context_length(model),
            downloads=leading.downloads,
            likes=next((f.likes for f in model.facts if f.likes is not None), None),
            last_modified=model.newest(lambda fact: fact.last_modified),
            emissions_g=next(
                (f.emissions_g for f in model.facts if f.emissions_g is not None), None
            ),
            gated=next((f.gated for f in model.facts if f.gated is not None), None),
            inferred=tuple(
                name
                for name, is_inferred in (
                    ("base_models", bases and not model.base_models),
                    ("languages", inferred_languages),
                )
                if is_inferred
            ),
            as_of=leading.as_of,
            source="+".join(model.every(lambda fact: (fact.source,))),
        )

    def _kept_tags(self, model: Model, tags: Iterable[str]) -> tuple[str, ...]:
        stated = (fact.task for fact in model.facts if fact.task)
        retired = [task for task in stated if current_tag(task) != task]
        library = _library(model)
        kept = keep_tags([*tags, *retired])
        return tuple(tag for tag in kept if tag.casefold() != library)

    def _bases(self, model: Model) -> tuple[BaseModel, ...]:
        base = infer_base(model.model_id)
        if model.base_models or base is None or base == model.model_id:
            return model.base_models
        return (BaseModel(base, Relation.FINETUNE),)

    def _context_length(self, model: Model) -> int | None:
        """Return a model's own context length, or that of the model it is a quantized copy of."""
        copied = (self._models.get(e.id) for e in model.base_models if e.relation in _SAME_WEIGHTS)
        known = (m.newest(lambda fact: fact.context_length) for m in (model, *copied) if m)
        return next((length for length in known if length), None)

    def _task(self, model_id: str, depth: int = 0) -> tuple[str, TaskSource] | None:
        if model_id not in self._tasks:
            self._tasks[model_id] = None  # a circle of bases ends here
            self._tasks[model_id] = self._find_task(model_id, depth)
        return self._tasks[model_id]

    def _find_task(self, model_id: str, depth: int) -> tuple[str, TaskSource] | None:
        model = self._models.get(model_id)
        if model is None:
            return None
        if task := _stated_task(model):
            return task
        for edge in model.base_models if depth < _DEEPEST else ():
            if found := self._task(edge.id, depth + 1):
                return found[0], TaskSource.INHERITED
        tags = model.every(lambda fact: fact.tags)
        inferred = infer_task(model_id, tags, _library(model))
        return (inferred, TaskSource.INFERRED) if inferred else None

    def _count(self, model_id: str, depth: int = 0) -> tuple[Count | None, tuple[Conflict, ...]]:
        if model_id not in self._counts:
            self._counts[model_id] = (None, ())
            count, conflicts = climb(model_id, self._ladder(model_id, depth))
            self._counts[model_id] = (count, tuple(conflicts))
        return self._counts[model_id]

    def _ladder(self, model_id: str, depth: int) -> list[Count]:
        model = self._models.get(model_id)
        counts = self._own(model_id, model.every(lambda fact: fact.tags) if model else ())
        if model is None:
            return counts
        if depth < _DEEPEST:
            counts += self._of_bases(model, counts, depth)
        return [*_counted(model, counts), *counts, *_nominal(model)]

    def _own(self, model_id: str, tags: Sequence[str]) -> list[Count]:
        """Return what name and tags tell: the architecture, and the size written in the name."""
        task = self._task(model_id)
        architecture = architecture_of(model_id, task[0] if task else None, tags)
        size = parameters_in_name(model_id)
        counts = [Count(size, Rung.NAME, "name")] if size else []
        if architecture and (architecture.names_size or not _contradicted(architecture, counts)):
            counts.append(_published(architecture.parameters))
        return counts

    def _of_bases(self, model: Model, own: list[Count], depth: int) -> Iterator[Count]:
        for edge in self._bases(model):
            base, _ = self._count(edge.id, depth + 1)
            if base and edge.relation in _COPIES:
                count = Count(base.parameters, Rung.BASE_MODEL, edge.id)
                if edge.relation in _SAME_WEIGHTS or not _was_resized(count, own):
                    yield count
            elif base and edge.relation == Relation.MERGE and not own:
                yield Count(base.parameters, Rung.BASE_MODEL, edge.id)


def _contradicted(architecture: Architecture, named: Sequence[Count]) -> bool:
    """Tell whether the name has another size than its family: phi-4-25b is no phi-4."""
    return any(disagree(_published(architecture.parameters), count) for count in named)


def _was_resized(base: Count, own: Iterable[Count]) -> bool:
    """Tell whether the name has another size than the base: pruned, grown or distilled."""
    return any(count.rung == Rung.NAME and disagree(base, count) for count in own)


def _counted(model: Model, others: Sequence[Count]) -> list[Count]:
    """Return the counts of a model's own weights that can be those of the whole model.

    A packed copy's never are, another quantized copy's only where nothing speaks against it, and
    a file that holds a small part of what the name says is an adapter or a first piece.
    """
    quantization = _quantization(model)
    if quantization and quantization.is_packed:
        return []
    counts = [c for c in model.every(lambda fact: fact.counts) if c.rung != Rung.NAME]
    if quantization:
        counts = [c for c in counts if not any(disagree(c, other) for other in others)]
    named = max((other.parameters for other in others if other.rung == Rung.NAME), default=0)
    whole = (count for count in counts if count.parameters * _LEAST_PART > named)
    return sorted(whole, key=lambda count: (count.parameters % _ROUND == 0, _trust(count.source)))


def _nominal(model: Model) -> list[Count]:
    return [c for c in model.every(lambda fact: fact.counts) if c.rung == Rung.NAME]


def _trust(source: str) -> int:
    return _TRUST.index(source) if source in _TRUST else len(_TRUST)


def _published(parameters: int) -> Count:
    return Count(parameters, Rung.ARCHITECTURE, "architectures.csv")


def _quantization(model: Model) -> Quantization | None:
    return read_quantization(model.model_id, model.every(lambda fact: fact.tags))


def _stated_task(model: Model) -> tuple[str, TaskSource] | None:
    stated = _first_task(model, TaskSource.STATED)
    inferred = _first_task(model, TaskSource.INFERRED)
    if inferred == "text-ranking" and stated == "feature-extraction":
        stated = None
    if stated:
        return stated, TaskSource.STATED
    return (inferred, TaskSource.INFERRED) if inferred else None


def _first_task(model: Model, source: TaskSource) -> str | None:
    tasks = (current_tag(f.task) for f in model.facts if f.task and f.task_source == source)
    return next((task for task in tasks if task), None)


def _library(model: Model) -> str | None:
    stated = model.newest(lambda fact: fact.library)
    return stated.casefold() if stated else _library_tag(model.every(lambda fact: fact.tags))


def _library_tag(tags: Iterable[str]) -> str | None:
    known = vocabulary(Name.LIBRARIES)
    return next((tag for tag in tags if tag in known), None)


def _place(record: ModelRecord) -> tuple[bool, str, int, str]:
    return (
        record.pipeline_tag is None,
        record.pipeline_tag or "",
        -1 * (record.downloads if record.downloads is not None else -1),
        record.model_id,
    )
