import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy import asking
from hubscan.energy.evidence import Boundary, Grade, Load
from hubscan.energy.places import site
from hubscan.errors import EstimateError, UsageError

PLACE = site("Norway", pue_value=1.0, g_per_kwh=100)
HOURS = {"hours": (2.0,), "gpu": ("T4",)}
SIZE = {"parameters": 66e6, "tokens": 5e6}
KIND = {"kind": "text"}


@pytest.mark.parametrize(
    ("asked", "grade"),
    [
        pytest.param(HOURS, Grade.FROM_HOURS, id="hours"),
        pytest.param(SIZE, Grade.FROM_PARAMETERS, id="size"),
        pytest.param(SIZE | {"gpu": ("T4",)}, Grade.FROM_PARAMETERS, id="size on a device"),
        pytest.param(KIND, Grade.FROM_LAW, id="kind"),
    ],
)
def test_the_basis_decides_the_grade(asked, grade):
    assert asking.training(place=PLACE, **asked).emissions.grade is grade


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"gpu": ("T4",)},
        {"parameters": 66e6},
        {"tokens": 5e6},
        HOURS | KIND,
        HOURS | SIZE,
        SIZE | KIND,
    ],
    ids=["nothing", "device", "parameters", "tokens", "hours, kind", "hours, size", "size, kind"],
)
def test_one_basis_and_only_one(asked):
    with pytest.raises(UsageError, match="give one of --hours and --gpu"):
        asking.training(place=PLACE, **asked)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        # hours, names, numbers, watts -> (number, name, hours, watts)
        (((3,), ("T4",)), [(1, "NVIDIA T4", 3, None)]),
        (((3,), ("T4",), (8,)), [(8, "NVIDIA T4", 3, None)]),
        (((3,), ("T4",), (8,), (50,)), [(8, "NVIDIA T4", 3, 50)]),
        (((3,), ("8 x T4",)), [(8, "NVIDIA T4", 3, None)]),
        (((3,), ("T4 x8",)), [(8, "NVIDIA T4", 3, None)]),
        (
            ((3, 5), ("T4", "L4"), (8, 2)),
            [(8, "NVIDIA T4", 3, None), (2, "NVIDIA L4", 5, None)],
        ),
        (((3,), ("T4", "L4"), (8,)), [(8, "NVIDIA T4", 3, None), (8, "NVIDIA L4", 3, None)]),
        (((3,), ("2 T4 + L4",)), [(2, "NVIDIA T4", 3, None), (1, "NVIDIA L4", 3, None)]),
    ],
    ids=["one", "eight", "watts", "8 x", "x8", "mix", "shared", "in one name"],
)
def test_uses(columns, expected):
    found = asking.uses(*columns)
    assert [(use.count, use.device.name, use.hours, use.watts) for use in found] == expected


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (((3,), ()), "hours of what"),
        (((3, 4), ("T4",)), "--hours is given 2 times for 1 devices"),
        (((3,), ("T4", "L4", "A10"), (1, 2)), "--gpus is given 2 times for 3 devices"),
        (((3,), ("T4",), (1,), (5, 6)), "--watts is given 2 times for 1 devices"),
        (((3,), ("T5",)), "unknown device 'T5'"),
        (((3,), ("0 x T4",)), "zero devices"),
    ],
)
def test_columns_that_do_not_fit(columns, message):
    with pytest.raises(UsageError, match=message):
        asking.uses(*columns)


def inference(**asked):
    standard = {"task": "text-classification", "parameters": 66e6, "loads": (None,)}
    return asking.inference_figures(place=PLACE, **(standard | asked))


def test_queries_are_followed_to_the_facility_and_the_grid():
    device, facility, grams = inference().values()
    assert (device.boundary, facility.boundary) == (Boundary.DEVICE, Boundary.FACILITY)
    # x host 1.4 x PUE 1, x 100 g/kWh
    assert facility.median == pytest.approx(device.median * 1.4)
    assert grams.median == pytest.approx(device.median * 1.4 * 100)


def test_loads_without_a_figure_are_left_out():
    every = inference(loads=(None, *asking.LOADS.values()))
    assert {figure.load for figure in every.values()} == {Load.BATCH_1}


def test_only_a_rate_has_watts():
    decoder = {"task": "text-generation", "parameters": 8e9}
    figures = inference(**decoder, loads=tuple(asking.LOADS.values()))
    with_watts = {name.partition(":")[0] for name in figures if name.endswith("watts")}
    assert with_watts == {"1 request/s", "8 requests/s"}


@pytest.mark.parametrize(
    "asked",
    [{"task": "nonsense"}, {"parameters": None}, {"loads": (Load.SATURATED,)}],
    ids=["task", "parameters", "load"],
)
def test_no_figure_at_all_says_why(asked):
    with pytest.raises(EstimateError, match=r"^not estimable: "):
        inference(**asked)


@given(st.floats(1e6, 1e12))
def test_memory_in_every_format_takes_a_power_of_two(parameters):
    for fit in asking.memory(parameters=parameters):
        assert fit.devices & (fit.devices - 1) == 0
        assert fit.devices * 0.9 * fit.device.memory_gb >= fit.need.total_gb * (1 - 1e-6)
        if fit.devices > 1:
            assert fit.devices / 2 * 0.9 * fit.device.memory_gb < fit.need.total_gb * (1 + 1e-6)


@pytest.mark.parametrize(
    ("asked", "methods", "compared"),
    [
        ({"kwh": 1, "places": ("NO", "PL")}, {"life-cycle"}, True),
        ({"kwh": 1, "places": ("NO",)}, {"life-cycle"}, False),
        ({"kwh": 1, "places": ("NO", "us-east1")}, {"life-cycle", "hourly grid mix"}, False),
        ({"kwh": 1}, {"life-cycle"}, False),
        ({"kwh": 1, "clouds": True}, {"life-cycle", "hourly grid mix"}, False),
        ({"hours": 1, "gpu": "T4", "gpus": 8, "places": ("PL", "NO")}, {"life-cycle"}, True),
    ],
    ids=["two", "one", "two methods", "countries", "clouds", "from hours"],
)
def test_regions(asked, methods, compared):
    ranking = asking.regions(**asked)
    assert set(ranking.by_method) == methods
    assert (ranking.equal_pue is not None) == (ranking.usual_pue is not None) == compared


def test_the_order_of_two_places_does_not_matter():
    one, other = (asking.regions(kwh=1, places=places) for places in (("NO", "PL"), ("PL", "NO")))
    assert one.equal_pue == other.equal_pue
    assert one.equal_pue.median > 20


def test_a_given_pue_is_the_same_everywhere():
    ranking = asking.regions(kwh=1, places=("NO", "PL"), pue=1.5)
    assert {one.place.pue.value for one in ranking.by_method["life-cycle"]} == {1.5}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "give --kwh, or --hours and --gpu"),
        ({"hours": 3}, "give --kwh, or --hours and --gpu"),
        ({"gpu": "T4"}, "give --kwh, or --hours and --gpu"),
        ({"kwh": 0}, "0 kWh"),
        ({"kwh": float("nan")}, "nan kWh"),
        ({"kwh": 1, "places": ("Nowhere",)}, "unknown country"),
        ({"kwh": 1, "pue": 0.2}, "PUE 0.2"),
    ],
    ids=str,
)
def test_regions_of_no_job(asked, message):
    with pytest.raises(UsageError, match=message):
        asking.regions(**asked)
