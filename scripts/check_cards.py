"""Write emissions into every card of a folder and count what else changed, beside huggingface_hub.

    python scripts/check_cards.py FOLDER            # *.jsonl.gz with model_id and text

Exit code 1 when hubscan touched a byte that was not its own, or refused more than 0.15 %.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from card_corpus import EMISSIONS, KEY, change, collateral, read
from huggingface_hub import ModelCard

from hubscan.cards import Card, parse, set_value
from hubscan.errors import EditRefusedError

MOST_REFUSED = 0.0015
_SHOWN_FAILURES = 8


@dataclass
class Tally:
    """What happened to the cards of one run."""

    inserted: int = 0
    lines_gained: int = 0
    replaced: int = 0
    replaced_braces: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    slowest_s: float = 0.0


def with_hubscan(cards: Sequence[tuple[str, bytes]]) -> Tally:
    """Edit every card with hubscan and check the result against PyYAML itself."""
    tally = Tally()
    for name, content in cards:
        started = time.perf_counter()
        try:
            edited = set_value(content, (KEY,), EMISSIONS)
        except EditRefusedError as error:
            tally.refused[name] = str(error)
            continue
        finally:
            took = time.perf_counter() - started
            tally.seconds += took
            tally.slowest_s = max(tally.slowest_s, took)
        check(name, content, edited, tally)
    return tally


def check(name: str, content: bytes, edited: bytes, tally: Tally) -> None:
    """Hold one edit against the promise: its own lines and nothing else."""
    card = parse(content)
    if KEY in card.metadata:
        tally.replaced += 1
        _check_replaced(name, card, content, edited, tally)
    else:
        tally.inserted += 1
        _check_inserted(name, content, edited, tally)
    if set_value(edited, (KEY,), EMISSIONS) != edited:
        tally.faults.append(f"{name}: the second run changed something")
    if (same := _empty_edit(card, content)) is not None and same != content:
        tally.faults.append(f"{name}: an empty edit changed something")
    if _python_view(edited) != {**_python_view(content), KEY: EMISSIONS}:
        tally.faults.append(f"{name}: PyYAML reads other metadata")


def _check_inserted(name: str, content: bytes, edited: bytes, tally: Tally) -> None:
    changed = change(content, edited)
    tally.lines_gained += len(changed.gained)
    if [line.strip() for line in changed.lost] == [b"{}"]:
        tally.replaced_braces.append(name)
    elif changed.lost:
        tally.faults.append(f"{name}: {len(changed.lost)} lines were touched")


def _check_replaced(name: str, card: Card, content: bytes, edited: bytes, tally: Tally) -> None:
    changed = change(content, edited)
    first = card.line_of(KEY)
    last = (
        first
        + (card.raw(KEY) or "").count("\n")
        + (1 if isinstance(card.metadata[KEY], dict) else 0)
    )
    if not first <= changed.at <= changed.at + len(changed.lost) - 1 <= last:
        tally.faults.append(f"{name}: lines outside {first} to {last} were touched")


def _empty_edit(card: Card, content: bytes) -> bytes | None:
    """Set the card's first key to the value that it has."""
    for key, value in card.metadata.items():
        if not isinstance(value, date | dict | list) and card.metadata_yaml11.get(key) == value:
            return set_value(content, (key,), value)
    return None


def _python_view(content: bytes) -> dict[str, object]:
    data = yaml.safe_load(parse(content).front_matter.yaml)
    return data if isinstance(data, dict) else {}


def with_huggingface_hub(cards: Sequence[tuple[str, bytes]]) -> tuple[Counter[str], int, list[str]]:
    """Return how many cards huggingface_hub left clean or could not edit, and the lines lost."""
    outcomes: Counter[str] = Counter()
    lines = 0
    failures = []
    for name, content in cards:
        try:
            card = ModelCard(content.decode())
            card.data[KEY] = dict(EMISSIONS)
            edited = str(card).encode()
        except Exception as error:
            outcomes["failed"] += 1
            failures.append(f"{name}: {type(error).__name__}: {str(error).splitlines()[0][:60]}")
            continue
        lost = collateral(content, edited)
        outcomes["clean" if lost == 0 else "touched"] += 1
        lines += lost
    return outcomes, lines, failures


def report(cards: Sequence[tuple[str, bytes]], tally: Tally) -> None:
    """Print what hubscan did."""
    print(f"{len(cards):,} cards\n\nhubscan set_value")
    print(
        f"  emissions inserted           {tally.inserted:6,}  ({tally.lines_gained:,} lines added)"
    )
    print(
        f"  emissions replaced (--force) {tally.replaced:6,}  only lines of the old value touched"
    )
    for name in tally.replaced_braces:
        print(f"  {name}: its metadata is {{}}, and that line became the emissions")
    share = len(tally.refused) / len(cards)
    print(f"  refused                      {len(tally.refused):6,}  ({share:.3%})")
    for name, reason in tally.refused.items():
        print(f"    {name}: {reason}")
    print(f"  broken promises              {len(tally.faults):6,}")
    for fault in tally.faults:
        print(f"    {fault}")
    print(f"  {tally.seconds:.1f} s, the slowest card {tally.slowest_s:.3f} s")


def report_huggingface_hub(outcomes: Counter[str], lines: int, failures: list[str]) -> None:
    """Print what huggingface_hub did."""
    print("\nhuggingface_hub ModelCard, on the same cards without emissions")
    print(f"  clean                        {outcomes['clean']:6,}")
    print(f"  other lines lost or changed  {outcomes['touched']:6,}  ({lines:,} lines)")
    print(f"  failed                       {outcomes['failed']:6,}")
    for failure in failures[:_SHOWN_FAILURES]:
        print(f"    {failure}")
    if len(failures) > _SHOWN_FAILURES:
        print(f"    and {len(failures) - _SHOWN_FAILURES} more")


def main() -> int:
    """Run both over the cards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, help="only the first cards")
    arguments = parser.parse_args()
    cards = list(read(arguments.folder))[: arguments.limit]
    tally = with_hubscan(cards)
    report(cards, tally)
    logging.disable(logging.WARNING)
    without = [(name, content) for name, content in cards if KEY not in parse(content).metadata]
    report_huggingface_hub(*with_huggingface_hub(without))
    return int(bool(tally.faults) or len(tally.refused) > MOST_REFUSED * len(cards))


if __name__ == "__main__":
    sys.exit(main())
