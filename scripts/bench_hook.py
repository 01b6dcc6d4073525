"""Time the hooks on one card and the core install that pre-commit makes for them.

    python scripts/bench_hook.py              # the hooks, in an environment made for it
    python scripts/bench_hook.py --runs 50

Builds a wheel, installs it with the core dependencies into an empty environment (time and size),
and runs `hubscan-fill` on one filled card as pre-commit does: a new process each time. Beside it:
the same environment's bare interpreter. Exit code 1 when the median is above 0.2 s.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT_S = 0.2
_LOG = """\
timestamp,project_name,run_id,duration,emissions,energy_consumed,country_name,gpu_model
2026-05-01T10:00:00,sft,run-a,3600,0.5,1.25,Germany,4 x NVIDIA A100-SXM4-80GB
"""
_CARDS = {
    "the Hub's template": (
        "---\nlicense: mit\n---\n# Model\n\n## Environmental Impact\n\n"
        "- **Hardware Type:** [More Information Needed]\n"
        "- **Carbon Emitted:** [More Information Needed]\n"
    ),
    "a section of hubscan's": "---\nlicense: mit\n---\n# Model\n",
}


def install(folder: Path) -> tuple[Path, float, float]:
    """Install the core into an empty environment; return its bin folder, seconds and megabytes."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    before = _megabytes(folder)
    start = time.perf_counter()
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(ROOT)], check=True)
    return python.parent, time.perf_counter() - start, _megabytes(folder) - before


def seconds(command: Sequence[str | Path], runs: int) -> list[tuple[float, float]]:
    """Time a command, each run in a process of its own; the first, which warms up, not counted.

    A pair is the time on the wall and that of the processor: a busy machine shows between them.
    """
    times = []
    for _ in range(runs + 1):
        start, used = time.perf_counter(), _processor_s()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        times.append((time.perf_counter() - start, _processor_s() - used))
    return times[1:]


def _processor_s() -> float:
    now = os.times()
    return now.children_user + now.children_system


def main(argv: Sequence[str] | None = None) -> int:
    """Print install and run times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args(argv).runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scripts, install_s, size_mb = install(folder / "environment")
        print(f"core install: {install_s:.1f} s, {size_mb:.1f} MB")
        worst = _report("bare interpreter", [scripts / "python", "-c", ""], runs)
        for title, text in _CARDS.items():
            card = folder / "README.md"
            card.write_text(text, encoding="utf-8")
            (folder / "emissions.csv").write_text(_LOG, encoding="utf-8")
            worst = max(
                worst, _report(f"hubscan-fill, {title}", [scripts / "hubscan-fill", card], runs)
            )
            (folder / ".hubscan" / "emissions.json").unlink()
        worst = max(worst, _report("hubscan-audit", [scripts / "hubscan-audit", card], runs))
    return int(worst > LIMIT_S)


def _report(title: str, command: Sequence[str | Path], runs: int) -> float:
    times = seconds(command, runs)
    wall, processor = [pair[0] for pair in times], [pair[1] for pair in times]
    median = statistics.median(wall)
    print(
        f"{title:36} median {median:.3f} s, slowest {max(wall):.3f} s of {runs};"
        f" processor {statistics.median(processor):.3f} s"
    )
    return median


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    sys.exit(main())
