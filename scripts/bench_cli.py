"""Measure what a user waits for: first run, later runs, import, one query in a running process.

    python scripts/bench_cli.py [--against MODEL]

``--against`` names a sentence-transformers model (a folder or an installed package's, such as
all-MiniLM-L6-v2) that runs the same pipeline beside the shipped encoder in the same run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import hubscan

NEEDS = (
    "detect the sentiment of customer reviews",
    "transcribe German phone calls",
    "find people and places in news articles",
    "tell defects on circuit boards from photos",
    "answer questions about a contract",
    "sentence embeddings for semantic search in French",
    "small chat model for a laptop",
    "translate English to Swahili",
)
RUNS = 5
ROUNDS = 25
_KIB_PER_MB = 1024


@dataclass(frozen=True)
class Measured:
    """Wall seconds and peak resident memory of one process."""

    wall_s: float
    peak_mb: float


def measure(*command: str) -> Measured:
    """Run a command to its end; raise when it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)}: {said}")
    return Measured(wall_s, usage.ru_maxrss / _KIB_PER_MB)


def recommend(data_dir: Path, encoder: Sequence[str]) -> Measured:
    """Run a whole ``hubscan recommend`` process."""
    python = (sys.executable, "-m", "hubscan", "recommend", NEEDS[0])
    return measure(*python, "--license", "permissive", "--data-dir", str(data_dir), *encoder)


def query_ms(data_dir: Path, encoder: str | None) -> float:
    """Return the median of one query with constraints in a running process, in ms."""
    times = []
    with hubscan.open(data_dir, encoder=encoder) as engine:
        for need in NEEDS * ROUNDS:
            started = time.perf_counter()
            engine.recommend(need, license="permissive", max_params="500M")
            times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def bench(encoder: str | None) -> dict[str, float]:
    """Measure everything with one encoder in a data folder of its own."""
    option = ["--encoder", encoder] if encoder else []
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        first = recommend(data_dir, option)
        later = [recommend(data_dir, option) for _ in range(RUNS)]
        return {
            "first run, catalogue and index included, s": first.wall_s,
            "first run, peak memory, MB": first.peak_mb,
            "later run, whole process, s (median)": statistics.median(m.wall_s for m in later),
            "later run, peak memory, MB": max(m.peak_mb for m in later),
            "query in a running process, ms (median)": query_ms(data_dir, encoder),
            "index on disk, MB": _size_mb(data_dir / "indexes"),
        }


def import_s() -> float:
    """Return the median time of ``import hubscan`` over that of an empty program, in seconds."""
    empty = [measure(sys.executable, "-c", "").wall_s for _ in range(RUNS)]
    loaded = [measure(sys.executable, "-c", "import hubscan").wall_s for _ in range(RUNS)]
    return statistics.median(loaded) - statistics.median(empty)


def imports_torch() -> bool:
    """Tell whether a recommendation imports torch."""
    code = (
        "import sys; from hubscan.cli import main; main(['recommend', 'detect toxic comments']); "
        "sys.exit('torch' in sys.modules)"
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"HUBSCAN_DATA_DIR": folder}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    return bool(done.returncode)


def main() -> None:
    """Print the figures, beside those of another encoder when one is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", help="a sentence-transformers model to run beside ours")
    other = parser.parse_args().against
    ours = bench(None)
    theirs = bench(other) if other else {}
    print(f"{'':44}{'shipped':>10}" + (f"{'other':>10}{'ratio':>8}" if other else ""))
    for name, figure in ours.items():
        beside = f"{theirs[name]:10.2f}{theirs[name] / figure:8.1f}" if other else ""
        print(f"{name:44}{figure:10.2f}{beside}")
    print(f"{'import hubscan, s (median)':44}{import_s():10.3f}")
    print(f"{'imports torch':44}{'yes' if imports_torch() else 'no':>10}")


def _size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main()
