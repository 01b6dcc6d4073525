"""Start the server, and behind it what its first visitor would wait for."""

from __future__ import annotations

import sys
from threading import Thread

from streamlit.web.cli import main


def _warm() -> None:
    from ui.engine import warm  # half a second: the server listens meanwhile

    warm()


if __name__ == "__main__":
    Thread(target=_warm, daemon=True).start()
    sys.exit(main(prog_name="hubscan app"))
