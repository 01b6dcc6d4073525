"""Templates of hubscan's and the user's own, rendered in a sandbox. No card is ever one."""

from __future__ import annotations

from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hubscan.cards.figures import (
    Figures,
    figures_of,
    figures_of_phase,
    markdown,
    plain_number,
)
from hubscan.cards.record import Record
from hubscan.cards.section import END_MARKER, START_MARKER
from hubscan.errors import UsageError
from hubscan.resources import resource

SECTION_TEMPLATE = "card_section.md"
NEW_CARD_TEMPLATE = "new_card.md"
_MAX_BYTES = 1 << 20


def render_section(record: Record, template: Path | None = None) -> str:
    """Render what stands between the markers; raise UsageError for a template that fails.

    The template sees the texts of the totals and, as ``phases``, those of each phase.
    """
    values: dict[str, object] = dict(_texts(figures_of(record)))
    values["phases"] = [_texts(figures_of_phase(phase)) for phase in record.phases]
    path = template or resource("templates", SECTION_TEMPLATE)
    block = _rendered(path, values)
    if START_MARKER in block or END_MARKER in block:
        raise UsageError(f"{path}: a template may not write hubscan's own markers")
    return block


def render_new_card(model_name: str) -> str:
    """Render a card for a model that has none."""
    path = resource("templates", NEW_CARD_TEMPLATE)
    return _rendered(path, {"model_name": markdown(model_name)})


def _texts(figures: Figures) -> dict[str, str | None]:
    texts = {
        "emissions": figures.emissions_in_words(),
        "emissions_g": plain_number(figures.emissions_g, figures.digits),
        "interval": figures.interval_in_words(),
        "energy_kwh": _number(figures.energy_kwh),
        "hours": _number(figures.hours),
        "source": figures.source,
        "training_type": figures.training_type,
        "location": figures.location,
        "hardware": figures.hardware,
        "cloud_provider": figures.cloud_provider,
        "compute_region": figures.compute_region or figures.location,
    }
    return {name: None if text is None else markdown(text) for name, text in texts.items()}


def _number(amount: float | None) -> str | None:
    return None if amount is None else plain_number(amount)


def _rendered(path: Path, values: dict[str, object]) -> str:
    environment = ImmutableSandboxedEnvironment(
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
        autoescape=False,  # Markdown, every text of which is escaped as such
    )
    try:
        return environment.from_string(_source(path)).render(values)
    except SecurityError as error:
        raise UsageError(f"{path}: not allowed in a template: {error}") from None
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise UsageError(f"{path}:{f' line {line}:' if line else ''} {error}") from None


def _source(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path}: larger than 1 MB, no template")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8") from None
