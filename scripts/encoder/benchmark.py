"""The labelled needs and their candidates, as files and as documents."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from encoder.texts import LabelledNeed
from hubscan.errors import DataError
from hubscan.search.index import Document, SearchIndex

# The benchmark's domains end in the name of a task; three differ from the Hub's tags.
_TAG_OF_DOMAIN = {
    "Multimodal Document Question Answer": "document-question-answering",
    "Multimodal Graph Machine Learning": "graph-ml",
    "Audio Classification": "audio-classification",
    "Reinforcement Learning": "reinforcement-learning",
    "Reinforcement Learning Robotics": "robotics",
}
_FIELDS = ("Natural Language Processing ", "Computer Vision ", "Multimodal ", "Audio ", "Tabular ")


Search = Callable[[str], list[int]]


@dataclass(frozen=True)
class Benchmark:
    """Needs, each with the domain and the model that it is labelled with; and what is searched.

    ``models`` and ``domains`` are those of the documents; a domain of None is unknown.
    ``recommend`` is what the library makes of an index of the documents, where it can be asked.
    """

    needs: list[LabelledNeed]
    need_domains: list[str]
    need_models: list[str]
    documents: list[Document]
    models: list[str]
    domains: list[str | None]
    recommend: Callable[[SearchIndex], Search] | None = None

    @classmethod
    def read(cls, needs: Path, candidates: Path) -> Benchmark:
        """Read both files; a document is a candidate's name, domain, functionality, description."""
        rows, labels = _rows(candidates), _rows(needs)
        models = [row["canonical_id"] for row in rows]
        documents = [Document(_text(row), tag_of_domain(row["domain"])) for row in rows]
        labelled = [_labelled(row, models) for row in labels]
        wanted = [need.model_id for need in labelled]
        domains: list[str | None] = [row["domain"] for row in rows]
        return cls(labelled, [row["domain"] for row in labels], wanted, documents, models, domains)

    @property
    def tags(self) -> list[str | None]:
        return [document.pipeline_tag for document in self.documents]


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
