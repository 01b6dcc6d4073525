from datetime import UTC, date, datetime

import pytest

from hubscan.catalogue.selection import Order, Selection, plan

FILLED = date(2026, 3, 1)
MARK = "2026-05-01T12:00:00+00:00"
PLANS = {
    "the whole Hub, first": (Selection(), None, Order.MODIFIED, datetime(2026, 3, 1, tzinfo=UTC)),
    "the whole Hub, again": (
        Selection(),
        MARK,
        Order.MODIFIED,
        datetime(2026, 5, 1, 11, tzinfo=UTC),  # an hour earlier: the Hub's index may lag
    ),
    "everything anew": (Selection(full=True), MARK, Order.CREATED, None),
    "an author, first": (Selection(author="a"), None, Order.CREATED, None),
    "an author, again": (
        Selection(author="a"),
        MARK,
        Order.MODIFIED,
        datetime(2026, 5, 1, 11, tzinfo=UTC),
    ),
    "some of a task": (Selection(task="fill-mask", limit=9), MARK, Order.DOWNLOADS, None),
    "since a day": (
        Selection(since=date(2026, 4, 1)),
        MARK,
        Order.MODIFIED,
        datetime(2026, 4, 1, tzinfo=UTC),
    ),
    "trending": (Selection(trending=True, limit=9), MARK, Order.TRENDING, None),
}


@pytest.mark.parametrize(("selection", "mark", "order", "floor"), PLANS.values(), ids=PLANS)
def test_how_a_selection_is_crawled(selection, mark, order, floor):
    how = plan(selection, None, mark, FILLED)
    assert (how.order, how.floor) == (order, floor)


@pytest.mark.parametrize(
    ("selection", "cards", "expected"),
    [
        (Selection(), None, False),
        (Selection(), True, True),
        (Selection(author="a"), None, True),
        (Selection(limit=5), None, True),
        (Selection(author="a"), False, False),
    ],
    ids=["the whole Hub", "all the same", "an author", "some", "better not"],
)
def test_whose_cards_are_read(selection, cards, expected):
    assert plan(selection, cards, None, FILLED).cards is expected


@pytest.mark.parametrize(
    ("selection", "complete"),
    [
        (Selection(full=True), True),
        (Selection(author="a", full=True), True),
        (Selection(task="fill-mask", full=True), False),
        (Selection(full=True, limit=10), False),
        (Selection(), False),
    ],
    ids=["all", "an author", "a task", "a limit", "an update"],
)
def test_which_crawls_find_what_is_gone(selection, complete):
    assert plan(selection, None, MARK, FILLED).is_complete is complete


def test_the_query_of_a_selection():
    selection = Selection(author="a", task="t", library="l", search="s", filters=("x", "y"))
    assert plan(selection, False, None, FILLED).query() == (
        ("author", "a"),
        ("pipeline_tag", "t"),
        ("search", "s"),
        ("filter", "x"),
        ("filter", "y"),
        ("filter", "l"),
        ("sort", "createdAt"),
        ("direction", "-1"),
        ("limit", "1000"),
    )


def test_pages_with_cards_are_smaller():
    assert ("limit", "100") in plan(Selection(), True, None, FILLED).query()
    assert ("limit", "7") in plan(Selection(limit=7), True, None, FILLED).query()


def test_endpoints_have_cursors_of_their_own():
    assert Selection().name("https://a") != Selection().name("https://b")
    assert Selection(author="x").lasting() == Selection(author="x", since=FILLED).lasting()
