from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import user_cache_path

from hubscan.settings import Settings

CASES = {
    "default": ({}, {}, (user_cache_path("hubscan"), None)),
    "environment": (
        {},
        {"HUBSCAN_DATA_DIR": "/e", "HUBSCAN_ENCODER": "env/model"},
        (Path("/e"), "env/model"),
    ),
    "flag wins": (
        {"data_dir": "/f", "encoder": "flag/model"},
        {"HUBSCAN_DATA_DIR": "/e", "HUBSCAN_ENCODER": "env/model"},
        (Path("/f"), "flag/model"),
    ),
    "empty is unset": ({}, {"HUBSCAN_ENCODER": ""}, (user_cache_path("hubscan"), None)),
    "home": ({"data_dir": "~/x"}, {}, (Path.home() / "x", None)),
}


@pytest.mark.parametrize(("flags", "environment", "expected"), CASES.values(), ids=CASES)
def test_settings(flags, environment, expected):
    settings = Settings.load(**flags, environment=environment)
    assert (settings.data_dir, settings.encoder) == expected
