import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.catalogue.description import LENGTH, describe

FENCE = "```"
CASES = {
    "front matter, title, badge, code": (
        "---\nlicense: mit\n---\n# my-model\n\n[![b](https://x.y/b.svg)](https://x.y)\n\n"
        f"Finds spam in German mails.\n\n{FENCE}python\nimport x\n{FENCE}\n",
        "Finds spam in German mails.",
    ),
    "the trainer's own words": (
        "<!-- This model card has been generated automatically. -->\n\n# bert-x\n\n"
        "This model is a fine-tuned version of [bert](https://huggingface.co/bert) on the imdb "
        "dataset.\nIt achieves the following results on the evaluation set:\n- Loss: 0.1\n\n"
        "## Model description\n\nMore information needed\n\n## Training procedure\n\nadam\n",
        "This model is a fine-tuned version of bert on the imdb dataset.",
    ),
    "the template with nothing filled in": (
        "# Model Card for Model ID\n\n## Model Details\n\n### Model Description\n\n"
        "This is the model card of a transformers model that has been pushed on the Hub. "
        "This model card has been automatically generated.\n\n- **Developed by:** "
        "[More Information Needed]\n- **License:** [More Information Needed]\n\n## Uses\n\n"
        "[More Information Needed]\n",
        None,
    ),
    "html and entities of layout": (
        '<div align="center"><img src="x.png"/></div>\n<style>p {color: red}</style>\n'
        "<p>Counts <b>cars</b> in pictures.</p>\n",
        "Counts cars in pictures.",
    ),
    "a table": ("| a | b |\n|---|---|\n| 1 | 2 |\n\nReads tables.\n", "Reads tables."),
    "headings by underlines": (
        "Usage\n=====\n\nrun it\n\nWhat\n----\n\nSorts mail.\n",
        "Sorts mail.",
    ),
    "windows line breaks": (
        "# m\r\n\r\nSorts mail.\r\nAnd parcels.\r\n",
        "Sorts mail. And parcels.",
    ),
    "Chinese": ("# m\n\n这是一个情感分析模型。用于评论。\n", "这是一个情感分析模型。 用于评论。"),
    "said twice": ("Sorts mail.\n\nSorts mail.\n", "Sorts mail."),
    "nothing": ("", None),
    "only front matter": ("---\nlicense: mit\n---\n", None),
    "an unclosed fence": (f"Sorts mail.\n\n{FENCE}\ncode code code", "Sorts mail."),
    "an unclosed comment": ("Sorts mail.\n\n<!-- never closed", "Sorts mail."),
    "markup of a terminal": ("Sorts\x1b[31m mail\x00 well.\n", "Sorts [31m mail well."),
}


@pytest.mark.parametrize(("card", "expected"), CASES.values(), ids=CASES)
def test_describe(card, expected):
    assert describe(card, "someone/my-model") == expected


def test_a_long_text_ends_with_a_sentence():
    card = " ".join(f"It knows fact number {number} of many." for number in range(99))
    text = describe(card, "a/b")
    assert LENGTH - 40 < len(text) <= LENGTH
    assert text.endswith(" of many.")


def test_one_endless_sentence_is_cut_at_a_word():
    text = describe("word " * 500, "a/b")
    assert len(text) <= LENGTH
    assert text.endswith("word\u2026")


@given(st.text(max_size=300))
def test_any_text_gives_short_plain_text_or_nothing(card):
    text = describe(card, "a/b")
    assert text is None or (0 < len(text) <= LENGTH + 1 and "\n" not in text)


@pytest.mark.parametrize(
    "piece",
    ["<", "[", "![", "`", "<!--", "---\n", "#", "(a", "<style", "* ", "_", "\n", "a.", "[a](", "|"],
)
def test_hostile_repetition_is_read_in_linear_time(piece):
    # a quadratic pattern takes minutes here, and the suite's timeout fails the test
    describe(piece * 400_000, "a/b")
