"""``python -m hubscan``."""

from hubscan.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
