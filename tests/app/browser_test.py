"""The main path of each page in a real browser, against a running server."""

from __future__ import annotations

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.app import browser as browsers
from tests.cards.codecarbon_logs import row, text
from tests.cards.test_fill import CARD, FILLED
from tests.catalogue.hubserver import Quota, raw_model
from tests.catalogue.proposals import ProposalHub

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(browsers.CHROMIUM), reason=browsers.NO_CHROMIUM),
]
NEED = "detect the sentiment of customer reviews"
MARKDOWN = "text/markdown"
PAGES = ("find", "alternatives", "compare", "audit", "fill", "estimate", "coverage")
HOSTILE = (
    "---\nlicense: '<script>window.hacked = 1</script>'\nlanguage: no\n---\n"
    "# <img src=x onerror='window.hacked = 1'> {{ 7 * 7 }} ${7 * 7} \x1b[31m\x07 \u202etxet\n\n"
    "[click](javascript:window.hacked=1)\n\n" + "|a" * 300 + "|\n" + "|-" * 300 + "|\n"
)
OWNED = (b"---\nlicense: mit\n---\n# M\n", b"---\nlicence: mit\n---\n# N\n", HOSTILE.encode())


@pytest.fixture(scope="session")
def hub():
    """A Hub that takes pull requests: the only host that the app may ask."""
    hub = ProposalHub(CARD)
    for number, content in enumerate(OWNED, start=30):
        hub.put(raw_model(number, id=f"film-lovers/model-{number}", author="film-lovers"))
        hub.cards[f"film-lovers/model-{number}"] = content
    with hub.serve() as hub.endpoint:
        yield hub


@pytest.fixture(scope="session")
def address(data_dir, hub):
    with browsers.running_app(data_dir, {"HF_ENDPOINT": hub.endpoint}) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    with browsers.running_browser() as chromium:
        yield chromium


@pytest.fixture
def visit(chromium, address):
    """Open a page of the app; it may ask no other host and may not fail in the browser."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    elsewhere, failures = [], []
    page.on("request", lambda asked: _is_elsewhere(asked.url, address, elsewhere))
    page.on("pageerror", lambda error: failures.append(str(error)))

    def visit_page(path="", **query):
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        page.goto(f"{address}/{path}?{asked}")
        browsers.settle(page)
        return page

    yield visit_page
    context.close()
    assert (elsewhere, failures) == ([], [])


def _is_elsewhere(url, address, elsewhere):
    if not url.startswith((address, "data:", "blob:")):
        elsewhere.append(url)


def downloaded(page, label):
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    return download.value.path().read_bytes()


def test_a_search_is_narrowed_opened_and_followed_to_alternatives(visit):
    page = visit("")
    page.get_by_label("What is the model for?").fill(NEED)
    page.keyboard.press("Enter")
    results = page.get_by_role("heading", name="1. ")
    expect(results).to_be_visible()
    wide = results.inner_text()

    browsers.settle(page)
    narrowed = visit("", need=NEED.replace(" ", "+"), max_params="50M")
    expect(narrowed.get_by_role("heading", name="1. ")).not_to_have_text(wide)
    narrowed.get_by_role("link", name="Greener alternatives").first.click()
    expect(narrowed).to_have_url(re.compile(r"/alternatives\?.*model="))
    expect(narrowed.get_by_role("heading", name="Alternatives")).to_be_visible()


def mark(page, model_id=""):
    """Return the point of a model in a chart."""
    found = page.locator(f"path[aria-roledescription=point][aria-label*='{model_id}']")
    return found.filter(visible=True).first


def test_a_point_of_the_plot_tells_its_model_and_a_click_selects_it(visit):
    page = visit("", need=NEED.replace(" ", "+"))
    first = page.get_by_role("heading", name="1. ").inner_text().removeprefix("1. ")
    mark(page, first).hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Wh for 1,000 queries")
    mark(page, first).click()
    expect(page.get_by_text("Marked in the plot")).to_have_count(1)
    expect(page.get_by_text("A click on a point selects its model.")).to_have_count(0)


def test_the_lineage_is_walked_by_clicks(visit):
    page = visit("alternatives", model="google-bert/bert-base-uncased")
    page.get_by_role("tab", name="Lineage").click()
    mark(page, "distilbert/distilbert-base-uncased").click()
    named = page.get_by_label("Which model do you have in mind?")
    expect(named).to_have_value(re.compile("^distilbert/distilbert-base-uncased"))
    expect(page).to_have_url(re.compile("model=distilbert"))


def test_a_first_visit_sees_how_far_the_index_is_and_can_stop(chromium, tmp_path):
    with browsers.running_app(tmp_path) as address:
        page = chromium.new_page()
        page.goto(f"{address}/?need=toxic+comments")
        expect(page.get_by_test_id("stProgress")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("stopped: reload the page")).to_be_visible(timeout=30_000)
        page.close()


def test_models_are_compared(visit):
    ids = "distilbert/distilbert-base-uncased,google-bert/bert-base-uncased"
    page = visit("compare", models=ids)
    expect(page.get_by_text("distilbert-base-uncased").first).to_be_visible()


def test_the_coverage_is_told(visit):
    expect(visit("coverage").get_by_role("heading", level=1)).to_be_visible()


def test_an_upload_is_audited_and_its_fixes_downloaded(visit):
    page = visit("audit")
    card = b"---\r\nlicence: mit\r\n---\r\n# M\r\n"
    browsers.upload(page, "Model cards", ("README.md", MARKDOWN, card))
    page.get_by_role("button", name="Audit", exact=True).click()
    expect(page.get_by_text("Score, hub-checklist")).to_be_visible()
    expect(page.get_by_text("+license: mit")).to_be_visible()

    fixed = downloaded(page, "Download the fixed card")
    assert fixed == b"---\r\nlicense: mit\r\n---\r\n# M\r\n"


def organisation(visit, token):
    page = visit("audit", cards="An+organisation")
    page.get_by_role("combobox", name="Organisation or person").fill("film-lovers")
    page.keyboard.press("Enter")
    browsers.settle(page)
    page.get_by_role("textbox", name="Your token").fill(token)
    page.get_by_role("button", name="Fetch and audit").click()
    return page


def test_an_organisation_is_audited_with_a_token_that_is_forgotten(visit, hub):
    hub.log.clear()
    page = organisation(visit, hub.token)
    expect(page.get_by_text("Which fields the cards fill")).to_be_visible()
    expect(page.get_by_text("hubscan audit --author=film-lovers")).to_be_visible()
    browsers.settle(page)

    asked = [(kind, token) for kind, _, token in hub.log]
    assert asked == [("list", f"Bearer {hub.token}")] + [("card", f"Bearer {hub.token}")] * 3
    assert page.get_by_role("textbox", name="Your token").input_value() == ""
    assert hub.token not in page.content()
    page.get_by_role("combobox", name="Show one card in full").focus()
    page.keyboard.type("model-31")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("+license: mit")).to_be_visible()
    assert page.evaluate("window.hacked") is None


def test_fetching_can_be_stopped_while_the_hub_asks_to_wait(visit, hub):
    hub.quotas["resolvers"] = Quota(1, 600.0)
    try:
        page = organisation(visit, "")
        expect(page.get_by_text("Waiting")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Stopped after")).to_be_visible()
    finally:
        hub.quotas.clear()


def filled(visit):
    page = visit("fill")
    browsers.upload(page, "Model card", ("README.md", MARKDOWN, CARD))
    log = text(row()).encode()
    browsers.upload(page, "CodeCarbon log", ("emissions.csv", "text/csv", log))
    expect(page.get_by_text("500 g CO2eq", exact=True)).to_be_visible()
    return page


def test_a_card_is_filled_and_downloaded_byte_for_byte(visit):
    page = filled(visit)
    expect(page.get_by_text("The exact change")).to_be_visible()
    assert downloaded(page, "Download the card") == FILLED


def test_a_pull_request_is_opened_with_a_token_that_is_forgotten(visit, hub):
    page = filled(visit)
    page.get_by_text("Open a pull request on the Hub").click()
    page.get_by_label("Model", exact=True).fill(hub.model_id)
    page.get_by_role("textbox", name="Your token").fill(hub.token)
    page.get_by_role("button", name="Open the pull request").click()
    expect(page.get_by_text("The pull request is open.")).to_be_visible()

    (proposed,) = hub.proposed
    assert (proposed.parent, proposed.file, proposed.content) == (hub.sha, "README.md", FILLED)
    assert page.get_by_role("textbox", name="Your token").input_value() == ""
    assert hub.token not in page.content()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Training", "energy of the facility"),
        ("Reuse or train", "The energy already spent on"),
        ("Regions", "212 places"),
    ],
)
def test_an_estimate_answers_at_once(visit, question, told):
    page = visit("estimate", question=question.replace(" ", "+"))
    expect(page.get_by_role("radio", name=question, exact=True)).to_be_checked()
    expect(page.get_by_text(told).first).to_be_attached()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_a_hostile_card_stays_text(visit):
    page = visit("audit")
    browsers.upload(page, "Model cards", ("<b>x.md", MARKDOWN, HOSTILE.encode()))
    page.get_by_role("button", name="Audit", exact=True).click()
    expect(page.get_by_text("Score, hub-checklist")).to_be_visible()
    browsers.settle(page)

    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src='x'], a[href^='javascript']").count() == 0
    assert "49" not in page.get_by_test_id("stMain").inner_text()


def test_keys_alone_reach_a_search(visit):
    page = visit("")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == (
            "What is the model for?"
        ):
            break
    page.keyboard.type(NEED)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1. ")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_a_narrow_page_does_not_scroll_sideways(visit, path):
    page = visit(path, need=NEED.replace(" ", "+"))
    page.set_viewport_size({"width": 380, "height": 800})
    browsers.settle(page)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0


@pytest.fixture(scope="session")
def axe():
    source = browsers.axe_source()
    if source is None:
        pytest.skip("axe-core is not installed and npm cannot install it")
    return source


@pytest.mark.install
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(visit, axe, path):
    page = visit(path, need=NEED.replace(" ", "+"))
    page.evaluate(axe)
    assert serious(page) == set()
    page.emulate_media(color_scheme="dark")
    browsers.settle(page)
    assert serious(page) == set()


@pytest.mark.install
def test_axe_finds_nothing_serious_in_an_organisation(visit, axe):
    page = organisation(visit, "")
    expect(page.get_by_text("Which fields the cards fill")).to_be_visible()
    browsers.settle(page)
    page.evaluate(axe)
    assert serious(page) == set()


@pytest.mark.install
def test_axe_finds_nothing_serious_in_a_filled_card(visit, axe):
    page = filled(visit)
    browsers.settle(page)
    page.evaluate(axe)
    assert serious(page) == set()


def serious(page):
    """Return what is in the way of somebody who reads the page with a machine."""
    return {
        f"{found['id']}: {node['html'][:200]}"
        for found in page.evaluate("axe.run()")["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    }
