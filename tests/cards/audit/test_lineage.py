from dataclasses import dataclass

import pytest

from tests.cards.audit.cases import card
from tests.cards.audit.test_rules import audit, findings


@dataclass(frozen=True)
class Known:
    license: str | None = None
    emissions_g: float | None = None


class Catalogue:
    """A look-up as the command passes one in."""

    def __init__(self, models):
        self._models = models

    def get(self, model_id):
        return self._models.get(model_id)


COPY = card(
    "license: mit\nbase_model: meta/llama\ntags: [gguf]\nco2_eq_emissions: {emissions: 31220000}\n"
)


@pytest.mark.parametrize(
    ("base", "rules"),
    [
        (Known("mit", 31220000.0), {"emissions-copied"}),
        (Known("mit", 31220001.0), {"emissions-copied"}),
        (Known("mit", 99.0), set()),
        (Known("llama2", 99.0), {"license-changed"}),
        (Known("other", 99.0), set()),
        (Known(None, 99.0), set()),
    ],
    ids=["the same", "rounded", "its own", "license", "base unclear", "base without license"],
)
def test_a_quantized_copy_is_held_against_its_base(base, rules):
    found = audit(COPY, models=Catalogue({"meta/llama": base}))
    lineage = {"emissions-copied", "license-changed"}
    assert {finding.rule for finding in found.findings} & lineage == rules
    assert found.not_checked == ()


@pytest.mark.parametrize(
    ("models", "reason"),
    [
        (None, "no catalogue is at hand to look the base model up in"),
        (Catalogue({}), "meta/llama is not known"),
    ],
    ids=["no catalogue", "unknown base"],
)
def test_without_a_look_up_the_rules_are_not_checked_and_not_passed(models, reason):
    unchecked = {each.rule: each.reason for each in audit(COPY, models=models).not_checked}
    assert unchecked == {"emissions-copied": reason, "license-changed": reason}


def test_a_base_without_known_emissions_is_not_checked():
    found = audit(COPY, models=Catalogue({"meta/llama": Known("mit", None)}))
    assert [each.rule for each in found.not_checked] == ["emissions-copied"]


@pytest.mark.parametrize(
    "metadata",
    [
        "license: mit\nbase_model: meta/llama\n",
        "license: mit\ntags:\n- gguf\n",
        "license: other\ntags:\n- gguf\nbase_model: meta/llama\n",
    ],
    ids=["a fine-tune", "no base", "nothing to compare"],
)
def test_where_the_rules_do_not_apply_nothing_is_unchecked(metadata):
    assert audit(card(metadata)).not_checked == ()


@pytest.mark.parametrize(
    ("tags", "relation", "expected"),
    [
        (["gguf"], None, True),
        (["GGUF"], None, True),
        (["int8", "transformers"], None, True),
        (["merge", "gptq"], None, True),
        (["merge"], None, False),
        (["bitsandbytes"], None, False),
        ([], "quantized", True),
        (["gguf"], "finetune", False),
    ],
    ids=["gguf", "upper case", "int8", "merge too", "merge", "bitsandbytes", "said", "said other"],
)
def test_what_calls_a_model_a_quantized_copy(tags, relation, expected):
    metadata = "license: mit\n"
    metadata += f"tags: [{', '.join(tags)}]\n" if tags else ""
    metadata += f"base_model_relation: {relation}\n" if relation else ""
    assert bool(findings(card(metadata), "base-model-missing")) is expected


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("gpt2", True),
        ("meta-llama/Llama-3.1-8B", True),
        ("/home/me/model", False),
        ("a/b/c", False),
        ("the model of my colleague", False),
        ("https://hf.co/a/b", False),
        ("x" * 5000, False),
    ],
    ids=["old", "owned", "path", "three parts", "words", "address", "giant"],
)
def test_a_base_model_is_an_id_of_the_hub(name, valid):
    found = findings(card(f"base_model: {name}\n"), "base-model-invalid")
    assert (found == []) is valid
    assert all(len(finding.message) < 200 for finding in found)
