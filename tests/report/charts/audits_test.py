"""The heat map of fields against models."""

from __future__ import annotations

import pytest

from hubscan.cards.audit.runner import Options
from hubscan.cards.audit.uploads import audit_uploads
from hubscan.report.audit.rows import heat_rows
from hubscan.report.charts.audits import state_chart


@pytest.mark.parametrize(("cards", "across"), [(2, "Card"), (6, "Card"), (7, "Field")])
def test_many_cards_stand_below_each_other(cards, across):
    audits = audit_uploads({f"{n}.md": b"# M\n" for n in range(cards)}, Options())
    chart = state_chart(heat_rows(one.audit for one in audits)).to_dict()
    assert {layer["encoding"]["x"]["field"] for layer in chart["layer"]} == {across}


def test_every_colour_has_a_sign_beside_it():
    audits = audit_uploads({"a.md": b"---\nlicense: mit\n---\n# M\n"}, Options())
    rows = heat_rows(one.audit for one in audits)
    (_, signs) = state_chart(rows).to_dict()["layer"]
    assert signs["encoding"]["text"]["field"] == "sign"
