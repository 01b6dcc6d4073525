from __future__ import annotations

import json

import pytest

from hubscan.recommend.kin import Kind


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.py").write_text(
        'pipeline("x", model="openai/whisper-large-v3")\n'
        'f.from_pretrained("facebook/bart-large-cnn")\n'
        'f.from_pretrained("nobody/zzyzx")\n'
        "f.from_pretrained(name)\n"
    )
    (tmp_path / "b.py").write_text('f.from_pretrained("openai/whisper-large-v3")\nbroken(\n')
    (tmp_path / "c.yaml").write_text("model: openai/whisper-large-v3\n")
    return tmp_path


def test_each_model_has_its_places_and_a_substitute(engine, project):
    scan = engine.scan(project)
    by_id = {used.model_id: used for used in scan.used}
    whisper = by_id["openai/whisper-large-v3"]
    assert [find.place for find in whisper.finds] == ["a.py:1", "c.yaml:1"]
    assert whisper.substitute.kind is Kind.DISTILLED
    assert by_id["facebook/bart-large-cnn"].substitute.record.model_id.startswith("sshleifer/")
    assert scan.dynamic == 1
    assert [path for path, _ in scan.broken] == ["b.py"]


def test_an_unknown_model_is_told_and_in_no_total(engine, project):
    scan = engine.scan(project)
    unknown = next(used for used in scan.used if used.model_id == "nobody/zzyzx")
    assert unknown.substitute is None
    assert "is not in the catalogue" in unknown.unknown
    assert (scan.total.counted, scan.total.models) == (2, 3)


def test_the_total_weighs_models_by_their_energy(engine, project):
    scan = engine.scan(project)
    known = [used for used in scan.used if used.substitute]
    now = sum(used.answer.energy.median for used in known)
    then = sum(used.answer.energy.median * used.substitute.saving.ratio.median for used in known)
    assert scan.total.ratio.median == pytest.approx(then / now)
    assert scan.total.ratio.low < scan.total.ratio.median < scan.total.ratio.high


def test_no_language_model_is_replaced_by_one_that_merely_reads_alike(engine, tmp_path):
    (tmp_path / "a.py").write_text('f.from_pretrained("distilbert/distilgpt2")\n')
    (used,) = engine.scan(tmp_path).used
    assert used.substitute is None or used.substitute.kind is not Kind.SIMILAR


def test_a_project_without_models_has_no_total(engine, tmp_path):
    scan = engine.scan(tmp_path)
    assert (scan.used, scan.total.ratio) == ((), None)
    assert json.dumps(scan.as_dict(), allow_nan=False)


def test_json_says_where_and_what(engine, project):
    shown = json.loads(json.dumps(engine.scan(project).as_dict(), allow_nan=False))
    first = shown["models"][0]
    assert first["finds"][0] == {
        "path": "a.py",
        "line": 1,
        "cell": None,
        "written": "openai/whisper-large-v3",
        "how": "pipeline",
    }
    assert shown["only_known_when_run"] == 1
    assert shown["not_read"][0]["path"] == "b.py"
