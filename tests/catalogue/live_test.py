import pytest

from hubscan.catalogue.derive import Provenance, derive
from hubscan.catalogue.live import check_live
from tests.catalogue.hubserver import Always, FakeHub, Fault, raw_model


@pytest.fixture(autouse=True)
def machine_without_a_token(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.delenv("HF_TOKEN", raising=False)


@pytest.fixture
def fake():
    hub = FakeHub([raw_model(3)])
    with hub.serve() as endpoint:
        hub.endpoint = endpoint
        yield hub


ROW = derive(raw_model(3), Provenance("test", "2026-01-01")).record


@pytest.mark.parametrize(
    ("now", "differences"),
    [
        pytest.param({}, (), id="nothing"),
        pytest.param({"gated": "auto"}, ("gated now",), id="gated"),
        pytest.param(
            {"cardData": {"license": "mit"}}, ("licence mit, was apache-2.0",), id="licence"
        ),
        pytest.param(
            {"cardData": {"license": "apache-2.0", "new_version": "a/b"}},
            ("its author points to a newer version: a/b",),
            id="newer version",
        ),
        pytest.param({"sha": "f" * 40}, ("changed since it was harvested",), id="another commit"),
    ],
)
def test_what_differs_from_the_row(fake, now, differences):
    fake.put(raw_model(3, downloads=4_321, **now))
    check = check_live([ROW], fake.endpoint)
    (model,) = check.models
    assert (model.model_id, model.differences) == (ROW.model_id, differences)
    assert model.downloads == 4_321
    assert check.problem is None


def test_a_model_that_is_gone(fake):
    fake.remove(ROW.model_id)
    (model,) = check_live([ROW], fake.endpoint).models
    assert model.differences == ("gone from the Hub, or private",)


def test_a_model_that_was_renamed(fake):
    fake.remove(ROW.model_id)
    fake.put(raw_model(3, id="else/where"))
    fake.renamed[ROW.model_id] = "else/where"
    (model,) = check_live([ROW], fake.endpoint).models
    assert model.differences == ("renamed to else/where",)


def test_without_a_network_it_says_so_at_once(fake):
    check = check_live([ROW, ROW], "http://127.0.0.1:9")
    assert check.models == ()
    assert check.problem.startswith("the Hub (127.0.0.1:9) cannot be reached: ")


def test_a_hub_in_trouble_is_asked_once(fake):
    fake.faults = Always(Fault.ERROR_500, "model")
    check = check_live([ROW, ROW], fake.endpoint)
    assert check.problem.endswith(": 500")
    assert fake.requests["model"] == 1


def test_json_of_a_check(fake):
    fake.put(raw_model(3, gated="manual"))
    content = check_live([ROW], fake.endpoint).as_dict()
    assert content["problem"] is None
    assert content["models"] == [
        {"model_id": ROW.model_id, "differences": ["gated now"], "downloads": 23_757}
    ]
