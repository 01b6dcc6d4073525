"""Whole cards as tools and people write them: everything that is said of each."""

import pytest

from tests.cards.audit.cases import AUTOTRAIN, DALLE_MINI, card
from tests.cards.audit.test_rules import audit

TRAINER_BODY = """\

<!-- This model card has been generated automatically according to the information the Trainer
had access to. You should probably proofread and complete it, then remove this comment. -->

# bert-finetuned-ner

This model is a fine-tuned version of [bert-base-cased](https://huggingface.co/bert-base-cased)
on the conll2003 dataset.

## Model description

More information needed

## Intended uses & limitations

More information needed

## Training and evaluation data

More information needed

## Training procedure

### Training hyperparameters

The following hyperparameters were used during training:
- learning_rate: 2e-05
- train_batch_size: 8

### Framework versions

- Transformers 4.26.0
"""

CARDS = {
    "AutoTrain": card(
        "tags:\n- autotrain\n- text-classification\nlanguage:\n- unk\n"
        'widget:\n- text: "I love AutoTrain"\ndatasets:\n- me/autotrain-data\n'
        "co2_eq_emissions:\n  emissions: 1.2932818\n",
        AUTOTRAIN.format(grams="1.2933"),
    ),
    "Trainer": card(
        "license: apache-2.0\ntags:\n- generated_from_trainer\ndatasets:\n- conll2003\n"
        "metrics:\n- f1\nmodel-index:\n- name: bert-finetuned-ner\n  results: []\n",
        TRAINER_BODY,
    ),
    "TRL": card(
        "base_model: Qwen/Qwen2.5-0.5B\nlibrary_name: transformers\nmodel_name: sft\n"
        "tags:\n- generated_from_trainer\n- trl\n- sft\nlicence: license\n",
        "\n# Model Card for sft\n\nThis model is a fine-tuned version of Qwen.\n\n"
        "## Quick start\n\n```python\n# a comment, no heading\npipeline()\n```\n",
    ),
    "GGUF": card(
        "license: other\ntags:\n- gguf\nquantized_by: someone\npipeline_tag: text-generation\n",
        "# Llama 7B GGUF\n\nThe carbon footprint of Llama is 539 tCO2eq.\n",
    ),
    "dalle-mini": card(
        "language: en\nlicense: apache-2.0\npipeline_tag: text-to-image\n"
        "co2_eq_emissions:\n  emissions: 7540\n  source: MLCo2 Machine Learning Impact calculator\n"
        "  geographical_location: East USA\n  hardware_used: TPU v3-8\n",
        DALLE_MINI,
    ),
    "dice roller": card(
        "language: no\nlicence: MIT\npipeline-tag: reinforcement-learning\nco2: 5 kg\n", "\n"
    ),
}


FINDINGS = {
    "AutoTrain": [("placeholder-metadata", 5)],
    "Trainer": [("placeholder-sections", 22)],
    "TRL": [("key-trl-licence", 9)],
    "GGUF": [("license-unnamed", 2), ("base-model-missing", 3)],
    "dalle-mini": [("body-other-emissions", 5)],
    "dice roller": [
        ("grammar-yaml-boolean-word", 2),
        ("key-near-miss", 3),
        ("key-near-miss", 4),
        ("key-near-miss", 5),
    ],
}

# the fields of hub-checklist in each state but absent
STATES = {
    "AutoTrain": {
        "language": "placeholder",
        "datasets": "present",
        "base_model": "not_applicable",
        "description": "present",
        "co2_eq_emissions": "present",
    },
    "Trainer": {
        "license": "present",
        "datasets": "present",
        "description": "present",
        "technical specifications": "present",
        "evaluation results": "empty",
        "limitations and bias": "placeholder",
    },
    "TRL": {
        "library_name": "present",
        "base_model": "present",
        "description": "present",
        "usage example": "present",
    },
    "GGUF": {
        "license": "invalid",
        "pipeline_tag": "present",
        "datasets": "not_applicable",
        "description": "present",
        "co2_eq_emissions": "not_applicable",
    },
    "dalle-mini": {
        "license": "present",
        "pipeline_tag": "present",
        "language": "not_applicable",
        "base_model": "not_applicable",
        "description": "empty",
        "co2_eq_emissions": "invalid",
    },
    "dice roller": {
        "language": "present",
        "base_model": "not_applicable",
        "description": "empty",
    },
}

SCORES = {
    # datasets 8 + description 8 + co2_eq_emissions 8, of 100 - base_model 8
    "AutoTrain": 100 * 24 / 92,
    # license 14 + datasets 8 + description 8 + technical specifications 4, of 100
    "Trainer": 34,
    # library_name 8 + base_model 8 + description 8 + usage example 8, of 100
    "TRL": 32,
    # pipeline_tag 12 + description 8, of 100 - datasets 8 - co2_eq_emissions 8
    "GGUF": 100 * 20 / 84,
    # license 14 + pipeline_tag 12, of 100 - language 8 - base_model 8
    "dalle-mini": 100 * 26 / 84,
    # language 8, of 100 - base_model 8
    "dice roller": 100 * 8 / 92,
}


@pytest.mark.parametrize("name", CARDS)
def test_all_that_is_found(name):
    assert [(found.rule, found.line) for found in audit(CARDS[name]).findings] == FINDINGS[name]


@pytest.mark.parametrize("name", CARDS)
def test_the_state_of_every_field(name):
    fields = audit(CARDS[name]).score.fields
    assert {each.name: each.state for each in fields if each.state != "absent"} == STATES[name]


@pytest.mark.parametrize("name", CARDS)
def test_the_score_by_hand(name):
    assert audit(CARDS[name]).score.value == pytest.approx(SCORES[name])


@pytest.mark.parametrize("name", CARDS)
def test_line_endings_change_nothing(name):
    crlf = audit(CARDS[name].replace("\n", "\r\n"))
    assert [(found.rule, found.line) for found in crlf.findings] == FINDINGS[name]
    assert crlf.score.value == pytest.approx(SCORES[name])
