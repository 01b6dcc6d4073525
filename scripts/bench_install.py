"""Measure what an installation weighs: the wheel, the core and the search extra, in MB and seconds.

    python scripts/bench_install.py

Needs the package index. Each is installed from the wheel into an empty environment.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ("", "search")


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout into ``folder``."""
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.whl"))


def install(wheel: Path, extra: str, folder: Path) -> tuple[float, float]:
    """Install the wheel with an extra into a new environment; return its MB and seconds."""
    venv.create(folder, with_pip=True)
    before = size_mb(folder)
    asked = f"{wheel}[{extra}]" if extra else str(wheel)
    started = time.perf_counter()
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", asked]
    subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
    return size_mb(folder) - before, time.perf_counter() - started


def size_mb(folder: Path) -> float:
    """Return the size of all files below a folder, in MB (10^6 bytes)."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        print(f"{'wheel':20}{wheel.stat().st_size / 1e6:8.1f} MB")
        for extra in EXTRAS:
            weight_mb, seconds = install(wheel, extra, Path(folder) / (extra or "core"))
            print(f"{extra or 'core':20}{weight_mb:8.1f} MB{seconds:8.1f} s")


if __name__ == "__main__":
    main()
