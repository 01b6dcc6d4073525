from datetime import date

import pytest

from hubscan.cards import parse
from hubscan.cards.audit import profiles
from hubscan.cards.audit.rules import RULES, select
from hubscan.cards.audit.runner import audit_card
from hubscan.cards.diagnostics import DiagnosticId, Severity
from hubscan.errors import UsageError
from tests.cards.audit.cases import CASES, Case, card

TODAY = date(2026, 11, 20)
MODEL_IDS = frozenset({"owner/name"})


def audit(text, *, today=TODAY, has_evaluation_files=False, models=None, model_ids=MODEL_IDS):
    return audit_card(
        parse(text.encode()),
        "README.md",
        profile=profiles.load(profiles.DEFAULT),
        today=today,
        model_ids=lambda: model_ids,
        has_evaluation_files=has_evaluation_files,
        models=models,
    )


def findings(text, rule, **options):
    return [found for found in audit(text, **options).findings if found.rule == rule]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_wrong_card_is_found_at_its_line(case: Case):
    found = findings(case.wrong, case.rule)
    assert [finding.line for finding in found] == [case.line]
    assert found[0].message
    assert found[0].fix


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_same_card_corrected_is_not(case: Case):
    assert findings(case.right, case.rule) == []


def test_every_rule_has_a_case():
    covered = {case.rule for case in CASES}
    elsewhere = {"evaluation-files", "emissions-copied", "license-changed"}  # below
    physics = {"emissions-power", "emissions-utilisation"}  # test_physics.py
    grammar = {f"grammar-{kind}" for kind in DiagnosticId}  # the reader's own tests
    assert {rule.id for rule in RULES} - covered - elsewhere - physics - grammar == set()


def test_every_rule_has_an_id_of_its_own():
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("kind", DiagnosticId)
def test_every_diagnostic_of_the_reader_is_a_rule(kind):
    assert f"grammar-{kind}" in {rule.id for rule in RULES}


@pytest.mark.parametrize(
    ("metadata", "rule"),
    [
        ("pipeline_tag: telepathy\n", "pipeline-tag-unknown"),
        ("license: my-license\n", "license-unknown"),
        ("language: klingonish\n", "language-unknown"),
        ("base_model_relation: cousin\n", "relation-unknown"),
    ],
    ids=["pipeline tag", "license", "language", "relation"],
)
@pytest.mark.parametrize(
    ("today", "severity"),
    [(date(2026, 11, 20), Severity.ERROR), (date(2031, 1, 1), Severity.WARNING)],
    ids=["fresh list", "old list"],
)
def test_an_unknown_value_is_an_error_while_the_list_is_fresh(metadata, rule, today, severity):
    assert [found.severity for found in findings(card(metadata), rule, today=today)] == [severity]


@pytest.mark.parametrize(
    ("metadata", "fix"),
    [
        ("licence: mit\n", "rename `licence` to `license`"),
        ("licence: mit\nlicense: mit\n", "remove `licence`"),
        ("license: Apache-2.0\n", "write `apache-2.0`"),
        ("language: English\n", "write `en`"),
        ("language: PT\n", "write `pt`"),
        ("pipeline_tag: conversational\n", "write `pipeline_tag: text-generation`"),
        ("base_model: https://huggingface.co/a/b\n", "write `base_model: a/b`"),
        ("co2_eq_emissions: 17 kg\n", "write 17000 without quotes or unit"),
        ("license: other\nlicense_name: x\n", "add `license_link`, `LICENSE` or an address"),
    ],
    ids=str,
)
def test_the_fix_says_what_to_write(metadata, fix):
    assert fix in [found.fix for found in audit(card(metadata)).findings]


@pytest.mark.parametrize(
    "metadata",
    [
        "model_type: bert\nmodel_name: x\nmodel_creator: y\n",
        "library_version: 1.2\n",
        "arxiv: 2301.00001\n",
        "inference: false\nthumbnail: null\n",
        "task_categories:\n- text-classification\n",
        f"{'k' * 5000}: 1\n",
    ],
    ids=["of loaders", "of spaCy", "of papers", "of the Hub", "of datasets", "giant"],
)
def test_keys_of_others_are_no_near_misses(metadata):
    assert findings(card(metadata), "key-near-miss") == []


@pytest.mark.parametrize(
    "text",
    [
        "The reaction C6H10O5 + 3O2 -> 6CO2 + 5H2O releases energy.",
        "Switzerland has a carbon efficiency of 0.016 kgCO2/kWh.",
        "Inference emits 0.2 g CO2 per query.",
        "We evaluate on COCO2017 with 5000 images.",
        "| 1 | 30 kg | a sack of coal |",
        "```\nemissions = '30.16 kg CO2 eq.'\n```",
        "<!-- Carbon emitted: 30.16 kg CO2 eq. -->",
        "| carbon.csv | 12.1 MB |",
    ],
    ids=["chemistry", "rate", "per query", "COCO", "table", "code", "comment", "file"],
)
def test_not_every_number_is_an_emission(text):
    wrong = {"body-only-emissions", "body-other-emissions", "emissions-unit"}
    for metadata in ("license: mit\n", "co2_eq_emissions: 12.5\n"):
        found = {finding.rule for finding in audit(card(metadata, f"# x\n\n{text}\n")).findings}
        assert not found & wrong


@pytest.mark.parametrize(
    ("grams", "stated"),
    [
        ("0.14139281336849252", "- CO2 Emissions (in grams): 0.1414"),
        ("0.00004", "- CO2 Emissions (in grams): 0.0000"),
        ("30160", "Carbon Emitted: 30.2 kg CO2"),
        ("539000000", "Estimated total emissions were 539 tCO2eq, 100% of which were offset."),
        ("14100", "- **Emissions:** 14.10 KgCO2 (Germany)"),
        ("3000", "- Emissions of phase 1: 1 kg CO2\n- Emissions of phase 2: 2 kg CO2"),
        ("1234500", "The carbon footprint is 1,234.5 kg CO2eq."),
    ],
    ids=["rounded", "rounded to zero", "kg", "tonnes", "label", "sum of phases", "thousands"],
)
def test_figures_that_agree_are_not_reported(grams, stated):
    text = card(f"co2_eq_emissions: {grams}\n", f"# x\n\n{stated}\n")
    rules = {found.rule for found in audit(text).findings}
    assert not rules & {"body-other-emissions", "emissions-unit", "body-only-emissions"}


def test_a_quantized_copy_is_not_asked_for_its_bases_emissions():
    text = card("tags:\n- gguf\nbase_model: a/b\n", "# x\n\nTraining emitted 539 tCO2eq.\n")
    assert findings(text, "body-only-emissions") == []


def test_results_beside_the_card_count_and_are_told():
    found = findings(card("license: mit\n"), "evaluation-files", has_evaluation_files=True)
    assert [finding.severity for finding in found] == [Severity.NOTE]
    index = card(CASES[-1].right[4:].split("---")[0])
    assert findings(index, "evaluation-files", has_evaluation_files=True) == []


@pytest.mark.parametrize(
    ("selected", "ignored", "expected"),
    [
        (["base-model"], [], {"base-model-missing", "base-model-invalid", "base-model-self"}),
        (["base-model"], ["base-model-self"], {"base-model-missing", "base-model-invalid"}),
        (["new-version-self"], [], {"new-version-self"}),
    ],
    ids=["family", "without one", "one"],
)
def test_rules_are_selected_by_their_first_words(selected, ignored, expected):
    assert {rule.id for rule in select(selected, ignored)} == expected


def test_nothing_selected_is_everything():
    assert select() == RULES


@pytest.mark.parametrize("word", ["emission-", "nonsense", "LICENSE"])
def test_a_word_that_no_rule_starts_with_is_refused(word):
    with pytest.raises(UsageError, match="the families are"):
        select([word])
    with pytest.raises(UsageError, match="the families are"):
        select([], [word])
