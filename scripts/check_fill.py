"""Fill every real card of a folder, body and metadata, and count the lines of other people.

    python scripts/check_fill.py FOLDER              # *.jsonl.gz with model_id and text
    python scripts/check_fill.py FOLDER --limit 500

Each card is filled from the same log, with --force, which overwrites what a person wrote about
emissions. A line that goes is accounted for when it stood in co2_eq_emissions, or was a labelled
line or a placeholder of the Environmental Impact section; any other is collateral. Exit code 1 on
collateral, on a second fill that changes something, and on a card that takes over a second of
processor time (the load of the machine accuses nobody).
"""

from __future__ import annotations

import argparse
import difflib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from card_corpus import read

from hubscan.cards import parse
from hubscan.cards.fill import plan
from hubscan.cards.layout import RECORD_PATH
from hubscan.cards.sources import Request
from hubscan.errors import HubscanError

_LOG = """\
timestamp,project_name,run_id,duration,emissions,energy_consumed,country_name,region,gpu_model
2026-05-01T10:00:00,x,run-a,3600,0.5,1.25,Germany,saxony,4 x NVIDIA A100-SXM4-80GB
"""
SLOW_S = 1.0


def check(folder: Path, content: bytes) -> tuple[str, list[str], float]:
    """Fill one card twice; return what happened, the lines lost by chance, and the seconds."""
    card = folder / "README.md"
    card.write_bytes(content)
    (folder / RECORD_PATH).unlink(missing_ok=True)
    start = time.process_time()
    try:
        done = plan(Request(card, force=True))
        done.apply()
    except HubscanError as error:
        return f"refused: {_reason(error)}", [], time.process_time() - start
    seconds = time.process_time() - start
    if plan(Request(card)).changes:
        return "changed again", [], seconds
    return "filled", collateral(content, card.read_bytes()), seconds


def collateral(before: bytes, after: bytes) -> list[str]:
    """Return the lines that are gone and were nobody's emissions."""
    old, new = _lines(before), _lines(after)
    ours = _emissions_lines(before)
    gone = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, *_ in matcher.get_opcodes():
        if tag in ("delete", "replace"):
            gone += [old[at] for at in range(start, end) if at not in ours]
    empty = {"{}"} if not parse(before).metadata else set()  # metadata without a key goes
    return [line for line in gone if not _is_label(line) and line not in empty]


def _emissions_lines(content: bytes) -> set[int]:
    """Return the lines of co2_eq_emissions, counted from 0."""
    card = parse(content)
    if card.node_of("co2_eq_emissions") is None:
        return set()
    start = card.line_of("co2_eq_emissions") - 1
    raw = card.raw("co2_eq_emissions") or ""
    return set(range(start, start + len(raw.splitlines()) + 2))


def _is_label(line: str) -> bool:
    labels = ("hardware type", "hours used", "cloud provider", "compute region", "carbon emitted")
    text = line.lower()
    return "more information needed" in text or any(label in text for label in labels)


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n")


def _reason(error: HubscanError) -> str:
    return str(error).split(": ", 2)[-1].split(";")[0][:70]


def main(argv: Sequence[str] | None = None) -> int:
    """Print what became of the cards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int)
    told = parser.parse_args(argv)
    outcomes, lost, slowest, count = Counter[str](), 0, 0.0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "emissions.csv").write_text(_LOG, encoding="utf-8")
        for model_id, content in read(told.folder):
            if count == told.limit:
                break
            count += 1
            outcome, lines, seconds = check(folder, content)
            outcomes[outcome] += 1
            slowest = max(slowest, seconds)
            lost += len(lines)
            for line in lines[:3]:
                print(f"{model_id}: lost {line[:100]!r}")
            if outcome == "changed again" or seconds > SLOW_S:
                print(f"{model_id}: {outcome}, {seconds:.2f} s")
    print(f"{count:,} cards; {lost} lines of others lost; slowest {slowest:.3f} s")
    for outcome, number in outcomes.most_common():
        print(f"{number:7,} {outcome}")
    return int(bool(lost or outcomes["changed again"] or slowest > SLOW_S or not count))


if __name__ == "__main__":
    sys.exit(main())
