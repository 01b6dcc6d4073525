"""The usual ways to serve a need: call a big model, reuse, adapt, quantize, distil or train."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hubscan.energy.devices import Device
from hubscan.energy.draws import Option
from hubscan.energy.evidence import Boundary, Evidence, Load
from hubscan.energy.inference import energy_per_1000_queries
from hubscan.energy.places import Place
from hubscan.energy.training import Method, from_kind, from_parameters

_KINDS = {
    "image-classification": "image-classification",
    "object-detection": "image-classification",
    "image-segmentation": "image-classification",
    "tabular-classification": "tabular",
    "tabular-regression": "tabular",
    "summarization": "text-to-text",
    "translation": "text-to-text",
    "text-classification": "text",
    "token-classification": "text",
    "question-answering": "text",
    "sentence-similarity": "text",
    "feature-extraction": "text",
}
_ANY = "any"
SCRATCH_TOKENS_PER_PARAMETER = 20  # Hoffmann et al. 2022, arXiv:2203.15556


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model that could serve: its name in a sentence, its task and its weights."""

    name: str
    task: str
    parameters: float
    model_id: str | None = None
    architecture: str | None = None
    quantization: str | None = None

    def per_1000(self, load: Load | None) -> Evidence:
        """Return the kWh of 1,000 queries at the devices."""
        return energy_per_1000_queries(
            self.task,
            self.parameters,
            model_id=self.model_id,
            architecture=self.architecture,
            quantization=self.quantization,
            load=load,
            boundary=Boundary.DEVICE,
        )


def usual_options(
    small: Candidate,
    big: Candidate | None,
    place: Place,
    *,
    load: Load | None = None,
    tokens: float | None = None,
    quantization: str | None = None,
    on: Device | None = None,
) -> list[Option]:
    """Return what could serve, calling the big model first: the reference.

    ``big`` is None for a task that no big model does as well: reusing is the reference then.
    ``tokens`` is how many the adaptation sees (once per epoch): without it the fine-tune is priced
    by what fine-tunes of its kind reported, and LoRA and distillation are left out.
    """
    adapted = big or small
    # one draw for all options
    use_adapted = adapted.per_1000(load)
    use_small = small.per_1000(load) if big else use_adapted
    options = [Option(f"calling {big.name}", use_adapted)] if big else []
    options.append(Option(f"reusing {small.name} as it is", use_small))
    if quantization is not None:
        packed = replace(small, quantization=quantization, model_id=None)
        options.append(Option(f"reusing {small.name} as {quantization}", packed.per_1000(load)))
    if tokens is None:
        tuned = from_kind(kind_of(small.task), place)
    else:
        tuned = from_parameters(small.parameters, tokens, place, on)
        lora = from_parameters(adapted.parameters, tokens, place, on, Method.LORA)
        options.append(Option(f"adapting {adapted.name} with LoRA", use_adapted, lora.energy))
    if tokens is not None and big:
        student, teacher = small.parameters, big.parameters
        distilled = from_parameters(student, tokens, place, on, Method.DISTILLATION, teacher)
        name = f"distilling {big.name} into {small.name}"
        options.append(Option(name, use_small, distilled.energy))
    options.append(Option(f"fine-tuning {small.name}", use_small, tuned.energy))
    tokens = small.parameters * SCRATCH_TOKENS_PER_PARAMETER
    scratch = from_parameters(small.parameters, tokens, place, on)
    options.append(Option(f"training {small.name} from scratch", use_small, scratch.energy))
    return options


def kind_of(task: str) -> str:
    """Return the kind of fine-tune whose reports stand for a task."""
    return _KINDS.get(task, _ANY)
