"""The lexical index: BM25 over stemmed words. The only module that imports tantivy."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.bitmap import Bitmap
from hubscan.errors import DataError, MissingExtraError

try:
    import tantivy
except ImportError as error:
    raise MissingExtraError("tantivy", "search") from error

_ANALYZER = "words"
_LOCK = ".lock"
_MAX_WORD_CHARACTERS = 40
_MAX_WORDS = 64
_WRITER_HEAP_BYTES = 64 << 20
_OVER_FETCH = 2
_MOST_FETCHED = 10_000  # a hit takes a microsecond
_FEW = 2_000  # so many are looked up by their positions in a few milliseconds


class LexicalIndex:
    """Texts by position; a query matches any of its words, so more words never find less."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._searcher = index.searcher()

    @classmethod
    def build(cls, folder: Path, texts: Iterable[str]) -> LexicalIndex:
        """Index ``texts`` into an empty ``folder``; their positions count from 0."""
        with writing_texts(folder) as add:
            add(texts)
        return cls.load(folder)

    @classmethod
    def update(cls, old: Path, folder: Path, texts: Mapping[int, str], gone: Iterable[int]) -> None:
        """Write an index into ``folder`` that differs from ``old`` at some positions only.

        Its files are never changed once written, so that most are shared, not copied.
        """
        shutil.copytree(old, folder, copy_function=_link_or_copy)
        index = _opened(folder)
        writer = index.writer(heap_size=_WRITER_HEAP_BYTES, num_threads=1)
        for position in (*texts, *gone):
            writer.delete_documents_by_term("position", position)
        for position, text in texts.items():
            writer.add_document(tantivy.Document(position=position, text=text))
        writer.commit()
        writer.wait_merging_threads()

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open a saved index."""
        if os.access(folder, os.W_OK):
            return cls(_opened(folder))
        # tantivy writes a lock to read (its issue 557): it gets a folder of links to do so
        with TemporaryDirectory() as name:
            for file in folder.iterdir():
                if file.suffix != _LOCK:
                    Path(name, file.name).symlink_to(file.resolve())
            return cls(_opened(Path(name)))

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, words: str, limit: int, passing: Bitmap | None = None, without: str = ""
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the positions and BM25 scores of the best texts, best first.

        ``passing`` says which positions may be returned; ``without`` are words to leave out.
        """
        query = self._query(words, without)
        count = len(self) if passing is None else passing.count()
        if query is None or count == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        fetch = limit
        if passing is not None:
            # the share that passes is unknown among the best: fetch twice what chance asks for
            fetch = _OVER_FETCH * limit * len(self) // count
            if fetch > _MOST_FETCHED and count <= _FEW:
                query, fetch = self._among(query, passing.positions()), limit
        # counting all that match would look at each of them
        hits = self._searcher.search(query, min(fetch, _MOST_FETCHED), count=False).hits
        scores = np.array([score for score, _ in hits], dtype=np.float32)
        addresses = [address for _, address in hits]
        found = self._searcher.fast_field_values("position", addresses)
        positions = np.array(found, dtype=np.int64)
        if passing is not None:
            passes = passing.holds(positions)
            positions, scores = positions[passes], scores[passes]
        return positions[:limit], scores[:limit]

    def _query(self, words: str, without: str = "") -> tantivy.Query | None:
        # built from terms: the words never meet a query grammar
        left_out = set(_analyzer().analyze(without))
        found = (term for term in _analyzer().analyze(words) if term not in left_out)
        terms = list(dict.fromkeys(found))[:_MAX_WORDS]
        schema = self._index.schema
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term, "freq"))
            for term in terms
        ]
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def _among(self, query: tantivy.Query, positions: NDArray[np.int64]) -> tantivy.Query:
        """Return a query for the same at some positions only, with the same scores."""
        schema = self._index.schema
        there = tantivy.Query.term_set_query(schema, "position", positions.tolist())
        unscored = tantivy.Query.const_score_query(there, 0.0)
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)]
        )


def _opened(folder: Path) -> tantivy.Index:
    try:
        index = tantivy.Index.open(str(folder))
    except (ValueError, OSError) as error:
        raise DataError(f"{folder} is not a readable text index") from error
    index.register_tokenizer(_ANALYZER, _analyzer())
    return index


def _link_or_copy(source: str, target: str) -> None:
    # what tantivy rewrites in place is small and must not be shared
    if Path(source).suffix in ("", ".json", _LOCK):
        shutil.copy2(source, target)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@contextmanager
def writing_texts(folder: Path) -> Iterator[Callable[[Iterable[str]], None]]:
    """Write an index into an empty folder: what is yielded appends texts, their positions count."""
    folder.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(_schema(), path=str(folder))
    index.register_tokenizer(_ANALYZER, _analyzer())
    # one thread keeps the order of the documents reproducible
    writer = index.writer(heap_size=_WRITER_HEAP_BYTES, num_threads=1)
    positions = itertools.count()

    def add(texts: Iterable[str]) -> None:
        for text in texts:
            writer.add_document(tantivy.Document(position=next(positions), text=text))

    yield add
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("position", fast=True, indexed=True)
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    """Return what cuts texts and needs alike: words in lower case, English endings removed."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_MAX_WORD_CHARACTERS))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
