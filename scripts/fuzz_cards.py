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

from hubscan.cards import Card, parse, set_value
from hubscan.cards.audit import profiles
from hubscan.cards.audit.runner import audit_card
from hubscan.cards.edit import same
from hubscan.errors import EditRefusedError

LONGEST_S = 1.0
NEWLINE = re.compile(r"\r\n|\r|\n")
_LARGE = 1_000_000
_YAML = "\t\n\r:-#'\"{}[],&*!|>?%@`~=<\\0123456789eE._+nyoTF \x85\u2028\ufeff\x00\x07é日"
_FENCES = ("---", "--- ", "----", "...", "---\t", "--", "\ufeff---")

Mutation = Callable[[bytes, random.Random], bytes]


def truncated(card: bytes, dice: random.Random) -> bytes:
    """Cut a card off anywhere, mostly inside its metadata."""
    return card[: dice.randrange(min(len(card), dice.choice((40, 400, len(card) + 1))) + 1)]


def flipped(card: bytes, dice: random.Random) -> bytes:
    """Change bytes anywhere, mostly inside the metadata."""
    damaged = bytearray(card or b"-")
    for _ in range(dice.randint(1, 6)):
        damaged[dice.randrange(min(len(damaged), 400))] = dice.randrange(256)
    return bytes(damaged)


def shuffled(card: bytes, dice: random.Random) -> bytes:
    """Put the first lines into another order."""
    lines = card.split(b"\n")
    first = dice.randint(1, 40)
    head = lines[:first]
    dice.shuffle(head)
    return b"\n".join(head + lines[first:])


def sprinkled(card: bytes, dice: random.Random) -> bytes:
    """Insert characters that mean something to YAML."""
    text = card.decode("utf-8", "replace")
    for _ in range(dice.randint(1, 5)):
        place = dice.randrange(min(len(text), 400) + 1)
        text = text[:place] + "".join(dice.choices(_YAML, k=dice.randint(1, 4))) + text[place:]
    return text.encode()


def repeated(card: bytes, dice: random.Random) -> bytes:
    """Repeat a line, now and then very often."""
    lines = card.split(b"\n")
    place = dice.randrange(min(len(lines), 30))
    times = dice.choice((1, 2, 3, 20_000))
    return b"\n".join(lines[:place] + [lines[place]] * times + lines[place:])


def indented(card: bytes, dice: random.Random) -> bytes:
    """Move lines to the right, by blanks or tabs."""
    lines = card.split(b"\n")
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(min(len(lines), 30))
        lines[place] = dice.choice((b" ", b"  ", b"    ", b"\t")) + lines[place]
    return b"\n".join(lines)


def refenced(card: bytes, dice: random.Random) -> bytes:
    """Replace fences by near misses."""
    fence = dice.choice(_FENCES).encode()
    return card.replace(b"---", fence, dice.randint(1, 2))


def reended(card: bytes, dice: random.Random) -> bytes:
    """Change the line endings, of all lines or of some."""
    ending = dice.choice((b"\r\n", b"\r", b"\n\r", b"\x0b\n"))
    return card.replace(b"\n", ending, dice.choice((-1, 1, 2, 5)))


def with_giant_key(card: bytes, dice: random.Random) -> bytes:
    """Insert a key of 100 to a million characters."""
    return _inside(card, b"k" * dice.choice((100, 1_020, 1_100, _LARGE)) + b": 1\n")


def with_giant_line(card: bytes, dice: random.Random) -> bytes:
    """Insert a line of a megabyte."""
    unit = dice.choice((b"x", b"x ", b"[", b"{a: ", b"- ", b"1,", b"'", b"\t", b"# ", b"*a "))
    return _inside(card, dice.choice((b"", b"a: ", b"a: [")) + unit * (_LARGE // len(unit)) + b"\n")


def with_alias_bomb(card: bytes, dice: random.Random) -> bytes:
    """Insert aliases that expand without end."""
    width, depth = dice.choice(((10, 10), (2, 60), (50, 3), (1, 3_000)))
    lines = ["b0: &b0 [x]"]
    for level in range(1, depth):
        lines.append(f"b{level}: &b{level} [{', '.join([f'*b{level - 1}'] * width)}]")
    if dice.random() < 0.3:
        lines.append("self: &s [*s]")
    return _inside(card, "\n".join(lines).encode() + b"\n")


def with_many_keys(card: bytes, dice: random.Random) -> bytes:
    """Insert as many keys or items as the bounds let through, and more."""
    count = dice.choice((1_000, 9_000, 40_000))
    unit = dice.choice(("k{}: no\n", "k{}: {{a: [1, 2]}}\n", "? k{}\n: 010\n", "k: {}\n"))
    return _inside(card, "".join(unit.format(number) for number in range(count)).encode())


def with_emissions(card: bytes, dice: random.Random) -> bytes:
    """Insert emissions of many shapes, to be replaced."""
    shape = dice.choice(
        (
            "co2_eq_emissions: 5 # why\n",
            "co2_eq_emissions:\n  emissions: 1e-05\n  # kept\n  source: 'x'\n",
            "co2_eq_emissions: {emissions: 5, source: x}\n",
            "co2_eq_emissions:\n- emissions: 5\n- source: x\n\n",
            "co2_eq_emissions: |\n  5\n\n  kg\n# end\n",
            "co2_eq_emissions: &e {emissions: 5}\nother: *e\n",
            'co2_eq_emissions: "5\n  kg"\n',
            "co2_eq_emissions:\n\n",
            "? co2_eq_emissions\n: 5\n",
        )
    )
    return _inside(card, shape.encode())


MUTATIONS: tuple[tuple[Mutation, int], ...] = (
    (truncated, 10),
    (flipped, 10),
    (shuffled, 10),
    (sprinkled, 20),
    (repeated, 6),
    (indented, 8),
    (refenced, 8),
    (reended, 8),
    (with_giant_key, 2),
    (with_giant_line, 2),
    (with_alias_bomb, 3),
    (with_many_keys, 1),
    (with_emissions, 12),
)


def _inside(card: bytes, lines: bytes) -> bytes:
    """Insert lines below the opening fence."""
    head, newline, tail = card.partition(b"\n")
    return head + newline + lines + tail if newline else b"---\n" + lines + b"---\n" + card


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
