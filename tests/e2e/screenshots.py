"""Takes the pictures of docs/img/: a customer is served at the desk, three people meet. Run by script/screenshots."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.filter import Graph
from playwright.sync_api import Page, Playwright, sync_playwright

from tests.e2e import portraits
from tests.e2e.pages_flow import AgentPage, CustomerPage, MeetingPage
from webapp.servers.chromium import find_chromium
from webapp.servers.processes import free_port, spawn, stop, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
IMAGES = ROOT / "docs" / "img"
START_TIMEOUT_S = 90
MOST_BYTES = 250_000
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection"),
)
Size = Literal["desktop", "phone"]
SIZES: dict[Size, tuple[int, int]] = {"desktop": (1280, 800), "phone": (390, 844)}


class Studio:
    """Opens pages in browsers of their own, each with a drawn person in front of its camera."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self._playwright, self._folder = playwright, folder
        self._program = str(find_chromium())
        self._painter = playwright.chromium.launch(executable_path=self._program, args=["--no-sandbox"])

    def page(
        self, name: str, person: portraits.Portrait, *, size: Size = "desktop", lang: str = "en-US", dark: bool = False
    ) -> Page:
        """A page of this person."""
        camera = portraits.camera_file(self._painter, person, self._folder, name)
        args = [*FLAGS, f"--use-file-for-fake-video-capture={camera}"]
        browser = self._playwright.chromium.launch(executable_path=self._program, args=args)
        width, height = SIZES[size]
        page = browser.new_page(
            viewport={"width": width, "height": height}, locale=lang, color_scheme="dark" if dark else "light"
        )
        page.set_default_timeout(20_000)
        return page


def take(page: Page, name: str) -> None:
    """Write one picture with a palette of its own, which makes it small; refuses a picture that is too large."""
    raw = page.screenshot()
    target = IMAGES / f"{name}.png"
    target.write_bytes(_with_palette(raw))
    if target.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{target} has {target.stat().st_size} bytes, more than {MOST_BYTES}")
    sys.stdout.write(f"{target.relative_to(ROOT)} {target.stat().st_size // 1000} kB\n")


def _with_palette(png: bytes) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(png)
        file.flush()
        with av.open(file.name) as source:
            frame = next(source.decode(video=0)).reformat(format="rgb24")
    frame.pts, frame.time_base = 0, Fraction(1, 25)
    graph = Graph()
    size = {"width": str(frame.width), "height": str(frame.height)}
    start = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
    split, make, use = graph.add("split"), graph.add("palettegen"), graph.add("paletteuse", "dither=none")
    end = graph.add("buffersink")
    start.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(make, 1, 0)
    make.link_to(use, 0, 1)
    use.link_to(end)
    graph.configure()
    graph.push(frame)
    graph.push(None)
    small = graph.pull()
    coder = av.CodecContext.create("png", "w")
    coder.width, coder.height, coder.pix_fmt = int(size["width"]), int(size["height"]), "pal8"
    coder.time_base = Fraction(1, 25)
    coder.options = {"compression_level": "9", "pred": "none"}
    return b"".join(bytes(packet) for packet in [*coder.encode(small), *coder.encode(None)])


def shoot_service(studio: Studio, url: str) -> None:
    """Start page, customer's queue, desk, call, rating; light and dark, both languages, desktop and phone."""
    start = studio.page("start", portraits.AGENT)
    start.goto(url)
    take(start, "start")
    agent = AgentPage(studio.page("agent", portraits.AGENT), url).log_in("agent1", "agent1-pass").take_area()
    waiting = CustomerPage(studio.page("next", portraits.ANNA, size="phone", dark=True, lang="zh-CN"), url)
    customer = CustomerPage(studio.page("customer", portraits.CUSTOMER, size="phone"), url).begin("Li Na")
    customer.page.wait_for_timeout(1500)
    # The fake camera is named after its file.
    customer.page.evaluate("() => { document.querySelector('[data-device=camera] option').textContent = 'HD Webcam' }")
    take(customer.page, "customer-devices")
    customer.go_on().choose_area().choose_queue()
    waiting.begin("\u9648\u8fea").go_on().choose_area().choose_queue()
    waiting.page.wait_for_timeout(1500)
    take(waiting.page, "customer")
    agent.page.wait_for_timeout(500)
    take(agent.page, "desk-idle")
    agent.take_next()
    customer.accept()
    _sees(agent.page, customer.page)
    agent.say("Good morning! How can I help you?")
    customer.say("Good morning. I would like a second card.")
    customer.page.locator("input[type=file]").set_input_files(
        {"name": "application-form.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 " + b"x" * 380_000}
    )
    agent.page.locator(".parcel a").wait_for()
    agent.press("record")
    agent.page.wait_for_timeout(7000)
    take(agent.page, "desk")
    customer.close_chat()
    customer.page.wait_for_timeout(500)
    take(customer.page, "call")
    agent.press("record")
    agent.finish()
    customer.page.locator(".stars").wait_for()
    customer.page.locator(".stars label").nth(4).click()
    take(customer.page, "rating")


def shoot_meeting(studio: Studio, url: str) -> None:
    """Three people in a room: one on a dark desktop, one on a phone."""
    people = [
        MeetingPage(studio.page("wang", portraits.WANG, dark=True, lang="zh-CN"), url).join("\u738b\u4f1f", 88),
        MeetingPage(studio.page("anna", portraits.ANNA, size="phone"), url).join("Anna", 88),
        MeetingPage(studio.page("ben", portraits.BEN), url).join("Ben", 88),
    ]
    _sees(*(person.page for person in people))
    people[2].open("chat")
    people[2].say("Shall we start with the figures?")
    people[0].open("people")
    people[0].page.wait_for_timeout(6500)
    take(people[0].page, "meeting")
    take(people[2].page, "meeting-chat")
    take(people[1].page, "meeting-phone")


def _sees(*pages: Page) -> None:
    for page in pages:
        page.wait_for_function(
            "() => [...document.querySelectorAll('.tile video')].every((v) => v.videoWidth > 0)"
            " && document.querySelectorAll('.tile video').length > 1"
        )
        page.wait_for_timeout(2500)


@contextmanager
def server() -> Iterator[str]:
    """A Switchboard of its own with demo data, on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        env = os.environ | {"VAR_DIR": folder, "PORT": str(port), "MEDIA_ADDRESS": "127.0.0.1", "DEBUG": "0"}
        process = spawn([sys.executable, "manage.py", "dev"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}"
        try:
            if not wait_until(lambda: _answers(url), timeout_s=START_TIMEOUT_S):
                raise SystemExit("The server did not start; run script/server and look at its lines.")
            yield url
        finally:
            stop(process, patience_s=20)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except OSError:
        return False
    return True


def main() -> None:
    """Take all pictures, from a server at --url or one of its own."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--url", help="a running server with demo data")
    url = parser.parse_args().url
    IMAGES.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        url = url or stack.enter_context(server())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        studio = Studio(stack.enter_context(sync_playwright()), folder)
        shoot_service(studio, url)
        shoot_meeting(studio, url)


if __name__ == "__main__":
    main()
