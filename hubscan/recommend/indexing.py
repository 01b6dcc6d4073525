"""Keeps the search index of a catalogue: builds it on first use, opens it afterwards."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.columns_builder import ColumnsBuilder
from hubscan.catalogue.store import Catalogue, open_catalogue
from hubscan.errors import DataError
from hubscan.files import publishing
from hubscan.recommend.figures import measures
from hubscan.recommend.index_update import COLUMNS, made_from_older
from hubscan.recommend.ranking import with_decades
from hubscan.search.encoder import Encoder
from hubscan.search.index import Document, Manifest, SearchIndex, read_manifest, seal
from hubscan.search.loading import load_encoder
from hubscan.search.text import model_text
from hubscan.settings import Settings

# (what is being done, how much is done, of how much): all work is done when the two are equal
Progress = Callable[[str, int, int], None]

_FOLDER = "indexes"
FILLING, INDEXING, DAMAGED = "reading the catalogue", "building the index", "rebuilding: damaged"


def open_index(
    settings: Settings, progress: Progress | None = None
) -> tuple[Catalogue, SearchIndex, FilterColumns]:
    """Open what a data folder holds for an encoder, made first where it is missing or damaged."""
    tell = progress or _silent
    catalogue = open_catalogue(settings.data_dir, lambda done, total: tell(FILLING, done, total))
    try:
        encoder = load_encoder(settings.encoder)
        folder = index_folder(settings.data_dir, Manifest.of(encoder, catalogue.generation))
        return catalogue, *_opened(folder, catalogue, encoder, tell)
    except BaseException:
        catalogue.close()
        raise


def index_folder(data_dir: Path, manifest: Manifest) -> Path:
    """Return where the index of a manifest stands: another encoder or catalogue, another folder."""
    name = json.dumps(asdict(manifest), sort_keys=True)
    return data_dir / _FOLDER / hashlib.sha256(name.encode()).hexdigest()[:16]


def _opened(
    folder: Path, catalogue: Catalogue, encoder: Encoder, tell: Progress
) -> tuple[SearchIndex, FilterColumns]:
    try:
        if not folder.is_dir():
            if not made_from_older(folder, catalogue, encoder):
                _build(folder, catalogue, encoder, tell)
            _remove_outdated(folder, encoder)
        return _loaded(folder, catalogue, encoder, tell)
    except OSError as error:
        raise DataError(f"{folder} cannot be used ({error}): choose another --data-dir") from error


def _loaded(
    folder: Path, catalogue: Catalogue, encoder: Encoder, tell: Progress
) -> tuple[SearchIndex, FilterColumns]:
    try:
        return _load(folder, catalogue, encoder)
    except DataError:
        tell(DAMAGED, 0, 0)
        shutil.rmtree(folder)
        _build(folder, catalogue, encoder, tell)
        return _load(folder, catalogue, encoder)


def _load(
    folder: Path, catalogue: Catalogue, encoder: Encoder
) -> tuple[SearchIndex, FilterColumns]:
    index = SearchIndex.open(folder, encoder, catalogue.generation)
    return index, FilterColumns.load(folder / COLUMNS)


def _build(folder: Path, catalogue: Catalogue, encoder: Encoder, tell: Progress) -> None:
    total = len(catalogue)
    columns = ColumnsBuilder()
    with publishing(folder) as beside:
        documents = _documents(catalogue, columns)
        SearchIndex.build(beside, documents, encoder, lambda done: tell(INDEXING, done, total))
        with_decades(columns.finish()).save(beside / COLUMNS)
        seal(beside, Manifest.of(encoder, catalogue.generation))


def _remove_outdated(folder: Path, encoder: Encoder) -> None:
    """Remove the indexes of the same encoder that an older catalogue left behind."""
    for other in folder.parent.iterdir():
        found = read_manifest(other) if other != folder else None
        if found and (found.encoder, found.revision) == (encoder.name, encoder.revision):
            shutil.rmtree(other, ignore_errors=True)


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def _documents(catalogue: Catalogue, columns: ColumnsBuilder) -> Iterator[Document]:
    for row, record in catalogue.iterate():
        columns.add(row, record, measures(record))
        yield Document(model_text(record), record.pipeline_tag)
