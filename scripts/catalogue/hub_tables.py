"""Tables that were taken from the Hub itself, and cards: rows of facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from hubscan.catalogue.languages import normal_languages
from hubscan.catalogue.licences import normal_licence
from hubscan.catalogue.lineage import read_edges
from hubscan.catalogue.parameters import Count, plausible
from hubscan.catalogue.record import BaseModel, Relation, Rung
from hubscan.catalogue.tags import read_tags

from .emissions import certain_grams
from .facts import Facts, counted, day, json_array, json_lines, number, rows, whole, word, words

# Sizes that were typed by hand or estimated, not counted: no better than a name.
_LLMFIT_ESTIMATE = "llmfit-2026-05 (estimate)"
_NOMINAL = frozenset({"xinference", "rip_tyang", _LLMFIT_ESTIMATE})
_LEAST_DOWNLOADS_2023 = 50
_AUTOMATIC = frozenset({"autotrain", "autonlp"})


def hub_2025_12(folder: Path) -> Iterator[Facts]:
    """Read the newest table, which several public tables were merged into."""
    for row in rows(folder / "hub-2025-12.csv.gz"):
        tags = read_tags(words(row["tags"]))
        edges = read_edges(base.removeprefix("base_model:") for base in words(row["base_model"]))
        only_mteb = row["sources"] == "mteb"
        yield Facts(
            model_id=row["id"],
            as_of=row["date"] or "2025-12",
            source="hub-2025-12",
            task=None if only_mteb else word(row["task"]),
            library=word(row["library"]),
            licence=normal_licence(word(row["license"])) or tags.licence,
            languages=normal_languages(words(row["languages"])) or tags.languages,
            datasets=tags.datasets,
            base_models=edges or tags.base_models,
            tags=(*words(row["tags"]), *_formats(row["format"])),
            counts=_counts(number(row["params"]), row["params_src"]),
            downloads=whole(row["downloads"]),
            likes=whole(row["likes"]),
            last_modified=day(row["last_modified"]),
        )


def hub_2024_09(folder: Path) -> Iterator[Facts]:
    """Read the most downloaded models of September 2024."""
    for row in rows(folder / "hub-2024-09.csv.gz"):
        yield replace(
            _from_tags(row["modelId"], words(row["tags"]), "2024-09", "hub-2024-09"),
            task=word(row["pipeline_tag"]),
            downloads=whole(row["downloads"]),
            last_modified=day(row["lastModified"]),
        )


def downloads_2023(folder: Path) -> Iterator[Facts]:
    """Read models of spring 2023; those with a task, a card and some users are introduced."""
    for row in rows(folder / "downloads-2023.csv.gz"):
        downloads = whole(row["downloads"])
        task = word(row["task_category"])
        used = downloads is not None and downloads >= _LEAST_DOWNLOADS_2023
        yield Facts(
            model_id=row["modelId"],
            as_of="2023-04",
            source="downloads-2023",
            introduces=used and row["has_modelcard"] == "True" and task is not None,
            task=task,
            downloads=downloads,
        )


def hugginggpt_2023_03(folder: Path) -> Iterator[Facts]:
    """Read popular models of 24 tasks; their descriptions are left where they are."""
    for row in json_lines(folder / "hugginggpt-2023-03.jsonl.gz"):
        yield Facts(
            model_id=row["id"],
            as_of="2023-03",
            source="hugginggpt-2023-03",
            task=word(row["pipeline_tag"]),
            downloads=whole(row["downloads"]),
            likes=whole(row["likes"]),
        )


def llmfit_2026_05(folder: Path) -> Iterator[Facts]:
    """Read parameters of May 2026; its context lengths are defaults or products, and stay there."""
    for row in json_array(folder / "llmfit-2026-05.json.gz"):
        yield Facts(
            model_id=row["name"],
            as_of="2026-05",
            source="llmfit-2026-05",
            task=word(row["pipeline_tag"]),
            counts=_counts(whole(row["parameters_raw"]), _llmfit_source(row)),
            downloads=whole(row["hf_downloads"]),
            # Its 0 is "not asked": so it says of nine models in ten, Llama-3-8B among them, and 812
            # of the 814 that another table knows have likes there. No other table's 0 is so denied.
            likes=whole(row["hf_likes"]) or None,
        )


def small_lms_2024_11(folder: Path) -> Iterator[Facts]:
    """Read small language models with exact counts."""
    for row in rows(folder / "small-lms-2024-11.csv.gz"):
        base = word(row["base_model"])
        facts = replace(
            _from_tags(row["id"], words(row["tags"]), "2024-11", "small-lms-2024-11"),
            task=word(row["task"]),
            library=word(row["library_name"]),
            counts=_counts(whole(row["num_parameters"]), "small-lms-2024-11"),
            downloads=whole(row["downloads"]),
            likes=whole(row["likes"]),
        )
        edges = (BaseModel(base, Relation.UNKNOWN),) if base else ()
        yield replace(facts, base_models=facts.base_models or edges)


def transformersjs_2026_05(folder: Path) -> Iterator[Facts]:
    """Read feature-extraction models that run in a browser."""
    for row in rows(folder / "transformersjs-2026-05.csv.gz"):
        yield Facts(
            model_id=row["id"],
            as_of="2026-05",
            source="transformersjs-2026-05",
            task=word(row["pipeline_tag"]),
            tags=("onnx",),
            counts=_counts(whole(row["numParameters"]), "transformersjs-2026-05"),
            downloads=whole(row["downloads"]),
            likes=whole(row["likes"]),
            gated=row["gated"] != "False",
            last_modified=day(row["lastModified"]),
        )


def cards_2023(folder: Path) -> Iterator[Facts]:
    """Read the front matter of cards whose model is certain; their text is left where it is."""
    for row in json_lines(folder.parent / "cards" / "hub-2023.jsonl.gz"):
        data = _front_matter(row["text"]) if row["id_certain"] else None
        if data:
            yield _from_front_matter(row["model_id"], data)


def _formats(text: str) -> tuple[str, ...]:
    """Return what the format column means: its ``pytorch`` is any repository for transformers."""
    return tuple(form.replace("ggufv2", "gguf") for form in words(text) if form != "pytorch")


def _llmfit_source(row: Mapping[str, Any]) -> str:
    """Tell the counted rows from those that the table itself computed: one in ten is far off."""
    return _LLMFIT_ESTIMATE if row.get("_discovered") else "llmfit-2026-05"


def _from_front_matter(model_id: str, data: Mapping[str, Any]) -> Facts:
    tags = tuple(_texts(data.get("tags")))
    grams = certain_grams(_reported(data), automatic=bool(_AUTOMATIC & set(tags)))
    return Facts(
        model_id=model_id,
        as_of="2023-04",
        source="cards-2023",
        introduces=grams is not None,
        task=word(data.get("pipeline_tag")),
        library=word(data.get("library_name")),
        licence=normal_licence(next(iter(_texts(data.get("license"))), None)),
        languages=normal_languages(_texts(data.get("language"))),
        datasets=tuple(_texts(data.get("datasets"))),
        tags=tags,
        base_models=tuple(
            BaseModel(base, Relation.UNKNOWN) for base in _texts(data.get("base_model"))
        ),
        emissions_g=grams,
    )


def _reported(data: Mapping[str, Any]) -> float | None:
    value = data.get("co2_eq_emissions")
    if isinstance(value, Mapping):
        value = value.get("emissions")
    return float(value) if isinstance(value, int | float) else None


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text.strip() for text in values if isinstance(text, str) and text.strip()]


def _front_matter(card: str) -> Mapping[str, Any] | None:
    parts = card.replace("\r\n", "\n").lstrip("\ufeff").split("---\n", 2)
    if len(parts) < 3 or parts[0].strip():
        return None
    try:
        data = yaml.load(parts[1], Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return None
    return data if isinstance(data, Mapping) else None


def _from_tags(model_id: str, tags: tuple[str, ...], as_of: str, source: str) -> Facts:
    found = read_tags(tags)
    return Facts(
        model_id=model_id,
        as_of=as_of,
        source=source,
        licence=found.licence,
        languages=found.languages,
        datasets=found.datasets,
        base_models=found.base_models,
        tags=tags,
    )


def _counts(parameters: float | None, source: str) -> tuple[Count, ...]:
    if source not in _NOMINAL:
        return counted(parameters, source)
    known = plausible(parameters)
    return (Count(known, Rung.NAME, source),) if known else ()
