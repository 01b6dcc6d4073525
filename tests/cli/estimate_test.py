import json

import pytest

from hubscan.cli import main
from hubscan.energy.training import kinds

PLACE = ["--country", "NO", "--pue", "1", "--carbon-intensity", "100"]
U = 0.7438  # measured watts / TDP, data/energy/training.json

RUNS = {
    "hours": ["training", "--hours", "24", "--gpu", "A100", "--gpus", "8", *PLACE],
    "mix": ["training", "--hours", "24h", "--gpu", "A100", "--gpu", "T4", "--gpus", "8",
            "--gpus", "1", *PLACE],
    "number in the name": ["training", "--hours", "24", "--gpu", "8 x A100 + 1 T4", *PLACE],
    "parameters": ["training", "--parameters", "66M", "--tokens", "5M", "--gpu", "T4", *PLACE],
    "lora": ["training", "--parameters", "7B", "--tokens", "20M", "--method", "lora"],
    "distillation": ["training", "--parameters", "66M", "--tokens", "20M", "--method",
                     "distillation", "--teacher", "340M"],
    "kind": ["training", "--kind", "text", *PLACE],
    "market": ["training", "--hours", "1", "--gpu", "T4", "--market-based", "0"],
    "classification": ["inference", "--task", "text-classification", "--parameters", "66M"],
    "decoder": ["inference", "--task", "text-generation", "--parameters", "8B"],
    "one load": ["inference", "--task", "text-generation", "--parameters", "8B", "--load", "8/s"],
    "memory": ["memory", "--parameters", "8B"],
    "one format": ["memory", "--parameters", "8B", "--format", "Q4_K_M", "--gpu", "RTX 4090"],
    "reuse": ["reuse", "--task", "text-classification", "--parameters", "66M", "--queries", "10k"],
    "reuse with tokens": ["reuse", "--task", "text-classification", "--parameters", "66M",
                          "--tokens", "1M", "--quantization", "int8", "--load", "batch-1"],
    "two regions": ["regions", "--kwh", "100", "--place", "Norway", "--place", "Poland"],
    "countries": ["regions", "--hours", "24", "--gpu", "H100"],
    "clouds": ["regions", "--kwh", "100", "--clouds", "--limit", "3", "--pue", "1.1"],
}  # fmt: skip

BAD = [
    (["training", "--hours", "-5", "--gpu", "A100"], "-5 hours: give a number above 0"),
    (["training", "--hours", "1e9", "--gpu", "T4"], "1e+09 hours"),
    (["training", "--hours", "24GB", "--gpu", "T4"], "'24GB' is not hours"),
    (["training", "--hours", "5", "--gpu", "H1000"], "the nearest are NVIDIA H100 SXM"),
    (["training", "--hours", "5"], "name the device with --gpu"),
    (["training", "--hours", "5", "--gpu", "T4", "--gpus", "0"], "0 devices"),
    (["training", "--hours", "5", "--gpu", "T4", "--country", "Polnd"], "the nearest are Poland"),
    (["training", "--hours", "5", "--gpu", "T4", "--pue", "0.5"], "PUE 0.5"),
    (["training", "--hours", "5", "--gpu", "T4", "--carbon-intensity", "5000"], "5000 g/kWh"),
    (["training", "--hours", "5", "--gpu", "T4", "--gpus", "1", "--gpus", "2"], "is given 2 times"),
    (["training", "--parameters", "7GB", "--tokens", "1"], "'7GB' is not a number such as"),
    (["training", "--parameters", "1e300", "--tokens", "1e300"], "1e+300 parameters"),
    (["training", "--parameters", "7B"], "give one of --hours and --gpu"),
    (["training", "--kind", "txt"], "the nearest are text"),
    (["training", "--hours", "1", "--gpu", "T4", "--kind", "text"], "give one of"),
    (["training"], "give one of --hours and --gpu"),
    (["memory", "--parameters", "0"], "0 parameters"),
    (["memory", "--parameters", "7B", "--format", "Q4_K_Z"], "unknown weight format 'Q4_K_Z'"),
    (["memory", "--parameters", "7B", "--gpu", "EPYC 7763"], "no memory of its own"),
    (["regions"], "give --kwh, or --hours and --gpu"),
    (["regions", "--kwh", "-1"], "-1 kWh"),
    (["reuse", "--task", "text-classification", "--parameters", "66M", "--queries", "-1"],
     "-1 queries"),
]  # fmt: skip

NO_FIGURE = [
    (["inference", "--task", "nonsense", "--parameters", "7B"], "'nonsense' is not a task"),
    (["inference", "--task", "text-generation"], "parameters"),
    (["reuse", "--task", "text-classification", "--parameters", "66M", "--big-task", "nonsense"],
     "nothing to compare with"),
]  # fmt: skip


def run(arguments, capsys):
    code = main(["estimate", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("more", [[], ["--explain"]], ids=["plain", "explain"])
def test_tables_fit_80_columns(arguments, more, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, err = run([*arguments, *more], capsys)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
def test_json_is_json_and_always_the_same(arguments, capsys):
    code, first, err = run([*arguments, "--json", "--explain"], capsys)
    assert (code, err) == (0, "")
    assert isinstance(json.loads(first), dict)
    assert run([*arguments, "--json", "--explain"], capsys)[1] == first


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_input_is_one_line_and_exit_2(arguments, message, capsys):
    code, out, err = run(arguments, capsys)
    assert (code, out) == (2, "")
    assert err.startswith("hubscan: ")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(("arguments", "message"), NO_FIGURE, ids=[m for _, m in NO_FIGURE])
def test_no_figure_is_one_line_and_exit_1(arguments, message, capsys):
    code, out, err = run(arguments, capsys)
    assert (code, out) == (1, "")
    assert message in err
    assert err.count("\n") == 1


def test_training_from_hours(capsys):
    _, out, _ = run([*RUNS["hours"], "--json", "--explain"], capsys)
    figures = json.loads(out)["figures"]
    # 24 h x 8 x 0.4 kW x u x host 1.4 x PUE 1 x 100 g/kWh
    grams = 24 * 8 * 0.4 * U * 1.4 * 100
    emissions = figures["emissions (location-based)"]
    assert emissions["median"] == pytest.approx(grams)
    assert emissions["low"] < grams / 1.5
    assert (emissions["unit"], emissions["boundary"]) == ("gCO2e", "facility")
    assert emissions["grade"] == "from-hours"
    assert emissions["formula"].startswith("24 h (hours) x 8 (devices) x 0.4 kW (TDP) x 0.7438")


def test_the_number_of_devices_in_their_name(capsys):
    one, other = (
        json.loads(run([*RUNS[name], "--json"], capsys)[1])
        for name in ("mix", "number in the name")
    )
    assert one == other


def test_unknown_is_null_and_not_zero(capsys):
    _, out, _ = run([*RUNS["kind"], "--json"], capsys)
    hours = json.loads(out)["figures"]["device-hours"]
    assert (hours["median"], hours["low"], hours["high"]) == (None, None, None)
    assert hours["grade"] == "not-estimable"
    assert "formula" not in hours


def test_market_based_is_beside_and_never_instead(capsys):
    _, out, _ = run([*RUNS["market"], "--json"], capsys)
    figures = json.loads(out)["figures"]
    assert figures["emissions (market-based, reported)"]["median"] == 0
    assert figures["emissions (location-based)"]["median"] > 0


def test_a_decoder_is_shown_at_every_load_with_its_watts(capsys):
    _, out, _ = run([*RUNS["decoder"], "--json"], capsys)
    figures = json.loads(out)["figures"]
    loads = {name.partition(":")[0] for name in figures}
    assert loads >= {"1 request/s", "8 requests/s", "saturated"}
    per_query = figures["1 request/s: devices"]["median"] * 3600
    assert figures["1 request/s: watts"]["median"] == pytest.approx(per_query)


# more arguments -> is Q4_0 (not usual) in the table, is Q4_K_M
SHOWN = {
    "usual": ([], False, True),
    "all": (["--all"], True, True),
    "named": (["--format", "Q4_0"], True, False),
    "JSON": (["--json"], True, True),
}


@pytest.mark.parametrize(("more", "unusual", "usual"), SHOWN.values(), ids=SHOWN)
def test_the_table_has_the_usual_formats_and_all_when_asked(more, unusual, usual, capsys):
    _, out, _ = run([*RUNS["memory"], *more], capsys)
    assert ("Q4_0" in out, "Q4_K_M" in out) == (unusual, usual)


def test_memory_with_the_cache_of_a_configuration(capsys, tmp_path):
    config = tmp_path / "config.json"
    config.write_text(json.dumps({
        "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
        "hidden_size": 4096,
    }))  # fmt: skip
    arguments = [*RUNS["one format"], "--config", str(config), "--context", "8192", "--json"]
    _, out, _ = run(arguments, capsys)
    [row] = json.loads(out)["formats"]
    # 131,072 bytes x 8192 = 1.0737 GB; 8e9 x 4.8944 / 8 = 4.8944 GB; x 1.2 + 1.0737 = 6.947
    assert row["cache_gb"] == pytest.approx(1.0737, rel=1e-3)
    assert row["total_gb"] == pytest.approx(6.947, rel=1e-3)
    assert row["devices"] == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "is not JSON"), ("[" * 100_000, "is not JSON"), ("[]", "is not the configuration"),
     ("{}", "has no usable num_hidden_layers"), ("\xff", "is not JSON")],
    ids=["empty", "nested", "a list", "no numbers", "bytes"],
)  # fmt: skip
def test_a_configuration_that_is_none(content, message, capsys, tmp_path):
    config = tmp_path / "config.json"
    config.write_bytes(content.encode("latin-1"))
    code, out, err = run([*RUNS["memory"], "--config", str(config)], capsys)
    assert (code in (1, 2), out) == (True, "")
    assert message in err
    assert err.count("\n") == 1


def test_memory_is_written_out(capsys):
    _, out, _ = run([*RUNS["one format"], "--json", "--explain"], capsys)
    [row] = json.loads(out)["formats"]
    # 8e9 x 4.8944 / 8 = 4.894 GB; x 1.2 = 5.873 GB; of 24 x 0.9 = 21.6 GB
    assert row["formula"] == (
        "8e+09 parameters x 4.8944 bits / 8 = 4.894 GB; x 1.2 + 0 GB cache = 5.873 GB;"
        " / 21.6 GB usable of NVIDIA GeForce RTX 4090: 1, a power of two"
    )


def test_the_break_even_is_written_out(capsys):
    _, out, _ = run([*RUNS["reuse"], "--json", "--explain"], capsys)
    found = json.loads(out)
    big, tuned = (found["options"][place] for place in (0, 2))
    queries = (tuned["upfront_kwh"] - big["upfront_kwh"]) / (
        big["per_query_kwh"] - tuned["per_query_kwh"]
    )
    assert tuned["break_even"]["queries"] == pytest.approx(queries)
    assert found["formulas"]["fine-tuning the small model, at the facility"].endswith(
        f"= {queries:.4g}"
    )


def test_reuse_says_it_in_words(capsys):
    out = " ".join(run(RUNS["reuse"], capsys)[1].split())
    assert "fine-tuning the small model pays back after about" in out
    assert "against calling a model of 8 B" in out
    assert "already spent on pre-training" in out


def test_regions_say_how_often(capsys):
    _, out, _ = run([*RUNS["two regions"], "--year", "2024"], capsys)
    assert "Poland emits 20.5 times" in out
    assert "Poland emits 26.1 times" in out


def test_help_names_every_kind(capsys):
    _, out, _ = run(["training", "--help"], capsys)
    assert ", ".join(kinds()) in " ".join(out.split())


@pytest.mark.parametrize("name", ["training", "inference", "memory", "reuse", "regions"])
def test_help_has_examples(name, capsys):
    code, out, _ = run([name, "--help"], capsys)
    assert code == 0
    assert f"hubscan estimate {name} " in out
