"""Needs in other languages, and with slips, read in the English words that the encoder knows."""

from __future__ import annotations

import csv

import pytest

from hubscan.resources import resource
from hubscan.search.loading import load_encoder
from hubscan.search.reading import plain, read

LANGUAGES = {"en", "es", "fr", "de", "it", "pt"}
ENGLISH = {"detect", "comments", "toxic", "translate", "generate", "deepset", "music", "cards"}

ABROAD = [
    ("traducir del alemán al español", "translate german spanish"),
    ("Résumer des articles de presse", "summarise article presse"),
    ("Texte ins Englische übersetzen", "text english translate"),
    ("classificare le recensioni dei clienti", "classify review customer"),
    ("transcrever gravações de reuniões", "transcribe recording meeting"),
    ("detectar toxicidad con roberta-base", "detect toxic roberta base"),
]
AS_THEY_ARE = [
    "detect toxic comments in a forum",
    "music genre classification",
    "a law office condenses court rulings",
    "graph transformer for chemistry",
    "AI pair programmer",
    'Translate this text from French to English: "le système français est composé d\'écoles"',
    "上海是中国的大城市",
    "!?",
    "para el",  # nothing but words that tell nothing
]
SLIPS = [
    ("detcet toxic commetns", "detect toxic comments"),  # swapped
    ("transate", "translate"),  # dropped
    ("genneratte music", "genneratte music"),  # two slips in a word are not undone
    ("trranslate, detect!", "translate, detect!"),  # doubled
    ("deepset", "deepset"),  # known
    ("whispers podcasts", "whispers podcasts"),  # an ending is not a slip
    ("Detcet wav2vec2 RoBERTa", "Detcet wav2vec2 RoBERTa"),  # names have capitals and digits
    ("bard", "bard"),  # short words have too many neighbours
]

DIRECTIONS = [
    ("speech to text on a phone", "speech recognition transcription on a phone"),
    ("Speech-to-Text", "speech recognition transcription"),
    ("text2speech, small", "speech synthesis voice, small"),
    ("text_to_image", "image generation prompt"),
    ("text  to\tspeech", "speech synthesis voice"),
    ("text to speechless", "text to speechless"),  # whole words only
    ("context to image", "context to image"),
    ("convert 2 files to text", "convert 2 files to text"),
]


def is_word(word: str) -> bool:
    return word in ENGLISH


@pytest.mark.parametrize(("need", "english"), ABROAD, ids=[need for need, _ in ABROAD])
def test_other_languages_word_by_word(need: str, english: str) -> None:
    assert read(need, is_word) == english


@pytest.mark.parametrize("need", AS_THEY_ARE)
def test_english_and_unknown_languages_stay(need: str) -> None:
    assert load_encoder().read(need) == need


@pytest.mark.parametrize(("need", "reading"), DIRECTIONS, ids=[need for need, _ in DIRECTIONS])
def test_phrases_with_a_direction(need: str, reading: str) -> None:
    assert load_encoder().read(need) == reading


@pytest.mark.parametrize(("need", "right"), SLIPS, ids=[need for need, _ in SLIPS])
def test_slips(need: str, right: str) -> None:
    assert read(need, is_word) == right


def test_two_words_as_near_leave_a_slip() -> None:
    assert read("qwards", {"qwirds", "qwords"}.__contains__) == "qwards"


def test_many_unknown_words_are_another_language() -> None:
    need = "detcet toxicc tranlate genrate musicc commetns"
    assert read(need, is_word) == need


def test_english_words_mean_themselves() -> None:
    rows = lexicon()
    meanings = [row["english"] for row in rows]
    assert len(set(meanings)) == len(meanings)
    assert all(set(row) == LANGUAGES | {"english"} for row in rows)


@pytest.mark.parametrize("language", sorted(LANGUAGES - {"en"}))
def test_lexicon_has_each_word_once(language: str) -> None:
    words = [plain(word) for row in lexicon() for word in row[language].split()]
    twice = sorted({word for word in words if words.count(word) > 1})
    assert twice == []


def lexicon() -> list[dict[str, str]]:
    with resource("data", "tasks", "lexicon.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
