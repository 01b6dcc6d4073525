"""Cards as they are found on the Hub, each wrong in one way, beside the same card corrected.

One table for the rules and for the command: rule, line, wrong card, right card.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str
    rule: str
    line: int
    wrong: str
    right: str

    def __str__(self) -> str:
        return self.name


def card(metadata: str, body: str = "# A model\n\nIt classifies reviews of films.\n") -> str:
    return f"---\n{metadata}---\n{body}"


AUTOTRAIN = """\
# Model Trained Using AutoTrain

- Problem type: Binary Classification
- Model ID: 1026434913
- CO2 Emissions (in grams): {grams}

## Validation Metrics

- Loss: 0.5467
"""

DALLE_MINI = """\
# DALL·E Mini Model Card

## Environmental Impact

### DALL·E Mini Estimated Emissions

Based on that information, we estimate the following CO2 emissions using the
[Machine Learning Impact calculator](https://mlco2.github.io/impact#compute).

- **Hardware Type:** TPU v3-8
- **Hours used:** 72 (3 days)
- **Cloud Provider:** GCP (as mentioned in the technical report)
- **Compute Region:** us-east1 (provided by model developers)
- **Carbon Emitted (Power consumption x Time x Carbon produced based on location of power grid):** \
30.16 kg CO2 eq.

### DALL·E Mega Estimated Emissions

- **Hardware Type:** TPU v3-256
- **Hours used:** 1344 hours (56 days)
- **Carbon Emitted:** 18013.47 kg CO2 eq.
"""

AIRA = """\
# Aira-2-124M

## Details

- **Size:** 124,441,344 parameters
- **Batch size:** 32
- **GPU:** 1 NVIDIA A100-SXM4-40GB
- **Emissions:** 0.25 KgCO2 ({place})
- **Total Energy Consumption:** 0.52 kWh
"""

AIRA_METADATA = """\
license: apache-2.0
co2_eq_emissions:
  emissions: {grams}
  source: CodeCarbon
  training_type: fine-tuning
  geographical_location: United States of America
  hardware_used: NVIDIA A100-SXM4-40GB
"""

IMPACT = """\
# A model

## Environmental Impact

Carbon emissions can be estimated using the [Machine Learning Impact calculator]\
(https://mlco2.github.io/impact#compute) presented in [Lacoste et al. (2019)]\
(https://arxiv.org/abs/1910.09700).

- **Hardware Type:** {hardware}
- **Hours used:** {hours}
- **Compute Region:** [More Information Needed]
- **Carbon Emitted:** {emitted}
"""

LLAMA_TABLE = """\
# Llama 2

||Time (GPU hours)|Power Consumption (W)|Carbon Emitted(tCO<sub>2</sub>eq)|
|---|---|---|---|
|Llama 2 7B|184320|400|31.22|
|Llama 2 13B|368640|400|62.44|
|Total|552960||93.66|
"""

BLOOM = "# BLOOM\n- **Estimated carbon emissions:** {emitted}\n"

RESULT = """\
model-index:
- name: tagger
  results:
  - task:
      type: token-classification
{dataset}    metrics:
    - type: f1
      value: 0.87
"""
DATASET = """\
    dataset:
      type: conll2003
      name: CoNLL 2003
"""

CASES = [
    Case("no metadata", "metadata-missing", 1, "# My model\n", card("license: mit\n")),
    Case(
        "blanks after the closing fence",
        "grammar-fence-blanks",
        3,
        "---\nlicense: mit\n---  \n# x\n",
        "---\nlicense: mit\n---\n# x\n",
    ),
    Case(
        "the card is a pointer",
        "grammar-lfs-pointer",
        1,
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        card("license: mit\n"),
    ),
    Case(
        "Norwegian is false in Python",
        "grammar-yaml-boolean-word",
        4,
        card("language:\n- sv\n- no\n"),
        card('language:\n- sv\n- "no"\n'),
    ),
    Case(
        "an exponent without a point is text in Python",
        "grammar-yaml-exponent",
        3,
        card("co2_eq_emissions:\n  emissions: 1e-05\n"),
        card("co2_eq_emissions:\n  emissions: 0.00001\n"),
    ),
    Case(
        "licence",
        "key-near-miss",
        2,
        card("licence: apache-2.0\n"),
        card("license: apache-2.0\n"),
    ),
    Case("lisence", "key-near-miss", 2, card("lisence: mit\n"), card("license: mit\n")),
    Case(
        "the key of the Hub's own review bot",
        "key-near-miss",
        3,
        card("license: mit\nco2: 12.5\n"),
        card("license: mit\nco2_eq_emissions: 12.5\n"),
    ),
    Case(
        "a dash for an underscore",
        "key-near-miss",
        2,
        card("pipeline-tag: text-generation\n"),
        card("pipeline_tag: text-generation\n"),
    ),
    Case(
        "an underscore for a dash",
        "key-near-miss",
        2,
        card("model_index:\n- name: albert\n  results: []\n"),
        card("model-index:\n- name: albert\n  results: []\n"),
    ),
    Case(
        "a task under another name",
        "key-near-miss",
        3,
        card("library_name: fairseq\ntask: audio-to-audio\n"),
        card("library_name: fairseq\ntask: speech translation for my thesis\n"),
    ),
    Case(
        "what TRL writes",
        "key-trl-licence",
        6,
        card(
            "base_model: Qwen/Qwen2.5-0.5B\nlibrary_name: transformers\ntags:\n- trl\n"
            "licence: license\n"
        ),
        card("base_model: Qwen/Qwen2.5-0.5B\nlicense: apache-2.0\n"),
    ),
    Case(
        "a widget that is no list",
        "key-shape",
        2,
        card("widget:\n  text: The film was [MASK].\n"),
        card("widget:\n- text: The film was [MASK].\n"),
    ),
    Case(
        "an invented task",
        "pipeline-tag-unknown",
        2,
        card("pipeline_tag: sentence-embeddings\n"),
        card("pipeline_tag: sentence-similarity\n"),
    ),
    Case(
        "a kind of a task",
        "pipeline-tag-unknown",
        2,
        card("pipeline_tag: named-entity-recognition\n"),
        card("pipeline_tag: token-classification\n"),
    ),
    Case(
        "a task that the Hub hides",
        "pipeline-tag-hidden",
        2,
        card("pipeline_tag: multiple-choice\n"),
        card("pipeline_tag: question-answering\n"),
    ),
    Case(
        "a task of the past",
        "pipeline-tag-retired",
        2,
        card("pipeline_tag: conversational\n"),
        card("pipeline_tag: text-generation\n"),
    ),
    Case(
        "a license as SPDX writes it",
        "license-unknown",
        2,
        card("license: Apache-2.0\n"),
        card("license: apache-2.0\n"),
    ),
    Case(
        "another license, and nobody knows which",
        "license-unnamed",
        2,
        card("license: other\n"),
        card("license: other\nlicense_name: yi-license\nlicense_link: LICENSE\n"),
    ),
    Case(
        "a language by its name",
        "language-unknown",
        2,
        card("language: English\n"),
        card("language: en\n"),
    ),
    Case(
        "a language with its region",
        "language-unknown",
        2,
        card("language: pt-BR\n"),
        card("language: pt\nlanguage_bcp47: pt-BR\n"),
    ),
    Case(
        "an invented relation",
        "relation-unknown",
        3,
        card("base_model: gpt2\nbase_model_relation: distilled\n"),
        card("base_model: gpt2\nbase_model_relation: finetune\n"),
    ),
    Case(
        "a library without code on the Hub",
        "library-unknown",
        2,
        card("library_name: kenlm-zip\n"),
        card("library_name: transformers\n"),
    ),
    Case(
        "AutoTrain's unknown language is Enawene-Nawe",
        "placeholder-metadata",
        2,
        card("language:\n- unk\n"),
        card("language:\n- en\n"),
    ),
    Case(
        "sections of the Trainer's template",
        "placeholder-sections",
        7,
        card("license: mit\n", "# x\n\nHi.\n## Model description\n\nMore information needed\n"),
        card("license: mit\n", "# x\n\nA model.\n## Model description\n\nTwelve layers.\n"),
    ),
    Case(
        "a quantized copy of nothing",
        "base-model-missing",
        3,
        card("license: mit\ntags:\n- gguf\n- llama\n"),
        card("license: mit\ntags:\n- gguf\nbase_model: meta-llama/Llama-2-7b\n"),
    ),
    Case(
        "a base model by its address",
        "base-model-invalid",
        2,
        card("base_model: https://huggingface.co/bert/bert-base\n"),
        card("base_model: bert/bert-base\n"),
    ),
    Case(
        "a base model on somebody's disk",
        "base-model-invalid",
        2,
        card("base_model: ./checkpoints/step-1000\n"),
        card("base_model: gpt2\n"),
    ),
    Case(
        "a model based on itself",
        "base-model-self",
        2,
        card("base_model: owner/name\n"),
        card("base_model: owner/other\n"),
    ),
    Case(
        "a model that replaces itself",
        "new-version-self",
        2,
        card("new_version: Owner/Name\n"),
        card("new_version: owner/name-v2\n"),
    ),
    Case(
        "the list of an early draft",
        "emissions-list",
        2,
        card("co2_eq_emissions:\n- emissions: 5\n- source: CodeCarbon\n"),
        card("co2_eq_emissions:\n  emissions: 5\n  source: CodeCarbon\n"),
    ),
    Case(
        "a unit beside the number",
        "emissions-text",
        3,
        card("co2_eq_emissions:\n  emissions: 17 kg\n"),
        card("co2_eq_emissions:\n  emissions: 17000\n"),
    ),
    Case(
        "a mapping without emissions",
        "emissions-number",
        2,
        card("co2_eq_emissions:\n  source: CodeCarbon\n"),
        card("co2_eq_emissions:\n  emissions: 12\n  source: CodeCarbon\n"),
    ),
    Case(
        "fewer than nothing",
        "emissions-number",
        2,
        card("co2_eq_emissions: -5\n"),
        card("co2_eq_emissions: 5\n"),
    ),
    Case(
        "a constant of a tool that measured nothing",
        "emissions-zero",
        3,
        card("co2_eq_emissions:\n  emissions: 0.0\n"),
        card("co2_eq_emissions:\n  emissions: 0.01\n"),
    ),
    Case(
        "more than a million tonnes",
        "emissions-huge",
        3,
        card("co2_eq_emissions:\n  emissions: 12300000000000000000\n"),
        card("co2_eq_emissions:\n  emissions: 8930000000\n"),
    ),
    Case(
        "the body says kg, the metadata the same number",
        "emissions-unit",
        2,
        card("co2_eq_emissions: 0.0279\n", "# x\n\n- Carbon emission 0.0279 Kg\n"),
        card("co2_eq_emissions: 27.9\n", "# x\n\n- Carbon emission 0.0279 Kg\n"),
    ),
    Case(
        "the energy proves kilograms",
        "emissions-unit",
        3,
        # 1.9 / 8.1 = 0.23 g/kWh; 1900 / 8.1 = 235 g/kWh
        card("co2_eq_emissions:\n  emissions: 1.9\n  energy_consumed: 8.1\n"),
        card("co2_eq_emissions:\n  emissions: 1900\n  energy_consumed: 8.1\n"),
    ),
    Case(
        "no grid emits so much",
        "emissions-intensity",
        3,
        # 90000 / 12 = 7500 g/kWh
        card("co2_eq_emissions:\n  emissions: 90000\n  energy_consumed: 12\n"),
        card("co2_eq_emissions:\n  emissions: 9000\n  energy_consumed: 12\n"),
    ),
    Case(
        "AutoTrain's second mode",
        "emissions-autotrain",
        5,
        card(
            "tags:\n- autotrain\nco2_eq_emissions:\n  emissions: 0.0048\n",
            AUTOTRAIN.format(grams="0.0048"),
        ),
        card(
            "tags:\n- autotrain\nco2_eq_emissions:\n  emissions: 4.8\n",
            AUTOTRAIN.format(grams="4.8000"),
        ),
    ),
    Case(
        "dalle-mini: four times too little",
        "body-other-emissions",
        3,
        card(
            "license: apache-2.0\nco2_eq_emissions:\n  emissions: 7540\n"
            "  source: MLCo2 Machine Learning Impact calculator\n"
            "  geographical_location: East USA\n  hardware_used: TPU v3-8\n",
            DALLE_MINI,
        ),
        card("license: apache-2.0\nco2_eq_emissions:\n  emissions: 30160\n", DALLE_MINI),
    ),
    Case(
        "a total that is neither the table's nor a row's",
        "body-other-emissions",
        2,
        card("co2_eq_emissions: 500000000\n", LLAMA_TABLE),
        card("co2_eq_emissions: 93660000\n", LLAMA_TABLE),
    ),
    Case(
        "emissions that only a reader finds",
        "body-only-emissions",
        13,
        card(
            "license: mit\n",
            IMPACT.format(hardware="A100", hours="10", emitted="1.42 kg eq. CO2"),
        ),
        card(
            "license: mit\nco2_eq_emissions:\n  emissions: 1420\n",
            IMPACT.format(hardware="A100", hours="10", emitted="1.42 kg eq. CO2"),
        ),
    ),
    Case(
        "the text still says forthcoming",
        "body-unfilled",
        5,
        card("co2_eq_emissions: 24700000\n", BLOOM.format(emitted="*(Forthcoming.)*")),
        card("co2_eq_emissions: 24700000\n", BLOOM.format(emitted="24.7 tonnes")),
    ),
    Case(
        "Aira: two countries",
        "body-other-place",
        7,
        card(AIRA_METADATA.format(grams=250), AIRA.format(place="Singapore")),
        card(AIRA_METADATA.format(grams=250), AIRA.format(place="USA")),
    ),
    Case(
        "results that nobody can load",
        "evaluation-index",
        3,
        card(RESULT.format(dataset="")),
        card(RESULT.format(dataset=DATASET)),
    ),
]  # fmt: skip
