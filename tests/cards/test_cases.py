import math

import pytest
import yaml

from hubscan.cards import parse, remove, set_value
from hubscan.cards.edit import same
from hubscan.cards.scalars import Unreadable
from hubscan.errors import EditRefusedError
from tests.cards.cases import CASES, Case

KEY = "co2_eq_emissions"
EMISSIONS = {"emissions": 5}

EDITED = [case for case in CASES if case.edited is not None]
REFUSED = [case for case in CASES if case.refused is not None]


def named(cases: list[Case] | tuple[Case, ...]) -> list[str]:
    return [case.name for case in cases]


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_reading_as_the_hub_does(case):
    assert same(parse(case.card).metadata, case.hub)


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_reading_as_python_does(case):
    read = parse(case.card).metadata_yaml11
    assert without_marks(read, case.expected_python)


def without_marks(read, expected):
    """A scalar on which PyYAML raises is text in the table."""
    if isinstance(read, dict) and isinstance(expected, dict):
        return read.keys() == expected.keys() and all(
            without_marks(read[key], expected[key]) for key in read
        )
    return read == expected if isinstance(read, Unreadable) else same(read, expected)


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_diagnostics(case):
    assert tuple((found.id, found.line) for found in parse(case.card).diagnostics) == case.found


@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_every_diagnostic_says_what_and_what_to_do(case):
    for found in parse(case.card).diagnostics:
        assert found.message
        assert found.fix
        assert "\n" not in found.message + found.fix


@pytest.mark.parametrize("case", EDITED, ids=named(EDITED))
def test_editing(case):
    assert set_value(case.card, (KEY,), EMISSIONS) == case.edited


@pytest.mark.parametrize("case", EDITED, ids=named(EDITED))
def test_a_second_edit_changes_nothing(case):
    assert set_value(case.edited, (KEY,), EMISSIONS) == case.edited


@pytest.mark.parametrize("case", EDITED, ids=named(EDITED))
def test_both_grammars_read_the_edited_card_alike_but_for_what_they_did_before(case):
    card = parse(case.edited)
    assert same(card.metadata, {**case.hub, KEY: EMISSIONS})
    assert without_marks(card.metadata_yaml11, {**case.expected_python, KEY: EMISSIONS})


# A card whose metadata is {} or nothing gets that place filled, and is not to be told afterwards
# from one that never had it.
RESTORED = [
    case
    for case in EDITED
    if KEY not in case.hub
    and case.name not in {"empty mapping as the root", "empty block", "blank block"}
]


@pytest.mark.parametrize("case", RESTORED, ids=named(RESTORED))
def test_removing_what_was_inserted_gives_the_old_bytes(case):
    assert remove(case.edited, (KEY,)) == case.card


@pytest.mark.parametrize("case", REFUSED, ids=named(REFUSED))
def test_refusing(case):
    with pytest.raises(EditRefusedError, match=f"^line {case.refused}: ") as refusal:
        set_value(case.card, (KEY,), EMISSIONS)
    assert refusal.value.line == case.refused


RAISES = {"python-cannot-read", "yaml-error", "tab", "unknown-tag", "bad-merge", "line-separator"}
READS_OTHERWISE = {"complex-key", "not-a-mapping", "too-deep"}


def found(case: Case) -> set[str]:
    return {kind.value for kind, _ in case.found}


PYTHON_READS = [
    case
    for case in CASES
    if parse(case.card).has_front_matter
    and case.name != "not UTF-8 in the metadata"
    and not found(case) & (RAISES | READS_OTHERWISE)
]


@pytest.mark.parametrize("case", PYTHON_READS, ids=named(PYTHON_READS))
def test_pyyaml_itself_reads_what_the_table_says(case):
    data = yaml.safe_load(parse(case.card).front_matter.yaml)
    assert same(data or {}, case.expected_python)


PYTHON_RAISES = [case for case in CASES if found(case) & RAISES]


@pytest.mark.parametrize("case", PYTHON_RAISES, ids=named(PYTHON_RAISES))
def test_pyyaml_itself_raises_where_it_is_said_to(case):
    with pytest.raises((yaml.YAMLError, ValueError)):
        yaml.safe_load(parse(case.card).front_matter.yaml)


def test_a_case_is_edited_or_refused():
    assert len({case.name for case in CASES}) == len(CASES) == len(EDITED) + len(REFUSED)
    assert not {case.name for case in EDITED} & {case.name for case in REFUSED}


def test_not_a_number_stays_one():
    assert math.isnan(parse(b"---\nx: .nan\n---\n").metadata["x"])
