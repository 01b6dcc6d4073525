"""What a machine and a runtime ask of a model: memory, weight formats, context."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from hubscan.energy import device as find_device
from hubscan.energy.factors import overhead
from hubscan.errors import UsageError
from hubscan.recommend.sizes import parse_memory_gb
from hubscan.resources import resource

CPU = "cpu"
# their kernels have no processor version
_NEED_A_GPU = ("gptq", "awq", "bnb", "exl2", "exl3", "fp8", "fp4")


@dataclass(frozen=True)
class Runtime:
    """A runtime: it loads what has one of its formats or libraries and none of the excluded.

    No tasks means all of them.
    """

    name: str
    formats: tuple[str, ...]
    libraries: tuple[str, ...]
    excludes: tuple[str, ...]
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Hardware:
    """What a model must fit: ``memory_gb`` for its weights, in GB (10^9 bytes), None for any.

    ``told`` names the machine in an exclusion; ``on_cpu`` leaves out formats that need a GPU.
    """

    memory_gb: float | None = None
    told: str = ""
    on_cpu: bool = False
    context: int | None = None
    runtime: Runtime | None = None

    @property
    def excluded_quantizations(self) -> tuple[str, ...]:
        """The methods of quantization that cannot run here."""
        cpu = _NEED_A_GPU if self.on_cpu else ()
        return cpu + (self.runtime.excludes if self.runtime else ())


def parse_hardware(
    device: str | None = None,
    memory: str | float | None = None,
    context: int | None = None,
    runtime: str | None = None,
) -> Hardware:
    """Read what a person says of a machine; raise UsageError naming the nearest.

    ``device`` is ``cpu`` or an accelerator, of whose memory a tenth is left to the runtime;
    ``memory`` overrules it.
    """
    if context is not None and context < 1:
        raise UsageError(f"impossible context: {context} tokens")
    memory_gb = None if memory is None else parse_memory_gb(memory)
    told = f"{memory_gb:g} GB" if memory_gb is not None else ""
    on_cpu = device is not None and device.casefold() == CPU
    if device is not None and not on_cpu and memory_gb is None:
        found = find_device(device)
        if found.memory_gb is None:
            raise UsageError(f"{found.name} has no memory of its own: give --memory")
        memory_gb, told = found.memory_gb * overhead("usable memory").value, found.name
    return Hardware(
        memory_gb, told, on_cpu, context, None if runtime is None else _runtime(runtime)
    )


def runtimes() -> tuple[str, ...]:
    """Return the names of the runtimes that a model can be asked to run in."""
    return tuple(_runtimes())


def _runtime(name: str) -> Runtime:
    known = _runtimes()
    if name.casefold() not in known:
        raise UsageError(f"unknown runtime {name!r}: one of {', '.join(known)}")
    return known[name.casefold()]


@cache
def _runtimes() -> dict[str, Runtime]:
    table = tomllib.loads(resource("data", "runtimes.toml").read_text(encoding="utf-8"))
    return {
        name: Runtime(
            name,
            *(tuple(row.get(key, ())) for key in ("formats", "libraries", "excludes", "tasks")),
        )
        for name, row in table.items()
    }
