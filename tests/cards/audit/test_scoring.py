import pytest
from huggingface_hub import ModelCard, ModelCardData
from huggingface_hub.repocard import TEMPLATE_MODELCARD_PATH

from hubscan.cards import parse
from hubscan.cards.audit import profiles
from hubscan.cards.audit.runner import audit_card
from hubscan.cards.audit.text import State
from tests.cards.audit.cases import IMPACT, card
from tests.cards.audit.test_rules import TODAY

RAW_TEMPLATE = TEMPLATE_MODELCARD_PATH.read_text(encoding="utf-8")
RENDERED_TEMPLATE = ModelCard.from_template(ModelCardData()).content

METADATA = """\
license: apache-2.0
pipeline_tag: text-classification
library_name: transformers
language: en
datasets: stanfordnlp/imdb
base_model: distilbert/distilbert-base-uncased
"""
EMISSIONS = """\
co2_eq_emissions:
  emissions: 12.5
  source: CodeCarbon 3.3.2, measured
  training_type: fine-tuning
  geographical_location: Quebec, Canada
  hardware_used: 1 x A100
  energy_consumed: 0.5
"""


def scored(text, profile, has_evaluation_files=False):
    return audit_card(
        parse(text.encode()),
        "README.md",
        profile=profiles.load(profile),
        today=TODAY,
        has_evaluation_files=has_evaluation_files,
    ).score


def field(text, profile, name, **options):
    (found,) = [each for each in scored(text, profile, **options).fields if each.name == name]
    return found


@pytest.mark.parametrize("profile", profiles.names())
@pytest.mark.parametrize(
    "text",
    [
        "",
        "# x\n",
        "---\n\n---\n",
        "---\nlicense:\ntags: []\nco2_eq_emissions: {}\n---\n",
        RAW_TEMPLATE,
        RENDERED_TEMPLATE,
        RENDERED_TEMPLATE.replace("\n", "\r\n"),
        RENDERED_TEMPLATE.replace("[More Information Needed]", "TBD"),
    ],
    ids=["nothing", "a title", "no keys", "empty keys", "raw", "rendered", "CRLF", "TBD"],
)
def test_an_empty_card_and_the_untouched_template_score_at_most_5(text, profile):
    assert (scored(text, profile).value or 0) <= 5


@pytest.mark.parametrize("profile", profiles.names())
def test_full_emissions_score_more_than_the_same_card_without(profile):
    without, full = scored(card(METADATA), profile), scored(card(METADATA + EMISSIONS), profile)
    assert full.value > without.value


@pytest.mark.parametrize("profile", profiles.names())
def test_every_point_is_explained(profile):
    score = scored(card(METADATA + EMISSIONS), profile)
    applying = [each for each in score.fields if each.state is not State.NOT_APPLICABLE]
    possible = sum(each.points for each in applying)
    assert score.value == pytest.approx(100 * sum(each.earned for each in applying) / possible)
    assert all(each.reason for each in score.fields)
    assert all(each.earned in (0, each.points) for each in score.fields)


@pytest.mark.parametrize("profile", profiles.names())
def test_a_shipped_profile_has_a_hundred_points(profile):
    loaded = profiles.load(profile)
    assert loaded.source.startswith("https://")
    if profile != "annotated-card":  # one of its points is one part of the template
        assert sum(each.points for each in loaded.fields) == 100


def test_a_score_by_hand():
    # license 14 + pipeline_tag 12 + library_name 8 + language 8 + datasets 8 + base_model 8
    # + description 8 = 66, and co2_eq_emissions 8, of 100
    assert scored(card(METADATA), "hub-checklist").value == pytest.approx(66)
    assert scored(card(METADATA + EMISSIONS), "hub-checklist").value == pytest.approx(74)
    # without a base model, which then does not apply: 58 of 92
    alone = METADATA.replace("base_model: distilbert/distilbert-base-uncased\n", "")
    assert scored(card(alone), "hub-checklist").value == pytest.approx(100 * 58 / 92)


@pytest.mark.parametrize(
    ("metadata", "state"),
    [
        ("", State.ABSENT),
        ("license:\n", State.EMPTY),
        ('license: ""\n', State.EMPTY),
        ("license: []\n", State.EMPTY),
        ('license: "[More Information Needed]"\n', State.PLACEHOLDER),
        ("license: unknown\n", State.PLACEHOLDER),
        ("license: Apache-2.0\n", State.INVALID),
        ("license: other\n", State.INVALID),
        ("license: mit\n", State.PRESENT),
        ("license:\n- mit\n- apache-2.0\n", State.PRESENT),
    ],
    ids=str,
)
def test_the_states_of_a_key(metadata, state):
    found = field(card(f"tags: [x]\n{metadata}"), "hub-checklist", "license")
    assert found.state is state
    assert found.earned == (14 if state is State.PRESENT else 0)
    assert found.line == (None if state is State.ABSENT else 3)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("12.5", State.PRESENT),
        ("{emissions: 12.5}", State.PRESENT),
        ("0", State.INVALID),
        ("17 kg", State.INVALID),
        ("-3", State.INVALID),
        ("TBD", State.PLACEHOLDER),
        ("{source: x}", State.EMPTY),
        ("null", State.EMPTY),
    ],
    ids=str,
)
def test_the_states_of_the_emissions(value, state):
    found = field(card(f"co2_eq_emissions: {value}\n"), "emissions", "emissions")
    assert found.state is state


@pytest.mark.parametrize(
    ("metadata", "name", "applies"),
    [
        ("pipeline_tag: image-classification\n", "language", False),
        ("tags: [reinforcement-learning]\n", "language", False),
        ("pipeline_tag: text-generation\n", "language", True),
        ("license: mit\n", "language", True),
        ("tags: [gguf]\n", "datasets", False),
        ("tags: [merge]\n", "datasets", False),
        ("tags: [lora]\n", "datasets", True),
        ("license: mit\n", "base_model", False),
        ("tags: [lora]\n", "base_model", True),
        ("tags: [generated_from_trainer]\n", "base_model", True),
        ("base_model: gpt2\n", "base_model", True),
        ("tags: [gguf]\n", "co2_eq_emissions", False),
    ],
    ids=str,
)
def test_what_applies_to_which_model(metadata, name, applies):
    state = field(card(metadata), "hub-checklist", name).state
    assert (state is not State.NOT_APPLICABLE) is applies


def test_where_nothing_applies_there_is_no_score():
    assert scored(card("tags: [gguf]\nbase_model: gpt2\n"), "emissions").value is None


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (IMPACT.format(hardware="A100", hours="3", emitted="x"), State.PRESENT),
        (IMPACT.format(hardware="[More Information Needed]", hours="3", emitted=""),
         State.PLACEHOLDER),
        ("# x\n\n## Environmental Impact\n\n", State.ABSENT),
        ("# x\n\n```\n- **Hardware Type:** A100\n```\n", State.ABSENT),
        ("# x\n\n<!-- - **Hardware Type:** A100 -->\n", State.ABSENT),
    ],
    ids=["filled", "placeholder", "no label", "in code", "in a comment"],
)  # fmt: skip
def test_the_states_of_a_label(body, state):
    assert field(card("license: mit\n", body), "annotated-card", "hardware_type").state is state


def test_results_in_files_count():
    without = field(card("license: mit\n"), "hub-checklist", "evaluation results")
    assert without.state is State.ABSENT
    beside = field(
        card("license: mit\n"), "hub-checklist", "evaluation results", has_evaluation_files=True
    )
    assert beside.state is State.PRESENT
