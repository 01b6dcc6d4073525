"""Lists of models with a few facts each: lineage, quantized copies, sizes, recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hubscan.catalogue.licences import normal_licence
from hubscan.catalogue.lineage import read_relation
from hubscan.catalogue.names import is_model_id
from hubscan.catalogue.parameters import Count, plausible
from hubscan.catalogue.record import BaseModel, Relation, Rung
from hubscan.catalogue.tasks import current_tag
from hubscan.resources import resource

from .facts import Facts, counted, number, rows, whole, word, words

_MODEL_ID = re.compile(r"[\w.-]+/[\w.-]+")
_STUDENT_TEACHER = re.compile(r"\(student\).*\(teacher\)")
_DISTILLED = re.compile(r"distilled\b")
_COUNTED = frozenset({"exact", "exact-2dp", "declared"})
# The first counts the U-Net alone, the second rounds to whole billions.
_INCOMPLETE = ("Nota-NetsPresso/BK-SDM", "huggingface/open_asr_leaderboard")


def lineage_2025_06(folder: Path) -> Iterator[Facts]:
    """Read the edges from models to those made of them; both ends are models."""
    for row in rows(folder / "lineage-2025-06.csv.gz"):
        edge = BaseModel(row["source"], read_relation(row["edge"]))
        base = Facts(model_id=row["source"], as_of="2025-06", source="lineage-2025-06")
        yield base
        yield replace(base, model_id=row["target"], base_models=(edge,))


def quantized_pairs_2026_08(folder: Path) -> Iterator[Facts]:
    """Read quantized copies and their bases; the 8-bit kind is another copy, no base."""
    for row in rows(folder / "quantized-pairs-2026-08.csv"):
        base_id = word(row["base"])
        if base_id and number(row["kind"]) != 8:
            edge = BaseModel(base_id, Relation.QUANTIZED)
            base = Facts(model_id=base_id, as_of="2026-08", source="quantized-pairs-2026-08")
            yield base
            yield replace(base, model_id=row["quantized_or_key"], base_models=(edge,))


def quantized_2024(folder: Path) -> Iterator[Facts]:
    """Read what a list of GGUF files of 2024 says of the models that were quantized."""
    for row in rows(folder / "quantized-2024.csv.gz"):
        if parent := word(row["parent_id"]):
            yield Facts(
                model_id=parent,
                as_of="2024",
                source="quantized-2024",
                task=word(row["pipeline"]),
                licence=normal_licence(word(row["licence"])),
                context_length=whole(row["context_size"]) or None,
            )


def local_gallery_2026_08(folder: Path) -> Iterator[Facts]:
    """Read repositories with GGUF files; a copy follows the model that it was made of."""
    for row in rows(folder / "local-gallery-2026-08.csv.gz"):
        ids = words(row["hf_ids"])
        for model_id in ids:
            packed = "gguf" in model_id.casefold()
            base = next((i for i in ids if packed and "gguf" not in i.casefold()), None)
            yield Facts(
                model_id=model_id,
                as_of=row["last_checked"] or "2026-08",
                source="local-gallery-2026-08",
                licence=normal_licence(word(row["license"])),
                base_models=(BaseModel(base, Relation.QUANTIZED),) if base else (),
                tags=("gguf",) if packed else (),
            )


def small_models_facts(folder: Path) -> Iterator[Facts]:
    """Read well-known small models; what the list itself calls unverified is left out."""
    for row in rows(folder / "small-models-facts.csv"):
        doubtful = set(words(row["unverified_fields"].replace(", ", "|")))
        if any(field.startswith("hub_id") for field in doubtful):
            continue
        yield Facts(
            model_id=row["hub_id"],
            as_of="2026-08",
            source="small-models-facts",
            task=current_tag(row["task"].split(" ")[0]),
            licence=None if "licence" in doubtful else normal_licence(word(row["licence"])),
            base_models=_teachers(row) if not doubtful & {"relation", "base_or_teacher"} else (),
            counts=_millions(row),
        )


def recommended_2026_08(folder: Path) -> Iterator[Facts]:
    """Read the models that the Hub itself recommends for a task."""
    for row in rows(folder / "recommended-by-task-2026-08.csv"):
        if is_model_id(row["id"]):
            yield Facts(
                model_id=row["id"],
                as_of="2026-08",
                source="recommended-by-task-2026-08",
                task=current_tag(row["task"]),
            )


def counted_checkpoints(folder: Path) -> Iterator[Facts]:
    """Read the sizes of single checkpoints; a rounded one stands on the architecture's rung."""
    for row in rows(folder / "architecture-params.csv.gz"):
        known = plausible(number(row["parameters"]))
        complete = "only" not in row["note"] and not row["source"].startswith(_INCOMPLETE)
        if row["kind"] == "checkpoint" and known and complete and is_model_id(row["pattern"]):
            source = row["source"].split("@")[0]
            rounded = (Count(known, Rung.ARCHITECTURE, source),)
            yield Facts(
                model_id=row["pattern"],
                as_of="2026-08",
                source="architecture-params",
                counts=counted(known, source) if row["precision"] in _COUNTED else rounded,
            )


def corrections(folder: Path) -> Iterator[Facts]:
    """Read what is known to be wrong in the tables, and what is right."""
    for row in rows(resource("data", "catalogue", "corrections.csv")):
        yield Facts(
            model_id=row["model_id"],
            as_of=row["date"],
            source="corrections",
            introduces=False,
            counts=(Count(int(row["parameters"]), Rung.EXACT, "corrections"),),
        )


def _teachers(row: dict[str, str]) -> tuple[BaseModel, ...]:
    ids = _MODEL_ID.findall(row["base_or_teacher"])
    if len(ids) == 2 and _STUDENT_TEACHER.search(row["base_or_teacher"]):
        return (BaseModel(ids[0], Relation.FINETUNE), BaseModel(ids[1], Relation.DISTILLED))
    relation = _relation(row["relation"])
    return (BaseModel(ids[0], relation),) if relation and len(ids) == 1 else ()


def _relation(text: str) -> Relation | None:
    if text.startswith("fine-tuned"):
        return Relation.FINETUNE
    if text.startswith("quantized"):
        return Relation.QUANTIZED
    return Relation.DISTILLED if _DISTILLED.search(text) else None


def _millions(row: dict[str, str]) -> tuple[Count, ...]:
    millions = number(row["params_m"])
    known = plausible(millions * 1e6) if millions else None
    rounded = millions is None or millions == round(millions)
    rung = Rung.ARCHITECTURE if rounded else Rung.EXACT
    return (Count(known, rung, "small-models-facts"),) if known else ()
