"""Fill published cards from the logs they were made from, and read a folder of CodeCarbon logs.

    python scripts/check_logs.py pairs FOLDER    # FOLDER/MODEL/{README.md,emissions.csv,facts.json}
    python scripts/check_logs.py logs FOLDER     # FOLDER/*.csv

Of facts.json only the nodes are taken (one number, or one for each phase). Exit code 1 when the
grams are off by more than 1.3 %, or when a log is neither read nor refused with a reason.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hubscan.cards import parse, read_emissions
from hubscan.cards.fill import plan
from hubscan.cards.runs import Nodes, read_log
from hubscan.cards.sources import Request
from hubscan.errors import LogError

TOLERANCE = 0.013
_BY_PHASE = re.compile(r"(\d+) \((\w+)\)")


def check_pairs(folder: Path) -> bool:
    """Fill a copy of each card under --force and compare with what its authors published."""
    print(f"{'model':20} {'nodes':26} {'published g':>11} {'log g':>9} {'off':>7}  lines changed")
    worst = 0.0
    for model in sorted(path.parent for path in folder.glob("*/facts.json")):
        nodes = nodes_of(model)
        published = published_g(model / "README.md")
        logged, changed, done = filled_copy(model, nodes)
        off = logged / published - 1
        worst = max(worst, abs(off) if done else 1.0)
        shown = " ".join(nodes)
        print(f"{model.name:20} {shown:26} {published:11g} {logged:9.0f} {off:+7.2%}  {changed}")
    print(f"farthest off: {worst:.2%} (at most {TOLERANCE:.1%})")
    return 0 < worst <= TOLERANCE


def nodes_of(model: Path) -> tuple[str, ...]:
    """Return the nodes as --nodes takes them; phases are named by their project in the log."""
    told = str(json.loads((model / "facts.json").read_text(encoding="utf-8"))["nodes"])
    phases = _BY_PHASE.findall(told)
    projects = {run.project or "" for run in read_log(model / "emissions.csv").runs}
    by_phase = {phase.lower(): count for count, phase in phases}
    named = ((project, by_phase.get(project.rpartition("-")[2])) for project in sorted(projects))
    return tuple(f"{name}={count}" for name, count in named if count) or (told,)


def published_g(card: Path) -> float:
    """Return the grams on the card as its authors wrote them."""
    reported = read_emissions(parse(card.read_bytes()).metadata.get("co2_eq_emissions"))
    assert reported.emissions_g is not None, card
    return reported.emissions_g


def filled_copy(model: Path, nodes: tuple[str, ...]) -> tuple[float, str, bool]:
    """Return the grams of the log, the lines of the diff, and whether the fill did its work.

    It did when the card says the grams to four digits and a second fill changes nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in ("README.md", "emissions.csv"):
            shutil.copy(model / name, folder)
        card = Path(folder, "README.md")
        done = plan(Request(card, nodes=Nodes.parse(nodes), force=True))
        done.apply()
        lines = done.diff().splitlines()[2:]
        changed = f"{sum(line[:1] == '-' for line in lines)} out, "
        changed += f"{sum(line[:1] == '+' for line in lines)} in"
        says = published_g(card) == float(f"{done.figures.emissions_g:.4g}")
        return done.figures.emissions_g, changed, says and not plan(Request(card)).changes


def check_logs(folder: Path) -> bool:
    """Read every log and print what it comes to, or why it is refused."""
    read = refused = set_aside = 0
    for path in sorted(folder.glob("*.csv")):
        try:
            log = read_log(path)
        except LogError as error:
            refused += 1
            print(f"refused  {error}")
            continue
        read += 1
        set_aside += len(log.set_aside)
        grams = sum(run.emissions_g for run in log.runs)
        ids = f", {log.rows_without_id} rows without an id" if log.rows_without_id else ""
        print(f"read     {path.name}: {len(log.runs)} runs, {grams:.4g} g{ids}")
        for aside in log.set_aside:
            print(f"         line {aside.line} set aside: {aside.reason}")
        for run in log.refused:
            print(f"         run {run.run_id} refused: {run.reason}")
    print(f"{read + refused} logs: {read} read, {refused} refused; {set_aside} rows set aside")
    return read > 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the two checks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("check", choices=["pairs", "logs"])
    parser.add_argument("folder", type=Path)
    told = parser.parse_args(argv)
    if not told.folder.is_dir():
        parser.error(f"{told.folder}: no such folder")
    check = check_pairs if told.check == "pairs" else check_logs
    return int(not check(told.folder))


if __name__ == "__main__":
    sys.exit(main())
