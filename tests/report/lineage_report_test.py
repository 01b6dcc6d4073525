from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from hubscan.catalogue.record import Relation
from hubscan.recommend.lineage import Family, Kin
from hubscan.report.lineage import mermaid, print_lineage
from tests.catalogue.records import record

HOSTILE = [
    'a"]; click n0 "javascript:alert(1)"',
    "a<script>alert(1)</script>",
    "a\n    n0 --> n9",
    "end",
    "a|b",
    "a`b`",
    "a#quot;b",
    "a\\",
    "モデル",
    "a\x1b[31mred",
]


def family(name):
    child = Kin(name, Relation.FINETUNE)
    return Family(Kin("a/root"), Kin("a/root", branches=(child,)))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_cannot_leave_its_label(name):
    lines = mermaid(family(name)).splitlines()
    assert lines[0] == "flowchart TD"
    assert len(lines) == 5
    assert re.fullmatch(r'    n1\["[^"<>`|\\\[\]]*"\]', lines[2])
    assert lines[3] == "    n0 -->|fine-tuned| n1"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_cannot_recolour_the_terminal(name):
    out = io.StringIO()
    print_lineage(Console(file=out, width=80, markup=False), family(name))
    assert "\x1b" not in out.getvalue()


def test_the_text_says_what_is_known_and_what_is_cut():
    known = record(1, model_id="a/child", parameters=66_000_000, pipeline_tag="fill-mask")
    again = Kin("a/root", Relation.MERGE, repeated=True)
    child = Kin("a/child", Relation.DISTILLED, 0.8, known, (again,))
    out = io.StringIO()
    print_lineage(
        Console(file=out, width=100),
        Family(Kin("a/root"), Kin("a/root", branches=(child,), more=7)),
    )
    text = out.getvalue()
    assert "a/child, 66M, fill-mask [distilled, likely 80%]" in text
    assert "(again: a cycle)" in text
    assert "and 7 more" in text
    assert "nothing that is known" in text
    assert "a/root, not in the catalogue" in text
