import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.catalogue.pace import WINDOW_S, Budget, Pace, Resource


class Clock:
    def __init__(self):
        self.now = 50.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def ask(pace, budget=None, resource=Resource.API):
    pace.enter(resource)
    pace.leave(resource, budget)


def test_nothing_known_nothing_waited():
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    for _ in range(1_000):
        ask(pace)
    assert clock.slept == []
    assert pace.requests == 1_000


def test_the_last_request_of_a_window_is_followed_by_a_wait():
    clock, told = Clock(), []
    pace = Pace(clock=clock, sleep=clock.sleep, told=lambda *each: told.append(each))
    ask(pace, Budget(remaining=0, resets_in_s=55))
    ask(pace)
    assert told == [(56.0, "the rate limit")]
    assert clock.slept == [56.0]  # a second more: the header is rounded
    assert pace.waited_s == 56.0


def test_requests_under_way_are_counted_too():
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    for _ in range(3):
        pace.enter(Resource.RESOLVERS)
    pace.leave(
        Resource.RESOLVERS, Budget(remaining=2, resets_in_s=10)
    )  # the other two will use them
    pace.enter(Resource.RESOLVERS)
    assert clock.slept == [11.0]


def test_each_resource_has_its_own_window():
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    ask(pace, Budget(0, 99), Resource.API)
    ask(pace, Budget(7, 99), Resource.RESOLVERS)
    ask(pace, Budget(6, 99), Resource.RESOLVERS)
    assert clock.slept == []
    assert pace.remaining == 0


@given(limit=st.integers(1, 20), requests=st.integers(1, 120))
def test_never_more_than_ones_own_limit_in_a_window(limit, requests):
    clock = Clock()
    pace = Pace(limit, clock=clock, sleep=clock.sleep)
    starts = []
    for _ in range(requests):
        ask(pace)
        starts.append(clock.now)
    windows = [sum(1 for each in starts if start <= each < start + WINDOW_S) for start in starts]
    assert max(windows) <= limit


@pytest.mark.parametrize("resource", Resource)
def test_waits_end(resource):
    clock = Clock()
    pace = Pace(1, clock=clock, sleep=clock.sleep)
    ask(pace, Budget(0, 1_000), resource)
    ask(pace, resource=resource)
    assert clock.slept == [1_001.0]
