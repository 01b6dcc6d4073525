import json
from itertools import pairwise

import build_coordinates
import build_land
import pytest

from hubscan.energy.coordinates import coordinates, land
from hubscan.energy.places import every_country

ZONE_TAB = """\
# a comment
DE\t+5230+01322\tEurope/Berlin\tmost of Germany
DE\t+4742+00841\tEurope/Busingen\tBusingen
RU\t+5443+02030\tEurope/Kaliningrad
RU\t+554521+0373704\tEurope/Moscow
RU\t+5651+06036\tAsia/Yekaterinburg
RU\t+5216+10420\tAsia/Irkutsk
RU\t+6445+17729\tAsia/Anadyr
AR\t-3436-05827\tAmerica/Argentina/Buenos_Aires
AQ\t-7750+16636\tAntarctica/McMurdo
"""


def test_a_country_is_at_its_first_zone_or_amid_many():
    found = build_coordinates.countries(ZONE_TAB)
    assert found == {
        "ARG": (-34.6, -58.5),  # 34 degrees 36', 58 degrees 27'
        "DEU": (52.5, 13.4),
        "RUS": (55.8, 60.6),  # the median of 5 latitudes (Moscow), of 5 longitudes (Ural)
    }


@pytest.mark.parametrize("text", ["", "+5230", "5230+01322", "+5230+01322x"])
def test_what_is_no_pair_of_angles_is_refused(text):
    with pytest.raises(ValueError, match="no pair of angles"):
        build_coordinates.degrees(text)


def test_the_script_writes_the_same_table_twice(tmp_path, monkeypatch, capsys):
    zone_tab, target = tmp_path / "zone.tab", tmp_path / "coordinates.csv"
    zone_tab.write_text(ZONE_TAB, encoding="utf-8")
    monkeypatch.setattr(build_coordinates, "TARGET", target)
    monkeypatch.setattr("sys.argv", ["build_coordinates.py", str(zone_tab), "--year", "2024"])

    assert build_coordinates.main() == 0
    first = target.read_bytes()
    assert build_coordinates.main() == 0
    assert target.read_bytes() == first
    assert b"DEU,52.5,13.4,2024,first time zone," in first
    assert "3 countries" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("iso3", "south", "north", "west", "east"),
    [
        ("NOR", 58, 71, 5, 31),
        ("AUS", -44, -10, 113, 154),
        ("USA", 24, 72, -125, -66),
        ("BRA", -34, 6, -74, -34),
        ("JPN", 30, 46, 129, 146),
    ],
)
def test_a_country_lies_within_its_borders(iso3, south, north, west, east):
    at = coordinates(iso3)
    assert south <= at.latitude <= north
    assert west <= at.longitude <= east


def test_nearly_every_country_with_a_grid_is_on_the_map():
    missing = {place.iso3 for place in every_country() if coordinates(place.iso3) is None}
    assert len(missing) <= 3, missing
    assert coordinates("???") is None


def test_the_land_is_closed_outlines_on_the_map():
    rings = land()
    assert all(ring[0] == ring[-1] for ring in rings)
    steps = (abs(one.longitude - two.longitude) for ring in rings for one, two in pairwise(ring))
    assert max(steps) < 60  # none leaps over the map at the date line
    assert all(-60 <= point.latitude <= 90 for ring in rings for point in ring)


TOPOLOGY = {  # a square of four points with one more on an edge, and one near the South Pole
    "transform": {"scale": [1.0, 1.0], "translate": [-10.0, 0.0]},
    "arcs": [[[0, 0], [5, 0], [5, 0], [0, 10]], [[0, 0], [0, 10], [10, 0]], [[0, -80], [1, 0]]],
    "objects": {"land": {"geometries": [{"arcs": [[[0, -2]], [[2]]]}]}},
}


def test_an_outline_is_joined_of_arcs_and_simplified():
    (ring,) = build_land.outlines(TOPOLOGY)
    assert ring == [(-10.0, 0.0), (0.0, 0.0), (0.0, 10.0), (-10.0, 10.0), (-10.0, 0.0)]


def test_an_outline_over_the_date_line_stands_at_both_edges():
    arc = [[175, 0], [0, 9], [-350, 0], [0, -9], [350, 0]]  # five degrees to each side of it
    land = {"geometries": [{"arcs": [[[0]]]}]}
    transform = {"scale": [1.0, 1.0], "translate": [0.0, 0.0]}
    topology = {"transform": transform, "arcs": [arc], "objects": {"land": land}}
    east, west = build_land.outlines(topology)
    assert {longitude for longitude, _ in east} == {175, 185}
    assert {longitude for longitude, _ in west} == {-185, -175}


def test_the_land_is_written_with_its_source(tmp_path, monkeypatch, capsys):
    source, target = tmp_path / "land.json", tmp_path / "out.json"
    source.write_text(json.dumps(TOPOLOGY), encoding="utf-8")
    monkeypatch.setattr(build_land, "TARGET", target)
    monkeypatch.setattr("sys.argv", ["build_land.py", str(source)])
    assert build_land.main() == 0
    assert "1 outlines of 5 points" in capsys.readouterr().out
    written = json.loads(target.read_text(encoding="utf-8"))
    assert written["source"]
    assert written["licence"] == "public domain"
