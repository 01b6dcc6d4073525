from __future__ import annotations

import pytest

from hubscan.energy import Interval
from hubscan.recommend.saving import SAME, Saving, beside, saving, saving_of_copy
from tests.catalogue.records import record

TASK = "text-classification"


def model(number=1, **facts):
    return record(number, **{"pipeline_tag": TASK, "parameters": 110_000_000, **facts})


def test_a_smaller_model_needs_less_but_not_as_much_less_as_it_is_smaller():
    big, small = model(1), model(2, parameters=11_000_000)
    ratio = saving(small, big).ratio
    assert 0.1 < ratio.median < 1  # a tenth of the parameters is never a tenth of the energy
    assert ratio.low < ratio.median < ratio.high


def test_a_ratio_undoes_the_one_the_other_way_round():
    big, small = model(1), model(2, parameters=11_000_000)
    there, back = saving(small, big).ratio, saving(big, small).ratio
    assert there.median * back.median == pytest.approx(1)


UNKNOWN = {
    "size": ({"parameters": None}, "number of parameters is unknown"),
    "task": ({"pipeline_tag": None}, "task is not known"),
    "static embeddings": ({"library_name": "model2vec"}, "static embeddings"),
    "a task without a law": ({"pipeline_tag": "robotics"}, "robotics"),
}


@pytest.mark.parametrize(("facts", "told"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_is_told_and_no_number(facts, told):
    saved = saving(model(2), model(1, **facts))
    assert saved.ratio is None
    assert told in saved.reason
    assert not saved.is_more


# data/energy/quantization.csv at batch 1: GGUF 0.45 (0.35 to 0.7), bnb 8-bit 1.3 (1 to 2.5)
COPIES = {"gguf-q4_k_m": (0.45, False), "bnb-8bit": (1.3, True), None: (1.0, True)}


@pytest.mark.parametrize(("scheme", "told"), COPIES.items(), ids=map(str, COPIES))
def test_a_copy_differs_by_its_quantization_only(scheme, told):
    saved = saving_of_copy(model(2, quantization=scheme), model(1))
    assert (saved.ratio.median, saved.is_more) == (pytest.approx(told[0]), told[1])


def test_two_copies_of_one_format_are_alike_in_the_middle():
    one, two = (model(n, quantization="gguf-q4_k_m") for n in (1, 2))
    assert saving_of_copy(one, two).ratio.median == 1


def test_a_copy_of_unknown_size_is_unknown():
    saved = saving_of_copy(model(2, parameters=None, quantization="gguf"), model(1))
    assert saved.ratio is None


def test_whole_models_compare_at_16_bits():
    # 110e6 x 2 bytes x 1.2 = 0.264 GB, and a tenth of it for a tenth of the size
    assert beside(model(1)).memory_gb == pytest.approx(0.264)
    assert beside(model(2, parameters=11_000_000)).memory_gb == pytest.approx(0.0264)
    assert beside(model(3, parameters=None)) is None


def test_json_rounds_and_keeps_unknown_null():
    assert SAME.as_dict() == {
        "energy_ratio": {"low": 1.0, "median": 1.0, "high": 1.0},
        "energy_ratio_unknown": None,
        "known_to_use_less": False,
    }
    assert saving(model(2), model(1, parameters=None)).as_dict()["energy_ratio"] is None


# interval of the ratio -> may it be none, is it known to be less
KNOWN = {
    "all below 1": (Saving(Interval(0.1, 0.3, 0.6)), False, True),
    "1 is within": (Saving(Interval(0.4, 0.7, 1.2)), True, False),
    "1 ends it": (Saving(Interval(0.4, 0.7, 1.0)), True, False),
    "all above 1": (Saving(Interval(1.1, 2.0, 3.0)), False, False),
    "unknown": (Saving(None, "no law"), False, False),
    "itself": (SAME, True, False),
}


@pytest.mark.parametrize(("saved", "may_not_save", "less"), KNOWN.values(), ids=KNOWN)
def test_a_saving_is_known_where_the_interval_leaves_out_1(saved, may_not_save, less):
    assert (saved.may_not_save, saved.is_known_less) == (may_not_save, less)
    assert saved.as_dict()["known_to_use_less"] == (None if saved.ratio is None else less)
