"""How soon a visitor can use the app, in a real browser, beside a bare page of Streamlit.

Usage: bench_visits.py [--times 5] [--data-dir FOLDER]

Printed, in seconds from the click to what a visitor sees: the form to type a need into, the first
result of a need in the address, and where no index was made yet, the progress bar. A first visit
comes as soon as the server listens, later ones are from other browsers, nothing cached.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import hubscan  # noqa: E402
from tests.app.browser import running_app, running_browser, running_page  # noqa: E402

NEED = "?need=detect+the+sentiment+of+customer+reviews"
BARE = 'import streamlit as st\nst.text_input("What is the model for?")\n'
Seen = Callable[[Page], Locator]
Server = AbstractContextManager[str]


def form(page: Page) -> Locator:
    """Return what a need is typed into."""
    return page.get_by_label("What is the model for?")


def result(page: Page) -> Locator:
    """Return the first result."""
    return page.get_by_role("heading", name="1. ")


def bar(page: Page) -> Locator:
    """Return what tells how far the index is."""
    return page.get_by_test_id("stProgress")


def main() -> int:
    """Measure first and later visits, and print them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=5, help="how many visits of each kind")
    parser.add_argument("--data-dir", type=Path, help="with the index; made where it is missing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, running_browser() as browser:
        folder = asked.data_dir or Path(scratch, "built")
        hubscan.open(folder).close()
        bare = Path(scratch, "bare.py")
        bare.write_text(BARE, encoding="utf-8")

        def new() -> Server:
            return running_app(Path(tempfile.mkdtemp(dir=scratch)))

        kinds: dict[str, tuple[Callable[[], Server], str, Seen]] = {
            "bare Streamlit": (lambda: running_page(bare), "", form),
            "the form": (lambda: running_app(folder), "", form),
            "a need's result": (lambda: running_app(folder), NEED, result),
            "no index yet, the form": (new, "", form),
            "no index yet, the progress bar": (new, NEED, bar),
        }
        firsts: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(asked.times):  # in turn: what else the machine does hits all alike
            for name, (server, query, seen) in kinds.items():
                firsts[name].append(first(browser, server(), query, seen))
        told("first visit", firsts)
        laters: dict[str, list[float]] = {}
        for name, (server, query, seen) in list(kinds.items())[:3]:
            with server() as address:
                visit(browser, f"{address}/{query}", seen)
                spans = [visit(browser, f"{address}/{query}", seen) for _ in range(asked.times)]
                laters[name] = spans
        told("later visit", laters)
    return 0


def told(when: str, spans_s: dict[str, list[float]]) -> None:
    """Print the median of each kind of visit, and over that of the bare page."""
    floor = statistics.median(next(iter(spans_s.values())))
    for name, spans in spans_s.items():
        median = statistics.median(spans)
        print(
            f"{when}, {name}: median {median:.2f} s ({min(spans):.2f} to {max(spans):.2f}),"
            f" {median / floor:.2f} times the bare page"
        )


def first(browser: Browser, server: Server, query: str, seen: Seen) -> float:
    """Start a server and return the seconds of the visit that comes at once."""
    with server as address:
        return visit(browser, f"{address}/{query}", seen)


def visit(browser: Browser, address: str, seen: Seen) -> float:
    """Return the seconds until a visitor with an empty cache sees something."""
    with closed(browser) as page:
        started = time.monotonic()
        page.goto(address, wait_until="commit")
        seen(page).first.wait_for(timeout=120_000)
        return time.monotonic() - started


@contextmanager
def closed(browser: Browser) -> Iterator[Page]:
    """Yield a page of a browser that was never here before."""
    context = browser.new_context()
    try:
        yield context.new_page()
    finally:
        context.close()


if __name__ == "__main__":
    sys.exit(main())
