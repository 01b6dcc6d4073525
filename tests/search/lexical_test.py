from __future__ import annotations

import math
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubscan.catalogue.bitmap import Bitmap
from hubscan.errors import DataError
from hubscan.search.lexical import LexicalIndex

TEXTS = [
    "sentiment of German customer reviews",
    "named entities in Spanish clinical notes",
    "toxic comment detection",
    "customer support tickets, classified",
    "speech recognition for Swahili",
]


@pytest.fixture
def index(tmp_path):
    return LexicalIndex.build(tmp_path / "words", TEXTS)


CASES = {
    "one word": ("sentiment", [0]),
    "stems meet": ("classifying ticket", [3]),
    "case does not matter": ("SWAHILI Speech", [4]),
    "any word will do": ("swahili toxic", [2, 4]),
    "more words never find less": ("toxic " + " ".join(f"unheard{n}" for n in range(500)), [2]),
    "no word is known": ("zzz", []),
    "only punctuation": ("?!*()[]{}^~:\\/\"'", []),
    "empty": ("", []),
    "query grammar is not read": ('text:toxic AND NOT (toxic OR "comment"^9', [2]),
    "operators are words": ("AND OR NOT", []),
    "underscores join no words": ("toxic_comment_detection", [2]),
    "a field that does not exist": ("author:nobody", []),
}


@pytest.mark.parametrize(("need", "expected"), CASES.values(), ids=CASES)
def test_search(index, need, expected):
    positions, scores = index.search(need, 10)
    assert sorted(positions.tolist()) == expected
    assert (scores > 0).all()
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


def test_words_are_left_out_by_their_stems(index):
    assert index.search("toxic comments", 5)[0].tolist() == [2]
    assert index.search("toxic reviews", 5, without="review")[0].tolist() == [2]
    assert index.search("reviews", 5, without="the review")[0].tolist() == []


def test_the_limit_keeps_the_best(index):
    positions, _ = index.search("customer reviews sentiment", 1)
    assert positions.tolist() == [0]


PASSING = {
    "fetched and filtered": 1_000,
    "too rare to fetch: by position": 100_000,
}


@pytest.mark.parametrize("count", PASSING.values(), ids=PASSING)
def test_what_may_pass_is_found_among_many_and_scored_alike(tmp_path, count):
    texts = ["the same words"] * count
    texts[7] = "the same words, but longer"
    index = LexicalIndex.build(tmp_path / "words", texts)
    positions, scores = index.search("same words", 3, Bitmap.at(count, [3, 7, count - 1]))
    assert positions.tolist() == [3, count - 1, 7]
    assert scores[0] == pytest.approx(index.search("same words", 1)[1][0])


def test_a_mask_that_lets_nothing_pass_finds_nothing(index):
    assert index.search("customer", 5, Bitmap.at(len(TEXTS), []))[0].tolist() == []


def test_a_saved_index_answers_the_same(tmp_path, index):
    loaded = LexicalIndex.load(tmp_path / "words")
    assert len(loaded) == len(TEXTS)
    assert loaded.search("toxic", 5)[0].tolist() == [2]


def test_a_folder_that_is_no_index_is_told(tmp_path):
    with pytest.raises(DataError, match="not a readable text index"):
        LexicalIndex.load(tmp_path)


# k1 and b as tantivy has them (Lucene's defaults)
def bm25(texts, need, k1=1.2, b=0.75):
    documents = [re.findall(r"\w+", text) for text in texts]
    mean = sum(map(len, documents)) / len(documents)
    scores = []
    for words in documents:
        counts = Counter(words)
        score = 0.0
        for word in dict.fromkeys(re.findall(r"\w+", need)):
            having = sum(word in other for other in documents)
            idf = math.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
            frequency = counts[word]
            norm = frequency + k1 * (1 - b + b * len(words) / mean)
            score += idf * frequency * (k1 + 1) / norm
        scores.append(score)
    return scores


WORDS = st.sampled_from(["ka", "lo", "mi", "pu", "ro", "tu"])  # the stemmer leaves them alone
TEXT = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(TEXT, min_size=1, max_size=12), need=TEXT)
def test_scores_are_bm25(tmp_path_factory, texts, need):
    index = LexicalIndex.build(tmp_path_factory.mktemp("words") / "w", texts)
    positions, scores = index.search(need, len(texts))
    expected = bm25(texts, need)
    assert dict(zip(positions.tolist(), scores.tolist(), strict=True)) == pytest.approx(
        {position: score for position, score in enumerate(expected) if score > 0}, rel=1e-3
    )
