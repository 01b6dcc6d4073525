import csv
import gzip
import json
import math

import fit_finetune_prior
import pytest
from energy_fit import training, training_tables, truth

from hubscan.energy.devices import device

COLUMNS = [
    "model", "hub_id", "phase", "params_b", "active_params_b", "tokens_b", "flops", "hardware",
    "n_devices", "device_hours", "power_w", "power_kind", "region", "pue", "ci_kg_per_kwh",
    "energy_kwh", "energy_boundary", "tco2e", "co2_kind", "provenance", "quality", "note", "source",
]  # fmt: skip
TRUE_RATIO, TRUE_UTILISATION, HOST = 0.6, 0.3, 1.4


def trained(number, name="A100", parameters_b=7.0, **cells):
    """Return a row of the table that follows the true ratio and utilisation exactly."""
    hours = 6 * parameters_b * 1e9 * 1e12 / (
        TRUE_UTILISATION * device(name).training_tflops * 1e12 * 3600
    )  # fmt: skip
    kwh = hours * device(name).power_w / 1000 * TRUE_RATIO
    row = dict.fromkeys(COLUMNS, "") | {
        "model": f"model {number}", "hub_id": f"owner{number}/model", "params_b": parameters_b,
        "tokens_b": 1000, "hardware": name, "device_hours": hours, "energy_kwh": kwh,
        "energy_boundary": "gpu", "provenance": "measured_by_publisher", "quality": "A",
    }  # fmt: skip
    return row | cells


def write(folder, rows):
    with (folder / truth.TRUTH).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return truth.read_trainings(folder)


@pytest.fixture
def folder(tmp_path):
    names = ["A100", "A100", "H100", "H100", "V100", "V100", "T4", "T4"]
    write(tmp_path, [trained(number, name) for number, name in enumerate(names)])
    return tmp_path


def test_the_true_utilisation_is_found(folder):
    rows = training.utilisation_rows(truth.read_trainings(folder), TRUE_RATIO)
    fitted = training.fit_utilisation(rows)
    assert fitted.at_knee == pytest.approx(TRUE_UTILISATION)
    assert all(effect == pytest.approx(1) for effect in fitted.family.values())
    assert training.utilisation_errors(rows) == pytest.approx([0] * 8, abs=1e-9)


def test_the_ratio_lies_between_the_measured_and_the_published_one(folder):
    # eight publishers at 0.6, the published 0.75 counts as four: exp((8 ln 0.6 + 4 ln 0.75) / 12)
    ratio = training.power_ratio(truth.read_trainings(folder))
    assert ratio == pytest.approx(math.exp((8 * math.log(0.6) + 4 * math.log(0.75)) / 12))


def test_a_publisher_counts_once_however_much_it_publishes(tmp_path):
    once = [trained(0), trained(1)]
    often = [trained(0), *(trained(1, model=f"m{n}") for n in range(20))]
    ratios = [training.power_ratio(write(tmp_path, rows)) for rows in (once, often)]
    assert ratios[0] == pytest.approx(ratios[1])


def test_a_publisher_is_left_out_whole(tmp_path):
    rows = [trained(0), trained(1), trained(1, energy_kwh=1e9)]
    errors = training.power_errors(write(tmp_path, rows))
    # without owner 1 there is owner 0 at 0.6, with the published 0.75 four times
    alone = (math.log(0.6) + 4 * math.log(0.75)) / 5
    assert errors[1] == pytest.approx(math.log(0.6) - alone)


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        pytest.param({}, True, id="measured"),
        pytest.param({"provenance": "computed_by_publisher"}, False, id="computed"),
        pytest.param({"energy_boundary": "gpu_tdp*pue"}, False, id="from TDP"),
        pytest.param({"hardware": "an abacus"}, False, id="unknown device"),
        pytest.param({"hardware": "TPU v5e"}, False, id="no published power"),
        pytest.param({"device_hours": ""}, False, id="no hours"),
        pytest.param({"energy_kwh": ""}, False, id="no energy"),
    ],
)
def test_only_measured_rows_count_for_the_ratio(tmp_path, cells, counts):
    rows = write(tmp_path, [trained(0) | cells])
    assert bool(list(truth.measured_power(rows))) == counts


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        pytest.param({"quality": "X-erroneous"}, False, id="erroneous"),
        pytest.param({"device_hours": 1}, False, id="impossibly fast"),
        pytest.param({"device_hours": 1e9}, False, id="impossibly slow"),
        pytest.param({"tokens_b": ""}, False, id="no tokens"),
        pytest.param({"tokens_b": "", "flops": 4.2e22}, True, id="operations"),
        pytest.param({"device_hours": ""}, True, id="from the energy"),
    ],
)
def test_only_plausible_rows_count_for_the_utilisation(tmp_path, cells, counts):
    rows = training.utilisation_rows(write(tmp_path, [trained(0) | cells]), TRUE_RATIO)
    assert [row.mfu for row in rows] == ([pytest.approx(TRUE_UTILISATION)] if counts else [])


def test_a_server_draws_more_than_its_devices(tmp_path):
    measured = trained(0)
    server = trained(1, energy_boundary="system", energy_kwh=measured["energy_kwh"] * HOST)
    site = trained(2, pue=1.2, energy_kwh=measured["energy_kwh"] * 1.2)
    logs = [log for _, log in training._power_logs(write(tmp_path, [measured, server, site]))]
    assert logs == pytest.approx([math.log(TRUE_RATIO)] * 3)


def test_an_accelerator_with_one_row_is_drawn_to_the_mean(tmp_path):
    rows = [trained(n, "A100") for n in range(9)]
    fast = trained(9, "H100")
    fast["device_hours"] /= 2
    found = training.utilisation_rows(write(tmp_path, [*rows, fast]), TRUE_RATIO)
    expected = training.fit_utilisation(found).mfu(device("H100"), 7e9)
    assert TRUE_UTILISATION < expected < 2 * TRUE_UTILISATION


def test_fitting_twice_gives_the_same_bytes(folder, tmp_path):
    [path] = training.fit(folder, tmp_path, "2026-01-01")
    first = path.read_bytes()
    assert training.fit(folder, tmp_path, "2026-01-01") == [path]
    assert path.read_bytes() == first
    stored = json.loads(first)
    assert stored["date"] == "2026-01-01"
    assert stored["power_ratio"]["n"] == len(stored["power_ratio"]["rows"]) == 8
    assert stored["utilisation"]["median_error"] == pytest.approx(1)


def test_the_tables_print_beside_the_anchors(folder, capsys):
    training_tables.print_tables(folder)
    out = capsys.readouterr().out
    for heading in ("T1", "T2", "T3", "C1", "D1", "Regions", "hours x TDP", "MFU 0.40"):
        assert heading in out
    assert "MISSED" not in out
    assert "of 8 rows not marked erroneous 0 are flagged" in out


@pytest.mark.parametrize(("rows", "t"), [(3, 2.92), (7, 1.94), (19, 1.75), (100, 1.70)])
def test_student_95(rows, t):
    assert training.student_95(rows) == t


PRIOR_ROW = {
    "auto": "True", "co2_eq_emissions": "2", "library_name": "['transformers']", "domain": "NLP",
    "performance_metrics": "{'rouge1': nan}", "created_at": "2022-01-05",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        ({}, {"any", "text"}),
        ({"performance_metrics": "{'rouge1': 0.5}"}, {"any", "text-to-text"}),
        ({"domain": "Computer Vision"}, {"any", "image-classification"}),
        ({"library_name": "['joblib']"}, {"any", "tabular"}),
        ({"domain": "Not Specified"}, {"any"}),
    ],
    ids=["text", "text to text", "image", "tabular", "not told"],
)
def test_kinds_of_fine_tunes(cells, kinds):
    rows = fit_finetune_prior.fit([PRIOR_ROW | cells] * 3)
    assert {row["kind"] for row in rows} == kinds
    assert {row["median_g"] for row in rows} == {2}


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        ({"auto": "False"}, 1),
        ({"created_at": "2022-04-01", "co2_eq_emissions": "0.05"}, 1),
        ({"created_at": "2022-03-31", "co2_eq_emissions": "0.05"}, 2),
        ({"created_at": "2022-04-01", "co2_eq_emissions": "0.5"}, 2),
    ],
    ids=["not AutoTrain", "second mode", "before it", "first mode"],
)
def test_rows_that_count_for_the_prior(cells, rows):
    found = fit_finetune_prior.fit([PRIOR_ROW, PRIOR_ROW | cells])
    assert next(row["rows"] for row in found if row["kind"] == "any") == rows


def test_the_prior_is_written_once(tmp_path, monkeypatch, capsys):
    with gzip.open(tmp_path / fit_finetune_prior.TABLE, "wt", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, PRIOR_ROW)
        writer.writeheader()
        writer.writerow(PRIOR_ROW)
    monkeypatch.setattr(fit_finetune_prior, "WRITTEN", tmp_path / "prior.csv")
    monkeypatch.setattr("sys.argv", ["fit_finetune_prior.py", str(tmp_path)])
    outcomes = []
    for _ in range(2):
        assert fit_finetune_prior.main() == 0
        outcomes.append(capsys.readouterr().out.splitlines()[-1])
    assert outcomes == ["written", "unchanged"]


def test_a_folder_without_the_table_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["fit_finetune_prior.py", str(tmp_path)])
    with pytest.raises(SystemExit, match="does not exist"):
        fit_finetune_prior.main()
