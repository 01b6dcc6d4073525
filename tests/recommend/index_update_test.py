"""An index made from an older one answers as one built anew, and embeds only what changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hubscan.catalogue.bitmap import Bitmap
from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.record import BaseModel, ModelRecord, Relation
from hubscan.catalogue.store import open_catalogue
from hubscan.recommend.figures import measures
from hubscan.recommend.index_update import COLUMNS, made_from_older
from hubscan.recommend.indexing import _build, index_folder
from hubscan.search.index import Manifest, SearchIndex
from tests.catalogue.records import snapshot
from tests.search.encoders import HashingEncoder


class CountingEncoder(HashingEncoder):
    def __init__(self):
        super().__init__()
        self.encoded = 0

    def encode(self, texts):
        self.encoded += len(texts)
        return super().encode(texts)


def model(name, **facts):
    defaults = {
        "author": "a",
        "pipeline_tag": "text-classification",
        "license": "mit",
        "languages": ("en",),
        "parameters": 10_000_000,
        "downloads": 100,
        "as_of": "2026-01-01",
        "source": "test",
    }
    return ModelRecord(model_id=f"a/{name}", **(defaults | facts))


MODELS = [
    model("german-sentiment", languages=("de",)),
    model("english-spam", downloads=5000),
    model("speech", pipeline_tag="automatic-speech-recognition", license=None),
    model("nobody", pipeline_tag=None, parameters=None, downloads=None),
    *(model(f"filler-{number}") for number in range(30)),
]
CHANGES = {
    "nothing": ((), ()),
    "new": ((model("swahili-emotion", languages=("sw",), license="apache-2.0"),), ()),
    "changed": ((replace(MODELS[0], languages=("fr",), downloads=9_000, license=None),), ()),
    "deleted": ((), ("a/english-spam",)),
    "a new task": ((model("forecast", pipeline_tag="time-series-forecasting"),), ()),
    "all at once": (
        (
            model("copy", base_models=(BaseModel("a/speech", Relation.QUANTIZED),)),
            replace(MODELS[3], pipeline_tag="fill-mask"),
        ),
        ("a/filler-3", "a/filler-4"),
    ),
}


def build(folder, catalogue, encoder):
    folder.parent.mkdir(parents=True, exist_ok=True)
    _build(folder, catalogue, encoder, lambda *_: None)


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path, snapshot=snapshot(MODELS)) as opened:
        yield opened


def view(folder, catalogue, encoder):
    """Everything that can be asked of an index, by catalogue row."""
    index = SearchIndex.open(folder, encoder, catalogue.generation)
    columns = FilterColumns.load(folder / COLUMNS)
    alive = Bitmap.everywhere(len(columns)) - columns.deleted
    rows = columns.rows
    answers = {}
    for need in ("german sentiment", "spam", "swahili emotion", "speech copy", "forecast"):
        hits = index.search(index.understand(need), alive)
        answers[need] = {
            int(rows[hit["position"]]): (round(float(hit["similarity"]), 5), hit["bm25"] > 0)
            for hit in hits
        }
    said = {
        int(row): (
            tuple(
                columns.values[name][code] if (code := columns.codes[name][place]) >= 0 else None
                for name in columns.codes
            ),
            *(int(columns.numbers[name][place]) for name in ("parameters", "downloads")),
            *(columns.has("languages", code).mask()[place] for code in ("de", "en", "fr", "sw")),
        )
        for place, row in enumerate(rows)
        if alive.mask()[place]
    }
    popular = {
        task: [int(rows[place]) for place in columns.popular(task)]
        for task in columns.values["pipeline_tag"]
        if len(columns.popular(task))
    }
    return answers, said, popular


@pytest.mark.parametrize(("upserted", "deleted"), CHANGES.values(), ids=CHANGES)
def test_an_update_is_a_build_anew(tmp_path, catalogue, upserted, deleted):
    encoder = CountingEncoder()
    build(index_folder(tmp_path, Manifest.of(encoder, catalogue.generation)), catalogue, encoder)
    catalogue.upsert(upserted)
    catalogue.delete(deleted)
    encoder.encoded = 0
    folder = index_folder(tmp_path, Manifest.of(encoder, catalogue.generation))
    if upserted or deleted:
        assert made_from_older(folder, catalogue, encoder)
        assert encoder.encoded == len(upserted)
    anew = tmp_path / "anew" / "index"
    build(anew, catalogue, encoder)
    assert view(folder, catalogue, encoder) == view(anew, catalogue, encoder)


def test_updates_can_follow_each_other(tmp_path, catalogue):
    encoder = CountingEncoder()
    build(index_folder(tmp_path, Manifest.of(encoder, catalogue.generation)), catalogue, encoder)
    for upserted, deleted in CHANGES.values():
        catalogue.upsert(upserted)
        catalogue.delete(deleted)
        folder = index_folder(tmp_path, Manifest.of(encoder, catalogue.generation))
        folder.is_dir() or made_from_older(folder, catalogue, encoder)
    anew = tmp_path / "anew" / "index"
    build(anew, catalogue, encoder)
    assert view(folder, catalogue, encoder) == view(anew, catalogue, encoder)


def test_a_copy_joins_the_family_of_its_original(tmp_path, catalogue):
    encoder = CountingEncoder()
    build(index_folder(tmp_path, Manifest.of(encoder, catalogue.generation)), catalogue, encoder)
    catalogue.upsert([model("copy", base_models=(BaseModel("a/speech", Relation.QUANTIZED),))])
    folder = index_folder(tmp_path, Manifest.of(encoder, catalogue.generation))
    made_from_older(folder, catalogue, encoder)
    columns = FilterColumns.load(folder / COLUMNS)
    families = columns.numbers["family"]
    original, copy = (catalogue.find(name)[0] for name in ("a/speech", "a/copy"))
    places = np.searchsorted(columns.rows, [original, copy])
    assert families[places[0]] == families[places[1]]
    assert len(set(families.tolist())) == len(families) - 1


def test_with_many_changes_the_index_is_built_anew(tmp_path, catalogue):
    encoder = CountingEncoder()
    build(index_folder(tmp_path, Manifest.of(encoder, catalogue.generation)), catalogue, encoder)
    catalogue.upsert([model(f"many-{number}") for number in range(20)])
    folder = index_folder(tmp_path, Manifest.of(encoder, catalogue.generation))
    assert not made_from_older(folder, catalogue, encoder)


def test_the_measures_of_a_record_are_named_alike():
    assert set(measures(MODELS[0])) == set(measures(MODELS[3]))
