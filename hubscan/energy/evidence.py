"""One figure and what is known of it: how sure, at which boundary, by what kind of evidence.

A figure is a product of factors. Each factor is log-normal about its value, so that the logs of
independent factors add their squares, and a factor that two figures share cancels in their ratio.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from hubscan.errors import EstimateError

Z90 = 1.6448536269514722  # 90 % of a normal distribution lies within this many deviations


class Unit(StrEnum):
    """What a figure counts."""

    KWH = "kWh"
    WH = "Wh"
    GRAMS = "gCO2e"
    WATTS = "W"
    DEVICE_HOURS = "device-hours"


class Boundary(StrEnum):
    """Where the electricity is counted; figures of two boundaries are never mixed."""

    DEVICE = "device"  # the accelerators alone
    SERVER = "server"  # with processor, memory, fans and power supply
    FACILITY = "facility"  # with cooling and distribution: server times PUE


class Load(StrEnum):
    """How busy the serving machine is; the energy of a query says little without it."""

    BATCH_1 = "batch 1"
    ONE_PER_SECOND = "1 request/s"
    EIGHT_PER_SECOND = "8 requests/s"
    SATURATED = "saturated"


class Grade(StrEnum):
    """The kind of evidence behind a figure, the strongest first."""

    REPORTED_MEASURED = "reported-measured"
    REPORTED_COMPUTED = "reported-computed"
    THIRD_PARTY_MEASURED = "third-party-measured"
    FROM_HOURS = "from-hours"
    FROM_PARAMETERS = "from-parameters"
    FROM_LAW = "from-law"
    NOT_ESTIMABLE = "not-estimable"


class Interval(NamedTuple):
    """A median with the 5th and the 95th percentile about it."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Factor:
    """One number of a product; 90 % of its plausible values lie between ``low`` and ``high``.

    The product takes ``value ** exponent``: -1 divides. ``shared`` names an unknown that other
    figures have too, such as the grid: it is the same for all of them. A factor without it is
    independent of every other, but one object in two figures is one unknown.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str = ""
    exponent: float = 1.0
    shared: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Raise EstimateError unless 0 < low <= value <= high < infinity, or all are zero."""
        is_zero = self.low == self.value == self.high == 0
        if not is_zero and not 0 < self.low <= self.value <= self.high < math.inf:
            raise EstimateError(
                f"{self.name}: {self.low:g} <= {self.value:g} <= {self.high:g} is no interval"
                " of finite numbers above 0"
            )

    @classmethod
    def exact(
        cls, name: str, value: float, unit: str = "", exponent: float = 1.0, source: str = ""
    ) -> Factor:
        """Return a factor without doubt, such as a number of devices."""
        return cls(name, value, value, value, unit, exponent, "", source)

    def inverse(self) -> Factor:
        """Return the factor that undoes this one."""
        return replace(self, exponent=-self.exponent)

    @property
    def logs(self) -> tuple[float, float]:
        """How far the product may lie below and above because of this factor, in natural logs."""
        if self.low == self.high:
            return 0.0, 0.0
        below = math.log(self.value / self.low) * abs(self.exponent)
        above = math.log(self.high / self.value) * abs(self.exponent)
        return (below, above) if self.exponent > 0 else (above, below)

    def multiplier(self) -> float:
        """Return what the product is multiplied by; raise EstimateError when it overflows."""
        try:
            return float(self.value**self.exponent)
        except (OverflowError, ZeroDivisionError):
            raise EstimateError(
                f"{self.name}: {self.value:g} to the power {self.exponent:g} is out of range"
            ) from None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure with its 90 % interval, or the reason why there is none.

    ``median``, ``low`` and ``high`` are None together: unknown, which is not zero. ``date`` is
    that of the evidence (ISO, or a year), ``source`` who or what says so.
    """

    median: float | None
    low: float | None
    high: float | None
    unit: Unit
    boundary: Boundary | None
    grade: Grade
    source: str
    date: str
    load: Load | None = None
    factors: tuple[Factor, ...] = ()
    reason: str | None = None

    @classmethod
    def product(
        cls,
        factors: Iterable[Factor],
        *,
        unit: Unit,
        boundary: Boundary | None,
        grade: Grade,
        source: str,
        date: str,
        load: Load | None = None,
    ) -> Evidence:
        """Multiply factors into a figure; raise EstimateError when the result overflows."""
        factors = tuple(factors)
        median, below, above = 1.0, 0.0, 0.0
        for factor in factors:
            median *= factor.multiplier()
            down, up = factor.logs
            below, above = below + down * down, above + up * up
        low, high = median * math.exp(-math.sqrt(below)), median * exp(math.sqrt(above))
        if not high < math.inf:
            raise EstimateError(f"{source}: the result is too large to be a number of {unit}")
        return cls(median, low, high, unit, boundary, grade, source, date, load, factors)

    @classmethod
    def unknown(
        cls,
        reason: str,
        *,
        unit: Unit,
        boundary: Boundary | None = None,
        source: str = "",
        date: str = "",
        load: Load | None = None,
    ) -> Evidence:
        """Return a figure that cannot be estimated, with the reason."""
        grade = Grade.NOT_ESTIMABLE
        return cls(None, None, None, unit, boundary, grade, source, date, load, (), reason)

    def times(
        self, *factors: Factor, unit: Unit | None = None, boundary: Boundary | None = None
    ) -> Evidence:
        """Multiply by more factors, into another unit or boundary; unknown stays unknown."""
        unit, boundary = unit or self.unit, boundary or self.boundary
        if self.median is None:
            return replace(self, unit=unit, boundary=boundary)
        return Evidence.product(
            self.factors + factors,
            unit=unit,
            boundary=boundary,
            grade=self.grade,
            source=self.source,
            date=self.date,
            load=self.load,
        )

    def interval(self) -> Interval:
        """Return (low, median, high); raise EstimateError with the reason when unknown."""
        if self.median is None or self.low is None or self.high is None:
            raise EstimateError(f"not estimable: {self.reason}")
        return Interval(self.low, self.median, self.high)

    def widest(self) -> Factor | None:
        """Return the factor that makes the interval widest, None when there is no doubt."""
        factor = max(self.factors, key=lambda factor: sum(factor.logs), default=None)
        return factor if factor is not None and sum(factor.logs) > 0 else None

    def formula(self) -> str:
        """Write the product out with its numbers and units, ``2 h x 0.4 kW = 0.8 kWh``."""
        if self.median is None:
            return f"not estimable: {self.reason}"
        return f"{' '.join(_terms(self.factors))} = {self.median:.4g} {self.unit}"

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows of the figure; unknown numbers are null."""
        widest = self.widest()
        return {
            "low": self.low,
            "median": self.median,
            "high": self.high,
            "unit": str(self.unit),
            "boundary": self.boundary and str(self.boundary),
            "load": self.load and str(self.load),
            "grade": str(self.grade),
            "source": self.source,
            "date": self.date,
            "reason": self.reason,
            "widest_factor": widest and widest.name,
        }


def exp(log: float) -> float:
    """Return e to a power, infinity where that overflows."""
    return math.exp(log) if log < 700 else math.inf


def _terms(factors: tuple[Factor, ...]) -> Iterator[str]:
    for position, factor in enumerate(factors):
        number = f"{factor.value:.4g}{' ' + factor.unit if factor.unit else ''}"
        sign = "" if position == 0 else "x "
        if factor.exponent == -1:
            sign = "1 / " if position == 0 else "/ "
        elif factor.exponent != 1:
            number = f"({number})^{factor.exponent:.4g}"
        yield f"{sign}{number} ({factor.name})"
