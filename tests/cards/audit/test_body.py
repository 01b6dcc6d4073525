import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.cards.audit.body import Body, title_of
from hubscan.cards.audit.text import State, is_placeholder, plain, state_of_text


def titles(text):
    return {title: section.line for title, section in Body(text).sections.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\n\n## Two ##\n", {"one": 1, "two": 3}),
        ("One\n===\n\nTwo\n---\n", {"one": 1, "two": 4}),
        ("**Two**\n", {"two": 1}),
        ("__Two:__\n", {"two": 1}),
        ('<h2 align="center">Two</h2>\n', {"two": 1}),
        ("#No heading\n", {}),
        ("    # code\n", {}),
        ("```\n# in code\n```\n# out\n", {"out": 4}),
        ("~~~\n```\n# in code\n~~~\n# out\n", {"out": 5}),
        ("<!--\n# in a comment\n-->\n# out\n", {"out": 4}),
        ("<!-- a --># hidden <!-- b -->\n", {"hidden": 1}),
        ("| a | b |\n|---|---|\n", {}),
        ("- a\n---\n", {}),
        ("text\n\n---\n", {}),
        ("## Bias, and Risks\r\n\r\n## Uses\r\n", {"bias and risks": 1, "uses": 3}),
        ("# A\r# B\n", {"a": 1, "b": 2}),
        ("## 🌍 Environmental Impact [optional]\n", {"environmental impact": 1}),
        ("## Environmental Impact (CO<sub>2</sub>)\n", {"environmental impact": 1}),
        ("# a\u2028# b\n", {"a b": 1}),
    ],
    ids=range(19),
)  # fmt: skip
def test_headings_of_every_kind(text, expected):
    assert titles(text) == expected


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("# T\n## Uses\n", State.EMPTY),
        ("# T\n## Uses\n\n<!-- Say what for. -->\n", State.EMPTY),
        ("# T\n## Uses\n\n[More Information Needed]\n", State.PLACEHOLDER),
        ("# T\n## Uses\n\n### Direct\n\nTBD.\n\n### Downstream\n\nTBD.\n", State.PLACEHOLDER),
        ("# T\n## Uses\n\n### Direct\n\nTBD.\n\n### Downstream\n\nIn search.\n", State.PRESENT),
        ("# T\n## Uses\n\n- **By:** TBD\n- **For:** N/A\n", State.PLACEHOLDER),
        ("# T\n## Uses\n\n- **By:** everybody\n", State.PRESENT),
        ("# T\n## Uses\n\n```python\nmodel()\n```\n", State.PRESENT),
        ("# T\n## Uses\n\n![](picture.png)\n", State.PRESENT),
        ("# T\n## Uses\n\n## Other\n\nThis is not about uses.\n", State.EMPTY),
        ("# T\n## Uses\n\nTBD\n\n## Uses\n\nIn search.\n", State.PRESENT),
    ],
    ids=range(11),
)
def test_what_a_section_says(text, state):
    assert Body(text).sections["uses"].state is state


@pytest.mark.parametrize(
    ("text", "state", "line"),
    [
        ("# T\n\nA model.\n\n## Uses\n", State.PRESENT, 2),
        ("A model.\n\n## Uses\n", State.PRESENT, 1),
        ("# T\n\n## Uses\n\nIn search.\n", State.EMPTY, 2),
        ("# T\n\nTBD\n", State.PLACEHOLDER, 2),
        ("", State.EMPTY, 1),
    ],
    ids=["under the title", "without a title", "nothing", "placeholder", "no text"],
)
def test_the_introduction(text, state, line):
    found = Body(text).introduction
    assert (found.state, found.line) == (state, line)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("- **Hours used:** 72 (3 days)", "hours used", "72 (3 days)"),
        ("* **Hours used**: 72", "hours used", "72"),
        ("**Hours used:** 72", "hours used", "72"),
        ("- Hours used: 72", "hours used", "72"),
        ("- CO2 Emissions (in grams): 0.14", "co2 emissions", "0.14"),
        ("- **Carbon Emitted (Power x Time):** 30 kg", "carbon emitted", "30 kg"),
        ("- **Funded by [optional]:**", "funded by", ""),
    ],
    ids=str,
)
def test_labels_of_every_kind(line, name, value):
    (label,) = Body(f"# T\n{line}\n").labels[name]
    assert (label.value, label.line) == (value, 2)


@pytest.mark.parametrize("line", ["Hours used 72", "http://hours used: 72", "    x = {a: 1}"])
def test_what_is_no_label(line):
    assert "hours used" not in Body(line).labels


def test_lines_count_from_where_the_body_starts():
    assert Body("\n# T\n", first_line=7).sections["t"].line == 8


@pytest.mark.parametrize(
    "text",
    [
        "[More Information Needed]",
        "More information needed.",
        "**More information needed**",
        "More Information Needed for further recommendations.",
        "Unknown",
        "N/A",
        "TBD",
        "*(Forthcoming.)*",
        "Coming soon!",
        "...",
        "-",
        "{{ hardware_type | default('x', true) }}",
        "Users (both direct and downstream) should be made aware of the risks, biases and "
        "limitations of the model. More information needed for further recommendations.",
        "Carbon emissions can be estimated using the [Machine Learning Impact calculator]"
        "(https://mlco2.github.io/impact#compute) presented in [Lacoste et al. (2019)]"
        "(https://arxiv.org/abs/1910.09700).",
    ],
)
def test_placeholders(text):
    assert is_placeholder(text)
    assert is_placeholder(text.upper())
    assert not is_placeholder(f"{text} But trained on films.")


@pytest.mark.parametrize(
    "text",
    ["None", "Unknown to most, this model sings.", "0", "42", "fr", "!", "日本語", "![x](y.png)"],
)
def test_short_answers_are_no_placeholders(text):
    assert state_of_text(text) is (State.PLACEHOLDER if text == "!" else State.PRESENT)


def test_plain_words():
    assert plain("  **The [Link](https://x.y/z)**, `code`! ") == "the link code"
    assert title_of("### Bias, Risks & Limitations [optional]:") == "bias risks limitations"


@given(st.text(alphabet="#*_-=`~<!>|: \n\r[]()abc", max_size=400))
def test_any_text_is_read(text):
    body = Body(text)
    count = len(body.lines)
    assert all(1 <= section.line <= count for section in body.sections.values())
    assert all(label.line <= count for labels in body.labels.values() for label in labels)
    assert body.introduction.state in State


@pytest.mark.parametrize(
    "text",
    [
        "# a\n" * 50_000,
        "#" * 500_000,
        "**" * 250_000,
        "- a: " * 100_000,
        "<!--" * 100_000,
        "```\n" * 50_000,
        "[" * 500_000,
        "(" * 500_000,
        "a\n---\n" * 50_000,
        "{{" * 200_000,
    ],
    ids=range(10),
)
def test_a_hostile_body_takes_no_more_than_linear_time(text):
    # what is quadratic ends at the time limit of the suite
    body = Body(text)
    assert body.sections is not None
    assert body.labels is not None
    assert body.introduction is not None
