"""What one model saves against another: energy as a ratio with its interval, or why it is unknown.

The energy of a query never falls as fast as the size: the ratio of the parameters is not used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hubscan.catalogue.record import ModelRecord
from hubscan.energy import Boundary, Evidence, Factor, Grade, Interval, Load, Unit, memory, ratio
from hubscan.energy.quantized import multiplier_of
from hubscan.errors import EstimateError
from hubscan.recommend.figures import energy_of
from hubscan.recommend.precision import Loaded, loaded

HALF = "fp16"
SIZE_UNKNOWN = "the number of its parameters is unknown"


@dataclass(frozen=True)
class Saving:
    """Energy of one model over that of another at the same task, boundary and load.

    ``ratio`` below 1 saves; it is None where ``reason`` says why it cannot be known.
    """

    ratio: Interval | None
    reason: str | None = None

    @property
    def is_more(self) -> bool:
        """Tell whether the other model is likely to need more energy, not less."""
        return self.ratio is not None and self.ratio.median >= 1

    @property
    def is_surely_more(self) -> bool:
        """Tell whether the other model needs more energy all over the interval."""
        return self.ratio is not None and self.ratio.low > 1

    @property
    def may_not_save(self) -> bool:
        """Tell whether the interval holds a ratio of 1: it may use as much as the other model."""
        return self.ratio is not None and self.ratio.low <= 1 <= self.ratio.high

    @property
    def is_known_less(self) -> bool:
        """Tell whether all of the interval is below 1."""
        return self.ratio is not None and self.ratio.high < 1

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null, with the reason."""
        rounded = None if self.ratio is None else {
            name: float(f"{value:.3g}") for name, value in self.ratio._asdict().items()
        }  # fmt: skip
        return {
            "energy_ratio": rounded,
            "energy_ratio_unknown": self.reason,
            "known_to_use_less": None if self.ratio is None else self.is_known_less,
        }


SAME = Saving(Interval(1.0, 1.0, 1.0))


def saving(model: ModelRecord, other: ModelRecord) -> Saving:
    """Compare what two models need for the task of ``other``, the model in mind."""
    on_the_same_task = replace(model, pipeline_tag=other.pipeline_tag)
    return _saving(energy_of(on_the_same_task), energy_of(other))


def saving_of_copy(copy: ModelRecord, other: ModelRecord) -> Saving:
    """Compare two copies of the same weights: only what quantization does is between them."""
    try:
        return _saving(_effect(copy), _effect(other))
    except EstimateError as error:
        return Saving(None, str(error))


def beside(record: ModelRecord) -> Loaded | None:
    """Return what a model needs so that models compare: a quantized copy as it is, others 16-bit.

    None when its size is unknown.
    """
    if record.quantization or record.parameters is None:
        return loaded(record)
    return Loaded(HALF, memory.need(record.parameters, HALF).total_gb)


def _effect(record: ModelRecord) -> Evidence:
    if record.parameters is None:
        raise EstimateError(SIZE_UNKNOWN)
    factor = Factor.exact("the weights as they are", 1)
    if record.quantization:
        factor = multiplier_of(record.quantization, Load.BATCH_1, record.parameters)
    return Evidence.product(
        (factor,),
        unit=Unit.KWH,
        boundary=Boundary.DEVICE,
        grade=Grade.FROM_LAW,
        source=factor.source,
        date="",
        load=Load.BATCH_1,
    )


def _saving(figure: Evidence, other: Evidence) -> Saving:
    try:
        return Saving(ratio(figure, other))
    except EstimateError as error:
        return Saving(None, str(error).removeprefix("not estimable: "))
