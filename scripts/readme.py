"""Run the commands of the README: fill in what they print, or check that it is what they print.

    python scripts/readme.py --write | --check

A ``console`` block holds ``$ hubscan ...`` and below it what that prints, to the letter.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import shlex
from pathlib import Path

from hubscan.cli import main as hubscan

README = Path(__file__).resolve().parent.parent / "README.md"
_BLOCK = re.compile(r"```console\n\$ hubscan (?P<args>[^\n]*)\n(?P<output>.*?)```", re.DOTALL)


def render(text: str) -> str:
    """Return the README with each console block as its command prints it today."""
    return _BLOCK.sub(_rendered, text)


def _rendered(block: re.Match[str]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exit_code = hubscan(shlex.split(block["args"]))
    if exit_code:
        raise SystemExit(f"hubscan {block['args']} exits with {exit_code}")
    printed = "\n".join(line.rstrip() for line in out.getvalue().splitlines())
    return f"```console\n$ hubscan {block['args']}\n{printed}\n```"


def main() -> None:
    """Write or check the README."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--write", action="store_true")
    group.add_argument("--check", action="store_true")
    written = README.read_text(encoding="utf-8")
    rendered = render(written)
    if parser.parse_args().write:
        README.write_text(rendered, encoding="utf-8")
    elif rendered != written:
        raise SystemExit("README.md is not what its commands print: scripts/readme.py --write")


if __name__ == "__main__":
    main()
