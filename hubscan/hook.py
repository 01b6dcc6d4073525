"""The pre-commit entry points: core install only, no network.

Exit codes: 0 nothing to do, 1 a card was changed or needs a person, 2 usage, 3 unexpected,
130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubscan.cards.audit.discovery import Place, is_model_card
from hubscan.cards.card import parse
from hubscan.cards.configuration import load
from hubscan.cards.layout import record_path
from hubscan.cards.vocabularies import Name, vocabulary
from hubscan.errors import CardError, HubscanError, NoRunsError
from hubscan.terminal import plain

EXIT_INTERRUPTED = 130
EXIT_UNEXPECTED = 3


@dataclass(frozen=True)
class AuditOptions:
    """The configuration of the audit hook, section ``audit``."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    profile: str | None = None
    fail_under: float | None = None
    baseline: Path | None = None


def fill(argv: Sequence[str] | None = None) -> int:
    """Put measured emissions into the staged model cards; return 1 when one changed."""
    return _each_card(argv, "write measured emissions into model cards", _fill)


def audit(argv: Sequence[str] | None = None) -> int:
    """Report what is wrong with the staged model cards; return 1 when a finding is an error."""
    return _each_card(argv, "report what is wrong with model cards", _audit)


def _each_card(
    argv: Sequence[str] | None, description: str, run: Callable[[Path], tuple[int, Iterator[str]]]
) -> int:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("filenames", nargs="*", type=Path)
    worst = 0
    for card in parser.parse_args(argv).filenames:
        try:
            if not _is_ours(card):
                continue
            code, lines = run(card)
            for line in lines:
                print(plain(line))
        except HubscanError as error:
            print(f"hubscan: {plain(str(error))}", file=sys.stderr)
            code = error.exit_code
        except KeyboardInterrupt:
            return EXIT_INTERRUPTED
        except Exception:
            traceback.print_exc()
            code = EXIT_UNEXPECTED
        worst = max(worst, code)
    return worst


def _is_ours(path: Path) -> bool:
    """Return whether a file is a model card, or was one before a trainer wrote over it."""
    try:
        card = parse(path.read_bytes())
    except OSError as error:
        raise CardError(f"{path}: cannot be read: {error.strerror}") from None
    if record_path(path).is_file():
        return True
    known = not card.metadata or any(key in vocabulary(Name.METADATA_KEYS) for key in card.metadata)
    return known and is_model_card(card)


def _fill(card: Path) -> tuple[int, Iterator[str]]:
    from hubscan.cards.fill import plan  # each hook pays for its own imports only
    from hubscan.cards.sources import Request
    from hubscan.report.filling import lines_of

    try:
        result = plan(Request(card))
    except NoRunsError:
        return 0, iter(())
    result.apply()
    if not result.changes and not result.fails:
        return 0, iter(())
    return 1, iter((*result.warnings, *lines_of(result, written=True)))


def _audit(card: Path) -> tuple[int, Iterator[str]]:
    from hubscan.cards.audit import profiles
    from hubscan.cards.audit.findings import fails
    from hubscan.cards.audit.runner import Options, audit_place

    told = load(AuditOptions, "audit", card.parent)
    options = Options(told.select, told.ignore, told.profile or profiles.DEFAULT)
    found = audit_place(Place(card, card.as_posix(), asked=True), options)
    audits = [found] if found else []
    if told.baseline:
        from hubscan.cards.audit import baseline

        audits = baseline.only_new(audits, baseline.read(told.baseline))
    lines = (
        f"{one.name}:{finding.line}: {finding.severity}: {finding.message} ({finding.rule})"
        for one in audits
        for finding in one.findings
    )
    return int(any(fails(one, told.fail_under) for one in audits)), lines
