"""Fit the energy laws from public measurements and write data/energy.

Usage: fit_energy.py FOLDER [--output data/energy]

FOLDER holds ai_energy_score.csv, ml_energy_v3.csv, power_hungry_processing.csv and the
training_truth tables. The same folder gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from energy_fit import inference, training  # noqa: E402

from hubscan.errors import HubscanError  # noqa: E402

DATA_DATE = "2026-11-20"  # when the tables were collected
OUTPUT = _ROOT / "data" / "energy"


def main() -> int:
    """Fit, write, and name what was written."""
    parser = argparse.ArgumentParser(description="Fit the energy laws and write data/energy.")
    parser.add_argument("folder", type=Path, help="where the tables of measurements are")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where to write")
    arguments = parser.parse_args()
    try:
        for part in (training, inference):
            for path in part.fit(arguments.folder, arguments.output, DATA_DATE):
                print(path)
    except (OSError, HubscanError) as error:
        sys.exit(f"fit_energy: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
