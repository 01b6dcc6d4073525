"""Coverage: the counts of the catalogue."""

from __future__ import annotations


def test_the_shares_are_those_of_the_catalogue(open_page, engine):
    known = engine.coverage()
    app = open_page("coverage")
    shown = {metric.label: metric for metric in app.metric}
    assert shown["Models"].value == f"{known.models:,}"
    assert shown["Reported emissions"].delta == f"{known.with_emissions:,} models"
    assert shown["Measured energy"].delta == f"{known.energy_measured:,} models"
    assert shown["Estimated energy"].delta == f"{known.energy_estimated:,} models"


def test_tasks_that_no_bar_shows_are_in_the_table(open_page, engine):
    rest = engine.coverage().by_task[20:]
    table = open_page("coverage").dataframe[0].value
    assert list(table["task"]) == [each.name for each in rest]
    assert list(table["models"]) == [each.models for each in rest]
