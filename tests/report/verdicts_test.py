"""The verdict begins with one, hedged where the interval of the figures holds 1."""

from __future__ import annotations

import pytest

from hubscan.catalogue.kinship import Lineage
from hubscan.energy import Evidence, Unit, place
from hubscan.energy.draws import Option
from hubscan.energy.evidence import Boundary, Factor, Grade
from hubscan.energy.reuse import compare
from hubscan.recommend.verdict import Verdict, verdict
from hubscan.report.verdicts import verdict_basis, verdict_heading, verdict_rows
from tests.catalogue.records import record

GERMANY = place("Germany")


def kwh(median, spread=1.0):
    factor = Factor("of a test", median, median / spread, median * spread)
    return Evidence.product(
        (factor,),
        unit=Unit.KWH,
        boundary=Boundary.DEVICE,
        grade=Grade.FROM_LAW,
        source="a test",
        date="2026",
    )


def told(reused, spread, upfront):
    use = kwh(reused, spread)
    options = [
        Option("calling a big one", kwh(1.0)),
        Option("reusing #1 as it is", use),
        Option("training #1 from scratch", use, kwh(upfront)),
    ]
    return Verdict(compare(options, 1e6, GERMANY), name="a-model")


# kWh of 1,000 queries where the big one takes 1, spread of the interval, kWh of a training
SAYS = {
    "less": ((0.1, 2, 100), "Reuse: 10 times (5 to 20) less energy than calling a big one; "),
    "more": ((10, 2, 100), "Reuse costs 10 times (5 to 20) the energy of calling a big one; "),
    "open": ((0.5, 4, 100), "Open: reuse needs 0.5 times (0.12 to 2) the energy of calling a"),
    "never": ((10, 2, 100), "; training from scratch does not pay back against calling a big one."),
}


@pytest.mark.parametrize(("figures", "part"), SAYS.values(), ids=SAYS)
def test_the_verdict_begins_with_a_sentence(figures, part):
    assert part in verdict_heading(told(*figures))


def test_without_a_chat_model_reuse_is_the_measure_itself():
    use = kwh(0.1)
    options = [
        Option("reusing #1 as it is", use),
        Option("training #1 from scratch", use, kwh(90)),
    ]
    answer = Verdict(compare(options, 1e6, GERMANY), name="a-model")
    assert answer.energy_ratio is None
    heading = verdict_heading(answer)
    assert heading.startswith("Reuse: ")
    assert "trained from scratch first" in heading
    assert "times" not in heading
    assert answer.as_dict()["reference"] == "reusing a-model as it is"


def test_training_pays_back_after_its_energy_over_what_a_query_saves():
    # 90 kWh / (1 - 0.1 kWh per 1,000) = 100,000 queries; the server's share is the same in both
    assert "pays back after about 100,000 " in verdict_heading(told(0.1, 1.01, 90))


def test_the_basis_says_where_energy_is_counted():
    basis = verdict_basis(told(0.1, 2, 90))
    for part in ("#1 is a-model", "1,000,000 queries in Germany", "whole facility", "not counted"):
        assert part in basis


def test_rows_call_the_model_by_its_number_and_json_by_its_name():
    answer = verdict(
        record(1, pipeline_tag="text-classification", parameters=66_000_000),
        1e6,
        "Germany",
        Lineage((), ()),
    )
    assert [row["option"] for row in verdict_rows(answer)][1] == "reusing #1 as it is"
    names = [each["name"] for each in answer.as_dict()["options"]]
    assert names[1] == f"reusing {answer.name} as it is"
    assert answer.energy_ratio.high < 1


def test_no_figure_has_its_reason():
    assert verdict_heading(Verdict(None, "no law")) == "Reuse or train: no figure, no law."
    assert (verdict_basis(Verdict(None, "no law")), Verdict(None).energy_ratio) == ("", None)
