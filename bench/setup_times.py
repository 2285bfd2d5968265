"""How long a page waits: from BRAC_Connect until it is in the room, and from asking for a camera until its first frame.

Run: python -m bench.setup_times [--runs 10] [--url http://127.0.0.1:8000]; without an address it starts the product.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

from playwright.sync_api import Browser, Page, sync_playwright

from webapp.servers.chromium import find_chromium
from webapp.servers.processes import free_port, spawn, stop, wait_until

ROOT = Path(__file__).resolve().parent.parent
ROOM = 4321
START_TIMEOUT_S = 90.0
WAIT_MS = 30_000
FLAGS = (
    *(
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
    ),
    *("--use-fake-device-for-media-stream=fps=30", "--use-fake-ui-for-media-stream", "--disable-quic"),
    *("--autoplay-policy=no-user-gesture-required", "--allow-loopback-in-peer-connection"),
    "--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks",
)
# A page as a customer writes it: everything is said inside the events, as soon as it may be said.
PAGE = """<!doctype html><meta charset=utf-8><title>setup</title>
<script src="/static/sdk/anychatsdk.js"></script><div id=view style="width:320px;height:240px"></div>
<script>
var times = {}, me = 0, sends = SENDS;
function OnAnyChatLoginSystem(id, error) { me = id; times.login = performance.now(); BRAC_EnterRoom(ROOM, "", 0); }
function OnAnyChatRoomOnlineUser(count, room) {
  times.room = performance.now();
  if (sends) { BRAC_SetVideoPos(me, view, "own"); BRAC_UserCameraControl(-1, 1); return; }
  var other = BRAC_GetOnlineUser()[0];
  BRAC_SetVideoPos(other, view, "video");
  times.asked = performance.now();
  BRAC_UserCameraControl(other, 1);
  document.getElementById("video").requestVideoFrameCallback(function () { times.frame = performance.now(); });
}
function OnAnyChatCameraStateChange(id, state) { if (id === me && state === 2) times.open = performance.now(); }
function go(host, port, name) {
  BRAC_InitSDK("0");
  times.connect = performance.now();
  BRAC_Connect(host, port); BRAC_Login(name, "", 0);
}
</script>"""


@dataclass(frozen=True)
class Run:
    """One newcomer, in milliseconds."""

    room_ms: float
    frame_ms: float


def main() -> None:
    """Measure and print one line for each of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--url", default="")
    options = parser.parse_args()
    with product(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        runs = measure(browser, url, options.runs)
        browser.close()
    print(f"{len(runs)} runs on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(row("BRAC_Connect to OnAnyChatRoomOnlineUser", [run.room_ms for run in runs]))
    print(row("UserCameraControl(other, 1) to first frame", [run.frame_ms for run in runs]))


def measure(browser: Browser, url: str, count: int) -> list[Run]:
    """One who sends stays in the room; newcomers come one after the other, each in a browser context of its own."""
    sender = open_page(browser, url, sends=True)
    begin(sender, url, "sender")
    sender.wait_for_function("() => times.open", timeout=WAIT_MS)
    begin_run(browser, url, 0)  # the first one warms the server up
    return [begin_run(browser, url, number) for number in range(1, count + 1)]


def begin_run(browser: Browser, url: str, number: int) -> Run:
    """A newcomer who enters and looks at the one who is there."""
    page = open_page(browser, url, sends=False)
    begin(page, url, f"guest{number}")
    page.wait_for_function("() => times.frame", timeout=WAIT_MS, polling=50)
    times: dict[str, float] = page.evaluate("() => times")
    page.context.close()
    return Run(times["room"] - times["connect"], times["frame"] - times["asked"])


def open_page(browser: Browser, url: str, *, sends: bool) -> Page:
    """A fresh context with the page loaded and nothing said."""
    page = browser.new_context(permissions=["camera", "microphone"]).new_page()
    html = PAGE.replace("SENDS", str(int(sends))).replace("ROOM", str(ROOM))
    page.route("**/setup.html", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(url + "/setup.html")
    return page


def begin(page: Page, url: str, name: str) -> None:
    """Say BRAC_Connect and BRAC_Login."""
    address = urlparse(url)
    page.evaluate("([host, port, name]) => go(host, port, name)", [address.hostname, address.port, name])


def row(what: str, values_ms: list[float]) -> str:
    """A line of the table: median and 90th percentile in ms."""
    p90 = statistics.quantiles(values_ms, n=10, method="inclusive")[8]
    return f"| {what} | {statistics.median(values_ms):.0f} | {p90:.0f} | {min(values_ms):.0f} | {max(values_ms):.0f} |"


@contextmanager
def product(url: str = "", **variables: str) -> Iterator[str]:
    """The address of a running product; starts one on a private port, with these variables, where none is given."""
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="switchboard-bench-") as folder:
        port = free_port()
        env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "STORAGE_DIR"}}
        env |= {"VAR_DIR": folder, "HOST": "127.0.0.1", "PORT": str(port), "MEDIA_ADDRESS": "127.0.0.1", "DEBUG": "1"}
        env |= variables
        log = Path(folder) / "log"
        with log.open("w") as out:
            command = [sys.executable, "manage.py", "dev"]
            process = spawn(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            if not wait_until(lambda: _answers(address, log), timeout_s=START_TIMEOUT_S):
                raise SystemExit(log.read_text(errors="replace")[-3000:])
            yield address
        finally:
            stop(process, patience_s=20)


def _answers(address: str, log: Path) -> bool:
    try:
        urllib.request.urlopen(address + "/static/sdk/anychatsdk.js", timeout=2).close()
    except OSError:
        return False
    return "Supervisor   supervisor1" in log.read_text(errors="replace")


if __name__ == "__main__":
    main()
