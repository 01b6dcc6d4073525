"""Every page opens, without an error, and says what to do."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT

PAGES = sorted(path.stem for path in (ROOT / "app" / "views").glob("*.py"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens(open_page, name):
    app = open_page(name)
    assert not app.exception
    assert not app.error
    assert app.title[0].value
