from datetime import date, timedelta

import pytest

from hubscan.cards.vocabularies import Name, TagStatus, vocabulary


@pytest.mark.parametrize("name", Name)
def test_every_list_has_words_a_source_and_a_day(name):
    known = vocabulary(name)
    assert len(known) > 3
    assert known.source
    assert date(2025, 1, 1) <= known.as_of <= date(2027, 1, 1)


@pytest.mark.parametrize(
    ("name", "count"),
    [(Name.LICENSES, 83), (Name.LIBRARIES, 240), (Name.RELATIONS, 4)],
    ids=str,
)
def test_the_lists_are_whole(name, count):
    assert len(vocabulary(name)) == count


def test_the_pipeline_tags_by_status():
    known = vocabulary(Name.PIPELINE_TAGS)
    by_status = {
        status: {tag for tag in known if known.column(tag, "status") == status}
        for status in TagStatus
    }
    assert len(by_status[TagStatus.CURRENT]) + len(by_status[TagStatus.HIDDEN]) == 57
    hidden = {"tabular-to-text", "table-to-text", "multiple-choice", "text-retrieval", "other"}
    assert by_status[TagStatus.HIDDEN] == hidden
    assert "conversational" in by_status[TagStatus.RETIRED]
    assert "sentiment-analysis" in by_status[TagStatus.SUBTASK]
    for tag in by_status[TagStatus.RETIRED] | by_status[TagStatus.SUBTASK]:
        assert known.column(tag, "successor") in by_status[TagStatus.CURRENT] | hidden


@pytest.mark.parametrize(
    "code", ["en", "no", "deu", "ger", "zle", "code", "multilingual", "grc", "cmn"]
)
def test_languages_of_every_part_of_the_standard(code):
    assert code in vocabulary(Name.LANGUAGES)


@pytest.mark.parametrize("code", ["", "EN", "en-US", "english", "jp", "zz", "protein"])
def test_what_is_no_language(code):
    assert code not in vocabulary(Name.LANGUAGES)


@pytest.mark.parametrize(
    ("name", "word", "expected"),
    [
        (Name.METADATA_KEYS, "pipeline-tag", "pipeline_tag"),
        (Name.METADATA_KEYS, "Library_Name", "library_name"),
        (Name.METADATA_KEYS, "co2_eq_emission", "co2_eq_emissions"),
        (Name.METADATA_KEYS, "model_creator", None),
        (Name.LICENSES, "Apache 2.0", "apache-2.0"),
        (Name.LICENSES, "my own words", None),
        (Name.PIPELINE_TAGS, "text_classification", "text-classification"),
    ],
    ids=str,
)
def test_the_nearest_word(name, word, expected):
    assert vocabulary(name).nearest(word) == expected


def test_a_list_is_fresh_until_its_last_day():
    known = vocabulary(Name.LICENSES)
    last = known.as_of + timedelta(days=known.fresh_days)
    assert known.is_fresh(last)
    assert not known.is_fresh(last + timedelta(days=1))


def test_near_misses_mean_keys_that_exist():
    misses, keys = vocabulary(Name.NEAR_MISSES), vocabulary(Name.METADATA_KEYS)
    assert all(misses.column(word, "meant") in keys for word in misses)
    assert not any(word in keys for word in misses)


def test_derivations_name_relations_of_the_hub():
    known, relations = vocabulary(Name.DERIVATIONS), vocabulary(Name.RELATIONS)
    assert {known.column(tag, "relation") for tag in known} == set(relations)
