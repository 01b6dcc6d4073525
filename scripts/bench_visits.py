"""How soon a visitor can use the app, in a real browser, beside a bare page of Streamlit.

Usage: bench_visits.py [--later 5] [--data-dir FOLDER]

Printed, in seconds from the click to what a visitor sees: the form to type a need into, the first
result of a need in the address, and where no index was made yet, the progress bar. The first visit
comes right after the server began to listen; later ones are from other browsers, nothing cached.
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
    parser.add_argument("--later", type=int, default=5, help="how many later visits")
    parser.add_argument("--data-dir", type=Path, help="with the index; made where it is missing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, running_browser() as browser:
        folder = asked.data_dir or Path(scratch, "built")
        hubscan.open(folder).close()
        bare = Path(scratch, "bare.py")
        bare.write_text(BARE, encoding="utf-8")
        floor = first(browser, running_page(bare), "bare Streamlit: first visit", "", form)
        ours = first(browser, running_app(folder), "hubscan: first visit, form", "", form)
        print(f"  {ours / floor:.2f} times the bare page")
        first(browser, running_app(folder), "hubscan: first visit, a need's result", NEED, result)
        for name, query, seen in (("form", "", form), ("progress bar", NEED, bar)):
            new = Path(scratch, name)
            new.mkdir()
            first(browser, running_app(new), f"no index yet: first visit, {name}", query, seen)
        with running_page(bare) as address:
            later(browser, address, "bare Streamlit", form, asked.later)
        with running_app(folder) as address:
            later(browser, address, "hubscan, form", form, asked.later)
            later(browser, f"{address}/{NEED}", "hubscan, a need's result", result, asked.later)
    return 0


def first(browser: Browser, server: Server, name: str, query: str, seen: Seen) -> float:
    """Start a server, visit it once and print how long that took."""
    started = time.monotonic()
    with server as address:
        listening = time.monotonic() - started
        span = visit(browser, f"{address}/{query}", seen)
    print(f"{name}: {span:.2f} s (the server took {listening:.2f} s before)")
    return span


def later(browser: Browser, address: str, name: str, seen: Seen, times: int) -> None:
    """Visit a running server some times and print the median."""
    spans = [visit(browser, address, seen) for _ in range(times + 1)][1:]
    print(f"later visits, {name}: median {statistics.median(spans):.2f} s")


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
