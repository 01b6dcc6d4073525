import os
from datetime import date
from pathlib import Path

import pytest

from hubscan.cards.audit import discovery
from hubscan.cards.audit.runner import MISSING, UNREADABLE, Options, audit_places, fix_places
from hubscan.errors import UsageError
from tests.cards.audit.cases import card

OPTIONS = Options(today=date(2026, 11, 20))
MODEL = card("license: mit\n")


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(arguments, root):
    found = audit_places(discovery.find([str(each) for each in arguments]), OPTIONS)
    return [Path(audit.name).relative_to(root).as_posix() for audit in found]


def test_folders_are_walked_for_model_cards(tmp_path):
    write(tmp_path / "a/README.md", MODEL)
    write(tmp_path / "org/b/README.md", MODEL)
    write(tmp_path / "program/README.md", "# A program\n")
    write(tmp_path / "dataset/README.md", card("license: mit\ndataset_info:\n  size: 3\n"))
    write(tmp_path / "tasks/README.md", card("task_categories:\n- translation\n"))
    write(tmp_path / "space/README.md", card("title: x\nsdk: gradio\nlicense: mit\n"))
    write(tmp_path / ".git/README.md", MODEL)
    write(tmp_path / ".cache/x/README.md", MODEL)
    write(tmp_path / "node_modules/x/README.md", MODEL)
    write(tmp_path / "broken/README.md", "---\nlicense: mit\n\n# never closed\n")
    assert names([tmp_path], tmp_path) == ["a/README.md", "broken/README.md", "org/b/README.md"]


def test_a_folder_with_weights_and_no_card_is_told(tmp_path):
    write(tmp_path / "a/model.safetensors")
    (audit,) = audit_places(discovery.find([str(tmp_path)]), OPTIONS)
    assert (audit.has_card, audit.score.value) == (False, 0)
    assert [found.rule for found in audit.findings] == [MISSING]


def test_what_a_person_names_is_always_audited(tmp_path):
    program = write(tmp_path / "README.md", "# A program\n")
    assert names([program], tmp_path) == ["README.md"]
    assert names([tmp_path], tmp_path) == ["README.md"]


def test_a_card_named_twice_is_audited_once(tmp_path):
    path = write(tmp_path / "README.md", MODEL)
    assert names([path, tmp_path, path], tmp_path) == ["README.md"]


def test_an_empty_folder_has_no_cards(tmp_path):
    assert names([tmp_path], tmp_path) == []


@pytest.mark.parametrize(
    ("text", "is_id"),
    [("owner/name", True), ("nowhere", False), ("a/b/c", False), ("a/README.md", False)],
    ids=["an id", "a typo", "a path", "a card"],
)
def test_what_is_no_path_is_refused(text, is_id, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert discovery.is_model_id(text) == is_id
    with pytest.raises(UsageError, match="no such file"):
        discovery.find([text])


def test_a_folder_that_is_there_is_no_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "owner" / "name").mkdir(parents=True)
    assert not discovery.is_model_id("owner/name")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_card_that_cannot_be_read_is_told(tmp_path):
    path = write(tmp_path / "README.md", MODEL)
    path.chmod(0)
    (audit,) = audit_places(discovery.find([str(path)]), OPTIONS)
    assert [found.rule for found in audit.findings] == [UNREADABLE]


def test_a_folder_called_readme_is_told(tmp_path):
    (tmp_path / "README.md").mkdir()
    write(tmp_path / "model.safetensors")
    (audit,) = audit_places(discovery.find([str(tmp_path)]), OPTIONS)
    assert [found.rule for found in audit.findings] == [UNREADABLE]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ('[remote "origin"]\n\turl = https://huggingface.co/org/model\n', {"org/model"}),
        ('[remote "origin"]\n\turl = git@hf.co:org/model.git\n', {"org/model"}),
        ('[remote "origin"]\n\turl = https://github.com/org/model\n', set()),
        ("", set()),
    ],
    ids=["https", "ssh", "another host", "none"],
)
def test_a_checkout_knows_its_id(tmp_path, config, expected):
    path = write(tmp_path / "someone/thing/README.md", MODEL)
    write(tmp_path / "someone/thing/.git/config", config)
    assert discovery.model_ids(path) == {"someone/thing", *expected}


def test_evaluation_files_beside_the_card_are_seen(tmp_path):
    path = write(tmp_path / "README.md", MODEL)
    write(tmp_path / ".eval_results/mmlu.yaml")
    (audit,) = audit_places(discovery.find([str(path)]), OPTIONS)
    assert "evaluation-files" in {found.rule for found in audit.findings}


def test_many_processes_find_what_one_finds(tmp_path):
    for number in range(40):
        write(tmp_path / f"{number}/README.md", card(f"licence: mit\nversion: {number}\n"))
    places = discovery.find([str(tmp_path)])
    done = []
    parallel = audit_places(places, OPTIONS, jobs=2, on_done=lambda: done.append(1))
    assert parallel == audit_places(places, OPTIONS, jobs=1)
    assert len(done) == len(parallel) == 40


def test_only_model_cards_are_fixed(tmp_path):
    model = write(tmp_path / "a/README.md", card("licence: mit\n"))
    space = write(tmp_path / "b/README.md", card("sdk: gradio\nlicence: mit\n"))
    write(tmp_path / "c/model.gguf")
    before = space.stat().st_mtime_ns
    lines = list(fix_places(discovery.find([str(tmp_path)]), OPTIONS))
    assert [line.removeprefix(str(tmp_path)) for line in lines] == [
        "/a/README.md: fixed: rename `licence` to `license`"
    ]
    assert model.read_text() == card("license: mit\n")
    assert space.stat().st_mtime_ns == before
