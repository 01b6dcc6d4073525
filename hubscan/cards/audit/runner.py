"""Runs the rules over cards, many of them in parallel."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from hubscan.cards.audit import discovery, profiles
from hubscan.cards.audit.discovery import CARD_NAME, Place
from hubscan.cards.audit.findings import CardAudit, Finding, NotChecked, Problem, in_order
from hubscan.cards.audit.profiles import Profile
from hubscan.cards.audit.rules import RULES, select
from hubscan.cards.audit.rules.rule import Rule, Rules
from hubscan.cards.audit.scoring import score
from hubscan.cards.audit.subject import Models, Subject
from hubscan.cards.card import Card, parse
from hubscan.cards.diagnostics import Severity

MISSING = "card-missing"
UNREADABLE = "card-unreadable"
_PARALLEL_FROM = 20_000  # cards: fewer take less than starting processes and fetching results


@dataclass(frozen=True)
class Options:
    """What to check: rule ids by their first words, a profile by name or path, the day."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    profile: str = profiles.DEFAULT
    today: date = field(default_factory=date.today)


def audit_card(
    card: Card,
    name: str,
    *,
    profile: Profile,
    today: date,
    rules: Rules = RULES,
    model_ids: Callable[[], frozenset[str]] = frozenset,
    has_evaluation_files: bool = False,
    models: Models | None = None,
) -> CardAudit:
    """Audit one card that has been read."""
    subject = Subject(card, today, model_ids, has_evaluation_files, models)
    findings: list[Finding] = []
    unchecked: dict[tuple[str, str], NotChecked] = {}
    for rule in _needed(rules, card):
        for outcome in rule.check(subject):
            if isinstance(outcome, Problem):
                findings.append(_finding(rule, outcome))
            else:
                unchecked[rule.id, outcome.reason] = NotChecked(rule.id, outcome.reason)
    ordered, not_checked = in_order(findings), tuple(unchecked[key] for key in sorted(unchecked))
    return CardAudit(name, ordered, score(subject, profile, ordered), not_checked)


def _needed(rules: Rules, card: Card) -> list[Rule]:
    """Return the rules that may have something to say of a card: most need what is not there."""
    needed = [*rules.always]
    by_need = rules.by_need
    for need in card.metadata:
        if need in by_need:
            needed += by_need[need]
    for need in {found.id for found in card.diagnostics} if card.diagnostics else ():
        needed += by_need.get(need, ())
    return needed


def audit_place(place: Place, options: Options, models: Models | None = None) -> CardAudit | None:
    """Audit the card at a place; None for a README that is no model card and nobody named."""
    profile = profiles.load(options.profile)
    try:
        content = place.path.read_bytes()
    except FileNotFoundError:
        message = "the folder holds a model and no README.md: nothing says what it is"
        return _without_card(place, profile, MISSING, message)
    except OSError as error:
        return _without_card(place, profile, UNREADABLE, f"cannot be read: {error.strerror}")
    card = parse(content)
    if not place.asked and not discovery.is_model_card(card):
        return None
    return audit_card(
        card,
        place.name,
        profile=profile,
        today=options.today,
        rules=select(options.select, options.ignore),
        model_ids=partial(discovery.model_ids, place.path),
        has_evaluation_files=place.has_evaluation_files,
        models=models,
    )


def audit_fetched(
    model_id: str,
    content: bytes | None,
    options: Options,
    *,
    problem: str | None = None,
    models: Models | None = None,
) -> CardAudit:
    """Audit a card from the Hub; without content ``problem`` says why it cannot be read."""
    profile = profiles.load(options.profile)
    if content is None:
        place, rule = Place(Path(CARD_NAME), model_id), UNREADABLE if problem else MISSING
        return _without_card(place, profile, rule, problem or "the model has no README.md")
    return audit_card(
        parse(content),
        model_id,
        profile=profile,
        today=options.today,
        rules=select(options.select, options.ignore),
        model_ids=lambda: frozenset({model_id}),
        models=models,
    )


def audit_places(
    places: Sequence[Place],
    options: Options,
    *,
    models: Models | None = None,
    jobs: int | None = None,
    on_done: Callable[[], object] = lambda: None,
) -> list[CardAudit]:
    """Audit many cards, in their order, on ``jobs`` processes (default: as it pays off).

    A look-up belongs to this process: with ``models`` all cards are audited here.
    """
    work = partial(audit_place, options=options, models=models)
    audits = []
    for audit in _map(work, places, 1 if models else jobs):
        on_done()
        if audit:
            audits.append(audit)
    return audits


def fix_places(places: Sequence[Place], options: Options) -> Iterator[str]:
    """Make the safe fixes in every model card, yielding one line for each change or refusal."""
    from hubscan.cards.audit.fixes import fix  # the hook reads and does not write
    from hubscan.files import write_bytes

    for place in places:
        if not place.path.is_file():
            continue
        content = place.path.read_bytes()
        card = parse(content)
        if place.asked or discovery.is_model_card(card):
            fixed = fix(content, Subject(card, options.today))
            write_bytes(place.path, fixed.content)
            yield from (f"{place.name}: fixed: {what}" for what in fixed.done)
            yield from (f"{place.name}: not fixed: {what}" for what in fixed.refused)


def _map(
    work: Callable[[Place], CardAudit | None], places: Sequence[Place], jobs: int | None
) -> Iterator[CardAudit | None]:
    if jobs is None:
        jobs = (os.cpu_count() or 1) if len(places) >= _PARALLEL_FROM else 1
    if jobs == 1:
        yield from map(work, places)
        return
    # a fork would copy the thread that draws the progress bar
    from concurrent.futures import ProcessPoolExecutor  # the hook reads one card without them
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        try:
            yield from pool.map(work, places, chunksize=16)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _finding(rule: Rule, problem: Problem) -> Finding:
    message, line, fix, field, severity = problem
    return Finding(rule.id, severity or rule.severity, message, line, fix, field)


def _without_card(place: Place, profile: Profile, rule: str, message: str) -> CardAudit:
    nothing = Subject(parse(b""), date.min)
    fix = "add a model card" if rule == MISSING else ""
    found = Finding(rule, Severity.ERROR, message, line=1, fix=fix)
    empty = score(nothing, profile, ())
    return CardAudit(place.name, (found,), empty, has_card=False)
