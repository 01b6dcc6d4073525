"""The search index on disk: vectors, words, tasks and a manifest, in one folder.

A document's position is its number in the order of building. The folder is only ever read after
it was built whole; the manifest says what it was built from.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.bitmap import Bitmap
from hubscan.errors import DataError, IndexMismatchError
from hubscan.search import fusion
from hubscan.search.dense import DenseIndex, writing_vectors
from hubscan.search.document_tasks import DocumentTasks
from hubscan.search.encoder import Encoder
from hubscan.search.lexical import LexicalIndex, writing_texts
from hubscan.search.tasks import TaskGuess, TaskModel, by_tag
from hubscan.search.text import TEMPLATE_VERSION, wanted_words, words

_SURE = 0.5
POOL = 200  # candidates that each of the two indexes proposes
FORMAT = 2
_BATCH = 2048
_MANIFEST = "manifest.json"
_WORDS = "words"
_SAMPLE_BYTES = 1 << 20

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Document:
    """What is searched of one model: its text, and the task that it does where known."""

    text: str
    pipeline_tag: str | None


# One candidate: ``score`` ranks, ``relevance`` is what the need alone says of it (the search sets
# both to the same, a ranking may add to the score), the others say why. ``similarity`` is the
# cosine to the need, ``bm25`` the words in common (0 for none), ``task_probability`` how likely
# the need asks for the candidate's task. A record array keeps what belongs together in one piece
# while it is sorted.
CANDIDATE = np.dtype(
    [
        ("position", np.int64),
        ("score", np.float32),
        ("relevance", np.float32),
        ("similarity", np.float32),
        ("bm25", np.float32),
        ("task_probability", np.float32),
    ]
)
Candidates = NDArray[np.void]


@dataclass(frozen=True)
class Query:
    """A need as it was read and understood: its vector, and the tasks that it may ask for."""

    need: str
    vector: NDArray[np.float32]
    tasks: tuple[TaskGuess, ...]


@dataclass(frozen=True)
class Manifest:
    """What an index was built from; any difference makes it another index."""

    encoder: str
    revision: str
    generation: str
    template_version: int = TEMPLATE_VERSION
    format: int = FORMAT

    @classmethod
    def of(cls, encoder: Encoder, generation: str) -> Manifest:
        return cls(encoder=encoder.name, revision=encoder.revision, generation=generation)


class SearchIndex:
    """Finds the documents that serve a need in words."""

    def __init__(
        self,
        encoder: Encoder,
        dense: DenseIndex,
        lexical: LexicalIndex,
        task_model: TaskModel,
        tasks: DocumentTasks,
    ) -> None:
        self._encoder = encoder
        self._dense = dense
        self._lexical = lexical
        self._task_model = task_model
        self._tasks = tasks

    def __len__(self) -> int:
        return len(self._dense)

    @property
    def encoder_name(self) -> str:
        return self._encoder.name

    @classmethod
    def build(
        cls,
        folder: Path,
        documents: Iterable[Document],
        encoder: Encoder,
        progress: Progress = lambda done: None,
    ) -> None:
        """Write the index of ``documents`` into an empty folder; ``progress`` gets counts.

        ``seal`` the folder when all that belongs to it is written.
        """
        tasks = DocumentTasks()
        documents = iter(documents)
        with writing_vectors(folder) as add_vectors, writing_texts(folder / _WORDS) as add_texts:
            while batch := list(islice(documents, _BATCH)):
                texts = [document.text for document in batch]
                add_vectors(encoder.encode(texts))
                add_texts(texts)
                tasks.extend(document.pipeline_tag for document in batch)
                progress(len(tasks))
        tasks.save(folder)
        TaskModel.build(encoder).save(folder)

    @classmethod
    def update(
        cls,
        old: Path,
        folder: Path,
        documents: Mapping[int, Document],
        gone: Iterable[int],
        encoder: Encoder,
    ) -> None:
        """Write an index that differs from ``old`` at the positions of ``documents`` only.

        Only these are encoded. New positions follow the old ones without a gap; ``gone`` are
        found by no word any more.
        """
        texts = {position: document.text for position, document in documents.items()}
        vectors = encoder.encode(list(texts.values()))
        DenseIndex.update(old, folder, np.array(list(texts), np.int64), vectors)
        LexicalIndex.update(old / _WORDS, folder / _WORDS, texts, gone)
        TaskModel.load(old).save(folder)
        tasks = DocumentTasks.load(old)
        tasks.put({position: document.pipeline_tag for position, document in documents.items()})
        tasks.save(folder)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder, generation: str) -> SearchIndex:
        """Open a sealed index; raise IndexMismatchError when it was made of something else."""
        check(folder, Manifest.of(encoder, generation))
        dense = DenseIndex.load(folder)
        words = LexicalIndex.load(folder / _WORDS)
        return cls(encoder, dense, words, TaskModel.load(folder), DocumentTasks.load(folder))

    def understand(self, need: str, task: str | None = None) -> Query:
        """Read a need in the encoder's words first, then understand these."""
        return self.understand_words(self._encoder.read(need), task)

    def understand_words(self, need: str, task: str | None = None) -> Query:
        """Encode a need and infer its tasks, likeliest first; ``task`` overrules the inference."""
        vector = self._encoder.encode([need])[0]
        if task is not None:
            return Query(need, vector, (TaskGuess(task, 1.0),))
        return Query(need, vector, self._task_model.infer(vector, self._tasks.names))

    def search(
        self,
        query: Query,
        passing: Bitmap | None = None,
        proposed: Sequence[int] | NDArray[np.integer] = (),
    ) -> Candidates:
        """Return the candidates for a query, best first, as a CANDIDATE array.

        ``passing`` says which positions may be returned; ``proposed`` are positions to score
        beside those that the vectors and the words find.
        """
        near, _ = self._dense.search(query.vector, POOL, passing)
        worded, bm25 = self._lexical.search(
            wanted_words(query.need), POOL, passing, without=_task_words(query)
        )
        positions = np.union1d(np.union1d(near, worded), np.asarray(proposed, np.int64))
        found = np.zeros(len(positions), CANDIDATE)
        found["position"] = positions
        found["similarity"] = self._dense.score(query.vector, positions)
        found["bm25"][np.searchsorted(positions, worded)] = bm25
        found["task_probability"] = self._tasks.look_up(by_tag(query.tasks), positions)
        found["score"] = fusion.fuse(found["similarity"], found["bm25"], found["task_probability"])
        found["relevance"] = found["score"]
        # positions are ascending, so a stable sort breaks ties by position
        return found[np.argsort(-found["score"], kind="stable")]


def _task_words(query: Query) -> str:
    """Return the words of the task that a need surely asks for.

    They are weighed as the task already; as words they would favour names made of them.
    """
    likeliest = query.tasks[0]
    return words(likeliest.pipeline_tag) if likeliest.probability >= _SURE else ""


def check(folder: Path, expected: Manifest) -> None:
    """Raise when the folder is damaged (DataError) or another index (IndexMismatchError)."""
    found, checksums = _read_seal(folder)
    if found != expected:
        raise IndexMismatchError(f"{folder}: made of {found}, not of {expected}")
    for name, checksum in checksums.items():
        if _checksum(folder / name) != checksum:
            raise DataError(f"{folder / name} is damaged")


def read_manifest(folder: Path) -> Manifest | None:
    """Return what the index in a folder was made of; None when it holds no sealed one."""
    try:
        return _read_seal(folder)[0]
    except DataError:
        return None


def _read_seal(folder: Path) -> tuple[Manifest, dict[str, str]]:
    try:
        content = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**content["made_of"]), dict(content["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{folder} has no readable manifest") from error


def seal(folder: Path, made_of: Manifest) -> None:
    """Write the manifest of a finished folder: what it was made of, and a seal of each file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    seals = {str(path.relative_to(folder)): _checksum(path) for path in files}
    content = {"made_of": asdict(made_of), "files": seals}
    (folder / _MANIFEST).write_text(json.dumps(content, indent=1), encoding="utf-8")


def _checksum(path: Path) -> str:
    """Return a file's size and a checksum of its ends.

    Reading all of it at each start would cost more than the search itself.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_SAMPLE_BYTES)
            size = stream.seek(0, 2)
            stream.seek(max(0, size - _SAMPLE_BYTES))
            return f"{size}:{zlib.crc32(stream.read(), zlib.crc32(head)):08x}"
    except OSError:
        return "missing"
