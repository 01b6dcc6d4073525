from __future__ import annotations

import pytest

from hubscan.cards.audit.rates import HAS_CARD, completeness
from hubscan.report.audit.rows import finding_rows, heat_rows, point_rows, rate_rows, score_rows
from tests.report.test_audit_report import HOSTILE, RIGHT, WRONG


def test_findings_are_rows_in_the_order_of_their_lines():
    rows = finding_rows(WRONG)
    assert len(rows) == len(WRONG.findings)
    assert [row["Line"] for row in rows] == sorted(row["Line"] for row in rows)
    assert {row["Severity"] for row in rows} <= {"error", "warning", "note"}
    assert any("licence" in row["Finding"] for row in rows)


def test_points_add_up_to_the_score():
    rows = [row for row in point_rows(WRONG) if row["State"] != "not applicable"]
    earned, possible = sum(row["Earned"] for row in rows), sum(row["Of"] for row in rows)
    assert 100 * earned / possible == pytest.approx(WRONG.score.value)


def test_a_heat_map_has_a_cell_for_each_field_of_each_card():
    rows = heat_rows([WRONG, RIGHT])
    assert len(rows) == len(WRONG.score.fields) + len(RIGHT.score.fields)
    assert len({(row["Card"], row["Field"]) for row in rows}) == len(rows)
    assert {row["State"] for row in rows} >= {"present", "absent"}


def test_a_score_row_says_unknown_where_no_field_applies():
    with_score, without = score_rows([RIGHT, HOSTILE])
    assert with_score["Score"] == RIGHT.score.value
    assert without["Score"] is None
    assert without["Worst"] == "error"


def test_published_rates_stand_beside_ours():
    rows = rate_rows(completeness([WRONG, RIGHT]))
    cards = [row for row in rows if row["Field"] == HAS_CARD]
    # 2 of 2 have a card: Wilson's lower bound is 2 / (2 + 1.96^2) = 34.2 %
    assert cards[0]["These cards"] == "100.0 % (34.2 to 100.0)"
    assert [row["Published"] for row in cards] == ["42.8 % of 74,970", "77.8 % of 1,000"]
    assert all("arxiv.org" in cards[0]["Source"] for row in cards)
    assert all(row["Published"] == "none known" for row in rows if row["Field"] != HAS_CARD)


def test_no_control_character_reaches_a_row():
    for row in (*finding_rows(HOSTILE), *score_rows([HOSTILE])):
        assert all(value.isprintable() for value in row.values() if isinstance(value, str))
