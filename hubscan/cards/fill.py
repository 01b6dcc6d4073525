"""The plan of a fill: read, add up, edit, compare. Nothing is written before it is applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from hubscan.cards import section
from hubscan.cards.card import parse
from hubscan.cards.configuration import load
from hubscan.cards.difference import unified
from hubscan.cards.figures import Figures, figures_of
from hubscan.cards.layout import record_path
from hubscan.cards.metadata import Conflict, fill_metadata
from hubscan.cards.mixing import warnings
from hubscan.cards.record import Phase, Record, read_record, to_bytes, write_record
from hubscan.cards.sources import Options, Request, updated_record
from hubscan.errors import CardError, EditRefusedError, LogError, NoRunsError
from hubscan.files import write_bytes

CONFIGURATION_SECTION = "fill"


@dataclass(frozen=True)
class Plan:
    """What a fill would do to a card and its record; with a ``conflict`` it does nothing.

    ``before`` is None for a card that is created, ``kept`` names what a person wrote otherwise.
    """

    card: Path
    before: bytes | None
    after: bytes
    record_before: Record
    record: Record
    figures: Figures
    phases: tuple[Phase, ...]
    conflict: Conflict | None = None
    fails: bool = False
    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def card_changes(self) -> bool:
        return self.after != self.before

    @property
    def record_changes(self) -> bool:
        return to_bytes(self.record) != to_bytes(self.record_before)

    @property
    def changes(self) -> bool:
        return self.card_changes or self.record_changes

    def diff(self) -> str:
        """Return the change of the card as a unified diff."""
        return unified(self.before or b"", self.after, self.card.name)

    def apply(self) -> None:
        """Write the card, then the record: after a crash in between the card still agrees."""
        try:
            if self.card_changes:
                write_bytes(self.card, self.after)
            if self.record_changes:
                write_record(record_path(self.card), self.record)
        except OSError as error:
            raise CardError(f"{self.card}: cannot be written: {error.strerror}") from None


def plan(request: Request) -> Plan:
    """Work out what a fill changes; raise a HubscanError when it cannot be done."""
    options = load(Options, CONFIGURATION_SECTION, request.card.parent)
    before = _read(request)
    old = read_record(record_path(request.card))
    record, notes = updated_record(old, request, options)
    if not record.runs:
        raise NoRunsError(f"{request.card}: no emissions.csv and no record: pass --emissions FILE")
    figures = figures_of(record)
    if figures.emissions_g <= 0:
        raise LogError(f"{request.card}: its runs add up to 0 g: nothing was measured")
    content = _new_card(request.card) if before is None else before
    nothing = Plan(
        *(request.card, before, content, old, old, figures, record.phases),
        notes=notes,
        warnings=tuple(warnings(record, request)),
    )
    try:
        filled = fill_metadata(content, figures.metadata(), old.metadata, force=request.force)
        if filled.conflict:
            fails = not (request.keep or options.keep)
            return replace(nothing, conflict=filled.conflict, fails=fails)
        block = partial(_block, record, request.template or options.template)
        after, body = _with_body(filled.content, figures, block, old, force=request.force)
    except EditRefusedError as error:
        raise CardError(f"{request.card}: {error}") from None
    return replace(
        nothing,
        after=after,
        record=replace(record, metadata=filled.written, body=body.written),
        kept=(*filled.kept, *map(_kept_line, body.kept)),
        notes=(*notes, body.note) if body.note else notes,
    )


def _read(request: Request) -> bytes | None:
    try:
        return request.card.read_bytes()
    except FileNotFoundError:
        if request.create:
            return None
        raise CardError(f"{request.card}: no such file (--create makes a card)") from None
    except OSError as error:
        raise CardError(f"{request.card}: cannot be read: {error.strerror}") from None


def _new_card(card: Path) -> bytes:
    from hubscan.cards.templates import render_new_card  # Jinja2 only where something is rendered

    return render_new_card(card.resolve().parent.name).encode()


def _block(record: Record, template: Path | None) -> str:
    from hubscan.cards.templates import render_section

    return render_section(record, template)


def _with_body(
    content: bytes, figures: Figures, block: Callable[[], str], old: Record, *, force: bool
) -> tuple[bytes, section.FilledBody]:
    """Return the card with its section filled; its metadata is not looked at."""
    card = parse(content)
    front = card.front_matter
    head = front.text[: front.body_start]
    body = section.fill(
        front.body,
        figures.labels(),
        block,
        newline=front.newline,
        first_line=card.body_line,
        written=old.body,
        force=force,
    )
    if body.text == front.body:
        return content, body
    text = body.text
    if head and not head.endswith(("\r", "\n")):  # the file ends with its fence
        text = front.newline + text.removesuffix(front.newline)
    return (head + text).encode("utf-8", "surrogateescape"), body


def _kept_line(kept: section.Kept) -> str:
    return f"line {kept.line}: {kept.label}: {kept.value} (measured: {kept.measured})"
