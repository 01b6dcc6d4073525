import pytest

from hubscan.cards.vocabularies import Name, vocabulary
from hubscan.catalogue import languages
from hubscan.errors import UsageError

WRITTEN = [
    ("German", "de"),
    ("german", "de"),
    ("de", "de"),
    ("deu", "de"),
    ("deu-Latn", "de"),
    ("zh-CN", "zh"),
    ("zh_Hans", "zh"),
    ("arb", "ar"),
    ("iw", "he"),
    ("Farsi", "fa"),
    ("Haitian Creole", "ht"),
    ("Norwegian Bokmål", "nb"),
    ("haw", "haw"),
    ("multilingual", "mul"),
    ("code", None),
    ("klingonish", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "code"), WRITTEN, ids=[w or "empty" for w, _ in WRITTEN])
def test_a_language_is_brought_to_its_code(written, code):
    assert languages.normal_language(written) == code


def test_languages_are_sorted_and_once():
    assert languages.normal_languages(["fr", "German", "de", "nothing"]) == ("de", "fr")


AMONG = [
    (["transformers", "en", "de"], ("de", "en")),
    (["stable-diffusion", "sd", "ml"], ()),
    (["sd", "en"], ("en", "sd")),
    (["vit", "rag", "moe"], ()),
    ([], ()),
]


@pytest.mark.parametrize(("tags", "codes"), AMONG)
def test_codes_are_told_from_abbreviations(tags, codes):
    assert languages.languages_among(tags) == codes


NAMES = [
    ("bert-base-german-cased", "de"),
    ("xlm-roberta-large-finnish", "fi"),
    ("paraphrase-multilingual-minilm", "mul"),
    ("opus-english-german", None),
    ("distilbert-base", None),
]


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_a_name_tells_a_language_only_where_it_tells_one(name, code):
    assert languages.language_in_name(name) == code


def test_an_unknown_language_names_the_nearest():
    with pytest.raises(UsageError, match="german"):
        languages.resolve("germann")
    assert languages.resolve("French") == "fr"


def test_codes_have_english_names_and_stand_in_the_closed_list():
    assert languages.english_name("de") == "German"
    assert languages.english_name("xx") is None
    former = {"iw", "in", "ji"}
    own = {row for row in languages._codes() if row not in former}
    assert own <= set(vocabulary(Name.LANGUAGES)) | {"multilingual"}


DIRECTIONS = {
    "translate English to French": ("en", "fr"),
    "from German into English, formal": ("de", "en"),
    "English-to-French.": ("en", "fr"),
    "translate to French": None,
    "French and English": None,
    "": None,
}
NAMES = {
    "opus-mt-en-fr": ("en", "fr"),
    "opus-mt-tc-big-fr-en": ("fr", "en"),
    "t5_en_to_de-finetuned": ("en", "de"),
    "m2m100_418M": None,
    "": None,
}


@pytest.mark.parametrize(("text", "direction"), DIRECTIONS.items(), ids=DIRECTIONS)
def test_a_direction_that_a_text_names(text, direction):
    assert languages.direction_named(text) == direction


@pytest.mark.parametrize(("name", "direction"), NAMES.items(), ids=NAMES)
def test_a_direction_that_a_name_says(name, direction):
    assert languages.direction_of(name) == direction
