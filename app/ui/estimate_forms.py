"""The questions of the page Estimate, each with its answer."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hubscan.catalogue.tasks import current_tags
from hubscan.energy import asking
from hubscan.energy.asking import LOADS
from hubscan.energy.curves import curves
from hubscan.energy.factors import quantizations
from hubscan.energy.places import Place, site
from hubscan.energy.quantities import parse_count, parse_hours
from hubscan.energy.training import Method
from hubscan.report.charts.estimates import curve_chart
from hubscan.report.energy import told_sources
from hubscan.report.escaping import escape_markdown
from hubscan.report.estimates import (
    comparison_evidence,
    curve_rows,
    figure_rows,
    formula_lines,
    memory_rows,
    outcome_rows,
    place_in_words,
)
from ui.places import ask_device, ask_place
from ui.region_view import show_ranking
from ui.text import bullets

_HOURS, _SIZE, _KIND = "Hours and hardware", "Parameters and tokens", "Nothing but its kind"
_KINDS = ("any", "text", "text-to-text", "image-classification", "tabular")
_ANY_LOAD = "All loads"
_PAYS = "Break-even"  # a sentence, too long for a cell
_METHODS = {
    Method.FULL: "all weights",
    Method.LORA: "LoRA",
    Method.DISTILLATION: "distillation from a larger model",
}


def ask_training() -> None:
    """Estimate a training by what is known of it."""
    basis = st.radio("What is known", (_HOURS, _SIZE, _KIND), horizontal=True)
    left, right = st.columns(2)
    with left:
        told: dict[str, Any] = {_HOURS: _hours, _SIZE: _size, _KIND: _kind}[basis]()
    with right:
        place = _site("training")
    show_figures(asking.training_figures(asking.training(place=place, **told)), place)


def ask_inference() -> None:
    """Estimate 1,000 queries at each load."""
    left, right = st.columns(2)
    with left:
        task = _task("inference_task", "text-classification")
        parameters = _count("Parameters", "66M", key="inference_parameters")
        load = st.selectbox("Load of the machine", [_ANY_LOAD, *LOADS])
    with right:
        place = _site("inference")
    loads = [LOADS[load]] if load in LOADS else [None, *LOADS.values()]
    figures = asking.inference_figures(place=place, loads=loads, task=task, parameters=parameters)
    st.caption("1,000 queries, each load by itself.")
    show_figures(figures, place)


def ask_memory() -> None:
    """Estimate the memory in every precision and the devices that it takes."""
    left, right = st.columns(2)
    parameters = left.text_input("Parameters", "8B", max_chars=40)
    with right:
        device = ask_device(key="memory_device", unknown="NVIDIA A100 SXM 80GB")
    fits = asking.memory(parameters=parse_count(parameters), gpu=device or "NVIDIA A100 SXM 80GB")
    rows = memory_rows(fits)
    shown = [name for name in rows[0] if name != "Cache (GB)"]  # no context is asked for
    st.dataframe(rows, hide_index=True, column_order=shown, column_config=_GIGABYTES)
    st.caption(
        f"Devices: {fits[0].device.name}, {fits[0].device.memory_gb:g} GB each. The key-value cache"
        " of a long context comes on top."
    )


def ask_reuse() -> None:
    """Compare reusing, adapting and training, as queries grow."""
    left, right = st.columns(2)
    with left:
        task = _task("reuse_task", "text-classification")
        parameters = _count("Parameters of the small model", "66M", key="reuse_parameters")
        big = _count("Parameters of the big model", "8B", key="reuse_big")
        queries = _count("Queries", "1M", key="reuse_queries")
    with right:
        tokens = st.text_input(
            "Tokens to adapt with", placeholder="5M: adds LoRA and distillation", max_chars=40
        )
        packed = st.selectbox(
            "Format to quantize to",
            [one.name for one in quantizations()],
            index=None,
            placeholder="Not quantized",
        )
        place = _site("reuse")
    comparison = asking.reuse(
        place=place,
        load=None,
        task=task,
        parameters=parameters,
        name="the small model",
        big_parameters=big,
        big_task="text-generation",
        big_name=None,
        queries=queries,
        tokens=parse_count(tokens) if tokens.strip() else None,
        quantization=packed,
    )
    st.altair_chart(
        curve_chart(curve_rows(curves(comparison)), queries),
        alt="Energy of each option as queries grow; the table says where they cross",
    )
    st.caption(
        "Bands hold 90 % of what is plausible; the dashed line is the number of queries asked"
        " about. The energy already spent on pre-training a reused model is not counted."
    )
    rows = outcome_rows(comparison)
    st.dataframe(rows, hide_index=True, column_order=[name for name in rows[0] if name != _PAYS])
    bullets(str(row[_PAYS]) for row in rows)
    for option in comparison.not_estimable:
        st.text(f"{option.name}: not estimable: {option.reason}")
    st.caption(escape_markdown(told_sources(comparison_evidence(comparison))))
    st.caption(escape_markdown(place_in_words(place)))


def ask_regions() -> None:
    """Rank countries or cloud regions by what one job emits there."""
    left, right = st.columns(2)
    with left:
        basis = st.radio("What is known of the job", ("Its energy", _HOURS), horizontal=True)
        if basis == _HOURS:
            told: dict[str, Any] = {name: value[0] for name, value in _hours().items()}
        else:
            told = {"kwh": st.number_input("kWh at the servers", 0.0, 1e12, 100.0)}
    with right:
        clouds = st.radio("Where", ("Countries", "Cloud regions"), horizontal=True)
        pue = st.number_input(
            "The same PUE everywhere", 1.0, 5.0, None, 0.01, placeholder="Each place's usual"
        )
    is_cloud = clouds == "Cloud regions"
    ranking = asking.regions(clouds=is_cloud, pue=pue, **told)
    show_ranking(ranking, limit=20, key="regions", as_map=not is_cloud)


def show_figures(figures: asking.Figures, place: Place) -> None:
    """Show figures with their intervals and, on demand, every formula."""
    st.dataframe(figure_rows(figures), hide_index=True)
    st.caption(escape_markdown(place_in_words(place)))
    with st.expander("Formulas and sources"):
        st.code("\n".join(formula_lines(figures)), language=None, wrap_lines=True)


def _hours() -> dict[str, Any]:
    device = ask_device(key="hours_device", unknown="NVIDIA A100 SXM 80GB")
    count = st.number_input("How many of them", 1, 1_000_000, key="hours_gpus")
    hours = st.text_input("Hours", "24h", max_chars=40, help="24, 90min or 3d")
    return {
        "hours": (parse_hours(hours),),
        "gpu": (device or "NVIDIA A100 SXM 80GB",),
        "gpus": (int(count),),
    }


def _size() -> dict[str, Any]:
    method = st.selectbox("What is trained", list(_METHODS), format_func=_METHODS.__getitem__)
    told: dict[str, Any] = {
        "method": method,
        "parameters": _count("Parameters", "66M", key="size_parameters"),
        "tokens": _count("Tokens seen, once per epoch", "5M", key="size_tokens"),
    }
    if method is Method.DISTILLATION:
        told["teacher"] = _count("Parameters of the teacher", "8B", key="size_teacher")
    return told


def _kind() -> dict[str, Any]:
    return {"kind": st.selectbox("Kind of fine-tune", _KINDS)}


def _site(key: str) -> Place:
    where = ask_place(key=f"{key}_place")
    pue = st.number_input(
        "PUE", 1.0, 5.0, None, 0.01, placeholder="What is usual there", key=f"{key}_pue"
    )
    return site(where, pue_value=pue)


def _task(key: str, usual: str) -> str:
    tags = current_tags()
    return st.selectbox("Task", tags, index=list(tags).index(usual), key=key)


def _count(label: str, usual: str, *, key: str) -> float:
    return parse_count(st.text_input(label, usual, max_chars=40, key=key, help="66M, 7B or 7e9"))


_GIGABYTES = {
    name: st.column_config.NumberColumn(format="%.2f")
    for name in ("Bits per weight", "Weights (GB)", "Needs (GB)")
}
