"""The catalogue that ships: its size, its coverage, and the facts of well-known models."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import pytest

from hubscan.catalogue import snapshot
from hubscan.catalogue.languages import normal_language
from hubscan.catalogue.licences import licence_classes
from hubscan.catalogue.names import is_model_id
from hubscan.catalogue.quantization import parse
from hubscan.catalogue.record import Relation, Rung, TaskSource
from hubscan.catalogue.tasks import current_tags
from hubscan.resources import resource

FOLDER = resource("data", "catalogue")


@pytest.fixture(scope="module")
def records():
    return list(snapshot.read_models(FOLDER / snapshot.MODELS_FILE))


@pytest.fixture(scope="module")
def by_id(records):
    return {record.model_id: record for record in records}


@pytest.fixture(scope="module")
def scores():
    return list(snapshot.read_scores(FOLDER / snapshot.SCORES_FILE))


@dataclass(frozen=True)
class Known:
    """A model that people know, with the facts that its authors publish."""

    id: str
    task: str | None = None
    parameters: float | None = None
    licence: str | None = None
    base: str | None = None
    relation: Relation | None = None
    quantization: str | None = None
    rung: Rung | None = None


Q, D, F = Relation.QUANTIZED, Relation.DISTILLED, Relation.FINETUNE
BERT = "google-bert/bert-base-uncased"
MISTRAL = "mistralai/Mistral-7B-Instruct-v0.2"
LLAMA = "meta-llama/Llama-3.2-1B-Instruct"
ASR = "automatic-speech-recognition"
KNOWN = [
    Known(BERT, "fill-mask", 110e6, "apache-2.0"),
    Known("google-bert/bert-large-uncased", "fill-mask", 336e6, "apache-2.0"),
    Known("google-bert/bert-base-multilingual-cased", "fill-mask", 178e6, "apache-2.0"),
    Known("distilbert/distilbert-base-uncased", "fill-mask", 66.986e6, "apache-2.0", BERT, D),
    Known(
        "distilbert/distilroberta-base", None, 82.8e6, "apache-2.0", "FacebookAI/roberta-base", D
    ),
    Known("distilbert/distilgpt2", None, 81.9e6, "apache-2.0", "openai-community/gpt2", D),
    Known("openai-community/gpt2", "text-generation", 124.44e6, "mit"),
    Known("openai-community/gpt2-xl", "text-generation", 1557.6e6, "mit"),
    Known("FacebookAI/roberta-large", "fill-mask", 355.4e6, "mit"),
    Known("FacebookAI/xlm-roberta-base", "fill-mask", 278.9e6, "mit"),
    Known("albert/albert-base-v2", "fill-mask", 11.8e6, "apache-2.0"),
    Known("microsoft/deberta-v3-small", "fill-mask", 142e6, "mit"),
    Known("microsoft/deberta-v3-large", "fill-mask", 435e6, "mit"),
    Known("answerdotai/ModernBERT-base", "fill-mask", 149.7e6, "apache-2.0"),
    Known("sentence-transformers/all-MiniLM-L6-v2", "sentence-similarity", 22.7e6, "apache-2.0"),
    Known("sentence-transformers/all-mpnet-base-v2", "sentence-similarity", 109.5e6, "apache-2.0"),
    Known("BAAI/bge-small-en-v1.5", None, 33.4e6, "mit"),
    Known("BAAI/bge-large-en-v1.5", "feature-extraction", 335e6, "mit"),
    Known("BAAI/bge-m3", "sentence-similarity", 568e6, "mit"),
    Known("BAAI/bge-reranker-v2-m3", "text-classification", 567.8e6, "apache-2.0"),
    Known("intfloat/multilingual-e5-small", "sentence-similarity", 117.7e6, "mit"),
    Known("intfloat/multilingual-e5-large", "feature-extraction", 560e6, "mit"),
    Known("cross-encoder/ms-marco-MiniLM-L6-v2", "text-ranking", 22.7e6, "apache-2.0"),
    Known("openai/whisper-tiny", ASR, 37.8e6),
    Known("openai/whisper-small", ASR, 241.7e6),
    Known("openai/whisper-medium", ASR, 763.9e6),
    Known("openai/whisper-large-v3", ASR, 1543.5e6),
    Known("openai/whisper-large-v3-turbo", ASR, 808.9e6),
    Known("distil-whisper/distil-large-v3", ASR, 756.4e6, "mit", "openai/whisper-large-v3", D),
    Known("facebook/wav2vec2-base-960h", ASR, 94.4e6, "apache-2.0"),
    Known("facebook/wav2vec2-xls-r-300m", None, 315.4e6, "apache-2.0"),
    Known("facebook/bart-large-cnn", "summarization", 406.3e6, "mit"),
    Known("facebook/bart-large-mnli", "zero-shot-classification", 407.3e6, "mit"),
    Known("google-t5/t5-small", "translation", 60.5e6, "apache-2.0"),
    Known("google/flan-t5-base", "text-generation", 247.6e6, "apache-2.0"),
    Known("google/mt5-small", "text-generation", 300.2e6, "apache-2.0"),
    Known("facebook/nllb-200-distilled-600M", "translation", None, "cc-by-nc-4.0"),
    Known("google/vit-base-patch16-224", "image-classification", 86.6e6, "apache-2.0"),
    Known("timm/resnet50.a1_in1k", "image-classification", 25.6e6, "apache-2.0"),
    Known("timm/mobilenetv3_small_100.lamb_in1k", "image-classification", 2.55e6, "apache-2.0"),
    Known("hustvl/yolos-tiny", "object-detection", 6.49e6, "apache-2.0"),
    Known("facebook/detr-resnet-50", "object-detection", 41.6e6, "apache-2.0"),
    Known("nvidia/segformer-b0-finetuned-ade-512-512", "image-segmentation", 3.8e6, "other"),
    Known("facebook/sam-vit-base", "mask-generation", 93.7e6, "apache-2.0"),
    Known("openai/clip-vit-base-patch32", "zero-shot-image-classification", 151.3e6),
    Known("openai/clip-vit-large-patch14", "zero-shot-image-classification", 427.6e6),
    Known("google/siglip-base-patch16-224", "zero-shot-image-classification", 203.2e6),
    Known("Salesforce/blip-image-captioning-base", "image-to-text", 224.7e6, "bsd-3-clause"),
    Known("Salesforce/blip2-opt-2.7b", "image-text-to-text", 3745e6, "mit"),
    Known("dslim/bert-base-NER", "token-classification", 108.3e6, "mit"),
    Known("spacy/en_core_web_sm", "token-classification", None, "mit"),
    Known("spacy/ca_core_news_lg", "token-classification", None, "gpl-3.0"),
    Known("deepset/roberta-base-squad2", "question-answering", 124e6, "cc-by-4.0"),
    Known("facebook/mms-tts-eng", "text-to-speech", 36.3e6, "cc-by-nc-4.0"),
    Known("facebook/dinov2-small", "image-feature-extraction", 22.06e6, "apache-2.0"),
    Known("amazon/chronos-t5-small", "time-series-forecasting", 46.2e6, "apache-2.0"),
    Known("meta-llama/Llama-3.2-1B", "text-generation", 1235.8e6, "llama3.2"),
    Known("meta-llama/Llama-3.1-8B-Instruct", "text-generation", 8030e6, "llama3.1"),
    Known("Qwen/Qwen2.5-0.5B-Instruct", "text-generation", 494e6, "apache-2.0"),
    Known(
        "Qwen/Qwen2.5-7B-Instruct", "text-generation", 7616e6, "apache-2.0", "Qwen/Qwen2.5-7B", F
    ),
    Known("Qwen/Qwen3-30B-A3B", "text-generation", 30532e6, "apache-2.0"),
    Known("mistralai/Mixtral-8x7B-Instruct-v0.1", "text-generation", 46703e6, "apache-2.0"),
    Known("microsoft/phi-2", "text-generation", 2779.7e6, "mit"),
    Known("google/gemma-2-2b-it", "text-generation", 2614e6, "gemma"),
    Known("TinyLlama/TinyLlama-1.1B-Chat-v1.0", "text-generation", 1100e6, "apache-2.0"),
    Known("deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B", "text-generation", 1777e6, "mit"),
    Known(
        "TheBloke/Mistral-7B-Instruct-v0.2-GPTQ",
        *("text-generation", 7241.7e6, "apache-2.0", MISTRAL, Q, "gptq-4bit", Rung.BASE_MODEL),
    ),
    Known(
        "TheBloke/Mistral-7B-Instruct-v0.2-AWQ",
        *("text-generation", 7241.7e6, "apache-2.0", MISTRAL, Q, "awq-4bit", Rung.BASE_MODEL),
    ),
    Known(
        "TheBloke/stable-code-3b-GPTQ",
        *("text-generation", 2795.4e6, "other", "stabilityai/stable-code-3b", Q, "gptq-4bit"),
    ),
    Known(
        "mlx-community/Llama-3.2-1B-Instruct-4bit",
        *("text-generation", 1235.8e6, "llama3.2", LLAMA, Q, "mlx-4bit", Rung.BASE_MODEL),
    ),
    Known(
        "TheBloke/Llama-2-7B-Chat-GGUF",
        *("text-generation", 6738.4e6, "llama2", "meta-llama/Llama-2-7b-chat-hf", Q, "gguf"),
    ),
]


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.id)
def test_well_known_models_have_their_published_facts(by_id, known):
    record = by_id[known.id]
    if known.task:
        assert record.pipeline_tag == known.task
    if known.parameters:
        assert record.parameters == pytest.approx(known.parameters, rel=0.01)
    if known.licence:
        assert record.license == known.licence
    if known.base:
        assert (known.base, known.relation) in [(b.id, b.relation) for b in record.base_models]
    if known.quantization:
        assert record.quantization == known.quantization
    if known.rung:
        assert record.parameters_rung == known.rung


def test_it_holds_what_it_must(records):
    assert len(records) >= 45_000
    assert sum(record.pipeline_tag is not None for record in records) >= 36_000


def test_it_is_small():
    files = [*FOLDER.iterdir(), resource("data", "SOURCES.md")]
    assert sum(file.stat().st_size for file in files) <= 8_000_000


LEAST_KNOWN = {
    "text-classification": 0.60,
    "token-classification": 0.60,
    "question-answering": 0.60,
    "fill-mask": 0.60,
    "sentence-similarity": 0.60,
    "image-classification": 0.60,
    "automatic-speech-recognition": 0.60,
    "text-generation": 0.85,
}


@pytest.mark.parametrize(("task", "least"), LEAST_KNOWN.items(), ids=LEAST_KNOWN)
def test_the_parameters_of_enough_models_are_known(records, task, least):
    sizes = [record.parameters for record in records if record.pipeline_tag == task]
    assert sum(size is not None for size in sizes) >= least * len(sizes)


def test_ids_are_of_repositories_and_stand_once_whatever_their_capitals(records):
    assert all(is_model_id(record.model_id) for record in records)
    counts = Counter(record.model_id.casefold() for record in records)
    assert not [model_id for model_id, count in counts.items() if count > 1]


def test_the_words_are_those_of_the_closed_lists(records):
    assert {r.pipeline_tag for r in records} <= {None, *current_tags()}
    assert {r.license for r in records} <= {None, *licence_classes()}
    codes = {code for record in records for code in record.languages}
    assert all(normal_language(code) == code for code in codes)
    schemes = {record.quantization for record in records} - {None}
    assert all(str(parse(scheme)) == scheme for scheme in schemes)


def test_retired_tasks_can_still_be_found(by_id, records):
    assert "text2text-generation" in by_id["google/flan-t5-base"].tags
    assert sum("conversational" in record.tags for record in records) > 1000


def test_what_is_known_says_where_it_comes_from(records):
    for record in records:
        assert record.as_of
        assert record.source
        assert (record.parameters is None) == (record.parameters_rung is None)
        assert (record.pipeline_tag is None) == (record.pipeline_tag_source is None)
        assert record.description is None


def test_inherited_tasks_are_marked_and_come_from_a_base(by_id, records):
    inherited = [r for r in records if r.pipeline_tag_source == TaskSource.INHERITED]
    assert inherited
    for record in inherited:
        bases = [by_id[base.id] for base in record.base_models if base.id in by_id]
        assert record.pipeline_tag in {base.pipeline_tag for base in bases}


def test_no_model_is_its_own_base(records):
    for record in records:
        assert record.model_id.casefold() not in {b.id.casefold() for b in record.base_models}


def test_numbers_are_possible(records):
    for record in records:
        assert record.parameters is None or 1_000_000 <= record.parameters <= 3e12
        assert record.downloads is None or record.downloads >= 0
        assert record.emissions_g is None or 0 < record.emissions_g < 1e9
        assert record.context_length is None or 0 < record.context_length <= 20_000_000


def test_no_model_that_many_use_is_said_to_have_no_likes(records):
    liked_by_none = [r for r in records if r.likes == 0 and r.downloads is not None]
    assert liked_by_none
    assert max(r.downloads for r in liked_by_none) < 100_000


def test_a_packed_copy_never_has_the_count_of_its_own_file(records):
    packed = [r for r in records if r.quantization and parse(r.quantization).is_packed]
    assert len(packed) > 1000
    assert not [r.model_id for r in packed if r.parameters_rung == Rung.EXACT]


def test_rows_stand_by_task_then_downloads_then_id(records):
    def place(record):
        known = record.downloads if record.downloads is not None else -1
        return (record.pipeline_tag is None, record.pipeline_tag or "", -known, record.model_id)

    assert all(place(one) < place(two) for one, two in pairwise(records))


def test_conflicts_keep_the_better_rung():
    columns = snapshot.read_columns(
        FOLDER / snapshot.CONFLICTS_FILE, ["parameters", "other_parameters", "rung", "other_rung"]
    )
    ladder = list(Rung)
    for ours, theirs, rung, other_rung in zip(*columns.values(), strict=True):
        assert ladder.index(rung) <= ladder.index(other_rung)
        assert max(ours, theirs) > 1.3 * min(ours, theirs)


def test_scores_are_evidence_of_models_that_are_here(by_id, scores):
    assert {score.model_id for score in scores} <= set(by_id)
    keys = Counter((s.model_id, s.benchmark, s.metric) for s in scores)
    assert max(keys.values()) == 1
    assert all(score.as_of and score.source for score in scores)


SCORES = [
    ("timm/resnet50.a1_in1k", "imagenet-1k", "top1", True, 70, 90),
    ("sentence-transformers/all-MiniLM-L6-v2", "STSBenchmark", "cosine_spearman", True, 0.8, 0.9),
    ("openai/whisper-large-v3", "Open ASR Leaderboard", "wer", False, 5, 10),
    ("meta-llama/Llama-3.2-1B", "MMLU-PRO", "normalized_score", True, 0, 20),
    ("spacy/ca_core_news_lg", "spaCy ca", "ents_f", True, 0.8, 0.9),
    ("PekingU/rtdetr_r50vd", "coco-val2017", "map50_95", True, 0.5, 0.6),
]


@pytest.mark.parametrize(
    ("model_id", "benchmark", "metric", "higher", "low", "high"), SCORES, ids=[s[0] for s in SCORES]
)
def test_well_known_scores_are_there(scores, model_id, benchmark, metric, higher, low, high):
    (score,) = [
        s for s in scores if (s.model_id, s.benchmark, s.metric) == (model_id, benchmark, metric)
    ]
    assert score.higher_is_better == higher
    assert low < score.value < high


def test_the_shipped_files_are_listed_with_their_sources():
    text = resource("data", "SOURCES.md").read_text(encoding="utf-8")
    for file in FOLDER.iterdir():
        assert file.name in text
