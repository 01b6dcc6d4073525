"""Start the server, and behind it what its first visitor would wait for."""

from __future__ import annotations

import sys
from threading import Thread

from streamlit.web.cli import main

_SHORT_TURN_S = 0.0005  # of a thread: who visits meanwhile waits ten times less for each turn


def _warm() -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SHORT_TURN_S)
    from ui.engine import warm  # half a second: the server listens meanwhile

    warm()
    sys.setswitchinterval(usual)


if __name__ == "__main__":
    Thread(target=_warm, daemon=True).start()
    sys.exit(main(prog_name="hubscan app"))
