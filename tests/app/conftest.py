"""What the tests of the pages share: the app on the shipped catalogue, one page at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from hubscan.settings import DATA_DIR_VARIABLE
from tests.conftest import ROOT

MAIN = ROOT / "app" / "main.py"


@pytest.fixture
def open_page(data_dir, monkeypatch) -> Callable[..., AppTest]:
    """Return the app after it ran on a page: ``open_page("find", need="...")``."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))

    def run(name: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=60)
        app.run()
        app.switch_page(f"pages/{name}.py")
        app.query_params.update(query)
        return app.run()

    return run


def shown(app: AppTest) -> str:
    """Return all text on the page."""
    return "\n".join(str(element.value) for element in app.main if hasattr(element, "value"))
