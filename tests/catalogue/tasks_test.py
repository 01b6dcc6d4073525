import pytest

from hubscan.catalogue import tasks
from hubscan.errors import UsageError

RESOLVED = [
    ("text-classification", "text-classification"),
    ("Text Classification", "text-classification"),
    ("image_segmentation", "image-segmentation"),
    ("text2text-generation", "text-generation"),
    ("conversational", "text-generation"),
    ("sentiment-analysis", "text-classification"),
    ("Named entity recognition", "token-classification"),
]


@pytest.mark.parametrize(("written", "tag"), RESOLVED, ids=[w for w, _ in RESOLVED])
def test_a_task_is_understood_however_it_is_written(written, tag):
    assert tasks.resolve(written) == tag


@pytest.mark.parametrize(
    ("written", "near"),
    [("text-clasification", "text-classification"), ("sumarization", "summarization")],
)
def test_an_unknown_task_names_the_nearest(written, near):
    with pytest.raises(UsageError, match=near):
        tasks.resolve(written)


@pytest.mark.parametrize("written", ["", "   ", "xyzzy", "\u202e"])
def test_nonsense_is_a_usage_error_of_one_line(written):
    with pytest.raises(UsageError) as error:
        tasks.resolve(written)
    assert "\n" not in str(error.value)


def test_retired_tags_have_a_successor_of_today():
    retired = tasks.retired_tags()
    assert {"text2text-generation", "conversational"} <= set(retired)
    assert all(tasks.current_tag(tag) in tasks.current_tags() for tag in retired)


def test_a_subtask_is_no_tag_of_a_model():
    assert tasks.current_tag("sentiment-analysis") is None


def test_every_tag_of_today_is_its_own_successor_and_has_a_modality():
    for tag in tasks.current_tags():
        assert tasks.current_tag(tag) == tag
        assert tasks.modality(tag)
    assert tasks.modality("no-task") is None


def test_nearest_gives_at_most_what_is_asked():
    assert len(tasks.nearest("image", 2)) == 2
    assert all("image" in tag for tag in tasks.nearest("image"))
