"""How long a picture stands still when the media node that carries it is killed.

Run: python -m bench.recovery [--runs 20] [--nodes 2]; it starts the product, and a Chromium with a sender and a viewer.
"""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import redis
from playwright.sync_api import Page, sync_playwright

from bench.setup_times import FLAGS, WAIT_MS, begin, open_page, product
from webapp.media.client import MediaClient
from webapp.media.protocol import Lease
from webapp.servers.chromium import find_chromium
from webapp.servers.redis import start_redis
from webapp.servers.supervisor import HEALTHY_AFTER_S, LONGEST_PAUSE_S

STILL_MS = 300  # a pause this long between two pictures is the failure, not the camera
SETTLE_S = 3.0
PICTURE_LIMIT_S = 20.0
NODES_LIMIT_S = LONGEST_PAUSE_S + 15.0
# Every picture that is shown, with its time.
WATCH = """() => {
  window.shown = [];
  const video = document.getElementById("video");
  const next = () => {
    window.shown.push(performance.timeOrigin + performance.now());
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
}"""


def main() -> None:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--nodes", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="switchboard-redis-") as folder:
        server = start_redis(Path(folder))
        try:
            gaps_ms = measure(server.url, options.nodes, options.runs)
        finally:
            server.process.kill()
    print(f"{len(gaps_ms)} kills, {options.nodes} node(s), {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(row(options.nodes, gaps_ms))


def measure(redis_url: str, nodes: int, runs: int) -> list[float]:
    """Kill the node with the people on it, again and again; milliseconds from the kill to the next picture."""
    media = MediaClient(redis.Redis.from_url(redis_url))
    with product(REDIS_URL=redis_url, MEDIA_NODES=str(nodes)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        sender, viewer = open_page(browser, url, sends=True), open_page(browser, url, sends=False)
        begin(sender, url, "sender")
        sender.wait_for_function("() => times.open", timeout=WAIT_MS)
        begin(viewer, url, "viewer")
        viewer.wait_for_function("() => times.frame", timeout=WAIT_MS)
        viewer.evaluate(WATCH)
        gaps_ms = [kill_once(media, viewer, nodes) for _ in range(runs)]
        browser.close()
    return gaps_ms


def kill_once(media: MediaClient, viewer: Page, nodes: int) -> float:
    """One kill, once every node is there and the picture runs."""
    wait(lambda: is_complete(media.leases(), nodes), "the nodes", NODES_LIMIT_S)
    # Alone, a node must have run long enough to be started again without the pause for programs that keep failing.
    time.sleep(SETTLE_S if nodes > 1 else HEALTHY_AFTER_S + 1)
    victim: Lease = next(lease for lease in media.leases() if lease.peers == 2)
    viewer.evaluate("() => { window.shown = [] }")
    killed_ms = time.time() * 1000
    os.kill(victim.pid, signal.SIGKILL)
    wait(lambda: resumed(viewer, killed_ms), "the picture", PICTURE_LIMIT_S)
    return resumed(viewer, killed_ms)[0]


def is_complete(leases: list[Lease], nodes: int) -> bool:
    """Whether all nodes live and one of them holds the room."""
    return len(leases) == nodes and any(lease.peers == 2 for lease in leases)


def resumed(viewer: Page, killed_ms: float) -> list[float]:
    """Milliseconds from the kill to the picture that ended the pause; nothing while it lasts."""
    shown = [killed_ms, *viewer.evaluate("() => window.shown")]
    return [after - killed_ms for before, after in itertools.pairwise(shown) if after - before > STILL_MS][:1]


def wait(is_so: Callable[[], object], what: str, limit_s: float) -> None:
    """Wait until it is so, in small steps."""
    deadline_s = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > deadline_s:
            raise SystemExit(f"{what} did not come back within {limit_s:g} s")
        time.sleep(0.05)


def row(nodes: int, gaps_ms: list[float]) -> str:
    """A line of the table: median, 95th percentile and the worst in ms."""
    p95 = statistics.quantiles(gaps_ms, n=20, method="inclusive")[18]
    return f"| {nodes} | {statistics.median(gaps_ms):.0f} | {p95:.0f} | {max(gaps_ms):.0f} |"


if __name__ == "__main__":
    main()
