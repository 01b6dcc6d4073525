"""Work in the background: told, waited for, stopped."""

from __future__ import annotations

import pytest

from hubscan.background import StoppedError, Work
from hubscan.errors import UsageError


def test_what_comes_of_it_is_there_when_it_has_ended():
    work = Work(lambda work: work.tell("half", 1, 2) or 7, "beginning")
    assert work.result() == 7
    assert work.has_ended
    assert not work.is_stopped
    assert (work.told, work.fraction) == ("half", 0.5)


@pytest.mark.parametrize(("done", "total", "fraction"), [(1, 4, 0.25), (5, 4, 1.0), (0, 0, 0.0)])
def test_how_far_it_is_never_passes_the_end(done, total, fraction):
    work = Work(lambda work: work.tell("", done, total), "")
    work.result()
    assert work.fraction == fraction


@pytest.mark.parametrize("error", [UsageError("no"), ZeroDivisionError("no")], ids=repr)
def test_what_went_wrong_is_raised_to_whoever_asks(error):
    def fail(work):
        raise error

    work = Work(fail, "")
    for _ in range(2):
        with pytest.raises(type(error), match="no"):
            work.result()


def test_it_stops_in_its_sleep():
    work = Work(lambda work: work.sleep(600), "")
    assert not work.wait(0.01)
    work.stop()
    with pytest.raises(StoppedError):
        work.result()
