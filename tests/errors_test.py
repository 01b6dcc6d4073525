from __future__ import annotations

import inspect
import re

import pytest

from hubscan import errors
from hubscan.errors import BadRecordError, HubscanError, MissingExtraError, UsageError

CLASSES = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, HubscanError)
]


@pytest.mark.parametrize("error", CLASSES)
def test_every_error_is_drawn_in_the_tree(error):
    assert re.search(rf"\b{error.__name__}\b", errors.__doc__)


def test_the_tree_draws_nothing_that_is_not_there():
    drawn = set(re.findall(r"\b\w+Error\b", errors.__doc__))
    assert drawn == {error.__name__ for error in CLASSES}


@pytest.mark.parametrize("error", CLASSES)
def test_usage_errors_exit_with_2_and_all_others_with_1(error):
    assert error.exit_code == (2 if issubclass(error, UsageError) else 1)


def test_a_missing_extra_names_the_command_that_installs_it():
    assert "pip install 'hubscan[search]'" in str(MissingExtraError("faiss-cpu", "search"))


def test_a_bad_record_keeps_what_where_and_why():
    error = BadRecordError("a/b", "tags", "not a list")
    assert (error.record, error.field, error.reason) == ("a/b", "tags", "not a list")
    assert str(error) == "a/b: tags: not a list"
