"""Tables and JSON of ``hubscan estimate``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

import click
from rich.console import Console
from rich.table import Table

from hubscan.energy.asking import Figures, Fit, Ranking
from hubscan.energy.evidence import Evidence, Factor, Interval, Unit
from hubscan.energy.factors import overhead
from hubscan.energy.places import Place
from hubscan.energy.regions import Located
from hubscan.energy.reuse import Comparison, Outcome, break_even_formula, in_words
from hubscan.energy.words import digits, figure, interval


def show(
    figures: Figures, place: Place, *, as_json: bool, explain: bool, title: str | None = None
) -> None:
    """Print figures with their place."""
    if as_json:
        rows = {name: _figure_json(one, explain) for name, one in figures.items()}
        return _print_json({"figures": rows, "place": _place_json(place)})
    table = _table("", "median (90 % interval)", "boundary", "grade", title=title)
    for name, one in figures.items():
        table.add_row(name, figure(one), str(one.boundary or ""), str(one.grade))
    _print(table)
    _say(_place_line(place))
    if explain:
        return _print_formulas(figures)
    widest = {factor.name: None for one in figures.values() if (factor := one.widest())}
    if widest:
        _say(f"Least certain: {', '.join(widest)} (--explain shows every factor)")
    return None


def show_memory(
    fits: Sequence[Fit], *, as_json: bool, explain: bool, usual: Collection[str] = ()
) -> None:
    """Print what each weight format needs; in the table only the ``usual`` ones where given."""
    if as_json:
        return _print_json({"formats": [_fit_json(fit, explain) for fit in fits]})
    shown = [fit for fit in fits if not usual or fit.need.weight_format.name in usual]
    if len(shown) < len(fits):
        _say(f"{len(shown)} usual weight formats of {len(fits)}; --all shows every one")
    fits = shown
    table = _table("format", "bits", "weights GB", "cache GB", "needs GB", "GPUs")
    for fit in fits:
        table.add_row(*_fit_cells(fit))
    _print(table)
    _say(f"needs GB: weights x {overhead('runtime memory').value:g} for the runtime, and the cache")
    if not any(fit.need.cache_gb for fit in fits):
        _say("cache GB: the key-value cache of a decoder, not counted without --config")
    _say(f"GPUs: {fits[0].device.name}, {fits[0].device.memory_gb:g} GB each")
    if explain:
        for fit in fits:
            _say(f"{fit.need.weight_format.name}: {fit.need.formula(fit.device)}")
        for source in sorted({fit.need.weight_format.source for fit in fits}):
            _say(f"bits: {source}")
    return None


def show_comparison(comparison: Comparison, *, as_json: bool, explain: bool) -> None:
    """Print options, what they avoid and when they pay back."""
    if as_json:
        return _print_json(_comparison_json(comparison, explain))
    table = _table("option", "energy", "emissions", "chance of less")
    for outcome in comparison.outcomes:
        table.add_row(*_outcome_cells(outcome))
    _print(table)
    for outcome in comparison.outcomes:
        if outcome.break_even is not None:
            _say(f"- {in_words(outcome, comparison.reference)}")
    for option in comparison.not_estimable:
        _say(f"- {option.name}: not estimable: {option.reason}")
    _say(f"{digits(comparison.queries)} queries; {_place_line(comparison.place)}")
    _say("Chance of less: that an option uses less energy than the first.")
    _say("The energy already spent on pre-training a reused model is not counted.")
    if explain:
        for name, formula in _formulas(comparison).items():
            _say(f"{name}: {formula}")
    return None


def show_regions(ranking: Ranking, limit: int, *, as_json: bool, explain: bool) -> None:
    """Print places, the least emissions first, each method of counting by itself."""
    if as_json:
        return _print_json(_ranking_json(ranking, explain))
    for method, located in ranking.by_method.items():
        table = _table("place", "emissions", "g/kWh", "year", "PUE", title=f"{method} intensity")
        for one in located[:limit]:
            table.add_row(*_located_cells(one))
        _print(table)
        if len(located) > limit:
            _say(f"{len(located) - limit} more: --limit {len(located)}")
        for one in located[:limit] if explain else ():
            _say(f"{one.place.region or one.place.name}: {one.emissions.formula()}")
    if ranking.equal_pue and ranking.usual_pue:
        [two] = ranking.by_method.values()
        by_grid = sorted(two, key=lambda one: one.place.carbon_intensity.value)
        _say(f"At equal PUE {_as_much(by_grid, ranking.equal_pue)}")
        _say(f"At the PUE of each {_as_much(two, ranking.usual_pue)}")
    return None


def _print_formulas(figures: Figures) -> None:
    sources: dict[str, str] = {}
    for name, one in figures.items():
        _say(f"{name} = {one.formula()}")
        sources |= {factor.name: factor.source for factor in one.factors if factor.source}
    for factor, source in sources.items():
        _say(f"- {factor}: {source}")


def _place_line(place: Place) -> str:
    grid, pue = place.carbon_intensity, place.pue
    where = f"{place.name} ({place.region})" if place.region else place.name
    return f"{where}: {grid.value:g} g/kWh, {place.method} {place.year}; PUE {pue.value:g}"


def _place_json(place: Place) -> dict[str, object]:
    return {
        "name": place.name,
        "iso3": place.iso3,
        "region": place.region or None,
        "year": place.year,
        "method": place.method,
        "carbon_intensity_g_per_kwh": _factor_json(place.carbon_intensity),
        "pue": _factor_json(place.pue),
    }


def _factor_json(factor: Factor) -> dict[str, object]:
    return {
        "low": factor.low,
        "median": factor.value,
        "high": factor.high,
        "source": factor.source,
    }


def _figure_json(one: Evidence, explain: bool) -> dict[str, object]:
    return one.as_dict() | ({"formula": one.formula()} if explain else {})


def _fit_json(fit: Fit, explain: bool) -> dict[str, object]:
    return {
        "format": fit.need.weight_format.name,
        "bits_per_weight": fit.need.weight_format.bits_per_weight,
        "weights_gb": fit.need.weights_gb,
        "cache_gb": fit.need.cache_gb,
        "total_gb": fit.need.total_gb,
        "device": fit.device.name,
        "devices": fit.devices,
        "source": fit.need.weight_format.source,
    } | ({"formula": fit.need.formula(fit.device)} if explain else {})


def _fit_cells(fit: Fit) -> tuple[str, ...]:
    one = fit.need
    sizes = (one.weight_format.bits_per_weight, one.weights_gb, one.cache_gb, one.total_gb)
    return (one.weight_format.name, *map(digits, sizes), str(fit.devices))


def _comparison_json(comparison: Comparison, explain: bool) -> dict[str, object]:
    unknown = [{"name": one.name, "reason": one.reason} for one in comparison.not_estimable]
    content: dict[str, object] = {
        "queries": comparison.queries,
        "place": _place_json(comparison.place),
        "reference": comparison.reference.name,
        "options": [_outcome_json(one, comparison) for one in comparison.outcomes],
        "not_estimable": unknown,
    }
    if explain:
        content["formulas"] = _formulas(comparison)
    return content


def _outcome_json(outcome: Outcome, comparison: Comparison) -> dict[str, object]:
    even = outcome.break_even
    return {
        "name": outcome.option.name,
        "upfront_kwh": outcome.upfront_kwh,
        "per_query_kwh": outcome.per_query_kwh,
        "energy_kwh": outcome.energy_kwh._asdict(),
        "emissions_g": outcome.emissions_g._asdict(),
        "avoided_kwh": outcome.avoided_kwh._asdict(),
        "avoided_g": outcome.avoided_g._asdict(),
        "probability_better": outcome.probability_better,
        "break_even": even
        and {
            "verdict": str(even.verdict),
            "queries": even.queries,
            "low": even.low,
            "high": even.high,
        },
        "in_words": in_words(outcome, comparison.reference),
    }


def _outcome_cells(outcome: Outcome) -> tuple[str, ...]:
    better = outcome.probability_better
    return (
        outcome.option.name,
        interval(outcome.energy_kwh, Unit.KWH),
        interval(outcome.emissions_g, Unit.GRAMS),
        "reference" if better is None else f"{better:.0%}",
    )


def _formulas(comparison: Comparison) -> dict[str, str]:
    formulas = {}
    for outcome in comparison.outcomes:
        option = outcome.option
        formulas[f"{option.name}, 1,000 queries"] = option.per_1000.formula()
        if option.upfront is not None:
            formulas[f"{option.name}, up front"] = option.upfront.formula()
        even = break_even_formula(outcome, comparison.outcomes[0])
        formulas[f"{option.name}, at the facility"] = even
    return formulas


def _located_cells(one: Located) -> tuple[str, ...]:
    place = one.place
    return (
        place.region or place.name,
        figure(one.emissions),
        digits(place.carbon_intensity.value),
        str(place.year),
        f"{place.pue.value:g}",
    )


def _ranking_json(ranking: Ranking, explain: bool) -> dict[str, object]:
    return {
        "methods": {
            method: [
                {"place": _place_json(one.place), "emissions": _figure_json(one.emissions, explain)}
                for one in located
            ]
            for method, located in ranking.by_method.items()
        },
        "times_more_at_equal_pue": ranking.equal_pue and ranking.equal_pue._asdict(),
        "times_more_at_usual_pue": ranking.usual_pue and ranking.usual_pue._asdict(),
    }


def _as_much(two: Sequence[Located], values: Interval) -> str:
    """Say how many times as much the second of two places emits as the first."""
    least, most = (one.place.region or one.place.name for one in two)
    low, median, high = map(digits, values)
    return f"{most} emits {median} times ({low} to {high}) as much as {least}"


def _table(*columns: str, title: str | None = None) -> Table:
    table = Table(title=title, box=None, pad_edge=False, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(table: Table) -> None:
    _console().print(table)


def _say(sentence: str) -> None:
    _console().print(sentence)


def _console() -> Console:
    # names are the user's words: nothing in them is markup
    return Console(highlight=False, markup=False, emoji=False)


def _print_json(content: Mapping[str, object]) -> None:
    click.echo(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))
