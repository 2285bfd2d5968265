"""How long a page waits for a snapshot that the server takes of a live stream, and how long the media node needs.

Run: python -m bench.snapshots [--runs 40]; it starts the product, and a Chromium with a sender and a viewer.
With --node it starts a media node alone and sends it real 720p pictures, without a browser.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import PlainPage
from bench.setup_times import FLAGS, WAIT_MS, begin, open_page, product, row
from tests.media.studio import FPS, RED, film
from tests.media.test_snapshots import Camera
from webapp.media.protocol import TakeSnapshot
from webapp.servers.chromium import find_chromium
from webapp.servers.redis import start_redis

PICTURE_SIZE = (1280, 720)
SETTLE_MS, LONGEST_PAUSE_MS = 6000, 1500
FILM_S = 2.0
# The server's flag and the picture's: the answer carries the number that the call gave.
ASK = """(number) => new Promise((resolve, reject) => {
  const asked = performance.now();
  window.OnAnyChatRecordSnapShotEx2 = (user, error, file, seconds, flags, param) => {
    if (param === number) resolve({error, file, ms: performance.now() - asked});
  };
  const refused = BRAC_SnapShot(BRAC_GetOnlineUser()[0], 4 | 1024, number);
  if (refused) reject(new Error("refused with " + refused));
})"""
LOOK = """async (file) => {
  const bytes = await (await fetch(file)).arrayBuffer();
  const picture = await createImageBitmap(new Blob([bytes]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return {width: picture.width, height: picture.height, bytes: bytes.byteLength, digest: [...digest]};
}"""
LARGE = """([width, height]) => {
  BRAC_SetSDKOption(BRAC_SO_LOCALVIDEO_WIDTHCTRL, width);
  BRAC_SetSDKOption(BRAC_SO_LOCALVIDEO_HEIGHTCTRL, height);
  BRAC_SetSDKOption(BRAC_SO_LOCALVIDEO_FPSCTRL, 30);
}"""


def main() -> None:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--node", action="store_true")
    options = parser.parse_args()
    if options.node:
        measure_node(options.runs)
    else:
        measure_page(options.runs)


def measure_node(runs: int) -> None:
    """From the message to the node until the file is there."""
    with tempfile.TemporaryDirectory(prefix="switchboard-bench-") as folder:
        server = start_redis(Path(folder) / "redis")
        try:
            waits_ms = asyncio.run(_ask_node(server.url, Path(folder), runs))
        finally:
            server.process.kill()
    print(f"{runs} snapshots of {PICTURE_SIZE}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(row("message to the node until the JPEG is written", waits_ms))


async def _ask_node(redis_url: str, folder: Path, runs: int) -> list[float]:
    frames = film("vp8", RED, FILM_S, PICTURE_SIZE, keyframe_every=round(FILM_S * FPS))
    node, web = NodeProcess(redis_url), WebSide(redis_url)
    await web.start()
    page = PlainPage(web, 1)
    [stream] = await page.open(("video", 0))
    playing = asyncio.ensure_future(_play(Camera(stream, "vp8"), frames))
    await asyncio.sleep(2 * FILM_S)
    waits_ms = []
    for number in range(runs):
        await asyncio.sleep(random.uniform(0.1, LONGEST_PAUSE_MS / 1000))
        path = folder / f"{number}.jpg"
        web.client.take_snapshot(TakeSnapshot(web.room, page.session, "video", 0, str(number), str(path), 90))
        waits_ms.append(await _appearance_ms(path))
    playing.cancel()
    await page.close()
    await web.close()
    node.stop()
    return waits_ms


async def _play(camera: Camera, frames: list[bytes]) -> None:
    """A film again and again; it begins with its only key frame."""
    while True:
        for frame in frames:
            camera.show([frame])
            await asyncio.sleep(1 / FPS)


async def _appearance_ms(path: Path) -> float:
    asked = time.perf_counter()
    await until(path.exists, what="the picture")
    return (time.perf_counter() - asked) * 1000


def measure_page(runs: int) -> None:
    """From the page's call to the event that names the file."""
    with product() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        sender, viewer = open_page(browser, url, sends=True), open_page(browser, url, sends=False)
        begin(sender, url, "sender")
        sender.wait_for_function("() => times.open", timeout=WAIT_MS)
        sender.evaluate(LARGE, list(PICTURE_SIZE))
        begin(viewer, url, "viewer")
        viewer.wait_for_function("() => times.frame", timeout=WAIT_MS)
        viewer.wait_for_timeout(SETTLE_MS)
        taken = [take(viewer, number) for number in range(1, runs + 1)]
        browser.close()
    sizes = sorted({(picture["width"], picture["height"]) for picture in taken})
    print(f"{len(taken)} snapshots of {sizes}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(row("BRAC_SnapShot (server) to OnAnyChatRecordSnapShotEx2", [picture["ms"] for picture in taken]))


def take(viewer: Page, number: int) -> dict[str, Any]:
    """One picture, some time after the one before."""
    viewer.wait_for_timeout(random.uniform(100, LONGEST_PAUSE_MS))
    answer: dict[str, Any] = viewer.evaluate(ASK, number)
    assert not answer["error"], answer
    seen: dict[str, Any] = viewer.evaluate(LOOK, answer["file"])
    served = viewer.request.get(viewer.evaluate("(file) => new URL(file, location).href", answer["file"]))
    assert hashlib.sha256(served.body()).digest() == bytes(seen["digest"])
    return {**seen, **answer}


if __name__ == "__main__":
    main()
