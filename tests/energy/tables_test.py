import pytest

from hubscan.energy.tables import nearest, normalise, read_rows, read_table
from hubscan.errors import DataError
from hubscan.resources import resource

TABLES = sorted(path.name for path in resource("data", "factors").glob("*.csv"))
HEADER = "name,value,year,method,source,licence\n"


def write(tmp_path, row, header=HEADER):
    path = tmp_path / "t.csv"
    path.write_text(header + row, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_row_says_its_source(name):
    rows = read_table(name)
    assert rows
    for row in rows:
        assert 1990 <= row.year() <= 2026
        assert row.text("source")
        assert row.text("licence")
        assert row.text("method")


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ("A100,400,2020,datasheet,,MIT\n", "source"),
        ("A100,400,2020,datasheet, ,MIT\n", "source"),
        ("A100,400,,datasheet,nvidia,MIT\n", "year"),
        ("A100,400,2020,,nvidia,MIT\n", "method"),
        ("A100,400,2020,datasheet,nvidia,\n", "licence"),
    ],
    ids=["no source", "blank source", "no year", "no method", "no licence"],
)
def test_a_row_without_its_source_is_refused(tmp_path, row, missing):
    with pytest.raises(DataError, match=f"t.csv line 2: no {missing}"):
        list(read_rows(write(tmp_path, row)))


def test_a_table_without_the_column_is_refused(tmp_path):
    with pytest.raises(DataError, match="line 2: no column source"):
        list(read_rows(write(tmp_path, "A100,400\n", header="name,value\n")))


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("many", "value is 'many', not a number from 0 up"),
        ("-1", "value is '-1', not a number from 0 up"),
        ("nan", "value is 'nan', not a number from 0 up"),
        ("inf", "value is 'inf', not a number from 0 up"),
        ("", "value is empty"),
    ],
)
def test_a_cell_that_is_no_number_is_refused(tmp_path, cell, message):
    [row] = read_rows(write(tmp_path, f"A100,{cell},2020,datasheet,nvidia,MIT\n"))
    with pytest.raises(DataError, match=f"t.csv line 2: {message}"):
        row.number("value")


def test_an_empty_cell_is_none_and_not_zero(tmp_path):
    empty, zero = read_rows(write(tmp_path, "A,,2020,m,s,l\nB,0,2020,m,s,l\n"))
    assert empty.number_or_none("value") is None
    assert zero.number_or_none("value") == 0


def test_words_are_separated_by_bars(tmp_path):
    [row] = read_rows(write(tmp_path, "a|b||c,1,2020,m,s,l\n"))
    assert row.words("name") == ("a", "b", "c")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Türkiye", "turkiye"),
        ("Côte d'Ivoire", "cotedivoire"),
        ("A100-SXM 80GB", "a100sxm80gb"),
        ("  ", ""),
        ("日本", ""),
    ],
)
def test_normalise(name, key):
    assert normalise(name) == key


@pytest.mark.parametrize(
    ("name", "known", "text"),
    [
        ("Polnd", ["Poland", "Norway"], "; the nearest are Poland"),
        ("Atlantis", ["Albania", "Malawi", "Latvia"], ""),
        ("Q9_K", ["Q8_K", "F16"], "; the nearest are Q8_K"),
        ("h10", {"h100": "NVIDIA H100 SXM"}, "; the nearest are NVIDIA H100 SXM"),
        ("zzz", ["Poland"], ""),
        ("", ["Poland"], ""),
    ],
    ids=["list", "another name", "one letter of three", "shown as", "none near", "empty"],
)
def test_nearest(name, known, text):
    assert nearest(name, known) == text
