"""The build of the catalogue, run on a folder of small tables."""

import csv
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from hubscan.catalogue import snapshot
from hubscan.catalogue.record import BaseModel, Relation, Rung, TaskSource

ROOT = Path(__file__).resolve().parents[2]
HUB_2025 = (
    "id task downloads likes date params params_src license license_src base_model library "
    "languages last_modified created format tags sources"
)
COLUMNS = {
    "hub-2025-12.csv.gz": HUB_2025,
    "hub-2024-09.csv.gz": "modelId author downloads lastModified tags pipeline_tag",
    "downloads-2023.csv.gz": "modelId author downloads has_modelcard task_category",
    "transformersjs-2026-05.csv.gz": (
        "id downloads gated lastModified likes pipeline_tag numParameters"
    ),
    "small-lms-2024-11.csv.gz": (
        "id downloads likes task library_name tags num_parameters base_model"
    ),
    "small-models-facts.csv": (
        "hub_id task params_m licence relation base_or_teacher unverified_fields"
    ),
    "recommended-by-task-2026-08.csv": "task id",
    "quantized-pairs-2026-08.csv": "quantized_or_key base kind",
    "local-gallery-2026-08.csv.gz": "name hf_ids license last_checked",
    "lineage-2025-06.csv.gz": "source target edge",
    "quantized-2024.csv.gz": "id parent_id licence pipeline context_size",
    "architecture-params.csv.gz": "pattern kind parameters precision source note",
    "timm-2026-08.csv.gz": "hub_id param_count_M top1 top5",
    "mteb-models-2026-08.csv.gz": (
        "name n_parameters max_tokens license open_weights model_type languages adapted_from"
    ),
    "mteb-results-2026-08.csv.gz": (
        "model eng_v2_tasks_found eng_v2_mean banking77 stsb nfcorpus scifact"
    ),
    "open-llm-leaderboard-2025-03.csv.gz": (
        "model_name model_precision model_average_score features_is_flagged metadata_base_model "
        "metadata_hub_license metadata_hub_hearts metadata_params_billions "
        "evaluations_ifeval_normalized_score evaluations_bbh_normalized_score "
        "evaluations_math_normalized_score evaluations_gpqa_normalized_score "
        "evaluations_musr_normalized_score evaluations_mmlu_pro_normalized_score"
    ),
    "open-asr-2026-08.csv": "model,Avg. WER,Model size (B),License,AMI WER,Earnings22 WER,"
    "Gigaspeech WER,LS Clean WER,LS Other WER,SPGISpeech WER,Tedlium WER,Voxpopuli WER",
    "open-asr-multilingual-2026-08.csv": "model Avg",
    "spacy-2025-05.csv": "hub_id license size tag_acc dep_uas dep_las ents_f lemma_acc sents_f",
    "detection-2025-07.csv": "model map50_95 map50",
    "euroeval-2026-04.csv.gz": (
        "model on_hub params context rank_english_nlu rank_english_all rank_european_nlu "
        "rank_european_all"
    ),
    "co2-2023-04.csv.gz": "modelId datasets co2_eq_emissions co2_reported source auto size likes",
}
ROWS = {
    "hub-2025-12.csv.gz": [
        {
            "id": "meta-llama/Base-7B",
            "task": "text-generation",
            "downloads": "900.0",
            "likes": "12.0",
            "date": "2025-12-22",
            "params": "7241732096.0",
            "params_src": "theexgenesis",
            "license": "['Apache License 2.0']",
            "languages": "en|German",
            "sources": "theexgenesis",
        },
        {
            "id": "maker/Base-7B-GPTQ",
            "params": "1205080064.0",
            "params_src": "theexgenesis",
            "base_model": "base_model:meta-llama/Base-7B|base_model:quantized:meta-llama/Base-7B",
            "tags": "gptq|4-bit|region:us",
            "sources": "theexgenesis",
        },
        {"id": "org/thing-{quantization}", "sources": "xinference"},
        {
            "id": "org/reranker",
            "task": "feature-extraction",
            "sources": "mteb",
            "params": "300000000.0",
            "params_src": "mteb",
        },
        {
            "id": "org/old-t5-base",
            "task": "text2text-generation",
            "downloads": "5.0",
            "likes": "0.0",
            "date": "2026-01-06",
            "sources": "opentoint",
        },
    ],
    "hub-2024-09.csv.gz": [
        {
            "modelId": "ORG/old-t5-base",
            "downloads": "7",
            "lastModified": "2023-01-02 03:04:05+00:00",
            "tags": "['transformers', 'pytorch', 't5', 'de', 'license:mit', 'region:us']",
            "pipeline_tag": "summarization",
        }
    ],
    "downloads-2023.csv.gz": [
        {
            "modelId": "bert-base-uncased",
            "downloads": "900.0",
            "has_modelcard": "True",
            "task_category": "fill-mask",
        },
        {
            "modelId": "someone/autotrain-x-123",
            "downloads": "1.0",
            "has_modelcard": "True",
            "task_category": "text-classification",
        },
        {
            "modelId": "someone/unused",
            "downloads": "2.0",
            "has_modelcard": "True",
            "task_category": "fill-mask",
        },
    ],
    "lineage-2025-06.csv.gz": [
        {"source": "meta-llama/Base-7B", "target": "maker/Tuned", "edge": "finetuned"},
        {"source": "maker/Tuned", "target": "maker/Tuned", "edge": "merged"},
        {"source": "meta-llama/Base-7B", "target": "maker/Pruned-3B", "edge": "finetuned"},
    ],
    "mteb-models-2026-08.csv.gz": [
        {
            "name": "org/reranker",
            "n_parameters": "300000000.0",
            "max_tokens": "512",
            "open_weights": "True",
            "model_type": "cross-encoder",
            "languages": "eng-Latn;deu-Latn",
        }
    ],
    "mteb-results-2026-08.csv.gz": [
        {"model": "org/reranker", "eng_v2_tasks_found": "12", "eng_v2_mean": "0.9", "stsb": "0.8"},
        {"model": "nobody/nothing", "eng_v2_tasks_found": "39", "eng_v2_mean": "0.9"},
    ],
    "co2-2023-04.csv.gz": [
        {
            "modelId": "autotrain-x-123",
            "datasets": "['a/b']",
            "co2_eq_emissions": "3.5",
            "co2_reported": "1",
            "source": "AutoTrain",
            "auto": "True",
            "size": "440000000.0",
        },
        {
            "modelId": "bert-base-uncased",
            "co2_eq_emissions": "0.0363",
            "co2_reported": "1",
            "source": "Code Carbon",
            "auto": "False",
        },
    ],
}
LLMFIT = [
    {
        "name": name,
        "pipeline_tag": "text-generation",
        "parameters_raw": None,
        "hf_downloads": downloads,
        "hf_likes": likes,
    }
    for name, downloads, likes in [
        ("meta-llama/Base-7B", 950, 0),
        ("maker/Tuned", 40, 0),
        ("maker/Pruned-3B", 30, 3),
    ]
]


def write_tables(folder: Path) -> Path:
    """Write every table that the build reads, most of them without a row."""
    tables = folder / "hub-metadata"
    tables.mkdir(parents=True)
    for name, columns in COLUMNS.items():
        header = columns.split("," if "," in columns else None)
        opened = gzip.open if name.endswith(".gz") else open
        with opened(tables / name, "wt", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, restval="")
            writer.writeheader()
            writer.writerows(ROWS.get(name, []))
    cards = folder / "cards" / "hub-2023.jsonl.gz"
    cards.parent.mkdir()
    card = "---\r\nlicense: mit\r\nlanguage: [de, nonsense]\r\n---\r\nA sentence of the card.\r\n"
    known = {"model_id": "maker/Tuned", "id_certain": True, "task": None, "text": card}
    broken = {"model_id": "maker/Base", "id_certain": True, "task": None, "text": "---\n[:\n---\n"}
    with gzip.open(cards, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(line) + "\n" for line in (known, broken))
    gzip.open(tables / "hugginggpt-2023-03.jsonl.gz", "wt").close()
    with gzip.open(tables / "llmfit-2026-05.json.gz", "wt", encoding="utf-8") as stream:
        json.dump(LLMFIT, stream)
    return tables


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    script = ROOT / "scripts" / "build_catalogue.py"
    return subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return write_tables(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="module")
def built(tables, tmp_path_factory):
    out = tmp_path_factory.mktemp("built")
    result = run(tables, out)
    assert result.returncode == 0, result.stderr
    return out, result.stdout


@pytest.fixture(scope="module")
def models(built):
    return {model.model_id: model for model in snapshot.read_models(built[0] / "models.parquet")}


def test_every_model_stands_once_and_only_models_that_are_introduced(models):
    assert set(models) == {
        "meta-llama/Base-7B",
        "maker/Base-7B-GPTQ",
        "maker/Tuned",
        "maker/Pruned-3B",
        "org/reranker",
        "org/old-t5-base",
        "google-bert/bert-base-uncased",
        "someone/autotrain-x-123",
    }


LIKES = {
    "meta-llama/Base-7B": 12,  # the newer table says 0 without having asked
    "maker/Tuned": None,
    "maker/Pruned-3B": 3,
    "org/old-t5-base": 0,  # of a table that asked
    "org/reranker": None,
}


@pytest.mark.parametrize(("model_id", "likes"), LIKES.items(), ids=LIKES)
def test_likes_that_nobody_counted_are_unknown_and_not_zero(models, model_id, likes):
    assert models[model_id].likes == likes


def test_a_packed_copy_has_the_parameters_of_its_base(models):
    copy = models["maker/Base-7B-GPTQ"]
    assert (copy.parameters, copy.parameters_rung) == (7_241_732_096, Rung.BASE_MODEL)
    assert copy.quantization == "gptq-4bit"
    assert copy.base_models == (BaseModel("meta-llama/Base-7B", Relation.QUANTIZED),)
    assert (copy.pipeline_tag, copy.pipeline_tag_source) == (
        "text-generation",
        TaskSource.INHERITED,
    )


def test_a_fine_tune_has_the_parameters_of_its_base_and_a_pruned_one_its_own(models):
    tuned, pruned = models["maker/Tuned"], models["maker/Pruned-3B"]
    assert (tuned.parameters, tuned.parameters_rung) == (7_241_732_096, Rung.BASE_MODEL)
    assert (pruned.parameters, pruned.parameters_rung) == (3_000_000_000, Rung.NAME)


def test_a_card_adds_facts_and_no_sentence(models, built):
    tuned = models["maker/Tuned"]
    assert (tuned.license, tuned.languages) == ("mit", ("de",))
    assert b"sentence of the card" not in (built[0] / "models.parquet").read_bytes()


def test_the_newer_fact_stands_before_the_older(models):
    old = models["org/old-t5-base"]
    assert (old.pipeline_tag, old.downloads) == ("text-generation", 5)
    assert (old.license, old.languages, old.last_modified) == ("mit", ("de",), "2023-01-02")
    assert "text2text-generation" in old.tags
    assert old.source == "hub-2025-12+hub-2024-09"


def test_a_cross_encoder_ranks_though_mteb_rows_say_otherwise(models):
    reranker = models["org/reranker"]
    assert (reranker.pipeline_tag, reranker.pipeline_tag_source) == (
        "text-ranking",
        TaskSource.INFERRED,
    )
    assert reranker.languages == ("de", "en")
    assert reranker.parameters_rung == Rung.NAME  # 300 million on the dot was not counted


def test_licences_and_languages_are_brought_to_their_ids(models):
    base = models["meta-llama/Base-7B"]
    assert (base.license, base.languages) == ("apache-2.0", ("de", "en"))


def test_emissions_stay_where_their_unit_is_certain(models):
    assert models["someone/autotrain-x-123"].emissions_g == 3.5
    assert models["google-bert/bert-base-uncased"].emissions_g is None


def test_a_file_size_tells_the_parameters(models):
    # 440,000,000 bytes / 4 bytes for a weight = 110,000,000 weights
    assert models["someone/autotrain-x-123"].parameters == 110_000_000


def test_scores_are_kept_of_known_models_and_incomplete_means_are_not(built):
    (score,) = snapshot.read_scores(built[0] / "scores.parquet")
    assert (score.model_id, score.benchmark, score.value) == ("org/reranker", "STSBenchmark", 0.8)


@pytest.mark.parametrize(
    "line",
    [
        "8 models, 1 scores",
        "self-edges dropped: 1",
        "ids that are no repository: 1",
        "from a tool that answers in kilograms 1",
        "scores of models that are not here: 1",
        "text-classification",
        "parameters",
    ],
)
def test_the_build_tells_what_it_covers_and_what_it_set_aside(built, line):
    assert line in built[1]


def test_two_builds_give_the_same_bytes(tables, built, tmp_path):
    assert run(tables, tmp_path).returncode == 0
    for name in ("models.parquet", "scores.parquet", "conflicts.parquet"):
        assert (tmp_path / name).read_bytes() == (built[0] / name).read_bytes()


def test_a_missing_table_is_one_clear_line(tables, tmp_path):
    copy = write_tables(tmp_path)
    (copy / "timm-2026-08.csv.gz").unlink()
    result = run(copy, tmp_path / "out")
    assert result.returncode == 1
    assert "timm-2026-08.csv.gz is missing" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [[], ["no-such-folder"]], ids=["nothing", "no folder"])
def test_without_tables_the_use_is_told(arguments):
    result = run(*arguments)
    assert result.returncode == 2
    assert "usage" in result.stderr
