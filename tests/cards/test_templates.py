from __future__ import annotations

import pytest

from hubscan.cards.record import Method, Record, RecordedRun
from hubscan.cards.section import END_MARKER
from hubscan.cards.templates import render_new_card, render_section
from hubscan.errors import UsageError

RUN = RecordedRun(
    "a", Method.MEASURED, "CodeCarbon", 500.0, "3.3.2", 400.0, 625.0, 1.25, 2.0, hardware="A100"
)
RECORD = Record().with_runs([RUN], "fine-tuning")


def rendered(tmp_path, text: str) -> str:
    path = tmp_path / "section.md"
    path.write_text(text, encoding="utf-8")
    return render_section(RECORD, path)


def test_what_nobody_measured_has_no_line():
    bare = Record().with_runs([RecordedRun("a", Method.MEASURED, "CodeCarbon", 500.0)])

    assert render_section(bare) == (
        "- **Carbon Emitted:** 500 g CO2eq\n- **Source:** CodeCarbon (measured)\n"
    )


def test_an_estimate_shows_its_interval_and_no_more_digits_than_it_has():
    run = RecordedRun("a", Method.ESTIMATED, "hubscan", 512.3, "1.0", 201.0, 1149.0)

    assert render_section(Record().with_runs([run])) == (
        "- **Carbon Emitted:** 510 g CO2eq"
        " (estimated for the whole facility, 90 % interval 200 g to 1.1 kg CO2eq)\n"
        "- **Source:** hubscan 1.0 (estimated)\n"
    )


def test_a_template_of_the_users_own(tmp_path):
    text = "{{ emissions_g }} g, {{ energy_kwh }} kWh, {{ phases[0].training_type }}, {{ hours }} h"

    assert rendered(tmp_path, text) == "500 g, 1.25 kWh, fine-tuning, 2 h"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ no_such }}", "'no_such' is undefined"),
        ("a\n{% if %}", "line 2"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ phases.append(1) }}", "unsafe"),
        ("{% include '/etc/passwd' %}", "no loader"),
        ("{% for i in range(10 ** 9) %}{% endfor %}", "Range too big"),
        ("{{ 1 // 0 }}", "division"),
        (END_MARKER, "markers"),
    ],
    ids=["typo", "syntax", "escape", "mutation", "include", "endless", "arithmetic", "markers"],
)
def test_a_template_that_fails_is_told_with_its_file(tmp_path, text, reason):
    with pytest.raises(UsageError, match=reason) as caught:
        rendered(tmp_path, text)

    assert "section.md" in str(caught.value)


@pytest.mark.parametrize(
    "content", [None, b"\xff\xfe", b"x" * (1 << 21)], ids=["missing", "binary", "huge"]
)
def test_a_template_that_cannot_be_read(tmp_path, content):
    path = tmp_path / "t.md"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UsageError, match=r"t\.md"):
        render_section(RECORD, path)


def test_a_new_card_has_its_name_as_text():
    assert render_new_card("my_model <b>").startswith("# my\\_model &lt;b>\n")
