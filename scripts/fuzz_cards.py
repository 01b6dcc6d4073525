"""Damage real cards in 20,000 ways; read, audit and edit each, and see that nothing gives way.

    python scripts/fuzz_cards.py FOLDER                    # *.jsonl.gz with model_id and text
    python scripts/fuzz_cards.py FOLDER --count 1000 --seed 7

A card passes when nothing but EditRefusedError is raised, no byte outside the emissions changes,
a second edit changes nothing, and all of it takes under a second of processor time. Exit code 1
otherwise; the damaged cards are kept in the folder given by --keep.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from card_corpus import EMISSIONS, KEY, change, lost_bytes, read
from mutations import MUTATIONS

from hubscan.cards import Card, parse, set_value
from hubscan.cards.audit import profiles
from hubscan.cards.audit.runner import audit_card
from hubscan.cards.edit import same
from hubscan.errors import EditRefusedError

LONGEST_S = 1.0
NEWLINE = re.compile(r"\r\n|\r|\n")


class Outcome(StrEnum):
    """What became of a damaged card."""

    EDITED = "edited"
    REFUSED = "refused"
    TOUCHED = "lines outside the emissions changed"
    OTHER_METADATA = "other metadata changed"
    NOT_IDEMPOTENT = "a second edit changed something"


@dataclass
class Tally:
    """What became of the damaged cards."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    faults: list[tuple[str, bytes]] = field(default_factory=list)
    slowest_s: float = 0.0
    slowest: str = ""


def run(cards: Sequence[bytes], count: int, seed: int) -> Tally:
    """Damage cards and put each through everything."""
    dice = random.Random(seed)
    mutations, weights = zip(*MUTATIONS, strict=True)
    tally = Tally()
    for number in range(count):
        content = dice.choice(cards)
        names = []
        for mutation in dice.choices(mutations, weights, k=dice.choice((1, 1, 2))):
            content = mutation(content, dice)
            names.append(mutation.__name__)
        _put_through(f"{number} {' and '.join(names)}", content, tally)
    return tally


def _put_through(name: str, content: bytes, tally: Tally) -> None:
    try:
        took = seconds(content)
        outcome = edit(content)
    except Exception:
        tally.faults.append((f"{name}: {traceback.format_exc(limit=-3)}", content))
        return
    tally.outcomes[outcome] += 1
    if outcome not in (Outcome.EDITED, Outcome.REFUSED):
        tally.faults.append((f"{name}: {outcome}", content))
    if took > tally.slowest_s:
        tally.slowest_s, tally.slowest = took, name
    if took > LONGEST_S:
        tally.faults.append((f"{name}: took {took:.2f} s", content))


def seconds(content: bytes) -> float:
    """Return the processor time of an audit or an edit, whichever is longer.

    What seems too long is measured again: another program may have held the processor's caches.
    """
    took = max(_seconds(audited, content), _seconds(edited, content))
    return took if took <= LONGEST_S else max(_seconds(audited, content), _seconds(edited, content))


def _seconds(work: Callable[[bytes], object], content: bytes) -> float:
    started = time.process_time()
    work(content)
    return time.process_time() - started


def audited(content: bytes) -> None:
    """Read and audit a card."""
    audit_card(parse(content), "README.md", profile=_PROFILE, today=_TODAY)


def edited(content: bytes) -> bytes | None:
    """Write the emissions into a card; None when that is refused."""
    try:
        return set_value(content, (KEY,), EMISSIONS)
    except EditRefusedError:
        return None


def edit(content: bytes) -> Outcome:
    """Edit a card and hold the result against the promises."""
    after = edited(content)
    if after is None:
        return Outcome.REFUSED
    old, new = parse(content), parse(after)
    if not _only_its_own_lines(old, content, after):
        return Outcome.TOUCHED
    if not same(new.metadata, {**old.metadata, KEY: EMISSIONS}):
        return Outcome.OTHER_METADATA
    return Outcome.EDITED if edited(after) == after else Outcome.NOT_IDEMPOTENT


def _only_its_own_lines(card: Card, content: bytes, after: bytes) -> bool:
    if lost_bytes(content, after).strip() in (b"", b"{}"):
        return True
    changed = change(content, after)
    if KEY not in card.metadata:
        return False
    first = card.line_of(KEY)
    last = first + 2 + len(NEWLINE.findall(card.raw(KEY) or ""))
    return first <= changed.at and changed.at + len(changed.lost) - 1 <= last


_PROFILE = profiles.load("hub-checklist")
_TODAY = date.today()


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the cards at fault")
    arguments = parser.parse_args()
    cards = [content for _, content in read(arguments.folder)]
    started = time.perf_counter()
    tally = run(cards, arguments.count, arguments.seed)
    print(f"{arguments.count:,} damaged cards in {time.perf_counter() - started:.0f} s")
    for outcome, number in tally.outcomes.most_common():
        print(f"  {outcome:40} {number:6,}")
    print(f"  slowest: {tally.slowest_s:.2f} s of processor time, {tally.slowest}")
    print(f"  faults: {len(tally.faults)}")
    for number, (fault_text, content) in enumerate(tally.faults):
        print(f"    {fault_text}")
        if arguments.keep:
            arguments.keep.mkdir(parents=True, exist_ok=True)
            (arguments.keep / f"{number}.md").write_bytes(content)
    return int(bool(tally.faults))


if __name__ == "__main__":
    sys.exit(main())
