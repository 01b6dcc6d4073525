from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubscan.cards.section import END_MARKER, START_MARKER, Label, fill
from hubscan.errors import EditRefusedError

VALUES = {
    Label.HARDWARE: "4 x A100",
    Label.HOURS: "12",
    Label.PROVIDER: "Private infrastructure",
    Label.REGION: "Berlin, Germany",
    Label.EMITTED: "5 kg CO2eq",
}
BLOCK = "- **Carbon Emitted:** 5 kg CO2eq\n"
MARKED = f"{START_MARKER}\n- **Carbon Emitted:** 5 kg CO2eq\n{END_MARKER}"

TEMPLATE = """\
# Model

## Environmental Impact

<!-- Total emissions (in grams of CO2eq) and additional considerations -->

Carbon emissions can be estimated using the [calculator](https://mlco2.github.io/impact#compute).

- **Hardware Type:** [More Information Needed]
- **Hours used:** [More Information Needed]
- **Cloud Provider:** [More Information Needed]
- **Compute Region:** [More Information Needed]
- **Carbon Emitted:** [More Information Needed]

## Citation
"""


def filled(body: str, **options: object) -> str:
    return fill(body, VALUES, lambda: BLOCK, **options).text


def test_the_placeholders_of_the_template_are_filled_and_nothing_else():
    changed = {
        "- **Hardware Type:** [More Information Needed]": "- **Hardware Type:** 4 x A100",
        "- **Hours used:** [More Information Needed]": "- **Hours used:** 12",
        "- **Cloud Provider:** [More Information Needed]": (
            "- **Cloud Provider:** Private infrastructure"
        ),
        "- **Compute Region:** [More Information Needed]": "- **Compute Region:** Berlin, Germany",
        "- **Carbon Emitted:** [More Information Needed]": "- **Carbon Emitted:** 5 kg CO2eq",
    }
    expected = TEMPLATE
    for old, new in changed.items():
        expected = expected.replace(old, new)

    assert filled(TEMPLATE) == expected


LINES = {
    "template": ("- **Carbon Emitted:** [More Information Needed]", "- **Carbon Emitted:** {}"),
    "star list": ("* **Carbon Emitted:** [More Information Needed]", "* **Carbon Emitted:** {}"),
    "indented": ("  - **Carbon Emitted:** TBD", "  - **Carbon Emitted:** {}"),
    "colon outside": ("- **Carbon Emitted**: More information needed", "- **Carbon Emitted**: {}"),
    "underscores": ("- __Carbon Emitted:__ N/A", "- __Carbon Emitted:__ {}"),
    "no bold": ("- Carbon Emitted: unknown", "- Carbon Emitted: {}"),
    "no list": ("**Carbon Emitted:** [More Information Needed]", "**Carbon Emitted:** {}"),
    "empty": ("- **Carbon Emitted:**", "- **Carbon Emitted:** {}"),
    "other case": ("- **carbon emitted:** TBD", "- **carbon emitted:** {}"),
    "with an aside": (
        "- **Carbon Emitted** *(Power consumption x Time)*: [More Information Needed]",
        "- **Carbon Emitted** *(Power consumption x Time)*: {}",
    ),
    "comment only": ("- **Carbon Emitted:** <!-- grams -->", "- **Carbon Emitted:** {}"),
}


@pytest.mark.parametrize(("line", "expected"), LINES.values(), ids=LINES.keys())
def test_how_a_line_may_be_written(line, expected):
    body = f"## Environmental Impact\n\n{line}\n"

    assert filled(body) == body.replace(line, expected.format("5 kg CO2eq"))


HEADINGS = {
    "first level": "# Environmental Impact",
    "sixth level": "###### Environmental Impact",
    "closed": "## Environmental Impact ##",
    "bold": "## **Environmental Impact**",
    "emoji": "## 🌱 Environmental impact",
    "bold line": "**Environmental Impact**",
    "bold line with colon": "**Environmental Impact:**",
    "underlined": "Environmental Impact\n--------------------",
    "other words": "## Carbon footprint",
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS.keys())
def test_how_a_heading_may_be_written(heading):
    body = f"# Title\n\n{heading}\n\n- **Hours used:** TBD\n"

    assert filled(body) == body.replace("TBD", "12")


NOT_SECTIONS = {
    "in fenced code": "```\n## Environmental Impact\n- **Hours used:** TBD\n```\n",
    "in tilde code": "~~~~md\n## Environmental Impact\n```\n- **Hours used:** TBD\n~~~~\n",
    "in a comment": "<!--\n## Environmental Impact\n- **Hours used:** TBD\n-->\n",
    "a shebang-like comment": "#Environmental Impact\n- **Hours used:** TBD\n",
    "only named": "See Environmental Impact below.\n- **Hours used:** TBD\n",
}


@pytest.mark.parametrize("body", NOT_SECTIONS.values(), ids=NOT_SECTIONS.keys())
def test_what_only_looks_like_the_section_is_left_alone(body):
    assert filled(body) == f"{body}\n## Environmental Impact\n\n{MARKED}\n"


@pytest.mark.parametrize("opening", ["```python", "~~~", "text <!-- never closed"])
def test_below_code_or_a_comment_that_nothing_closes_no_section_is_added(opening):
    body = f"# Title\n\n{opening}\n## Environmental Impact\n- **Hours used:** TBD\n"
    result = fill(body, VALUES, lambda: BLOCK, first_line=4)

    assert result.text == body
    assert result.note is not None
    assert result.note.startswith("line 6: ")


def test_a_section_ends_at_the_next_heading_of_its_level():
    body = (
        "## Environmental Impact\n### Training\n- **Hours used:** TBD\n"
        "## Other\n- **Hours used:** TBD\n"
    )

    assert filled(body) == body.replace("TBD", "12", 1)


NEW = {
    "text": ("# Title\n", f"# Title\n\n## Environmental Impact\n\n{MARKED}\n"),
    "blank line at the end": (
        "# Title\n\n",
        f"# Title\n\n## Environmental Impact\n\n{MARKED}\n",
    ),
    "blank lines at the end stay": (
        "# Title\n\n\n",
        f"# Title\n\n\n## Environmental Impact\n\n{MARKED}\n",
    ),
    "no newline at the end": ("# Title", f"# Title\n\n## Environmental Impact\n\n{MARKED}"),
    "empty": ("", f"\n## Environmental Impact\n\n{MARKED}\n"),
}


@pytest.mark.parametrize(("body", "expected"), NEW.values(), ids=NEW.keys())
def test_a_card_without_the_section_gets_one_at_its_end(body, expected):
    assert filled(body) == expected


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_the_line_ending_of_the_card(newline):
    body = newline.join(["# Title", ""])
    result = filled(body, newline=newline)

    assert result == f"# Title\n\n## Environmental Impact\n\n{MARKED}\n".replace("\n", newline)
    assert filled(result, newline=newline) == result


def test_between_the_markers_everything_is_new_and_outside_nothing():
    body = f"a \n{START_MARKER}\nold\n- old\n{END_MARKER}\nb\t\n"

    assert filled(body) == f"a \n{MARKED}\nb\t\n"


DAMAGED = {
    "no end": (f"a\n{START_MARKER}\n", 2),
    "no start": (f"{END_MARKER}\n", 1),
    "turned round": (f"{END_MARKER}\n{START_MARKER}\n", 1),
    "two": (f"a\n{MARKED}\n{MARKED}\n", 2),
}


@pytest.mark.parametrize(("body", "line"), DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged_markers_are_refused_with_their_line(body, line):
    with pytest.raises(EditRefusedError, match=f"line {line + 9}: .*markers"):
        filled(body, first_line=10)


def test_markers_that_are_shown_as_code_are_none():
    body = f"```\n{START_MARKER}\n```\n"

    assert filled(body) == f"{body}\n## Environmental Impact\n\n{MARKED}\n"


def test_what_a_person_wrote_stays_and_is_told():
    body = "## Environmental Impact\n- **Hours used:** about 40\n- **Carbon Emitted:** TBD\n"
    result = fill(body, VALUES, lambda: BLOCK, first_line=7)

    assert result.text == body.replace("TBD", "5 kg CO2eq")
    assert [(kept.label, kept.line, kept.value) for kept in result.kept] == [
        (Label.HOURS, 8, "about 40")
    ]
    assert result.written == {"Carbon Emitted": "5 kg CO2eq"}


def test_force_overwrites_it():
    body = "## Environmental Impact\n- **Hours used:** about 40\n"

    assert filled(body, force=True) == body.replace("about 40", "12")


def test_what_hubscan_wrote_is_brought_up_to_date():
    body = "## Environmental Impact\n- **Hours used:** 3\n"
    result = fill(body, VALUES, lambda: BLOCK, written={"Hours used": "3"})

    assert result.text == body.replace("3", "12")
    assert result.kept == ()


def test_an_unknown_value_leaves_its_placeholder():
    body = "## Environmental Impact\n- **Hours used:** TBD\n- **Carbon Emitted:** TBD\n"
    result = fill(body, {Label.EMITTED: "5 g CO2eq"}, lambda: BLOCK)

    assert result.text == body.replace("Emitted:** TBD", "Emitted:** 5 g CO2eq")


SENTENCE = (
    "Carbon emissions can be estimated using the [Machine Learning Impact calculator]"
    "(https://mlco2.github.io/impact#compute) presented in [Lacoste et al. (2019)]"
    "(https://arxiv.org/abs/1910.09700)."
)

FREE = {
    "placeholder": (
        "## Environmental Impact\n\n[More Information Needed]\n\n## Next\n",
        f"## Environmental Impact\n\n{MARKED}\n\n\n## Next\n",
    ),
    "nothing": (
        "## Environmental Impact\n\n## Next\n",
        f"## Environmental Impact\n\n{MARKED}\n\n## Next\n",
    ),
    "the template's comment and sentence stay": (
        f"## Environmental Impact\n\n<!-- grams -->\n{SENTENCE}\n\n## Next\n",
        f"## Environmental Impact\n\n<!-- grams -->\n{SENTENCE}\n\n{MARKED}\n\n## Next\n",
    ),
    "placeholder at the end": (
        "## Environmental Impact\n\n[More Information Needed]\n",
        f"## Environmental Impact\n\n{MARKED}\n",
    ),
    "placeholder at the end without a line ending": (
        "## Environmental Impact\n\n[More Information Needed]",
        f"## Environmental Impact\n\n{MARKED}\n",
    ),
    "two placeholders below a sentence at the end": (
        f"## Environmental Impact\n\n{SENTENCE}\n\nTBD\n\nTBD\n",
        f"## Environmental Impact\n\n{SENTENCE}\n\n{MARKED}\n",
    ),
    "a blank line that a person left at the end": (
        "## Environmental Impact\n\n[More Information Needed]\n\n",
        f"## Environmental Impact\n\n{MARKED}\n\n",
    ),
    "nothing at the end": ("## Environmental Impact", f"## Environmental Impact\n\n{MARKED}"),
}


@pytest.mark.parametrize(("body", "expected"), FREE.values(), ids=FREE.keys())
def test_an_empty_section_gets_the_block_under_its_heading(body, expected):
    assert filled(body) == expected


def test_a_section_in_somebodys_own_words_is_left_and_told():
    body = "## Environmental Impact\n\nWe emitted 30.16 kg.\n\n## Next\n"
    result = fill(body, VALUES, lambda: BLOCK, first_line=5)

    assert result.text == body
    assert result.note is not None
    assert result.note.startswith("line 5:")
    assert filled(body, force=True) == (
        f"## Environmental Impact\n\nWe emitted 30.16 kg.\n\n{MARKED}\n\n## Next\n"
    )


def test_the_body_is_no_template():
    body = "{{ 1/0 }} {% raw %} {{ emissions }}\n## Environmental Impact\n- **Hours used:** TBD\n"

    assert filled(body) == body.replace("TBD", "12")


PIECES = st.sampled_from(
    [
        *TEMPLATE.splitlines(keepends=True),
        *("```\n", "~~~\r\n", "<!--\n", "-->\n", "\r\n", "\n", "\r", "text", "===\n", "## Next\n"),
        *(f"{START_MARKER}\n", f"{END_MARKER}\n", "**Environmental Impact**\n", "\u2028"),
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_filling_twice_is_filling_once(pieces, newline):
    try:
        once = fill("".join(pieces), VALUES, lambda: BLOCK, newline=newline)
    except EditRefusedError:
        return
    twice = fill(once.text, VALUES, lambda: BLOCK, newline=newline, written=once.written)

    assert twice.text == once.text


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_new_section_only_adds(body):
    result = filled(body)

    assert result.startswith(body)
