from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from hubscan.cards.configuration import load
from hubscan.errors import UsageError


@dataclass(frozen=True)
class Options:
    names: tuple[str, ...] = ()
    nodes: int | tuple[str, ...] = ()
    kind: str | None = None
    template: Path | None = None
    limit: float = 0.5
    strict: bool = False


VALUES = {
    "list": ("names = ['a', 'b']", Options(names=("a", "b"))),
    "either": ("nodes = 4", Options(nodes=4)),
    "or": ("nodes = ['a=4']", Options(nodes=("a=4",))),
    "text": ("kind = 'x'", Options(kind="x")),
    "whole number for a number": ("limit = 3", Options(limit=3)),
    "truth": ("strict = true", Options(strict=True)),
    "nothing": ("", Options()),
}


@pytest.mark.parametrize(("toml", "options"), VALUES.values(), ids=VALUES.keys())
@pytest.mark.parametrize(
    ("file", "header"),
    [("pyproject.toml", "[tool.hubscan.fill]"), (".hubscan.toml", "[fill]")],
)
def test_values(tmp_path, file, header, toml, options):
    (tmp_path / file).write_text(f"{header}\n{toml}\n")

    assert load(Options, "fill", tmp_path) == options


def test_a_path_starts_at_its_file_and_a_dash_is_an_underscore(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / ".hubscan.toml").write_text("[fill]\ntemplate = 'section.md'\n")

    assert load(Options, "fill", tmp_path / "models").template == tmp_path / "section.md"


FILES = {
    "none": ({}, None),
    "the nearest": ({".hubscan.toml": "far", "a/b/.hubscan.toml": "near"}, "near"),
    "above": ({"a/.hubscan.toml": "above"}, "above"),
    "own before shared": ({"a/.hubscan.toml": "own", "a/pyproject.toml": "shared"}, "own"),
    "not above the repository": ({".hubscan.toml": "far", "a/.git/HEAD": ""}, None),
}


@pytest.mark.parametrize(("files", "kind"), FILES.values(), ids=FILES.keys())
def test_where_it_is_looked_for(tmp_path, files, kind):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name, value in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        section = "tool.hubscan.fill" if path.name == "pyproject.toml" else "fill"
        path.write_text(f"[{section}]\nkind = '{value}'\n")

    assert load(Options, "fill", tmp_path / "a" / "b").kind == kind


def test_a_project_file_without_the_table_is_passed_over(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n")
    (tmp_path / ".hubscan.toml").write_text("[fill]\nkind = 'above'\n")

    assert load(Options, "fill", tmp_path / "a").kind == "above"


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("[fill", "not valid TOML"),
        ("fill = 3", "fill is not a table"),
        ("[fill]\ncolour = 1", "unknown key 'colour' (known: kind, limit, names"),
        ("[fill]\nkind = 3", "fill.kind: expected text: 3"),
        ("[fill]\nnames = 'a'", "fill.names: expected a list of text: 'a'"),
        ("[fill]\nnames = ['a', 1]", "fill.names: expected a list of text"),
        ("[fill]\nnodes = true", "fill.nodes: expected whole number or a list of text: True"),
        ("[fill]\nstrict = 1", "fill.strict: expected true or false: 1"),
        ("[fill]\nlimit = 'x'", "fill.limit: expected number: 'x'"),
    ],
)
def test_what_is_wrong_is_told_with_its_file(tmp_path, toml, reason):
    path = tmp_path / ".hubscan.toml"
    path.write_text(toml)

    with pytest.raises(UsageError) as caught:
        load(Options, "fill", tmp_path)

    assert str(caught.value).startswith(str(path))
    assert reason in str(caught.value)


@pytest.mark.parametrize("content", ["tool = 3", "[tool]\nhubscan = 3"])
def test_a_project_file_with_an_odd_tool_table(tmp_path, content):
    (tmp_path / "pyproject.toml").write_text(content)

    if "hubscan" in content:
        with pytest.raises(UsageError, match="not a table"):
            load(Options, "fill", tmp_path)
    else:
        assert load(Options, "fill", tmp_path) == Options()


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / ".hubscan.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(UsageError, match="not valid TOML"):
        load(Options, "fill", tmp_path)
