from __future__ import annotations

import re

import pytest

from hubscan.catalogue.distillations import distillations, students_of, teachers_of
from hubscan.catalogue.names import is_model_id


def test_every_row_has_ids_a_source_and_a_date():
    for each in distillations():
        assert is_model_id(each.student)
        assert is_model_id(each.teacher)
        assert each.source.startswith("https://")
        assert re.fullmatch(r"20\d\d-\d\d", each.date)


def test_no_pair_is_told_twice():
    pairs = [(each.student.casefold(), each.teacher.casefold()) for each in distillations()]
    assert len(set(pairs)) == len(pairs)


def test_no_model_teaches_itself():
    assert not [each for each in distillations() if each.student == each.teacher]


@pytest.mark.parametrize("spelled", ["facebook/bart-large-mnli", "Facebook/BART-large-MNLI"])
def test_students_are_found_by_their_teacher(spelled):
    assert "valhalla/distilbart-mnli-12-1" in {each.student for each in students_of(spelled)}


def test_teachers_are_found_by_their_student():
    (found,) = teachers_of("ntu-spml/DistilHuBERT")
    assert found.teacher == "facebook/hubert-base-ls960"
    assert teachers_of("nobody/nothing") == ()
