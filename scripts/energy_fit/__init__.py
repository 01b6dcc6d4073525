"""What scripts/fit_energy.py and scripts/bench_energy.py share: rows, fits, anchors."""
