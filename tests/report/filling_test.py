from __future__ import annotations

from dataclasses import replace

from hubscan.cards.uploads import Told, plan_upload
from hubscan.report.filling import headline_of
from tests.cards.codecarbon_logs import row, text
from tests.cards.test_fill import CARD
from tests.cards.test_uploads import HOURS, LOG


def test_a_headline_has_the_figure_its_interval_and_the_energy():
    headline = headline_of(plan_upload(CARD, Told(LOG)).figures)
    assert headline["Emissions"] == "500 g CO2eq"
    assert headline["Energy"] == "1.25 kWh"
    assert headline["90 % interval"] == "400 to 620 g"


def test_a_headline_of_an_estimate_has_two_digits():
    headline = headline_of(plan_upload(CARD, Told(hours=HOURS)).figures)
    amount = headline["Energy"].removesuffix(" kWh")
    assert len(amount.replace(".", "").strip("0")) <= 2


def test_what_is_unknown_is_not_zero():
    log = text(row(energy_consumed="")).encode()
    figures = replace(plan_upload(CARD, Told(log)).figures, low_g=None)
    headline = headline_of(figures)
    assert headline["Energy"] == "not stated"
    assert headline["90 % interval"] == "not known"
