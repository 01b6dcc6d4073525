from __future__ import annotations

import pytest

from hubscan.errors import DataError
from hubscan.resources import resource


@pytest.mark.parametrize("parts", [("data",), ("templates",), ("app",), ("data", "snippets.toml")])
def test_what_ships_is_found(parts):
    assert resource(*parts).exists()


def test_what_is_missing_says_so():
    with pytest.raises(DataError, match=r"data/nothing\.csv is missing .* reinstall"):
        resource("data", "nothing.csv")
