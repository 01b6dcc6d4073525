import json

import pytest

from hubscan.cli import main
from tests.cards.audit.cases import CASES, card

CLEAN = card(
    "license: mit\npipeline_tag: text-classification\nlibrary_name: transformers\nlanguage: en\n"
)


@pytest.fixture(autouse=True)
def no_catalogue(monkeypatch, tmp_path):
    monkeypatch.setenv("HUBSCAN_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def model(tmp_path):
    def write(text, name="README.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, newline="")
        return str(path)

    return write


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_command_finds_what_the_rules_find(case, model, capsys):
    path = model(case.wrong, "owner/name/README.md")
    code = main(["audit", path, "--select", case.rule, "--format", "json"])
    (audited,) = json.loads(capsys.readouterr().out)["cards"]
    assert [found["line"] for found in audited["findings"]] == [case.line]
    assert code == int(audited["findings"][0]["severity"] == "error")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--fail-under", "10"], 0),
        (["--fail-under", "90"], 1),
        (["--profile", "emissions", "--fail-under", "1"], 1),
        (["--profile", "eu-ai-act"], 0),
        (["--profile", "nonsense"], 2),
        (["--select", "nonsense"], 2),
        (["--fail-under", "101"], 2),
        (["--fail-under", "nan"], 2),
        (["--author", ""], 2),
        (["--author", " "], 2),
        (["--jobs", "0"], 2),
        (["--format", "xml"], 2),
        (["--baseline", "nowhere.json"], 2),
    ],
    ids=str,
)
def test_the_exit_code(arguments, code, model, capsys):
    assert main(["audit", model(CLEAN), *arguments]) == code
    if code == 2:
        assert capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("owner/README.md", "no such file"),
        ("missing.md", "no such file"),
        ("x" * 5_000, "File name too long"),
        ("o" * 5_000 + "/x", "File name too long"),
        ("\x1b[31mred", "hubscan:  [31mred: no such file"),
    ],
    ids=["folder", "file", "long name", "long id", "name that colours a terminal"],
)
def test_what_is_not_there_is_one_clear_line(target, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["audit", target]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("form", ["table", "markdown", "github", "sarif", "json"])
def test_no_format_lets_a_card_steer_the_terminal(form, model, capsys):
    main(["audit", model('---\nlicense: "\\e[31mred\\a"\n---\n# M\n'), "--format", form])
    out = capsys.readouterr().out
    assert "red" in out
    assert out.replace("\n", "").isprintable()


def test_without_a_path_the_folder_here_is_audited(model, tmp_path, monkeypatch, capsys):
    model(card("licence: mit\n"))
    monkeypatch.chdir(tmp_path)
    assert main(["audit"]) == 1
    assert "key-near-miss" in capsys.readouterr().out


def test_json_is_a_format_of_its_own_name(model, capsys):
    path = model(CLEAN)
    main(["audit", path, "--json"])
    short = capsys.readouterr().out
    main(["audit", path, "--format", "json"])
    assert json.loads(short) == json.loads(capsys.readouterr().out)


def test_a_baseline_lets_old_findings_pass(model, tmp_path, capsys):
    path, known = model(card("licence: mit\n")), str(tmp_path / "known.json")
    assert main(["audit", path]) == 1
    assert main(["audit", path, "--write-baseline", known]) == 0
    assert main(["audit", path, "--baseline", known]) == 0
    model(card("licence: mit\npipeline_tag: telepathy\n"))
    capsys.readouterr()
    assert main(["audit", path, "--baseline", known]) == 1
    out = capsys.readouterr().out
    assert "pipeline-tag-unknown" in out
    assert "key-near-miss" not in out


def test_fix_corrects_and_then_audits(model, tmp_path, capsys):
    path = model(card("licence: mit\nlanguage: no\n"))
    assert main(["audit", path, "--fix"]) == 0
    assert (tmp_path / "README.md").read_text() == card('language: "no"\nlicense: mit\n')
    told = capsys.readouterr()
    assert "fixed: rename `licence` to `license`" in told.err
    assert "key-near-miss" not in told.out


def test_a_second_fix_does_not_touch_the_file(model, tmp_path):
    path = model(card("licence: mit\r\n"))
    main(["audit", path, "--fix"])
    assert b"license: mit\r\n" in (tmp_path / "README.md").read_bytes()
    before = (tmp_path / "README.md").stat().st_mtime_ns
    main(["audit", path, "--fix"])
    assert (tmp_path / "README.md").stat().st_mtime_ns == before


def test_a_folder_is_walked_and_the_rates_are_shown(model, tmp_path, capsys):
    model(CLEAN, "a/README.md")
    model(card("license: mit\n"), "b/README.md")
    model("weights", "c/model.safetensors")
    assert main(["audit", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "card-missing" in out
    assert "66.7 %" in out


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], "hubscan: no README.md found in .\n"),
        (["empty"], "hubscan: no README.md found in empty\n"),
        (["empty", "--json"], "hubscan: no README.md found in empty\n"),
        (["empty", "."], "hubscan: no README.md found in empty, .\n"),
    ],
    ids=["here", "a folder", "as JSON", "two folders"],
)
def test_no_card_at_all_does_not_pass(tmp_path, monkeypatch, capsys, arguments, error):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["audit", *arguments]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", error)


def test_a_folder_without_a_card_does_not_pass_beside_one_that_has_some(model, tmp_path, capsys):
    model(CLEAN, "a/README.md")
    (tmp_path / "b").mkdir()
    assert main(["audit", str(tmp_path / "a"), str(tmp_path / "b")]) == 1
    told = capsys.readouterr()
    assert told.err == f"hubscan: no README.md found in {tmp_path / 'b'}\n"
    assert "1 card:" in told.out


def test_the_readme_of_a_program_is_no_card(model, tmp_path, capsys):
    model("# A program\n", "program/README.md")
    assert main(["audit", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        "hubscan: no model card found: 1 README.md of something else\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CLEAN, "--fix: nothing to fix\n"),
        (
            CLEAN.replace("en\n", "english-ish\n"),
            "--fix: nothing to fix safely; 1 finding needs a person\n",
        ),
        (
            CLEAN.replace("en\n", "english-ish\n").replace("text-classification", "telepathy"),
            "--fix: nothing to fix safely; 2 findings need a person\n",
        ),
    ],
    ids=["nothing", "one", "two"],
)
def test_a_fix_that_fixes_nothing_says_so(model, capsys, text, told):
    main(["audit", model(text), "--fix", "--select", "language", "--select", "pipeline"])
    assert capsys.readouterr().err == told


def test_a_profile_of_ones_own(model, tmp_path, capsys):
    own = tmp_path / "own.toml"
    own.write_text('[[field]]\nname = "tags"\npoints = 1\nevidence = ["key:tags"]\n')
    path = model(CLEAN)
    assert main(["audit", path, "--profile", str(own), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cards"][0]["score"] == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 100, b"\xff\xfe---", b"---\n" * 1000, b"---\na: &a [*a]\n---\n", b"\r\r\r"],
    ids=["empty", "zeros", "UTF-16", "fences", "alias", "CR"],
)
def test_a_broken_card_is_a_finding_and_no_traceback(content, tmp_path, capsys):
    path = tmp_path / "README.md"
    path.write_bytes(content)
    assert main(["audit", str(path)]) == 1
    assert "Traceback" not in capsys.readouterr().err
