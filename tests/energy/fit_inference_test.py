from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from statistics import median

import pytest
from energy_fit import anchors, decode, inference, inference_tables, laws, rows
from energy_fit.rows import LawRow

from hubscan.energy.decode import Coefficients
from hubscan.errors import DataError
from tests.energy.benchmarks import SIZES, write_tables


@pytest.fixture
def folder(tmp_path):
    return write_tables(tmp_path)


def law_row(billions: float, kwh: float, kind: str = "encoder", task: str = "t") -> LawRow:
    name = f"{task}/{kind}-{billions}-{kwh}"
    return LawRow(name, task, kind, billions * 1e9, kwh, "somebody", "2026")


def exact_rows(exponent: float, kind: str = "encoder", sizes=SIZES) -> list[LawRow]:
    return [law_row(size, 0.01 * size**exponent, kind) for size in sizes]


def test_an_exact_law_is_found():
    lines, pooled = laws.fit_lines(exact_rows(0.7))
    intercept, slope = lines["t", "encoder"]
    assert (math.exp(intercept), slope, pooled) == pytest.approx((0.01, 0.7, 0.7))


def test_one_faulty_row_does_not_move_the_law():
    faulty = law_row(1.7, 1000 * 0.01 * 1.7**0.7)
    lines, _ = laws.fit_lines([*exact_rows(0.7), faulty])
    intercept, slope = lines["t", "encoder"]
    assert math.exp(intercept) == pytest.approx(0.01, rel=0.35)
    assert slope == pytest.approx(0.7, abs=0.15)


@pytest.mark.parametrize(
    "few",
    [
        [law_row(1, 0.5, "few"), law_row(2, 5.0, "few")],
        [law_row(1 + step / 10, 0.5 + step, "few") for step in range(6)],
        exact_rows(-0.5, "few"),
    ],
    ids=["under five rows", "sizes within a factor of two", "a slope that falls"],
)
def test_a_weak_class_takes_the_pooled_slope(few):
    # three exact classes outweigh the weak one in the pooled slope
    strong = [row for kind in "abc" for row in exact_rows(0.7, kind)]
    lines, pooled = laws.fit_lines([*strong, *few])
    assert pooled == pytest.approx(0.7)
    assert lines["t", "few"][1] == pooled


def test_no_slope_from_models_of_one_size():
    with pytest.raises(DataError, match="no two models of different sizes"):
        laws.fit_lines([law_row(1, 0.1), law_row(1, 0.2)])


def test_a_model_never_predicts_itself():
    # 2 kWh at 1 B, 8 kWh at 16 B (pooled slope 0.5): without its own row each is predicted
    # exactly by the other; a second row of the same model may not help.
    pair = [law_row(1, 2, "two"), law_row(16, 8, "two")]
    twin = replace(pair[0], kwh=200.0)
    table = [*exact_rows(0.5), *pair]
    assert laws.left_out_errors(table, ("t", "two")) == pytest.approx([0, 0])
    errors = laws.left_out_errors([*table, twin], ("t", "two"))
    # the first row and its twin are both predicted by 8 kWh / 16 ^ 0.5 = 2 kWh alone
    assert errors[0] == pytest.approx(0)
    assert errors[2] == pytest.approx(math.log(2 / 200))


def test_scatter_widens_the_interval():
    noisy = [
        replace(row, kwh=row.kwh * (3 if place % 2 else 1 / 3))
        for place, row in enumerate(exact_rows(0.7))
    ]
    exact, scattered = laws.fit_laws(exact_rows(0.7)), laws.fit_laws(noisy)
    assert exact.spreads["t", "encoder"] < 1e-6
    assert scattered.spreads["t", "encoder"] > 0.8


def test_rows_that_ship_as_laws(folder):
    energy_score = rows.aies_rows(folder)
    fitted = laws.as_laws(energy_score)
    law = fitted["text-generation", "one-gpu"]
    assert (law.coefficient_kwh, law.exponent) == pytest.approx((0.006, 0.5), rel=1e-3)
    assert not any("thinker" in row.model_id for row in energy_score), "reasoning is not a query"
    assert fitted["automatic-speech-recognition", "whisper"].rows == 2
    assert ("automatic-speech-recognition", None) in fitted
    assert ("text-generation", None) not in fitted, "one class needs no law of the whole task"


def test_missing_parameters_come_from_their_own_table(folder):
    (row,) = (row for row in rows.aies_rows(folder) if "distilbert" in row.model_id)
    assert row.parameters == 66955010


def test_decode_fit_finds_what_made_the_rows(folder):
    chats = [row for row in rows.decode_rows(folder) if "decoder" in row.model_id]
    fitted, speeds = decode.fit(chats)
    assert fitted.read_j_per_gb == pytest.approx(0.2, rel=0.02)
    assert fitted.parallel_j == pytest.approx(0.5, rel=0.05)
    assert fitted.compute_j_per_b == pytest.approx(0.01, rel=0.02)
    assert speeds == pytest.approx({"H100": 1.0, "B200": 1.2}, rel=1e-3)
    for row in chats:
        assert decode.predict(row, fitted, speeds) == pytest.approx(row.joules_per_token, rel=0.02)


def test_step_fit_finds_the_seconds_of_a_step(folder):
    # 4 ms + 0.4 ms for each GB that one device reads
    chats = [row for row in rows.decode_rows(folder) if "decoder" in row.model_id]
    floor, per_gb, spread = decode.step_fit(chats)
    assert (floor, per_gb, spread) == pytest.approx((0.004, 0.0004, 1.0), rel=0.02)


def test_launch_puts_half_of_the_small_generators_above(folder):
    small = decode.small_generators(rows.aies_rows(folder))
    assert {row.parameters for row in small} == {size * 1e9 for size in SIZES if size < 8}
    launched = decode.with_launch(Coefficients(0, 0.2, 0.5, 0.01, 1e-6), small)
    assert abs(median(decode.small_errors(launched, small))) < 0.01
    assert launched.launch_j > 0.1


def test_a_tool_that_nobody_fitted_is_written_down_rightly(folder):
    # EcoLogits at batch 64: 1.17e-6 x exp(-0.0112 x 64) x 8 + 4.05e-5 = 4.50706e-5 Wh a token
    # x 3,600 = 0.162254 J; 1.2 x 8 B x 2 bytes = 19.2 GB fit one GPU of 80 GB
    row = rows.decode_rows(folder)[0]
    assert anchors.ecologits_joules_per_token(row) == pytest.approx(0.162254, rel=1e-5)
    # 70 B: 168 GB need 3 GPUs; (1.17e-6 x 0.488362 x 70 + 4.05e-5) x 3,600 x 3 = 0.86936 J
    large = replace(row, parameters=70e9, active_parameters=70e9)
    assert anchors.ecologits_joules_per_token(large) == pytest.approx(0.86936, rel=1e-4)


def test_task_mean_leaves_the_model_out():
    table = [law_row(1, 1.0), law_row(2, 4.0), law_row(3, 16.0)]
    # of the others 4 and 16 the geometric mean is 8
    assert math.exp(anchors.task_mean_log_kwh(table, table[0])) == pytest.approx(8)


def test_score_is_the_median_and_the_90th_percentile():
    errors = [math.log(2), -math.log(2), math.log(4), math.nan]
    # |ln|: 2, 2, 4: median x2; 90th percentile 0.8 of the way from 2 to 4 in logs: 2 x 2^0.8
    assert inference_tables.score(errors) == pytest.approx((2.0, 2 * 2**0.8, 2 / 3, 3))


def test_order_counts_clear_pairs_and_half_of_ties():
    table = [law_row(1, 1.0), law_row(2, 1.4), law_row(3, 10.0), law_row(4, 30.0)]
    # 1.0 and 1.4 are too close; five pairs are clear
    assert inference_tables.ordered_share(table, [1, 2, 3, 4]) == (1.0, 5)
    assert inference_tables.ordered_share(table, [4, 3, 2, 1]) == (0.0, 5)
    assert inference_tables.ordered_share(table, [1, 2, 3, 3]) == (0.9, 5)


def test_the_same_tables_give_the_same_bytes(folder, tmp_path):
    first, second = tmp_path / "one", tmp_path / "two"
    for output in (first, second):
        written = inference.fit(folder, output, "2026-11-20")
        assert [path.name for path in written] == ["measured.csv", "laws.json", "decode.json"]
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes()


def test_what_is_written_names_its_rows_and_errors(folder, tmp_path):
    inference.fit(folder, tmp_path / "out", "2026-11-20")
    table = json.loads((tmp_path / "out" / "laws.json").read_text())
    assert table["date"] == "2026-11-20"
    assert all(len(set(law["models"])) <= law["rows"] for law in table["laws"])
    assert all(law["left_out_median_error"] >= 1 for law in table["laws"] if law["rows"] > 1)
    decoder = json.loads((tmp_path / "out" / "decode.json").read_text())
    assert decoder["rows"] == 38
    assert decoder["assumptions"]["idle_w"]


def test_measured_rows_keep_their_own_query(folder, tmp_path):
    inference.fit(folder, tmp_path / "out", "2026-11-20")
    with (tmp_path / "out" / "measured.csv").open() as file:
        table = {(row["model_id"], row["task"]): row for row in csv.DictReader(file)}
    assert table["google-bert/bert-base-cased", "fill-mask"]["boundary"] == "server"
    # 720 J on one device, not 900 J on two: 720 x 1,000 / 3.6e6 = 0.2 kWh
    assert table["made/pixart", "text-to-image"]["kwh_per_1000_queries"] == "0.2"
    chat = table["made/decoder-8b", "text-generation"]
    assert (chat["load"], chat["hardware"]) == ("saturated", "1 x H100, bfloat16")
    assert chat["query"].endswith("batch 128")
    assert not any("unstated" in model for model, _ in table)
    assert not any("gpt2" in model for model, _ in table), "zero-shot prompts are another query"


def test_tables_stand_beside_their_anchors(folder, capsys):
    inference_tables.print_tables(folder)
    printed = capsys.readouterr().out
    for words in ("I1 ", "I2 ", "I4 ", "C1 ", "EcoLogits, H100 (anchor)", "task mean (anchor)"):
        assert words in printed
    assert "law 1.000" in printed
    assert "nan" not in printed
