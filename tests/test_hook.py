from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hubscan import hook
from hubscan.cards.layout import record_path
from hubscan.cards.record import Method, Record, RecordedRun, write_record
from tests.cards.codecarbon_logs import row, write

ROOT = Path(__file__).resolve().parent.parent
CARD = "---\nlicense: mit\n---\n# Model\n"


@pytest.fixture
def card(tmp_path):
    """A model card beside the log of one run of 500 g."""
    path = tmp_path / "README.md"
    path.write_text(CARD)
    write(tmp_path / "emissions.csv", row())
    return path


def test_the_first_run_changes_the_card_and_the_second_nothing(card, capsys):
    assert hook.fill([str(card)]) == 1
    assert "filled: 500 g CO2eq" in capsys.readouterr().out
    content, changed = card.read_bytes(), card.stat().st_mtime_ns

    assert hook.fill([str(card)]) == 0
    assert capsys.readouterr().out == ""
    assert (card.read_bytes(), card.stat().st_mtime_ns) == (content, changed)


def test_a_card_that_a_trainer_wrote_over_gets_its_emissions_back(card):
    hook.fill([str(card)])
    (card.parent / "emissions.csv").unlink()
    card.write_text("no front matter any more\n")

    assert hook.fill([str(card)]) == 1
    assert "emissions: 500" in card.read_text()


def test_an_estimate_that_runs_are_added_to_is_told(card, capsys):
    estimate = RecordedRun("e", Method.ESTIMATED, "hubscan", 380.0)
    write_record(record_path(card), Record().with_runs([estimate]))

    assert hook.fill([str(card)]) == 1
    told = capsys.readouterr().out
    assert "an estimate (380 g CO2eq) and 1 measured run (500 g CO2eq) are added up" in told


OTHERS = {
    "a program's README": "# Tool\n",
    "a dataset": "---\nlicense: mit\ntask_categories:\n- text-classification\n---\n",
    "a Space": "---\ntitle: x\nsdk: gradio\nlicense: mit\n---\n",
    "a page of a website": "---\nlayout: home\ntitle: x\n---\n",
    "empty": "",
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("entry", [hook.fill, hook.audit], ids=["fill", "audit"])
def test_what_is_no_model_card_is_left_alone(card, entry, content):
    card.write_text(content)

    assert entry([str(card)]) == 0
    assert card.read_text() == content


def test_a_card_without_log_and_record_is_fine(card):
    (card.parent / "emissions.csv").unlink()

    assert hook.fill([str(card)]) == 0


def test_emissions_that_somebody_wrote_stop_the_commit_unless_configured(card, capsys):
    human = CARD.replace("license", "co2_eq_emissions: 700\nlicense")
    card.write_text(human)

    assert hook.fill([str(card)]) == 1
    assert "line 2: the card says '700'" in capsys.readouterr().out
    (card.parent / ".hubscan.toml").write_text("[fill]\nkeep = true\n")
    assert hook.fill([str(card)]) == 0
    assert card.read_text() == human


def test_one_bad_card_does_not_keep_the_others_from_being_filled(card, capsys):
    broken = card.parent / "broken" / "README.md"
    write(broken.parent / "emissions.csv", row())
    broken.write_text("---\nlicense: mit\nlicense: mit\n---\n")

    assert hook.fill([str(broken), str(card.parent / "missing.md"), str(card)]) == 1
    captured = capsys.readouterr()
    assert "emissions: 500" in card.read_text()
    assert f"hubscan: {broken}: line 3:" in captured.err
    assert "missing.md: cannot be read" in captured.err


def test_the_audit_reports_line_by_line(card, capsys):
    card.write_text("---\nlicense: mit\nlicence: mit\nlanguage: no\n---\n# Model\n")

    code = hook.audit([str(card)])

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"{card.as_posix()}:3: ") for line in lines)
    assert code == int(any(": error: " in line for line in lines))


@pytest.mark.parametrize("entry", [hook.fill, hook.audit], ids=["fill", "audit"])
def test_a_hook_prints_no_control_characters_of_a_card_or_a_log(entry, card, capsys):
    card.write_text('---\nlicense: "\\e[31mred\\a"\nco2_eq_emissions: "\x9b31m"\n---\n# M\n')
    (card.parent / "emissions.csv").write_text("\x1b[31m,b\n1,2\n")

    assert entry([str(card)]) == 1
    captured = capsys.readouterr()
    assert (captured.out + captured.err).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("toml", "code"),
    [("fail-under = 100", 1), ("fail-under = 0\nignore = ['']", 0)],
    ids=["a score too low", "nothing checked"],
)
def test_the_audit_is_configured(card, toml, code):
    (card.parent / ".hubscan.toml").write_text(f"[audit]\n{toml}\n")

    assert hook.audit([str(card)]) == code


def test_a_wrong_configuration_is_a_usage_error(card, capsys):
    (card.parent / ".hubscan.toml").write_text("[fill]\ncolour = 1\n")

    assert hook.fill([str(card)]) == 2
    assert "unknown key 'colour'" in capsys.readouterr().err


def test_the_hooks_import_no_extra_and_open_no_network(card):
    code = (
        "import sys, socket\n"
        "socket.socket = socket.create_connection = None\n"
        "from hubscan import hook\n"
        "hook.fill(sys.argv[1:]), hook.audit(sys.argv[1:])\n"
        "heavy = {'numpy', 'faiss', 'torch', 'huggingface_hub', 'codecarbon', 'requests'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(card)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stderr == ""


def git(folder: Path, *arguments: str) -> str:
    name = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *name, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def clone_of_this(folder: Path) -> str:
    """Make a repository of what is here now, and return its commit."""
    files = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "data/catalogue")):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    for name in ("README.md", "app/__init__.py"):  # what the build asks for
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "now")
    return git(folder, "rev-parse", "HEAD").strip()


def pre_commit(folder: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    environment = {**os.environ, "PRE_COMMIT_HOME": str(cache)}
    environment.pop("PYTHONPATH", None)  # the hooks' own environment has to do
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.install
def test_both_hooks_run_under_pre_commit(tmp_path):
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    hubscan, model = tmp_path / "hubscan", tmp_path / "model"
    hubscan.mkdir()
    revision = clone_of_this(hubscan)
    write(model / "emissions.csv", row())
    (model / "README.md").write_text(CARD)
    (model / "docs").mkdir()
    (model / "docs" / "README.md").write_text("# Not a card\n")
    (model / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hubscan}\n  rev: {revision}\n"
        "  hooks:\n  - id: hubscan-fill\n  - id: hubscan-audit\n"
    )
    git(model, "init", "--quiet")
    git(model, "add", "--all")

    first = pre_commit(model, tmp_path / "cache")
    if "Could not find a version" in first.stdout or "No matching distribution" in first.stdout:
        pytest.skip("the package index cannot be reached")
    assert "filled: 500 g CO2eq" in first.stdout, first.stdout
    assert first.returncode == 1

    git(model, "add", "--all")
    second = pre_commit(model, tmp_path / "cache")
    assert "write measured emissions into model cards" in second.stdout
    assert second.returncode == 0, second.stdout
    assert (model / "docs" / "README.md").read_text() == "# Not a card\n"
