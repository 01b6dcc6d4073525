import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hubscan.catalogue.harvest import Harvester
from hubscan.catalogue.hub import Hub
from hubscan.catalogue.pace import Pace
from hubscan.catalogue.record import BaseModel, Relation, Rung, TaskSource
from hubscan.catalogue.remote import FIELDS, Remote
from hubscan.catalogue.selection import Selection
from hubscan.catalogue.status import only_one
from hubscan.catalogue.store import open_catalogue
from hubscan.errors import CatalogueError, HubError, UnreachableError, UsageError
from tests.catalogue.hubserver import (
    Always,
    FakeHub,
    Fault,
    Quota,
    Scripted,
    raw_card,
    raw_model,
)
from tests.catalogue.records import record, snapshot

ROOT = Path(__file__).resolve().parents[2]
ROWS = 30
FULL = Selection(full=True)


@pytest.fixture(autouse=True)
def machine_without_a_token(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fake():
    hub = FakeHub([raw_model(number) for number in range(ROWS)])
    hub.cards = {raw_model(number)["id"]: raw_card(number) for number in range(ROWS)}
    hub.page_rows = 10
    with hub.serve() as endpoint:
        hub.endpoint = endpoint
        yield hub


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path / "data", snapshot=snapshot(0)) as opened:
        yield opened


def harvester(catalogue, fake, token=None, pace=None):
    hub = Hub(fake.endpoint, token, pace or Pace(), backoff_s=0.0)
    return Harvester(catalogue, Remote(hub, workers=3))


def crawl(catalogue, fake, selection=FULL, cards=False, **options):
    return harvester(catalogue, fake, **options).crawl(selection, cards=cards)


def ids(catalogue):
    return {each.model_id for _, each in catalogue.iterate()}


def all_ids(fake):
    return set(fake.models)


def test_a_full_crawl_brings_every_model(catalogue, fake):
    status = crawl(catalogue, fake)
    assert ids(catalogue) == all_ids(fake)
    assert (status.rows, status.changed, status.problems) == (ROWS, ROWS, 0)
    assert fake.requests["list"] == 4  # 30 models, 10 a page, and the empty last one


def test_facts_and_where_they_come_from(catalogue, fake):
    crawl(catalogue, fake, cards=True)
    _, found = catalogue.find("owner-7/model-7")
    assert found.pipeline_tag == "text-generation"
    assert found.pipeline_tag_source == TaskSource.STATED
    assert (found.parameters, found.parameters_rung) == (66_000_007, Rung.EXACT)
    assert found.weights_bytes == 4 * 66_000_007  # float32
    assert found.base_models == (BaseModel("owner-2/model-2", Relation.FINETUNE),)
    assert (found.emissions_g, found.emissions_grade) == (7.0, "reported-measured")
    assert found.description == ("This model finds the mood of a customer in review number 7.")
    assert found.endpoint == fake.endpoint
    assert found.sha == f"{7:040x}"
    assert dict(found.provenance)["license"] == "card"
    assert found.as_of == datetime.now(UTC).date().isoformat()


def test_a_second_crawl_without_changes_writes_nothing(catalogue, fake):
    crawl(catalogue, fake, cards=True)
    generation, cards = catalogue.generation, fake.requests["card"]
    status = crawl(catalogue, fake, cards=True)
    assert (status.changed, status.cards) == (0, 0)
    assert catalogue.generation == generation
    assert fake.requests["card"] == cards


def test_only_cards_of_another_commit_are_asked_for_and_only_other_cards_are_sent(catalogue, fake):
    crawl(catalogue, fake, cards=True)
    for number in (3, 4):
        fake.put(raw_model(number, sha="f" * 40))
    fake.cards["owner-4/model-4"] = b"This model translates menus into Danish."
    status = crawl(catalogue, fake, cards=True)
    assert status.cards == 2
    assert status.changed == 2
    assert catalogue.find("owner-4/model-4")[1].description.endswith("menus into Danish.")
    assert "review number 3" in catalogue.find("owner-3/model-3")[1].description


def test_an_update_stops_at_what_is_known(catalogue, fake):
    crawl(catalogue, fake)
    fake.now = lambda: datetime(2026, 1, 1, tzinfo=UTC)
    crawl(catalogue, fake)
    fake.requests.clear()
    later = "2026-01-02T00:00:00.000Z"
    fake.put(raw_model(5, lastModified=later, downloads=777))
    fake.put(raw_model(ROWS, lastModified=later))
    status = crawl(catalogue, fake, Selection())
    assert status.changed == 2
    assert catalogue.find("owner-5/model-5")[1].downloads == 777
    assert fake.requests["list"] == 1


def test_an_update_meets_again_what_was_modified_an_hour_before_the_last_one(catalogue, fake):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    fake.now = lambda: start
    crawl(catalogue, fake)
    late = (start - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    fake.put(raw_model(9, lastModified=late, likes=99_999))  # the Hub's index was behind
    crawl(catalogue, fake, Selection())
    assert catalogue.find("owner-9/model-9")[1].likes == 99_999


def test_a_clock_in_the_future_does_not_hide_later_changes(catalogue, fake):
    fake.now = lambda: datetime(2026, 1, 1, tzinfo=UTC)
    fake.put(raw_model(1, lastModified="2199-01-01T00:00:00.000Z"))
    crawl(catalogue, fake, Selection(since=date(2020, 1, 1)))
    fake.now = lambda: datetime(2026, 1, 3, tzinfo=UTC)
    fake.put(raw_model(2, lastModified="2026-01-02T00:00:00.000Z", likes=123_456))
    crawl(catalogue, fake, Selection())
    assert catalogue.find("owner-2/model-2")[1].likes == 123_456


def test_what_is_gone_is_found_by_a_full_pass(catalogue, fake):
    crawl(catalogue, fake)
    fake.remove("owner-6/model-6")
    status = crawl(catalogue, fake)
    assert status.deleted == 1
    assert catalogue.find("owner-6/model-6") is None
    assert len(catalogue) == ROWS - 1


def test_a_full_pass_over_an_author_deletes_that_authors_models_only(catalogue, fake):
    crawl(catalogue, fake)
    for number in (3, 4):
        fake.remove(f"owner-{number}/model-{number}")
    crawl(catalogue, fake, Selection(author="owner-3", full=True))
    assert ids(catalogue) == all_ids(fake) | {"owner-4/model-4"}


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        pytest.param(Selection(author="owner-3"), {3}, id="author"),
        pytest.param(Selection(task="image-to-text", limit=3), None, id="task"),
        pytest.param(Selection(search="MODEL-29"), {29}, id="search"),
        pytest.param(Selection(library="transformers", search="model-28"), {28}, id="library"),
        pytest.param(Selection(filters=("bert", "en"), search="model-27"), {27}, id="tags"),
        pytest.param(Selection(trending=True, limit=4), None, id="trending"),
    ],
)
def test_selections(catalogue, fake, selection, expected):
    crawl(catalogue, fake, selection)
    found = {int(each.rpartition("-")[2]) for each in ids(catalogue)}
    assert found == expected if expected is not None else len(found) == selection.limit


def test_a_limit_takes_the_most_downloaded(catalogue, fake):
    crawl(catalogue, fake, Selection(limit=12))
    expected = sorted(fake.models.values(), key=lambda model: -model["downloads"])[:12]
    assert ids(catalogue) == {model["id"] for model in expected}


CARD_FAULTS = {
    Fault.SLOW: ("mood of a customer", None),
    Fault.CUT: ("mood of a customer", None),
    Fault.ERROR_500: ("mood of a customer", None),
    Fault.UNAVAILABLE: ("mood of a customer", None),
    Fault.TOO_MANY: ("mood of a customer", None),
    Fault.REDIRECT: ("mood of a customer", None),
    Fault.GONE_CARD: (None, "not on the Hub"),
    Fault.NOT_UTF8: ("mood of a customer", "not UTF-8"),
    Fault.BIG_CARD: ("mood of a customer", "longer than"),
}
WRONG_FIELDS = set(FIELDS) & set(raw_model(0))
# what each fault of one page leaves: failures that were counted, fields that were set aside
SURVIVED = {
    Fault.SLOW: ({}, set()),
    Fault.CUT: ({"RemoteProtocolError": 1}, set()),
    Fault.ERROR_500: ({"500": 1}, set()),
    Fault.UNAVAILABLE: ({"503": 1}, set()),
    Fault.TOO_MANY: ({"429": 1}, set()),
    Fault.TRUNCATED: ({"no JSON": 1}, set()),
    Fault.EMPTY: ({"no JSON": 1}, set()),
    Fault.REPEATED_PAGE: ({}, {"repeated"}),
    Fault.CLOCK: ({}, {"clock"}),
    Fault.REDIRECT: ({}, set()),
    Fault.CIRCLE: ({}, set()),
    Fault.SKIPPED_PAGE: ({}, set()),  # nobody can know of it the first time
    Fault.NOT_A_LIST: ({"JSON of another shape": 1}, set()),
    Fault.WRONG_TYPES: ({}, WRONG_FIELDS),
}


def test_every_fault_of_a_page_is_tried():
    assert set(SURVIVED) | set(CARD_FAULTS) == set(Fault)


@pytest.mark.parametrize("fault", SURVIVED, ids=lambda fault: fault.name.lower())
def test_a_fault_of_one_page_ends_nothing_and_leaves_a_record(catalogue, fake, fault):
    failures, fields = SURVIVED[fault]
    fake.faults = Scripted(list=[None, None, fault])
    status = crawl(catalogue, fake)
    problems = catalogue.journal.problems()
    assert {problem.field for problem in problems} == fields
    assert (status.failures, status.problems) == (failures, len(problems))
    lost = 10 if fault == Fault.SKIPPED_PAGE else 0
    assert len(catalogue) == ROWS - lost
    fake.faults = Scripted()
    crawl(catalogue, fake)
    assert ids(catalogue) == all_ids(fake)
    assert {p.model_id for p in catalogue.journal.problems()} <= {"?"}


def test_a_page_that_is_skipped_later_is_told_and_deletes_nothing(catalogue, fake):
    crawl(catalogue, fake)
    fake.faults = Scripted(list=[None, Fault.SKIPPED_PAGE])
    assert crawl(catalogue, fake).deleted == 0
    assert ids(catalogue) == all_ids(fake)
    (problem,) = catalogue.journal.problems()
    assert problem.field == "skipped"


def test_a_page_that_stays_unreadable_is_passed_over_and_told(catalogue, fake):
    fake.faults = Scripted(list=[None, *[Fault.TRUNCATED] * 3])
    status = crawl(catalogue, fake)
    (problem,) = catalogue.journal.problems()
    assert (problem.field, problem.model_id) == ("page", "?")
    assert "no JSON" in problem.reason
    assert len(catalogue) == ROWS - 10
    assert status.deleted == 0


@pytest.mark.parametrize(
    ("fault", "message"),
    [(Fault.EMPTY, "no JSON"), (Fault.NOT_A_LIST, "str instead of list")],
    ids=["empty", "not a list"],
)
def test_a_page_that_stays_unreadable_without_a_link_is_where_the_next_crawl_goes_on(
    catalogue, fake, fault, message
):
    fake.faults = Scripted(list=[None, *[fault] * 3])
    with pytest.raises(HubError, match=message):
        crawl(catalogue, fake)
    crawl(catalogue, fake)
    assert ids(catalogue) == all_ids(fake)


WRONG = {"of": ["another", 1]}
HOSTILE = {
    "not a record": "surprise",
    "no id": {"likes": 3},
    "id of another type": {"id": 7},
    "id with a path in it": {"id": "../../etc/passwd"},
    "null": None,
}


@pytest.mark.parametrize("item", HOSTILE.values(), ids=HOSTILE)
def test_a_record_without_a_usable_id_is_set_aside(catalogue, fake, item):
    fake.by("createdAt").insert(3, Raw(item))
    status = crawl(catalogue, fake)
    assert ids(catalogue) == all_ids(fake)
    assert status.problems == 1


class Raw(dict):
    """An item of a list that is served as another JSON value."""

    def __init__(self, value):
        super().__init__(id="owner-1/model-0-raw", createdAt="2023-01-01T00:28:30.000Z")
        self.value = value


@pytest.mark.parametrize("fault", CARD_FAULTS, ids=lambda fault: fault.name.lower())
def test_faults_of_one_card(catalogue, fake, fault):
    text, reason = CARD_FAULTS[fault]
    fake.faults = Scripted(card=[fault])
    status = crawl(catalogue, fake, Selection(author="owner-9"), cards=True)
    _, found = catalogue.find("owner-9/model-9")
    assert status.cards == 1
    assert (text or "") in (found.description or "")
    assert (found.description is None) == (text is None)
    problems = [problem.reason for problem in catalogue.journal.problems()]
    assert [reason] == [p[: len(reason)] for p in problems] if reason else problems == []


@pytest.mark.parametrize(
    "fault", [Fault.ERROR_500, Fault.CUT, Fault.CIRCLE], ids=lambda fault: fault.name.lower()
)
def test_a_card_that_never_comes_is_told_and_asked_for_again(catalogue, fake, fault):
    fake.faults = Always(fault, "card", "owner-9/")
    crawl(catalogue, fake, Selection(search="model-"), cards=True)
    (problem,) = catalogue.journal.problems()
    assert (problem.model_id, problem.field) == ("owner-9/model-9", "card")
    assert len(catalogue) == ROWS
    fake.faults = Scripted()
    fake.requests.clear()
    crawl(catalogue, fake, Selection(search="model-", full=True), cards=True)
    assert fake.requests["card"] == 1
    assert catalogue.journal.problems() == []


def test_a_hub_that_never_answers_is_one_line_and_the_crawl_goes_on_later(catalogue, fake):
    fake.faults = Scripted(list=[None, *[Fault.ERROR_500] * 6])
    with pytest.raises(HubError, match="500, 6 times"):
        crawl(catalogue, fake)
    assert len(catalogue) == 10
    fake.requests.clear()
    crawl(catalogue, fake)
    assert ids(catalogue) == all_ids(fake)
    assert fake.requests["list"] == 3  # not from the beginning


def test_a_crawl_that_was_stopped_while_it_looked_for_what_is_gone_goes_on_there(catalogue, fake):
    crawl(catalogue, fake)
    for number in (3, 4):
        fake.remove(f"owner-{number}/model-{number}")
    fake.faults = Scripted(model=[None, *[Fault.ERROR_500] * 6])
    broken = harvester(catalogue, fake)
    broken.crawl(FULL, cards=False)
    assert broken.status.deleted == 1
    (problem,) = catalogue.journal.problems()
    assert problem.field == "model"

    def stop(status):
        if status.deleted:
            raise KeyboardInterrupt

    fake.remove("owner-5/model-5")
    fake.requests.clear()
    stopped = Harvester(catalogue, Remote(Hub(fake.endpoint, backoff_s=0)), stop)
    with pytest.raises(KeyboardInterrupt):
        stopped.crawl(FULL, cards=False)
    pages = fake.requests["list"]
    crawl(catalogue, fake)
    assert ids(catalogue) == all_ids(fake)
    assert fake.requests["list"] == pages  # no page was asked for again


def test_restart_begins_anew(catalogue, fake):
    fake.faults = Scripted(list=[None, *[Fault.ERROR_500] * 6])
    with pytest.raises(HubError):
        crawl(catalogue, fake)
    fake.requests.clear()
    harvester(catalogue, fake).crawl(FULL, cards=False, resume=False)
    assert fake.requests["list"] == 4


def test_a_hub_that_is_not_there_is_one_line(catalogue, fake):
    dead = Harvester(catalogue, Remote(Hub("http://127.0.0.1:9", backoff_s=0)))
    with pytest.raises(UnreachableError) as caught:
        dead.crawl(FULL, cards=False)
    assert str(caught.value).startswith("the Hub (127.0.0.1:9) cannot be reached: ")
    assert "\n" not in str(caught.value)


def test_a_hub_that_is_not_there_is_tried_once_and_nothing_is_noted(catalogue):
    hub = Hub("http://127.0.0.1:9", backoff_s=0)
    with pytest.raises(UnreachableError):
        Harvester(catalogue, Remote(hub)).models(["a/b", "c/d"], cards=True)
    assert (hub.pace.requests, catalogue.journal.problems()) == (1, [])


def test_a_hub_that_was_reached_is_tried_again(catalogue, fake):
    hub = Hub(fake.endpoint, backoff_s=0)
    Remote(hub).model("owner-1/model-1")
    hub.endpoint = "http://127.0.0.1:9"
    with pytest.raises(HubError, match=r"127\.0\.0\.1:9/api/.*ConnectError.*, 6 times"):
        Remote(hub).model("owner-1/model-1")


def test_fields_that_the_list_refuses_are_left_out(catalogue, fake):
    fake.refused_fields = {"baseModels"}
    crawl(catalogue, fake)
    assert ids(catalogue) == all_ids(fake)
    assert catalogue.find("owner-7/model-7")[1].base_models != ()


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 1_000.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def test_the_rate_limit_is_obeyed_before_it_refuses(catalogue, fake):
    fake.quotas = {"api": Quota(3, window_s=1.0), "resolvers": Quota(20, window_s=1.0)}
    status = crawl(catalogue, fake, cards=True)
    assert ids(catalogue) == all_ids(fake)
    assert fake.requests["refused"] == 0
    assert status.waited_s > 0
    assert status.remaining_requests is not None


def test_ones_own_limit_is_kept(catalogue, fake):
    clock = Clock()
    pace = Pace(2, clock=lambda: clock.now, sleep=clock.sleep)
    crawl(catalogue, fake, pace=pace)
    assert clock.slept == [300.0]  # four pages, two in each window


def test_private_models_need_the_token_which_goes_nowhere(catalogue, fake, tmp_path, capfd):
    fake.put(raw_model(3, private=True))
    crawl(catalogue, fake)
    assert catalogue.find("owner-3/model-3") is None
    crawl(catalogue, fake, token=fake.token)
    assert catalogue.find("owner-3/model-3")[1].private is True
    assert any(authorization for _, _, authorization in fake.log)
    catalogue.close()
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert fake.token.encode() not in written
    assert fake.token not in "".join(capfd.readouterr())


def test_a_private_model_stays_when_the_token_is_missing(catalogue, fake):
    fake.put(raw_model(3, private=True))
    crawl(catalogue, fake, token=fake.token)
    status = crawl(catalogue, fake)
    assert status.deleted == 0
    assert catalogue.find("owner-3/model-3") is not None


def test_a_gated_card_is_told_without_a_token(catalogue, fake):
    fake.put(raw_model(3, gated="manual"))
    crawl(catalogue, fake, Selection(author="owner-3"), cards=True)
    assert catalogue.find("owner-3/model-3")[1].gated is True
    (problem,) = catalogue.journal.problems()
    assert "gated" in problem.reason
    crawl(catalogue, fake, Selection(author="owner-3", full=True), cards=True, token=fake.token)
    assert catalogue.find("owner-3/model-3")[1].description is not None
    assert catalogue.journal.problems() == []


def test_single_models_and_those_that_are_gone(catalogue, fake):
    crawl(catalogue, fake)
    fake.remove("owner-4/model-4")
    status = harvester(catalogue, fake).models(
        ["owner-3/model-3", "owner-4/model-4", "nobody/nothing"], cards=True
    )
    assert catalogue.find("owner-3/model-3")[1].description is not None
    assert catalogue.find("owner-4/model-4") is None
    assert (status.deleted, status.problems) == (1, 1)


def test_a_hub_in_trouble_is_not_asked_for_every_model(catalogue, fake):
    fake.faults = Always(Fault.ERROR_500, "model")
    wanted = [f"owner-{number}/model-{number}" for number in range(ROWS)]
    with pytest.raises(HubError, match="500, 6 times"):
        harvester(catalogue, fake).models(wanted, cards=False)
    assert fake.requests["model"] == 3 * 6


def test_a_hub_that_answers_for_none_of_the_models_is_one_line(catalogue, fake):
    fake.faults = Always(Fault.ERROR_500, "model")
    with pytest.raises(HubError, match="500, 6 times"):
        harvester(catalogue, fake).models(["owner-1/model-1"], cards=False)


def test_a_renamed_model_is_found_under_its_new_name(catalogue, fake):
    crawl(catalogue, fake)
    fake.remove("owner-4/model-4")
    fake.put(raw_model(4, id="somebody/model-4"))
    fake.renamed["owner-4/model-4"] = "somebody/model-4"
    harvester(catalogue, fake).models(["owner-4/model-4"], cards=False)
    assert catalogue.find("somebody/model-4") is not None
    assert catalogue.find("owner-4/model-4") is None


def test_the_link_to_the_next_page_cannot_lead_the_token_elsewhere(catalogue, fake):
    with FakeHub([raw_model(n) for n in range(3)]).serve() as elsewhere:
        fake.next_host = elsewhere.removeprefix("http://")
        crawl(catalogue, fake, token=fake.token)
    assert ids(catalogue) == all_ids(fake)


@pytest.mark.parametrize(
    ("endpoint", "message"),
    [
        pytest.param("huggingface.co", "https://", id="no scheme"),
        pytest.param("https://me:secret@example.org", "--token", id="password inside"),
        pytest.param("file:///etc", "https://", id="file"),
    ],
)
def test_endpoints_that_are_none(endpoint, message):
    with pytest.raises(UsageError, match=message) as caught:
        Hub(endpoint)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("token", ["hf_sec ret", "hf_secret\n", "hf_s\u00e9cret"], ids=repr)
def test_a_token_that_cannot_be_sent_is_not_printed_either(fake, token):
    with pytest.raises(UsageError) as caught:
        Hub(fake.endpoint, token)
    assert "cret" not in str(caught.value)


def test_publishing_a_folder(fake, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models-00000.parquet").write_bytes(b"PAR1")
    (tmp_path / "README.md").write_text("# models")
    address = Hub(fake.endpoint, fake.token).publish(
        tmp_path, "someone/models", private=False, message="Export"
    )
    assert address == f"{fake.endpoint}/datasets/someone/models"
    assert fake.published == {"data/models-00000.parquet": b"PAR1", "README.md": b"# models"}


def test_publishing_without_the_right_is_one_line(fake, tmp_path):
    (tmp_path / "README.md").write_text("# models")
    with pytest.raises(HubError, match="someone/models was not published: ") as caught:
        Hub(fake.endpoint, "hf_wrong").publish(
            tmp_path, "someone/models", private=False, message="Export"
        )
    assert "\n" not in str(caught.value)
    assert "hf_wrong" not in str(caught.value)


def test_harvested_facts_replace_shipped_ones_and_inferred_ones_stay(tmp_path, fake):
    shipped = record(
        7,
        model_id="owner-7/model-7",
        license="mit",
        parameters=5,
        parameters_rung=Rung.NAME,
        context_length=512,
        languages=("fr",),
    )
    with open_catalogue(tmp_path / "data", snapshot=snapshot([shipped])) as catalogue:
        crawl(catalogue, fake, Selection(author="owner-7"))
        row, found = catalogue.find("owner-7/model-7")
    assert row == 0
    assert (found.license, found.languages) == ("apache-2.0", ("en",))
    assert found.parameters == 66_000_007
    assert found.context_length == 512  # the list does not tell it


def test_a_second_harvest_at_once_says_so(tmp_path):
    hold = (
        "import sys, time\nfrom pathlib import Path\n"
        "from hubscan.catalogue.status import only_one\n"
        "with only_one(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(CatalogueError, match="another harvest is under way"):
            with_lock(tmp_path)
        process.kill()
    with_lock(tmp_path)


def with_lock(folder):
    with only_one(folder):
        pass
