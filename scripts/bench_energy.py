"""Print the errors of hubscan's energy figures beside those of each anchor's method.

Usage: bench_energy.py FOLDER

FOLDER holds training_truth.csv, ai_energy_score.csv, ml_energy_v3.csv and
power_hungry_processing.csv. Errors are exp(median |ln(estimate / truth)|) and the 90th percentile
of the same, on rows that the fit did not see.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from energy_fit import inference_tables, training_tables

from hubscan.errors import HubscanError


def main() -> int:
    """Print every table."""
    parser = argparse.ArgumentParser(description="Print the errors of the energy figures.")
    parser.add_argument("folder", type=Path, help="where the tables of measurements are")
    folder = parser.parse_args().folder
    try:
        training_tables.print_tables(folder)
        inference_tables.print_tables(folder)
    except (OSError, HubscanError) as error:
        sys.exit(f"bench_energy: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
