"""An engine opened in the background."""

from __future__ import annotations

import pytest

from hubscan.background import StoppedError
from hubscan.catalogue.store import open_catalogue, shipped_snapshot
from hubscan.errors import HubscanError
from hubscan.recommend.indexing import INDEXING
from hubscan.recommend.opening import Opening
from tests.catalogue.records import snapshot


def test_the_engine_is_there_when_it_has_ended(data_dir):
    opening = Opening(data_dir)
    try:
        assert opening.result().show("openai/whisper-tiny").record.parameters
        assert opening.has_ended
    finally:
        opening.close()


def test_what_keeps_it_from_opening_is_raised_to_whoever_asks(tmp_path):
    (tmp_path / "catalogue.sqlite").write_text("no database")
    opening = Opening(tmp_path)
    for _ in range(2):
        with pytest.raises(HubscanError, match=r"catalogue\.sqlite"):
            opening.result()


def test_it_can_be_stopped_and_begun_again(tmp_path):
    opening = Opening(tmp_path)
    opening.stop()
    with pytest.raises(StoppedError, match="reload the page"):
        opening.result()
    assert not (tmp_path / "catalogue.sqlite").exists()


def test_it_tells_how_far_it_is(tmp_path):
    open_catalogue(tmp_path, snapshot=snapshot(3, (), shipped_snapshot().fingerprint)).close()
    opening = Opening(tmp_path)
    opening.result().close()
    assert (opening.told, opening.fraction) == (INDEXING, 1.0)
