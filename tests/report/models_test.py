"""What ``hubscan show`` prints of a model."""

from __future__ import annotations

import io

import pytest

from hubscan.energy import Evidence, Unit
from hubscan.recommend.results import ModelDetails
from hubscan.report.console import make_console
from hubscan.report.models import print_model
from tests.catalogue.records import record

# a fact of the record -> what the line of a name says of it
CASES = {
    "likes": ({"likes": 1_234}, "likes", "1,234"),
    "no likes": ({"likes": 0}, "likes", "0"),
    "likes that nobody counted": ({"likes": None}, "likes", "unknown"),
    "one source": ({"source": "one"}, "true on", "2025-12-01, from one"),
    "three sources": ({"source": "one+two+three"}, "true on", "2025-12-01, from one, two, three"),
    "five sources": (
        {"source": "one+two+three+four+five"},
        "true on",
        "2025-12-01, from one, two, three and 2 more",
    ),
}


@pytest.mark.parametrize(("facts", "name", "told"), CASES.values(), ids=CASES)
def test_what_is_known_is_printed_by_its_name(facts, name, told):
    details = ModelDetails(
        record=record(1, **facts),
        loaded=None,
        energy=Evidence.unknown("no task", unit=Unit.KWH),
        scores=(),
        snapshot_date="2025-12-01",
        snippet=None,
    )
    stream = io.StringIO()
    print_model(make_console(stream), details)
    text = " ".join(stream.getvalue().split())
    assert f" {name} {told} " in f"{text} "
