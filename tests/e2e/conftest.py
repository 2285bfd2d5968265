"""The whole product as processes on private ports, and a real Chromium with fake devices."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.family import LOGINS, Family
from tests.e2e.pages import WAIT_MS, AnyChat, Conference, CRVideo
from webapp.servers.chromium import find_chromium
from webapp.servers.processes import free_port, spawn, stop, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
START_TIMEOUT_S = 120.0
# For a whole test, the site's start before the first one included. Every wait has a limit of its own; this one is far
# above them all, because where it strikes it tears the browser's driver, and every later test of the worker fails.
TEST_TIMEOUT_S = 400.0
CHROMIUM_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"),
    *("--use-fake-device-for-media-stream=fps=15", "--use-fake-ui-for-media-stream"),
    *("--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
SCREEN_FLAGS = ["--auto-select-desktop-capture-source=Entire screen"]

expect.set_options(timeout=WAIT_MS)  # it knows nothing of a page's own limit


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(TEST_TIMEOUT_S))


@dataclass(frozen=True)
class Site:
    """A running Switchboard with demo data."""

    url: str
    var_dir: Path
    env: dict[str, str]
    process: subprocess.Popen[Any]

    @property
    def log(self) -> str:
        """What the processes said so far."""
        return (self.var_dir / "dev.log").read_text(errors="replace")

    def manage(self, *args: str) -> str:
        """Run a management command against the site's database."""
        command = [sys.executable, "manage.py", *args]
        done = subprocess.run(command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True)
        return done.stdout


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """`manage.py dev` on a free port, with a database, Redis and storage of its own."""
    var_dir = Path(tempfile.mkdtemp(prefix="switchboard-e2e-"))
    port = free_port()
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "STORAGE_DIR"}}
    env |= {"VAR_DIR": str(var_dir), "HOST": "127.0.0.1", "PORT": str(port), "MEDIA_ADDRESS": "127.0.0.1"}
    env |= {"PYTHONUNBUFFERED": "1", "DEBUG": "1"}
    with (var_dir / "dev.log").open("w") as log:
        process = spawn([sys.executable, "manage.py", "dev"], cwd=ROOT, env=env, stdout=log, stderr=log)
    running = Site(f"http://127.0.0.1:{port}", var_dir, env, process)
    try:
        ready = wait_until(lambda: _is_ready(running) or process.poll() is not None, timeout_s=START_TIMEOUT_S)
        assert ready, running.log[-4000:]
        assert process.poll() is None, running.log[-4000:]
        yield running
    finally:
        stop(process, patience_s=20)
        if keep := os.environ.get("E2E_KEEP_LOG"):
            shutil.copy(var_dir / "dev.log", keep)
        shutil.rmtree(var_dir, ignore_errors=True)


def _is_ready(running: Site) -> bool:
    try:
        urllib.request.urlopen(running.url + "/static/sdk/anychatsdk.js", timeout=2).close()
    except OSError:
        return False
    return "Supervisor   supervisor1" in running.log


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; every page gets a context of its own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=[*CHROMIUM_FLAGS, *SCREEN_FLAGS])
        yield chromium
        chromium.close()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts that are closed when the test ends."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(browser.new_context(permissions=["camera", "microphone"], **options))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def tab(contexts: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A page in a context of its own; its console errors are printed when a test fails."""

    def make(**options: Any) -> Page:
        page = contexts(**options).new_page()
        page.on("console", lambda message: print(f"[{message.type}] {message.text}"))
        page.on("pageerror", lambda error: print(f"[page error] {error}"))
        page.set_default_timeout(WAIT_MS)
        return page

    return make


@pytest.fixture
def anychat(site: Site, tab: Callable[..., Page]) -> Callable[..., AnyChat]:
    """A page that uses nothing but anychatsdk.js; logged in when a name is given."""

    def make(name: str | None = None, password: str | None = None, **options: Any) -> AnyChat:
        page = AnyChat(tab(), site.url, **options)
        if name is not None:
            page.log_in(name, password)
        return page

    return make


@pytest.fixture
def crvideo(site: Site, tab: Callable[..., Page]) -> Callable[..., CRVideo]:
    """A page that uses nothing but crvideosdk.js; logged in when a name is given."""

    def make(name: str | None = None) -> CRVideo:
        page = CRVideo(tab(), site.url)
        if name is not None:
            page.log_in(name)
        return page

    return make


@pytest.fixture
def conference(site: Site, tab: Callable[..., Page]) -> Callable[..., Conference]:
    """A page that uses nothing but conferencesdk.js, connected to the MCU."""

    def make(name: str) -> Conference:
        page = Conference(tab(), site.url)
        page.connect(name)
        return page

    return make


@pytest.fixture
def family(site: Site, tab: Callable[..., Page]) -> Callable[..., Family]:
    """Open a page of a family and log in under a name."""

    def make(which: str, name: str, *, browser_tab: Page | None = None, **options: bool | int) -> Family:
        page = Family(browser_tab or tab(), site.url, which)
        page.user = name
        LOGINS[which](page, name, **options)
        return page

    return make
