"""``hubscan audit MODEL_ID`` and ``--author`` against a Hub on this machine."""

import json
import os
import subprocess
import sys

import pytest

from hubscan.catalogue.database import Database
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.store import FILE_NAME
from tests.cards.audit.cases import card
from tests.catalogue.hubserver import FakeHub, Fault, Scripted, raw_model

COPY = card(
    "license: mit\nbase_model: owner-1/model-1\nbase_model_relation: quantized\n"
    "co2_eq_emissions:\n  emissions: 750\n"
)


@pytest.fixture(autouse=True)
def machine_without_a_token(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HUBSCAN_DATA_DIR", str(tmp_path / "data"))
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fake():
    hub = FakeHub([raw_model(number, author="org") for number in range(3)])
    hub.put(raw_model(9, author="somebody-else"))
    hub.cards = {
        "owner-0/model-0": card("license: mit\n").encode(),
        "owner-1/model-1": card("licence: mit\n").encode(),
        "owner-9/model-9": COPY.encode(),
    }
    with hub.serve() as endpoint:
        hub.endpoint = endpoint
        yield hub


@pytest.fixture
def audit(run, fake):
    def run_audit(*arguments):
        result = run("audit", *arguments, "--endpoint", fake.endpoint, "--json")
        return result, json.loads(result.stdout)["cards"] if result.stdout else []

    return run_audit


@pytest.fixture
def catalogue(tmp_path):
    """A catalogue that knows a base model with a license and emissions."""

    def make(**facts):
        (tmp_path / "data").mkdir()
        with Catalogue(Database(tmp_path / "data" / FILE_NAME, create=True)) as made:
            base = {"model_id": "owner-1/model-1", "as_of": "2026-11-01", "source": "test"}
            made.fill([ModelRecord(**base | facts)])

    return make


def rules(audited):
    return {found["rule"] for found in audited["findings"]}


def test_a_model_of_the_hub_by_its_id(audit):
    result, (audited,) = audit("owner-1/model-1")
    assert result.exit_code == 1
    assert audited["card"] == "owner-1/model-1"
    assert "key-near-miss" in rules(audited)


def test_the_models_of_an_author(audit):
    result, audited = audit("--author", "org")
    assert result.exit_code == 1
    assert [each["card"] for each in audited] == [f"owner-{n}/model-{n}" for n in range(3)]
    assert rules(audited[2]) == {"card-missing"}


def test_paths_and_ids_together(audit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(card("license: mit\n"))
    _, audited = audit("README.md", "owner-0/model-0")
    assert [each["card"] for each in audited] == ["README.md", "owner-0/model-0"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--author", "nobody"], 2, "no models"),
        (["owner-1/model-1", "--fix"], 2, "download the cards"),
        (["owner-1/README.md"], 2, "no such file"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_one_line(arguments, code, says, audit):
    result, _ = audit(*arguments)
    assert result.exit_code == code
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_model_that_does_not_exist_is_told_and_the_others_are_audited(audit):
    result, (gone, there) = audit("nobody/nothing", "owner-0/model-0")
    assert result.exit_code == 1
    assert [found["message"] for found in gone["findings"]] == ["not on the Hub, or private"]
    assert "card-unreadable" not in rules(there)


def test_a_card_that_is_not_utf8_is_audited_all_the_same(audit, fake):
    fake.faults = Scripted(card=[Fault.NOT_UTF8])
    result, (audited,) = audit("owner-0/model-0")
    assert "owner-0/model-0: not UTF-8 at byte" in result.stderr
    assert any(name.startswith("grammar-") for name in rules(audited))


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"emissions_g": 750.0, "license": "mit"}, {"emissions-copied"}),
        ({"emissions_g": 90.0, "license": "mit"}, set()),
        ({"emissions_g": 90.0, "license": "apache-2.0"}, {"license-changed"}),
        ({"emissions_g": 90.0, "license": "apache-2.0", "inferred": ("license",)}, set()),
    ],
    ids=["copied", "other", "other license", "license not stated"],
)
def test_a_quantized_copy_is_compared_with_its_base(facts, found, audit, catalogue):
    catalogue(**facts)
    _, (audited,) = audit("owner-9/model-9", "--select", "emissions-copied", "--select", "license")
    assert rules(audited) == found
    assert all("no catalogue" not in rule["reason"] for rule in audited["not_checked"])


def test_without_a_catalogue_it_is_not_checked_and_none_is_filled(audit, tmp_path):
    _, (audited,) = audit("owner-9/model-9")
    assert {rule["rule"] for rule in audited["not_checked"]} == {
        "emissions-copied",
        "license-changed",
    }
    assert not (tmp_path / "data").exists()


def test_the_endpoint_of_the_environment(fake, root):
    command = [sys.executable, "-m", "hubscan", "audit", "owner-0/model-0", "--json"]
    environment = os.environ | {"HF_ENDPOINT": fake.endpoint, "PYTHONPATH": str(root)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert json.loads(ran.stdout)["cards"][0]["card"] == "owner-0/model-0"
    assert fake.requests["card"] == 1


def test_without_huggingface_hub_the_extra_is_named(root):
    program = (
        "import sys; sys.modules['huggingface_hub'] = None\n"
        "from hubscan.cli import main; sys.exit(main(['audit', 'owner/name']))"
    )
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "hubscan[hub]" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
