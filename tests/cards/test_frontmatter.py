import pytest
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hubscan.cards import parse
from hubscan.cards.frontmatter import BlockState, line_at, split
from tests.cards.cases import CASES

PIECES = [
    "---",
    "--",
    "----",
    "...",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "a: 1",
    "# x",
    "\ufeff",
    "é",
    "\x0b",
]
CARDS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@settings(max_examples=1_000)
@given(CARDS)
@example("---\r\n---")
@example("---\n---\nb\n---\n")
def test_the_block_is_the_one_that_huggingface_hub_finds(text):
    # RepoCard.load opens the file as utf-8-sig: a byte order mark is gone before the rule is tried
    match = REGEX_YAML_BLOCK.search(text.removeprefix("\ufeff"))
    front_matter = split(text.encode())
    if front_matter.state is BlockState.EMPTY:  # its rule splits the CRLF between two fences
        assert match is None or match.group(2) == ""
        return
    assert (front_matter.state is BlockState.PRESENT) == (match is not None)
    if match:
        assert front_matter.yaml == match.group(2)
        assert front_matter.body == text.removeprefix("\ufeff")[match.end() :]


@given(st.binary(max_size=200))
def test_any_bytes_come_back(content):
    assert split(content).text.encode("utf-8", "surrogateescape") == content


@pytest.mark.parametrize(
    ("text", "offset", "line"),
    [
        ("", 0, 1),
        ("a\nb", 0, 1),
        ("a\nb", 1, 1),
        ("a\nb", 2, 2),
        ("a\r\nb", 1, 1),
        ("a\r\nb", 2, 1),
        ("a\r\nb", 3, 2),
        ("a\rb\rc", 4, 3),
        ("a\r\r\nb", 4, 3),
        ("a\u2028b", 2, 1),
    ],
)
def test_lines_are_counted_as_editors_do(text, offset, line):
    assert line_at(text, offset) == line


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_body_starts_where_the_block_ends(case):
    card = parse(case.card)
    lines = case.card.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    assert "\n".join(lines[card.body_line - 1 :]).endswith(card.body.replace("\r\n", "\n"))


@pytest.mark.parametrize(
    ("content", "newline"),
    [
        (b"", "\n"),
        (b"# x", "\n"),
        (b"# x\r\ntext\n", "\r\n"),
        (b"# x\ntext\r\n", "\n"),
        (b"---\r\na: 1\n---\r\n", "\n"),
        (b"---\na: 1\r\n---\n", "\r\n"),
    ],
)
def test_the_newline_is_the_one_beside_the_edit(content, newline):
    assert parse(content).newline == newline


def test_bytes_that_are_no_text_are_shown_as_such():
    card = parse(b"---\nlicense: mit\n---\nGr\xfcn\n")
    assert card.body == "Gr\ufffdn\n"
    assert card.metadata == {"license": "mit"}


LATE = "text-before-block"


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (b"Hugging Face's logo\n---\nlanguage: en\n---\n", [LATE]),
        (b"Hugging Face's logo\n---\n\nlanguage: en\n---\n", [LATE]),
        (b"# Title\n---\ntext\n", []),
        (b"x" * 3000 + b"\n---\nlanguage: en\n---\n", []),
        (b"---\n\n# Title\n", []),
        (b"---\nNote: this is text\n", ["unclosed-block"]),
        (b"----\n# Title\n----\n", []),
        (b"---\n# comment\nlicense: mit\n", ["unclosed-block"]),
    ],
)
def test_what_looks_like_a_block_and_is_none(content, kinds):
    assert [found.id for found in parse(content).diagnostics] == kinds
