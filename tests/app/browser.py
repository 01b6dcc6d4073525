"""A running app and a Chromium to look at it: for the browser tests and the screenshots."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "chromium"
AXE = ROOT / "build" / "axe"
AXE_PACKAGE = "axe-core@4.14.1"
NO_CHROMIUM = "Chromium is not installed: apt-get install chromium"
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_START_S = 60.0


@contextmanager
def running_app(data_dir: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run ``hubscan app`` on a free port for the block; yield its address."""
    port = _free_port()
    command = [sys.executable, "-m", "hubscan", "app", "--headless", "--port", str(port)]
    with running([*command, "--data-dir", str(data_dir)], port, data_dir, environment) as address:
        yield address


@contextmanager
def running_page(page: Path) -> Iterator[str]:
    """Run one Streamlit page on a free port for the block; yield its address."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(page), "--server.headless", "true"]
    with running([*command, "--server.port", str(port)], port, page.parent, {}) as address:
        yield address


@contextmanager
def running(
    command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str] | None
) -> Iterator[str]:
    """Run a server in a folder for the block; yield its address when it listens."""
    told = {"PYTHONPATH": str(ROOT), **(environment or {})}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://localhost:{port}"
        _wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run the Chromium on the PATH for the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(CHROMIUM), args=[*_FLAGS])
        try:
            yield browser
        finally:
            browser.close()


def settle(page: Page) -> None:
    """Wait until the app has run and its charts are drawn."""
    page.get_by_test_id("stApp").wait_for()
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid=stApp]');
            const done = app && app.dataset.testScriptState === 'notRunning';
            const busy = '[data-testid=stSkeleton], [data-testid=stSpinner]';
            return done && !document.querySelector(busy);
        }"""
    )


def upload(page: Page, label: str, *files: tuple[str, str, bytes]) -> None:
    """Give files (name, type, content) to the uploader of a label."""
    chooser = page.get_by_test_id("stFileUploader").filter(has_text=label)
    chooser.locator("input[type=file]").set_input_files(
        [FilePayload(name=name, mimeType=kind, buffer=content) for name, kind, content in files]
    )
    for name, _, _ in files:
        expect(chooser.get_by_text(name, exact=True)).to_be_visible()
    settle(page)


def axe_source() -> str | None:
    """Return the script of axe-core, installed into a cache on first use; None where it cannot."""
    script = AXE / "node_modules" / "axe-core" / "axe.min.js"
    npm = shutil.which("npm")
    if not script.is_file() and npm:
        AXE.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(AXE), "--no-audit", "--no-fund", AXE_PACKAGE]
        subprocess.run(command, capture_output=True, timeout=120, check=False)
    return script.read_text(encoding="utf-8") if script.is_file() else None


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _START_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"hubscan app did not start (exit code {process.poll()})")
