"""The labelled needs and their candidates, as files and as documents."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from encoder.texts import LabelledNeed
from hubscan.catalogue import snapshot
from hubscan.errors import DataError
from hubscan.resources import resource
from hubscan.search.index import Document
from hubscan.search.tasks import SUCCESSORS
from hubscan.search.text import model_text

# The benchmark's domains end in the name of a task; three differ from the Hub's tags.
_TAG_OF_DOMAIN = {
    "Multimodal Document Question Answer": "document-question-answering",
    "Multimodal Graph Machine Learning": "graph-ml",
    "Audio Classification": "audio-classification",
    "Reinforcement Learning": "reinforcement-learning",
    "Reinforcement Learning Robotics": "robotics",
}
_FIELDS = ("Natural Language Processing ", "Computer Vision ", "Multimodal ", "Audio ", "Tabular ")


@dataclass(frozen=True)
class Benchmark:
    """Needs, and the candidates: ``models`` and ``domains`` by document."""

    needs: list[LabelledNeed]
    need_domains: list[str]
    documents: list[Document]
    models: list[str]
    domains: list[str | None]

    @classmethod
    def read(cls, needs: Path, candidates: Path) -> Benchmark:
        """Read both files; a document is a candidate's name, domain, functionality, description."""
        rows, labels = _rows(candidates), _rows(needs)
        models = [row["canonical_id"] for row in rows]
        documents = [Document(_text(row), tag_of_domain(row["domain"])) for row in rows]
        labelled = [_labelled(row, models) for row in labels]
        domains: list[str | None] = [row["domain"] for row in rows]
        return cls(labelled, [row["domain"] for row in labels], documents, models, domains)


def over_catalogue(benchmark: Benchmark) -> Benchmark:
    """Return the needs whose model is in the shipped catalogue, to be asked of its rows.

    The domains are then pipeline tags, retired ones as their successors.
    """
    path = resource("data", "catalogue") / snapshot.MODELS_FILE
    records = list(snapshot.read_models(path))
    models = [record.model_id for record in records]
    known = set(models)
    needs = [need for need in benchmark.needs if need.model_id in known]
    documents = [Document(model_text(record), record.pipeline_tag) for record in records]
    wanted = [SUCCESSORS.get(need.tag, need.tag) for need in needs]
    return Benchmark(needs, wanted, documents, models, [doc.pipeline_tag for doc in documents])


def tag_of_domain(domain: str) -> str:
    """Return the pipeline tag that a domain of the benchmark names."""
    if domain in _TAG_OF_DOMAIN:
        return _TAG_OF_DOMAIN[domain]
    field = next((field for field in _FIELDS if domain.startswith(field)), "")
    return domain.removeprefix(field).lower().replace(" ", "-")


def _text(row: dict[str, str]) -> str:
    return ". ".join(
        row[column] for column in ("canonical_id", "domain", "functionality", "description")
    )


def _labelled(row: dict[str, str], models: list[str]) -> LabelledNeed:
    model = row["canonical_id"]
    answers = tuple(number for number, other in enumerate(models) if other == model)
    return LabelledNeed(row["instruction"], row["pipeline_tag"], model, answers)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
