"""``hubscan app``."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import click

from hubscan.cli.options import engine_options
from hubscan.errors import MissingExtraError
from hubscan.resources import resource
from hubscan.settings import DATA_DIR_VARIABLE, ENCODER_VARIABLE


@click.command(
    epilog="""\b
Examples:
  hubscan app
  hubscan app --port 8080 --headless
  hubscan app --data-dir /srv/hubscan --address 0.0.0.0
"""
)
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option(
    "--address",
    default="localhost",
    show_default=True,
    help="Who can reach it: 0.0.0.0 lets other machines in.",
)
@click.option("--headless", is_flag=True, help="Open no browser.")
@engine_options
def app(port: int, address: str, headless: bool, data_dir: str | None, encoder: str | None) -> None:
    """See, compare, audit and fill in the browser."""
    for library in ("streamlit", "altair", "numpy"):
        if find_spec(library) is None:
            raise MissingExtraError(library, "search,app")
    command = [sys.executable, str(resource("app", "serve.py"))]
    command += ["run", str(resource("app", "main.py"))]
    command += ["--server.port", str(port), "--server.address", address]
    command += ["--server.headless", str(headless).lower()]
    told = {DATA_DIR_VARIABLE: data_dir, ENCODER_VARIABLE: encoder}
    environment = os.environ | {name: value for name, value in told.items() if value}
    os.execve(command[0], command, environment)  # in this process's place: signals reach it
