"""Kill harvests with SIGKILL at random moments, resume them, and count what is lost or torn.

A Hub on this machine serves generated models with a share of faulty answers. Every harvest is
killed again and again until it ends by itself; then each row is compared with what was served.

    python scripts/torture_harvest.py --harvests 100 --models 20000
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hubscan.catalogue.derive import Provenance, derive  # noqa: E402
from hubscan.catalogue.record import ModelRecord  # noqa: E402
from hubscan.catalogue.store import Catalogue, Snapshot, open_catalogue  # noqa: E402
from tests.catalogue.hubserver import FakeHub, Fault, Randomly, raw_card, raw_model  # noqa: E402

NO_SNAPSHOT = Snapshot("none", lambda: 0, lambda: iter(()), lambda: iter(()))
# faults that change what is served (skipped pages, wrong types, other clocks) are in the tests
LIST_FAULTS = [
    Fault.SLOW,
    Fault.CUT,
    Fault.TRUNCATED,
    Fault.NOT_A_LIST,
    Fault.EMPTY,
    Fault.ERROR_500,
    Fault.UNAVAILABLE,
    Fault.TOO_MANY,
    Fault.REPEATED_PAGE,
    Fault.REDIRECT,
    Fault.CIRCLE,
]
CARD_FAULTS = [Fault.SLOW, Fault.CUT, Fault.ERROR_500, Fault.UNAVAILABLE, Fault.REDIRECT]


def main() -> int:
    """Run the harvests and print what became of them; 1 when a row was lost, doubled or torn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--harvests", type=int, default=5)
    parser.add_argument("--models", type=int, default=2_000)
    parser.add_argument("--faults", type=float, default=0.05, help="share of faulty answers")
    parser.add_argument("--page", type=int, default=100, help="models in a page")
    parser.add_argument("--cards", action="store_true", help="read the cards too")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--worker", nargs=2, metavar=("ENDPOINT", "FOLDER"), help="for itself")
    options = parser.parse_args()
    if options.worker:
        return harvest(*options.worker, cards=options.cards)
    return torture(options)


def harvest(endpoint: str, folder: str, *, cards: bool) -> int:
    """Harvest all models, from where the last one was killed."""
    from hubscan.catalogue.harvest import Harvester
    from hubscan.catalogue.hub import Hub
    from hubscan.catalogue.remote import Remote
    from hubscan.catalogue.selection import Selection
    from hubscan.catalogue.status import only_one

    remote = Remote(Hub(endpoint, backoff_s=0.01))
    with open_catalogue(Path(folder), snapshot=NO_SNAPSHOT) as catalogue, only_one(Path(folder)):
        Harvester(catalogue, remote).crawl(Selection(full=True), cards=cards)
    return 0


def torture(options: argparse.Namespace) -> int:
    """Run and check all harvests."""
    chance = random.Random(options.seed)
    raw = [raw_model(number) for number in range(options.models)]
    expected = {str(each["id"]): _truth(each, options.cards, n) for n, each in enumerate(raw)}
    total: Counter[str] = Counter()
    began = time.monotonic()
    hub = FakeHub(raw)
    hub.page_rows = options.page
    hub.slow_s = 0.02
    if options.cards:
        hub.cards = {str(each["id"]): raw_card(number) for number, each in enumerate(raw)}
    with hub.serve() as endpoint:
        for number in range(options.harvests):
            faults = {"list": LIST_FAULTS, "card": CARD_FAULTS}
            hub.faults = Randomly(options.faults, faults, seed=options.seed + number)
            found = one_harvest(endpoint, expected, chance, options)
            total += found
            line = ", ".join(f"{count} {name}" for name, count in found.items())
            print(f"harvest {number + 1:3}: {line}", flush=True)
    seconds = time.monotonic() - began
    bad = sum(total[name] for name in ("lost", "doubled", "torn", "damaged files"))
    print(
        f"\n{options.harvests} harvests of {options.models:,} models, "
        f"{options.faults:.0%} faulty answers, {total['kills']} kills, {seconds:.0f} s: "
        f"{total['lost']} lost, {total['doubled']} doubled, {total['torn']} torn, "
        f"{total['damaged files']} damaged files"
    )
    return 1 if bad else 0


def one_harvest(
    endpoint: str,
    expected: dict[str, ModelRecord],
    chance: random.Random,
    options: argparse.Namespace,
) -> Counter[str]:
    """Kill one harvest until it ends, and compare what it left with what was served."""
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    command = [sys.executable, __file__, "--worker", endpoint, str(folder)]
    command += ["--cards"] if options.cards else []
    kills, patience = 0, options.models / 8_000 + 1.0
    try:
        while True:
            with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
                try:
                    _, error = process.communicate(timeout=chance.uniform(0.2, patience))
                except subprocess.TimeoutExpired:
                    process.kill()
                    kills += 1
                    patience *= 1.1  # so that it ends some day
                    continue
            if process.returncode == 0:
                break
            if "Error" not in error:
                raise SystemExit(error)
        with open_catalogue(folder, snapshot=NO_SNAPSHOT) as catalogue:
            return Counter({"kills": kills}) + compared(catalogue, expected)
    finally:
        shutil.rmtree(folder)


def compared(catalogue: Catalogue, expected: dict[str, ModelRecord]) -> Counter[str]:
    """Count rows that are lost, doubled or torn."""
    met: Counter[str] = Counter()
    torn = 0
    for _, record in catalogue.iterate():
        met[record.model_id.casefold()] += 1
        truth = expected.get(record.model_id)
        torn += truth is None or replace(record, as_of="", endpoint=None) != truth
    return Counter(
        {
            "rows": len(met),
            "lost": len(expected) - len(met),
            "doubled": sum(count - 1 for count in met.values()),
            "torn": torn,
            "damaged files": not catalogue.is_sound(),
        }
    )


def _truth(raw: dict[str, object], cards: bool, number: int) -> ModelRecord:
    card = raw_card(number).decode() if cards else None
    return derive(raw, Provenance("hub", ""), card).record


if __name__ == "__main__":
    sys.exit(main())
