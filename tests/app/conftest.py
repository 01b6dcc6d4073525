"""What the tests of the pages share: the app on the shipped catalogue, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from hubscan.settings import DATA_DIR_VARIABLE
from tests.conftest import ROOT

MAIN = ROOT / "app" / "main.py"
Opened = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def _released() -> Iterator[None]:
    """The engine that the pages share is closed at the end."""
    yield
    streamlit.cache_resource.clear()


@pytest.fixture
def open_page(data_dir, monkeypatch) -> Opened:
    """Return the app after it ran on a page: ``open_page("find", need="...")``."""
    return opener(data_dir, monkeypatch)


def opener(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Return what opens a page of the app on a data folder."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))

    def run(name: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=60)
        if name != "find":  # the page that opens first
            app.run().switch_page(f"views/{name}.py")
        app.query_params.update(query)
        return app.run()

    return run


def texts(app: AppTest, *kinds: str) -> list[str]:
    """Return what the elements of some kinds say, in the order of the kinds."""
    return [str(element.value) for kind in kinds for element in app.get(kind)]


def shown(app: AppTest) -> str:
    """Return all text on the page."""
    return "\n".join(str(element.value) for element in app.main if hasattr(element, "value"))
