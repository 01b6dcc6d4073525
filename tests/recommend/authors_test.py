"""Who owns the models of a catalogue, and which."""

from __future__ import annotations

import pytest

from hubscan.catalogue.columns_builder import ColumnsBuilder
from hubscan.recommend.authors import authors, rows_of_author
from tests.catalogue.records import record


@pytest.fixture
def columns():
    builder = ColumnsBuilder()
    owners = [("a", 5), ("b", 1), ("b", 9), (None, 3), ("c", 2), ("b", None)]
    for row, (author, downloads) in enumerate(owners):
        one = record(row, model_id=f"x/{row}", author=author, downloads=downloads)
        builder.add(2 * row, one, {})
    return builder.finish()


@pytest.mark.parametrize(("limit", "names"), [(9, ("b", "a", "c")), (1, ("b",))])
def test_owners_come_by_their_number_of_models(columns, limit, names):
    assert authors(columns, limit) == names


@pytest.mark.parametrize(("author", "rows"), [("b", [4, 2, 10]), ("B", [4, 2, 10]), ("nobody", [])])
def test_their_rows_come_by_downloads_the_unknown_last(columns, author, rows):
    assert rows_of_author(columns, author) == rows


def test_the_shipped_catalogue_knows_them(engine):
    assert "timm" in engine.authors(10)
