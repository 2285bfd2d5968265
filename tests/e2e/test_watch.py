"""A live mix on the spectators' page, in a real browser (issue 4, live mixing: HLS for spectators)."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.pages import CRVideo

LIVE = {"mode": 0, "videoFileCfg": {"svrPathName": "/x/show.m3u8", "vWidth": 640, "vHeight": 360, "vFps": 15}}
PAGE = """
from webapp.domain.recordings.models import LiveOutput
from webapp.domain.recordings.views import output_view
print(output_view(LiveOutput.objects.latest("pk")).page)
"""
CAN_PLAY = """() => MediaSource.isTypeSupported('video/mp4; codecs="avc1.42E01E,mp4a.40.2"')"""
VIDEO = "document.querySelector('video')"


@pytest.fixture
def on_air(site: Site, crvideo: Callable[..., CRVideo]) -> Iterator[CRVideo]:
    """Somebody with camera and microphone whose meeting is mixed live."""
    host = crvideo("mei")
    host.call("CRVideo_CreateMeeting2", "created")
    host.enter(host.hears("CRVideo_CreateMeetingSuccess")[0]["ID"]).open_devices()
    host.call("CRVideo_CreateCloudMixer", LIVE)
    yield host
    host.call("CRVideo_StopSvrMixer")


def shows(spectator: Page, state: str, timeout_ms: int = 30_000) -> None:
    """Wait until the page shows this state."""
    expect(spectator.locator(f".broadcast[data-shown={state}]")).to_be_visible(timeout=timeout_ms)


def goes_on(spectator: Page, seconds: float) -> None:
    """The picture moves by so much."""
    begun = spectator.evaluate(f"() => {VIDEO}.currentTime")
    spectator.wait_for_function(f"(begun) => {VIDEO}.currentTime > begun + {seconds}", arg=begun, timeout=30_000)


def mixer_of(site: Site) -> int:
    """The process that mixes live for this site."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_ours = f"VAR_DIR={site.var_dir}".encode() in (process / "environ").read_bytes()
            if is_ours and b"webapp.media.live\0" in (process / "cmdline").read_bytes():
                return int(process.name)
    raise AssertionError("no mixer runs")


def test_spectators_watch_until_the_broadcast_ends_and_then_all_of_it(
    site: Site, on_air: CRVideo, tab: Callable[..., Page]
) -> None:
    """It begins by itself and without sound, goes on when its mixer is killed, and says that it has ended.

    The newest picture is a few seconds old. Afterwards the whole can be watched from its beginning.
    """
    spectator = tab(locale="en-US")
    if not spectator.evaluate(CAN_PLAY):
        pytest.skip("this Chromium has no H.264")
    spectator.goto(site.url + site.manage("shell", "-v", "0", "-c", PAGE).strip())
    shows(spectator, "live")
    goes_on(spectator, 1)
    assert spectator.evaluate(f"() => [{VIDEO}.videoWidth, {VIDEO}.muted]") == [640, True]
    spectator.get_by_role("button", name="Sound on").last.click()
    assert not spectator.evaluate(f"() => {VIDEO}.muted")
    os.kill(mixer_of(site), signal.SIGKILL)
    goes_on(spectator, 8)
    on_air.call("CRVideo_StopSvrMixer")
    shows(spectator, "ended")
    spectator.get_by_role("button", name="Watch from the beginning").click()
    spectator.wait_for_function(f"() => {VIDEO}.controls && {VIDEO}.currentTime > 0.5 && {VIDEO}.currentTime < 4")
