"""Leaderboards: facts of the models on them, and their scores as quality evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from hubscan.catalogue.languages import normal_languages
from hubscan.catalogue.licences import normal_licence
from hubscan.catalogue.names import is_model_id
from hubscan.catalogue.parameters import Count, plausible
from hubscan.catalogue.record import BaseModel, QualityScore, Relation, Rung, TaskSource

from .facts import Facts, counted, number, rows, whole, word

_MTEB_TASKS = {"cross-encoder": "text-ranking", "dense": "feature-extraction"}
_MTEB_TASKS |= {"late-interaction": "feature-extraction", "sparse": "feature-extraction"}
_ENGLISH_TASKS = 39
_OPEN_LLM = {
    "ifeval": "IFEval",
    "bbh": "BBH",
    "math": "MATH Lvl 5",
    "gpqa": "GPQA",
    "musr": "MuSR",
    "mmlu_pro": "MMLU-PRO",
}
_SPACY = ("tag_acc", "dep_uas", "dep_las", "ents_f", "lemma_acc", "sents_f")
_ASR = (
    "AMI",
    "Earnings22",
    "Gigaspeech",
    "LS Clean",
    "LS Other",
    "SPGISpeech",
    "Tedlium",
    "Voxpopuli",
)
# Rows of the detection leaderboard whose weights are a repository of the Hub.
_DETECTORS = {
    "D-FINE-N": "ustc-community/dfine-nano-coco",
    "D-FINE-S": "ustc-community/dfine-small-coco",
    "D-FINE-M": "ustc-community/dfine-medium-coco",
    "D-FINE-L": "ustc-community/dfine-large-coco",
    "D-FINE-X": "ustc-community/dfine-xlarge-coco",
    "RT-DETRv1 r18vd": "PekingU/rtdetr_r18vd",
    "RT-DETRv1 r34vd": "PekingU/rtdetr_r34vd",
    "RT-DETRv1 r50vd": "PekingU/rtdetr_r50vd",
    "RT-DETRv1 r101vd": "PekingU/rtdetr_r101vd",
    "RT-DETRv2-S": "PekingU/rtdetr_v2_r18vd",
    "RT-DETRv2-M*": "PekingU/rtdetr_v2_r34vd",
    "RT-DETRv2-L": "PekingU/rtdetr_v2_r50vd",
    "RT-DETRv2-X": "PekingU/rtdetr_v2_r101vd",
}


def timm_facts(folder: Path) -> Iterator[Facts]:
    """Read the size of the image models of timm."""
    for row in rows(folder / "timm-2026-08.csv.gz"):
        yield Facts(
            model_id=row["hub_id"],
            as_of="2026-08",
            source="timm-2026-08",
            task="image-classification" if number(row["top1"]) is not None else None,
            library="timm",
            counts=counted((number(row["param_count_M"]) or 0) * 1e6, "timm-2026-08"),
        )


def mteb_facts(folder: Path) -> Iterator[Facts]:
    """Read embedding models and rerankers, as their authors declared them to MTEB."""
    for row in rows(folder / "mteb-models-2026-08.csv.gz"):
        base = word(row["adapted_from"])
        if not is_model_id(row["name"]) or row["open_weights"] != "True":
            continue
        yield Facts(
            model_id=row["name"],
            as_of="2026-08",
            source="mteb-2026-08",
            task=_MTEB_TASKS.get(row["model_type"]),
            task_source=TaskSource.INFERRED,
            licence=normal_licence(word(row["license"])),
            languages=normal_languages(row["languages"].split(";")),
            base_models=(BaseModel(base, Relation.UNKNOWN),) if base else (),
            counts=counted(number(row["n_parameters"]), "mteb-2026-08"),
            context_length=whole(row["max_tokens"]) or None,
        )


def open_llm_facts(folder: Path) -> Iterator[Facts]:
    """Read the language models of the Open LLM Leaderboard."""
    for row in rows(folder / "open-llm-leaderboard-2025-03.csv.gz"):
        base = word(row["metadata_base_model"])
        billions = number(row["metadata_params_billions"]) or 0
        whole_numbers = row["model_precision"] in {"bfloat16", "float16"}
        yield Facts(
            model_id=row["model_name"],
            as_of="2025-03",
            source="open-llm-leaderboard-2025-03",
            task="text-generation",
            task_source=TaskSource.INFERRED,
            licence=normal_licence(word(row["metadata_hub_license"])),
            base_models=(BaseModel(base, Relation.UNKNOWN),) if base else (),
            counts=counted(billions * 1e9, "open-llm-leaderboard-2025-03") if whole_numbers else (),
            likes=whole(row["metadata_hub_hearts"]),
        )


def open_asr_facts(folder: Path) -> Iterator[Facts]:
    """Read the speech recognizers of the Open ASR Leaderboard with open weights."""
    for row in rows(folder / "open-asr-2026-08.csv"):
        billions = number(row["Model size (B)"]) or 0
        known = plausible(billions * 1e9)
        if row["License"] == "Open" and is_model_id(row["model"]):
            yield Facts(
                model_id=row["model"],
                as_of="2026-08",
                source="open-asr-2026-08",
                task="automatic-speech-recognition",
                task_source=TaskSource.INFERRED,
                counts=(Count(known, Rung.NAME, "open-asr-2026-08"),) if known else (),
            )


def spacy_facts(folder: Path) -> Iterator[Facts]:
    """Read the pipelines of spaCy."""
    for row in rows(folder / "spacy-2025-05.csv"):
        language = row["hub_id"].rpartition("/")[2].split("_")[0]
        yield Facts(
            model_id=row["hub_id"],
            as_of="2025-05",
            source="spacy-2025-05",
            task="token-classification" if number(row["ents_f"]) else None,
            library="spacy",
            licence=normal_licence(word(row["license"])),
            languages=normal_languages([language]),
            tags=("spacy",),
            counts=_from_megabytes(row["size"]),
        )


def euroeval_facts(folder: Path) -> Iterator[Facts]:
    """Read the language models of EuroEval that are on the Hub."""
    for row in rows(folder / "euroeval-2026-04.csv.gz"):
        if row["on_hub"] == "True" and is_model_id(row["model"]):
            yield Facts(
                model_id=row["model"],
                as_of="2026-04",
                source="euroeval-2026-04",
                counts=counted(number(row["params"]), "euroeval-2026-04"),
                context_length=_context(row["context"]),
            )


def timm_scores(folder: Path) -> Iterator[QualityScore]:
    """Read ImageNet accuracies of timm's models, at the size of image that each is named for."""
    for row in rows(folder / "timm-2026-08.csv.gz"):
        for metric in ("top1", "top5"):
            yield from _score(row["hub_id"], "imagenet-1k", metric, row[metric], "timm-2026-08")


def mteb_scores(folder: Path) -> Iterator[QualityScore]:
    """Read MTEB scores; the English mean only where every task of it was run."""
    source = "mteb-2026-08"
    for row in rows(folder / "mteb-results-2026-08.csv.gz"):
        complete = whole(row["eng_v2_tasks_found"]) == _ENGLISH_TASKS
        if complete:
            yield from _score(row["model"], "MTEB(eng, v2)", "mean", row["eng_v2_mean"], source)
        for task, metric in _MTEB_SCORES.items():
            yield from _score(row["model"], task, metric, row[_MTEB_COLUMNS[task]], source)


_MTEB_SCORES = {
    "Banking77Classification": "accuracy",
    "STSBenchmark": "cosine_spearman",
    "NFCorpus": "ndcg_at_10",
    "SciFact": "ndcg_at_10",
}
_MTEB_COLUMNS = {
    "Banking77Classification": "banking77",
    "STSBenchmark": "stsb",
    "NFCorpus": "nfcorpus",
    "SciFact": "scifact",
}


def open_llm_scores(folder: Path) -> Iterator[QualityScore]:
    """Read the six benchmarks of the Open LLM Leaderboard and their mean, normalised, 0 to 100."""
    source = "open-llm-leaderboard-2025-03"
    for row in rows(folder / "open-llm-leaderboard-2025-03.csv.gz"):
        if row["features_is_flagged"] == "True":
            continue
        mean = row["model_average_score"]
        yield from _score(row["model_name"], "Open LLM Leaderboard 2", "average", mean, source)
        for column, benchmark in _OPEN_LLM.items():
            value = row[f"evaluations_{column}_normalized_score"]
            yield from _score(row["model_name"], benchmark, "normalized_score", value, source)


def open_asr_scores(folder: Path) -> Iterator[QualityScore]:
    """Read word error rates in per cent, lower is better, and the speed as RTFx."""
    source = "open-asr-2026-08"
    for row in rows(folder / "open-asr-2026-08.csv"):
        model, average = row["model"], row["Avg. WER"]
        yield from _score(model, "Open ASR Leaderboard", "wer", average, source, higher=False)
        for corpus in _ASR:
            wer = row[f"{corpus} WER"]
            yield from _score(model, corpus, "wer", wer, source, higher=False)
    for row in rows(folder / "open-asr-multilingual-2026-08.csv"):
        board = "Open ASR Leaderboard (multilingual)"
        multilingual = "open-asr-multilingual-2026-08"
        yield from _score(row["model"], board, "wer", row["Avg"], multilingual, higher=False)


def spacy_scores(folder: Path) -> Iterator[QualityScore]:
    """Read the scores of spaCy's pipelines, each on its own language's corpus."""
    for row in rows(folder / "spacy-2025-05.csv"):
        language = row["hub_id"].rpartition("/")[2].split("_")[0]
        for metric in _SPACY:
            benchmark = f"spaCy {language}"
            yield from _score(row["hub_id"], benchmark, metric, row[metric], "spacy-2025-05")


def detection_scores(folder: Path) -> Iterator[QualityScore]:
    """Read COCO mAP of the detectors whose repository is certain."""
    for row in rows(folder / "detection-2025-07.csv"):
        if model_id := _DETECTORS.get(row["model"]):
            for metric in ("map50_95", "map50"):
                source = "detection-2025-07"
                yield from _score(model_id, "coco-val2017", metric, row[metric], source)


def euroeval_scores(folder: Path) -> Iterator[QualityScore]:
    """Read mean ranks on EuroEval: lower is better; 100 is the table's word for not ranked."""
    boards = ("english_nlu", "english_all", "european_nlu", "european_all")
    for row in rows(folder / "euroeval-2026-04.csv.gz"):
        for board in boards:
            rank = number(row[f"rank_{board}"])
            if row["on_hub"] == "True" and rank is not None and rank < 100:
                benchmark = f"EuroEval {board}"
                text = str(rank)
                source = "euroeval-2026-04"
                yield from _score(row["model"], benchmark, "mean_rank", text, source, higher=False)


SCORES: tuple[Callable[[Path], Iterator[QualityScore]], ...] = (
    timm_scores,
    mteb_scores,
    open_llm_scores,
    open_asr_scores,
    spacy_scores,
    detection_scores,
    euroeval_scores,
)


def _context(text: str) -> int | None:
    """Return a context length; 8,192 is also what the benchmark cuts longer ones down to."""
    length = whole(text)
    return None if length in (0, 8192) else length


def _score(
    model_id: str, benchmark: str, metric: str, text: str, source: str, *, higher: bool = True
) -> Iterator[QualityScore]:
    value = number(text)
    if value is not None and value >= 0:
        yield QualityScore(
            model_id=model_id,
            benchmark=benchmark,
            metric=metric,
            value=round(value, 5),
            higher_is_better=higher,
            as_of=re.sub(r"^.*?(\d{4}-\d{2})$", r"\1", source),
            source=source,
        )


def _from_megabytes(text: str) -> tuple[Count, ...]:
    """Return the parameters of a pipeline from its size: nearly all of it is 32-bit weights."""
    megabytes = number(text.removesuffix(" MB"))
    known = plausible(megabytes * 1e6 / 4) if megabytes else None
    return (Count(known, Rung.ARCHITECTURE, "spacy-2025-05 (file size)"),) if known else ()
