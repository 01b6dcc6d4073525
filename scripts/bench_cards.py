"""Audit real cards from disk, beside huggingface_hub's ModelCard.load on the same files.

    python scripts/bench_cards.py FOLDER              # *.jsonl.gz with model_id and text
    python scripts/bench_cards.py FOLDER --limit 1000 --rounds 5

Processor time of one core. The programs take turns over batches of files, and each batch counts
with its fastest round, so that a busy machine slows all alike. Exit code 1 when auditing is not at
least three times as fast as loading.
"""

from __future__ import annotations

import argparse
import logging
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from card_corpus import EMISSIONS, KEY, read
from huggingface_hub import ModelCard

from hubscan.cards import parse, set_value
from hubscan.cards.audit import profiles
from hubscan.cards.audit.runner import audit_card
from hubscan.errors import EditRefusedError

LEAST_RATIO = 3.0
_BATCH = 200
_PROFILE = profiles.load("hub-checklist")
_TODAY = date.today()


def load(path: Path) -> None:
    """Load a card with huggingface_hub, which raises on some."""
    try:
        ModelCard.load(path)
    except Exception:
        return


def parse_only(path: Path) -> None:
    """Read a card and its diagnostics."""
    parse(path.read_bytes())


def audit(path: Path) -> None:
    """Read and audit a card, with its score."""
    audit_card(parse(path.read_bytes()), path.name, profile=_PROFILE, today=_TODAY)


def edit(path: Path) -> None:
    """Read a card and write emissions into it, in memory."""
    try:
        set_value(path.read_bytes(), (KEY,), EMISSIONS)
    except EditRefusedError:
        return


PROGRAMS: dict[str, Callable[[Path], None]] = {
    "huggingface_hub ModelCard.load": load,
    "hubscan parse": parse_only,
    "hubscan parse and audit": audit,
    "hubscan set_value": edit,
}


def seconds(program: Callable[[Path], None], paths: Sequence[Path]) -> float:
    """Return the processor time of a program over some files."""
    started = time.process_time()
    for path in paths:
        program(path)
    return time.process_time() - started


def bench(paths: Sequence[Path], rounds: int) -> dict[str, float]:
    """Return the cards per second of each program."""
    totals = dict.fromkeys(PROGRAMS, 0.0)
    for start in range(0, len(paths), _BATCH):
        batch = paths[start : start + _BATCH]
        fastest = dict.fromkeys(PROGRAMS, math.inf)
        for _ in range(rounds):
            for name, program in PROGRAMS.items():
                fastest[name] = min(fastest[name], seconds(program, batch))
        for name, each in fastest.items():
            totals[name] += each
    return {name: len(paths) / total for name, total in totals.items()}


def main() -> int:
    """Write the cards to disk, run and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, help="only the first cards")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (_, content) in enumerate(list(read(arguments.folder))[: arguments.limit]):
            paths.append(Path(folder, f"{number}.md"))
            paths[-1].write_bytes(content)
        rates = bench(paths, arguments.rounds)
    baseline = rates["huggingface_hub ModelCard.load"]
    print(f"{len(paths):,} cards, the fastest of {arguments.rounds} rounds\n")
    print(f"{'':32} {'cards/s':>8} {'ratio':>6}")
    for name, rate in rates.items():
        print(f"{name:32} {rate:8,.0f} {rate / baseline:5.1f}x")
    return int(rates["hubscan parse and audit"] < LEAST_RATIO * baseline)


if __name__ == "__main__":
    sys.exit(main())
