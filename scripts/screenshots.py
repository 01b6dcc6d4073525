"""Make docs/*.png: each page of the app, wide, narrow and dark.

Usage: screenshots.py [FOLDER]

It runs the app on the shipped catalogue and looks at it with the Chromium on the PATH. The cards
and the log that are uploaded are written here: nobody's own.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import hubscan  # noqa: E402
from tests.app.browser import (  # noqa: E402
    CHROMIUM,
    NO_CHROMIUM,
    running_app,
    running_browser,
    settle,
    upload,
)
from tests.cards.codecarbon_logs import row, text  # noqa: E402

LARGEST_BYTES = 300_000
CARD = b"""\
---
licence: Apache-2.0
language: en
pipeline_tag: text-classification
base_model: distilbert/distilbert-base-uncased
---

# film-reviews-distilbert

It tells whether the review of a film is positive or negative.

## Training

[More Information Needed]
"""
OTHERS = {
    "complete.md": b"""\
---
license: apache-2.0
language: en
library_name: transformers
pipeline_tag: text-classification
datasets: [stanfordnlp/imdb]
base_model: distilbert/distilbert-base-uncased
co2_eq_emissions:
  emissions: 41
  source: CodeCarbon 3.3.2 (measured)
---

# A model with a complete card

It tells whether the review of a film is positive or negative.

## Limitations

Reviews of books were never tried.
""",
    "bare.md": b"# A model\n",
}


@dataclass(frozen=True)
class View:
    """One way to look at a page."""

    name: str
    width: int
    height: int
    scheme: str


VIEWS = (
    View("wide", 1400, 1000, "light"),
    View("narrow", 380, 800, "light"),
    View("dark", 1400, 1000, "dark"),
)


def audit(page: Page) -> None:
    """Audit three cards."""
    uploads = {"film-reviews.md": CARD, **OTHERS}
    upload(page, "Model cards", *((name, "text/markdown", uploads[name]) for name in uploads))
    page.get_by_role("button", name="Audit", exact=True).click()
    page.get_by_text("Which fields the cards fill").wait_for()
    to_the_top(page, "Scores")


def fill(page: Page) -> None:
    """Fill a card from a log."""
    log = text(row(version="3.2", codecarbon_version="3.3.2"), version="3.2").encode()
    upload(page, "Model card", ("README.md", "text/markdown", CARD))
    upload(page, "CodeCarbon log", ("emissions.csv", "text/csv", log))
    page.get_by_text("The exact change").wait_for()
    to_the_top(page, "What was done")


def reuse(page: Page) -> None:
    """Look at the curves."""
    to_the_top(page, "Task")


def to_the_top(page: Page, words: str) -> None:
    """Scroll until some words are at the top."""
    settle(page)
    page.get_by_text(words, exact=True).first.evaluate("found => found.scrollIntoView()")


def nothing(page: Page) -> None:
    """Look at the page as it opens."""


NEED = "need=detect+the+sentiment+of+customer+reviews&license=permissive&max_params=200M"
SMALL = "distilbert/distilbert-base-uncased,google-bert/bert-base-uncased"
PAGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "find": (f"?{NEED}", nothing),
    "alternatives": ("alternatives?model=openai/whisper-large-v3", nothing),
    "compare": (f"compare?models={SMALL},FacebookAI/roberta-base", nothing),
    "audit": ("audit", audit),
    "fill": ("fill", fill),
    "estimate-reuse": ("estimate?question=Reuse+or+train", reuse),
    "estimate-regions": ("estimate?question=Regions", nothing),
    "coverage": ("coverage", nothing),
}


def main() -> int:
    """Make every picture and tell its size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs")
    parser.add_argument("--page", choices=PAGES, help="only this one")
    arguments = parser.parse_args()
    if not shutil.which(CHROMIUM):
        print(NO_CHROMIUM, file=sys.stderr)
        return 1
    arguments.folder.mkdir(parents=True, exist_ok=True)
    names = [arguments.page] if arguments.page else list(PAGES)
    with tempfile.TemporaryDirectory() as data_dir:
        hubscan.open(data_dir).close()  # the pictures are not of its making
        with running_app(Path(data_dir)) as address, running_browser() as browser:
            for name in names:
                for view in VIEWS:
                    path = arguments.folder / f"{name}-{view.name}.png"
                    take(browser, address, name, view, path)
                    size = path.stat().st_size
                    print(f"{path.name}: {size:,} bytes{' TOO LARGE' * (size > LARGEST_BYTES)}")
    return 0


def take(browser: Browser, address: str, name: str, view: View, path: Path) -> None:
    """Make one picture."""
    size = {"width": view.width, "height": view.height}
    query, act = PAGES[name]
    page = browser.new_page(
        viewport=size,  # type: ignore[arg-type]
        color_scheme=view.scheme,  # type: ignore[arg-type]
    )
    page.goto(f"{address}/{query}")
    settle(page)
    act(page)
    settle(page)
    page.wait_for_timeout(800)  # charts ease in
    page.screenshot(path=path)
    page.close()


if __name__ == "__main__":
    sys.exit(main())
