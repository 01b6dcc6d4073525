import csv

import build_factors
import pytest

GRID = "Entity,Code,Year,Carbon intensity of electricity per kWh\n"
CLOUD = (
    "\ufeffprovider,providerName,offsetRatio,region,regionName,country_name,countryIsoCode,state,"
    "city,impact,source,comment\n"
)
FOLDER = {
    "owid-carbon-intensity-electricity.csv": GRID
    + "Norway,NOR,2024,29.66\nNorway,NOR,2014,20\nChad,TCD,2024,0\nPoland,POL,2024,608.18\n"
    + "World,OWID_WRL,2024,471.08\nKosovo,OWID_KOS,2024,900\nASEAN (Ember),,2024,570\n",
    "cloud-regions-codecarbon.csv": CLOUD
    + "gcp,Google,100,me-cenrtal1,,Qatar,QAT,,Doha,575,google,\n"
    + "gcp,Google,100,asia-east2,,China,CHN,,Hong Kong,360,google,\n",
    "gpus-mlco2.csv": "name,tdp_watts\nA100,400\nT4,700\nAbacus,1\n",
}
KEPT = (
    "provider,region,place,iso3,g_per_kwh,pue,year,method,source,licence\n"
    "aws,eu-north-1,Stockholm,SWE,,1.12,2023,country average,aws,facts\n"
    "gcp,old-region,Nowhere,NOR,1,,2020,old,google,MIT\n"
)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    folder, factors = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    factors.mkdir()
    for name, text in FOLDER.items():
        (folder / name).write_text(text, encoding="utf-8")
    (factors / "cloud_regions.csv").write_text(KEPT, encoding="utf-8")
    monkeypatch.setattr(build_factors, "FACTORS", factors)
    monkeypatch.setattr("sys.argv", ["build_factors.py", str(folder)])

    def built(name):
        assert build_factors.main() == 0
        with (factors / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream)), capsys.readouterr().out

    return built


def test_intensities_of_countries_since_2015(run):
    rows, _ = run("grid.csv")
    assert [(row["iso3"], row["year"], row["g_per_kwh"]) for row in rows] == [
        ("NOR", "2024", "29.66"),
        ("POL", "2024", "608.18"),
        ("WORLD", "2024", "471.08"),
        ("XKX", "2024", "900"),
    ]
    assert {row["licence"] for row in rows} == {"CC BY 4.0"}


def test_names_of_countries(run):
    rows, _ = run("countries.csv")
    assert [(row["iso3"], row["iso2"], row["name"]) for row in rows] == [
        ("NOR", "NO", "Norway"),
        ("POL", "PL", "Poland"),
        ("WORLD", "", "World"),
        ("XKX", "XK", "Kosovo"),
    ]
    assert "Kingdom of Norway" in rows[0]["aliases"].split("|")


def test_google_regions_are_replaced_and_the_others_kept(run):
    rows, _ = run("cloud_regions.csv")
    assert [(row["provider"], row["region"], row["iso3"]) for row in rows] == [
        ("aws", "eu-north-1", "SWE"),
        ("gcp", "asia-east2", "HKG"),
        ("gcp", "me-central1", "QAT"),
    ]


def test_the_second_run_changes_nothing(run):
    first, written = run("grid.csv")
    second, unchanged = run("grid.csv")
    assert first == second
    assert written.count(", written") == 3
    assert unchanged.count(", unchanged") == 3


def test_powers_that_differ_elsewhere_are_told(run):
    _, out = run("grid.csv")
    assert "differs from gpus-mlco2.csv: T4 700 W there, 70 W here" in out
    assert "not in devices.csv: unknown device 'Abacus'" in out
    assert "A100" not in out


def test_a_missing_table_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["build_factors.py", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"owid-carbon-intensity-electricity\.csv: No such file"):
        build_factors.main()
