"""Accelerators and processors by the names that people write."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from hubscan.energy.tables import Row, nearest, normalise, read_table
from hubscan.errors import UsageError

_NOISE = re.compile(
    r"\b(?:nvidia|amd|intel|google|cloud|geforce|tesla|quadro|instinct|radeon|graphics|gpus?|cards?"
    r"|cpu|cores?|processors?|chips?|accelerators?|vm|nodes?|laptop|mobile|generation|edition"
    r"|server|workstation|hbm2e?|hbm3e?|data\s?cent(?:er|re)|with max-q design)\b"
)
_FORMS = {"sxm": "sxm", "sxm2": "sxm", "sxm3": "sxm", "sxm4": "sxm", "sxm5": "sxm", "hgx": "sxm",
          "nvlink": "sxm", "pcie": "pcie", "pci": "pcie", "nvl": "nvl"}  # fmt: skip
_LONGEST = 200  # the patterns take quadratic time on long blanks
_MARKS = re.compile(r"\(r\)|\(tm\)|@.*$|\b\d+-core\b")
_TPU_SLICE = re.compile(r"(?:google\s+)?(?:cloud\s+)?tpu[\s-]*v?([234]|5p)-(\d{1,5})\b")
_MEMORY = re.compile(r"(\d{1,3})\s*(?:gb|gib|g)\b")
_COUNT_BEFORE = re.compile(
    r"^\s*(\d{1,6})\s*[x\u00d7*]?\s+(?=\S)|^\s*(\d{1,6})\s*[x\u00d7*]\s*(?=\S)"
)
_COUNT_AFTER = re.compile(r"\s*(?:\(\s*)?[x\u00d7*]\s*(\d{1,6})\s*\)?\s*$")


@dataclass(frozen=True, slots=True)
class Device:
    """One accelerator or processor: power in W, peaks in TFLOP/s without sparsity, memory in GB."""

    name: str
    kind: str
    model: str
    form: str
    memory_gb: float | None
    bandwidth_gb_s: float | None
    tdp_w: float | None
    fp32_tflops: float | None
    fp16_tflops: float | None
    fp8_tflops: float | None
    int8_tops: float | None
    aliases: tuple[str, ...]
    year: int
    source: str

    @classmethod
    def from_row(cls, row: Row) -> Device:
        """Read one row of devices.csv."""
        return cls(
            name=row.text("name"),
            kind=row.text("kind"),
            model=row.text("model"),
            form=row.text("form"),
            memory_gb=row.number_or_none("memory_gb"),
            bandwidth_gb_s=row.number_or_none("bandwidth_gb_s"),
            tdp_w=row.number_or_none("tdp_w"),
            fp32_tflops=row.number_or_none("fp32_tflops"),
            fp16_tflops=row.number_or_none("fp16_tflops"),
            fp8_tflops=row.number_or_none("fp8_tflops"),
            int8_tops=row.number_or_none("int8_tops"),
            aliases=row.words("aliases"),
            year=row.year(),
            source=row.text("source"),
        )

    @property
    def power_w(self) -> float:
        """The design power; raises UsageError where the maker publishes none."""
        if self.tdp_w is None:
            raise UsageError(f"{self.name} has no published power: give the watts per device")
        return self.tdp_w

    @property
    def training_tflops(self) -> float:
        """The peak in 16-bit precision, in 32-bit where there is no 16-bit arithmetic."""
        peak = self.fp16_tflops or self.fp32_tflops
        if peak is None:
            raise UsageError(f"{self.name} has no published peak in FLOP/s: give device-hours")
        return peak


@cache
def devices() -> tuple[Device, ...]:
    """Return every device that is known, in the order of the table."""
    return tuple(Device.from_row(row) for row in read_table("devices.csv"))


@lru_cache(4096)
def device(name: str) -> Device:
    """Find a device by name; raise UsageError naming the nearest ones when it is unknown.

    Form factor and memory choose among variants; the first in the table is the usual one.
    """
    if len(name) > _LONGEST:
        raise UsageError(f"unknown device {name[:60]!r}")
    wanted = _MARKS.sub(" ", name.casefold().replace("_", " "))
    if part := _TPU_SLICE.match(wanted):
        return _tpu_slice(device(f"TPU v{part[1]}"), cores=int(part[2]))
    memory = {float(size) for size in _MEMORY.findall(wanted)}
    tokens = re.split(r"[\s\-/(),]+", _NOISE.sub(" ", _MEMORY.sub(" ", wanted)))
    forms = {_FORMS[token] for token in tokens if token in _FORMS}
    key = normalise("".join(token for token in tokens if token not in _FORMS))
    known = _by_key().get(key) or _by_key().get(normalise(name))
    if not known:
        raise UsageError(f"unknown device {name[:60]!r}{nearest(name, _names())}")
    return max(known, key=lambda one: (one.form in forms) * 2 + (one.memory_gb in memory))


def parse_hardware(text: str) -> list[tuple[int, Device]]:
    """Read hardware as cards write it, such as ``8 x NVIDIA A40`` or ``2 V100 + 1 T4``.

    A part without a number counts once. Raises UsageError at a part that is no known device.
    """
    if len(text) > _LONGEST:
        raise UsageError(f"{text[:60]!r} is too long for the name of hardware")
    parts = [part for part in re.split(r"\s*[+;]\s*|,\s+|\s+and\s+", text.strip()) if part]
    if not parts:
        raise UsageError("no hardware is named")
    return [_counted(part) for part in parts]


def _counted(part: str) -> tuple[int, Device]:
    try:
        return 1, device(part)  # "2080 Ti" is a name, "2 T4" a number and a name
    except UsageError:
        count, name = _split_count(part)
    if count == 0:
        raise UsageError(f"{part[:60]!r}: zero devices cannot have trained anything")
    return count, device(name)


def _split_count(part: str) -> tuple[int, str]:
    if before := _COUNT_BEFORE.match(part):
        return int(before[1] or before[2]), part[before.end() :]
    if after := _COUNT_AFTER.search(part):
        return int(after[1]), part[: after.start()]
    return 1, part


def _tpu_slice(chip: Device, cores: int) -> Device:
    """Return a slice such as v3-8 as one device: two cores are one chip."""
    chips = max(1, cores // 2)
    return replace(
        chip,
        name=f"{chip.name}-{cores}",
        memory_gb=chip.memory_gb and chip.memory_gb * chips,
        bandwidth_gb_s=chip.bandwidth_gb_s and chip.bandwidth_gb_s * chips,
        tdp_w=chip.tdp_w and chip.tdp_w * chips,
        fp16_tflops=chip.fp16_tflops and chip.fp16_tflops * chips,
        int8_tops=chip.int8_tops and chip.int8_tops * chips,
    )


@cache
def _by_key() -> dict[str, list[Device]]:
    keys: dict[str, list[Device]] = {}
    for one in devices():
        for key in {one.model, normalise(one.name), *one.aliases}:
            keys.setdefault(key, []).append(one)
    return keys


@cache
def _names() -> dict[str, str]:
    models = {one.model: one.name for one in reversed(devices())}
    return models | {one.name: one.name for one in devices()}
