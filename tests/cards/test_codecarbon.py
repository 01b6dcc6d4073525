from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubscan.cards.codecarbon import read_rows
from hubscan.errors import LogError
from tests.cards.codecarbon_logs import COLUMNS, row, shifted, text, write


@pytest.mark.parametrize("version", COLUMNS)
def test_every_version_gives_grams_kwh_and_seconds(tmp_path, version):
    log = read_rows(write(tmp_path / "emissions.csv", row(version), version=version))

    (read,) = log.rows
    assert read.emissions_g == 500  # 0.5 kg
    assert read.energy_kwh == 1.25
    assert read.duration_s == 3600
    assert read.place.country == "Germany"
    assert read.place.region == "north rhine-westphalia"
    assert log.set_aside == ()


@pytest.mark.parametrize(
    ("version", "changes", "run_id"),
    [
        ("1.0", {"experiment_id": "e-1"}, "e-1"),
        ("2.0", {}, "run-a"),
        ("2.7", {"experiment_id": "e-1"}, "run-a"),
    ],
    ids=["experiment serves without run", "run", "run before experiment"],
)
def test_what_tells_runs_apart(tmp_path, version, changes, run_id):
    log = read_rows(write(tmp_path / "l.csv", row(version, **changes), version=version))

    assert log.rows[0].run_id == run_id


def test_the_default_experiment_tells_nothing_apart(tmp_path):
    log = read_rows(write(tmp_path / "l.csv", row(run_id="")))

    assert log.rows[0].run_id is None


def test_columns_are_found_by_name_in_any_order(tmp_path):
    names = sorted(COLUMNS["2.7"])
    cells = dict(zip(COLUMNS["2.7"], row(), strict=True))
    lines = [",".join(names), ",".join(cells[name] for name in names)]
    (tmp_path / "l.csv").write_text("\n".join(lines))

    assert read_rows(tmp_path / "l.csv").rows[0].emissions_g == 500


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "\r\n"), ("\ufeff", "\n"), ("", ",,,\n"), ("", "\n\n\n")],
    ids=["crlf", "byte order mark", "nameless columns", "blank lines"],
)
def test_how_a_spreadsheet_saves_it(tmp_path, before, after):
    log = before + text(row()).replace("\n", after)
    (tmp_path / "l.csv").write_bytes(log.encode())

    assert read_rows(tmp_path / "l.csv").rows[0].emissions_g == 500


def test_glued_logs_change_their_header_on_the_way(tmp_path):
    glued = text(row("1.0"), version="1.0") + text(row("2.7"), version="2.7")
    (tmp_path / "l.csv").write_text(glued)

    log = read_rows(tmp_path / "l.csv")

    assert [read.emissions_g for read in log.rows] == [500, 500]
    assert [read.line for read in log.rows] == [2, 4]


def test_the_rate_is_never_used(tmp_path):
    rates = [row(emissions_rate=rate) for rate in ("", "-1", "1e9")]
    log = read_rows(write(tmp_path / "l.csv", *rates))

    assert {read.emissions_g for read in log.rows} == {500}


def test_shifted_rows_are_named_and_the_others_read(tmp_path):
    """CodeCarbon 3.2.9 and 3.3.0 drop the empty cells of a row: codecarbon issue 1304."""
    bad = shifted(gpu_model="", gpu_count="", region="")
    log = read_rows(write(tmp_path / "l.csv", row("3.2"), bad, row("3.2"), version="3.2"))

    assert [read.line for read in log.rows] == [2, 4]
    (aside,) = log.set_aside
    assert aside.line == 3
    assert "fields where the header has 38" in aside.reason


def test_a_shift_of_the_same_length_is_seen_by_its_types(tmp_path):
    """A header without `region` and a row without `gpu_model` have as many fields."""
    names = [name for name in COLUMNS["2.7"] if name != "region"]
    dropped = [
        cell for name, cell in zip(COLUMNS["2.7"], row(), strict=True) if name != "gpu_model"
    ]
    lines = [",".join(names), ",".join(row()[:1] + dropped[1:])]
    good = [cell for name, cell in zip(COLUMNS["2.7"], row(), strict=True) if name != "region"]
    (tmp_path / "l.csv").write_text("\n".join([*lines, ",".join(good)]))

    log = read_rows(tmp_path / "l.csv")

    assert [read.line for read in log.rows] == [3]
    assert [aside.line for aside in log.set_aside] == [2]
    assert "not a number" in log.set_aside[0].reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"emissions": ""}, "`emissions` is empty"),
        ({"duration": ""}, "`duration` is empty"),
        ({"emissions": "nan"}, "`emissions` is 'nan', not a number"),
        ({"emissions": "inf"}, "`emissions` is 'inf', not a number"),
        ({"emissions": "1e999"}, "`emissions` is '1e999', which nothing can be"),
        ({"emissions": "0,5"}, "`emissions` is '0,5', not a number"),
        ({"emissions": "1_000"}, "`emissions` is '1_000', not a number"),
        ({"emissions": "٣"}, "`emissions` is '٣', not a number"),
        ({"emissions": "-0.5", "energy_consumed": ""}, "below zero"),
        ({"duration": "-1"}, "below zero"),
        ({"tracking_mode": "2.7.1"}, "`tracking_mode` is '2.7.1': shifted columns"),
        ({"on_cloud": "1.0"}, "`on_cloud` is '1.0': shifted columns"),
        ({"country_iso_code": "Germany"}, "`country_iso_code` is 'Germany': shifted columns"),
        ({"country_name": "7.5"}, "`country_name` is the number '7.5': shifted columns"),
        # 0.5 kg are 500 g: from 1000 kWh 0.5 g/kWh, from 0.1 kWh 5000 g/kWh
        ({"energy_consumed": "1000"}, "0.5 g/kWh is outside 1 to 2000"),
        ({"energy_consumed": "0.1"}, "5000 g/kWh is outside 1 to 2000"),
        ({"energy_consumed": "0"}, "inf g/kWh is outside 1 to 2000"),
        ({"emissions": "500"}, "g/kWh is outside 1 to 2000"),  # grams where kg belong
        ({"emissions": "0"}, "0 g/kWh is outside 1 to 2000"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_rows_that_cannot_be_believed_are_set_aside(tmp_path, changes, reason):
    log = read_rows(write(tmp_path / "l.csv", row(**changes), row()))

    assert [read.line for read in log.rows] == [3]
    assert [aside.line for aside in log.set_aside] == [2]
    assert reason in log.set_aside[0].reason


@pytest.mark.parametrize(
    ("g_per_kwh", "believed"), [(0.99, False), (1, True), (2000, True), (2001, False)]
)
def test_the_bounds_of_a_grid(tmp_path, g_per_kwh, believed):
    # energy 1 kWh: as many grams as g/kWh
    made = row(energy_consumed="1", emissions=str(g_per_kwh / 1000))
    log = read_rows(write(tmp_path / "l.csv", made, row()))

    assert (len(log.set_aside) == 0) is believed


def test_emissions_without_energy_are_believed(tmp_path):
    log = read_rows(write(tmp_path / "l.csv", row(energy_consumed="")))

    assert log.rows[0].energy_kwh is None
    assert log.rows[0].emissions_g == 500


@pytest.mark.parametrize(
    ("changes", "assumed"),
    [
        ({"region": "quebec", "longitude": "-71.2", "latitude": "46.8"}, True),
        ({"region": "quebec", "longitude": "-71.208", "latitude": "46.8139"}, False),
        ({"region": "quebec", "longitude": "", "latitude": ""}, False),
    ],
    ids=["the place CodeCarbon falls back to", "somebody in Quebec", "a cloud in Quebec"],
)
def test_a_place_that_codecarbon_made_up(tmp_path, changes, assumed):
    canada = {"country_name": "Canada", "country_iso_code": "CAN", **changes}
    log = read_rows(write(tmp_path / "l.csv", row(**canada)))

    assert log.rows[0].place_assumed is assumed


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("Germany", "DEU", "DEU"),
        ("", "DE", "DEU"),
        ("", "GERMANY", "DEU"),
        ("Germany", "DE", "DEU"),
        ("", "XXX", "XXX"),
        ("", "", None),
    ],
    ids=["usual", "two letters", "name", "two letters and name", "three letters", "nothing"],
)
def test_a_country_as_somebody_told_it_to_codecarbon(tmp_path, name, cell, code):
    log = read_rows(write(tmp_path / "l.csv", row(country_name=name, country_iso_code=cell)))

    assert log.rows[0].place.country_iso_code == code


@pytest.mark.parametrize(
    ("name", "cell"),
    [("France", "DE"), ("", "Atlantis"), ("", "WORLD"), ("", "XX"), ("LUX", "Luxembourg")],
    ids=["another country", "no country", "the world", "no code", "a region's column"],
)
def test_a_country_that_may_be_a_shifted_cell_is_set_aside(tmp_path, name, cell):
    bad = row(country_name=name, country_iso_code=cell)
    log = read_rows(write(tmp_path / "l.csv", bad, row()))

    assert [aside.line for aside in log.set_aside] == [2]
    assert f"`country_iso_code` is {cell!r}" in log.set_aside[0].reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "no `duration` and `emissions` column"),
        (b"a,b\n1,2\n", "line 1: no `duration` and `emissions` column"),
        (b"timestamp,run_id,duration,emissions_sum\n", "line 1: no `emissions` column"),
        (b"timestamp;run_id;duration;emissions\n", "no `duration` and `emissions` column"),
        (b"duration,emissions\n", "it has no rows"),
        (b"duration,emissions\n1,x\n", "line 2: `emissions` is 'x', not a number"),
        (b"\x00\xff\x00" * 100, "no `duration` and `emissions` column"),
        (b"duration,emissions\n1," + b"9" * 200_000, "not a CSV file"),
    ],
    ids=[
        *("empty", "blank", "other table", "dashboard export", "semicolons", "header only"),
        *("no good row", "binary", "giant field"),
    ],
)
def test_what_is_no_log_is_refused_with_the_reason(tmp_path, content, reason):
    path = tmp_path / "emissions.csv"
    path.write_bytes(content)

    with pytest.raises(LogError, match=r"emissions\.csv") as caught:
        read_rows(path)

    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_an_unreadable_path(tmp_path, name):
    with pytest.raises(LogError, match="cannot be read"):
        read_rows(tmp_path / name)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_damage_to_a_log_is_an_error_or_rows_that_add_up(tmp_path_factory, damage):
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    path.write_bytes(text(row(), row(), row()).encode() + damage)

    log = read_rows(path)

    assert len(log.rows) >= 2  # what follows can only touch the last row
    assert all(0 <= read.emissions_g < 1e18 for read in log.rows)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)

    with pytest.raises(LogError):
        read_rows(path)
