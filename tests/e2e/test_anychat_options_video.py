"""Options of one's own picture on an open camera, as somebody else sees it (manual 3.1, video; 5.7.6 to 5.7.9)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.pages import AnyChat, contract

OPTIONS = {row["name"].removeprefix("BRAC_SO_LOCALVIDEO_"): row["value"] for row in contract("anychat")["constants"]}
CAMERA_FPS = 15  # the fake camera's
ROOM = 105_001

# Every connection of a page is kept, so that its numbers can be asked for.
SPY = """
window.pcs = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(config) { super(config); window.pcs.push(this); }
};
window.numbers = async (type) => {
  for (const pc of window.pcs) {
    if (pc.connectionState !== 'connected') continue;
    const rows = [...(await pc.getStats()).values()].filter((row) => row.type === type && row.kind === 'video');
    if (!rows.length) continue;
    // A camera is sent in layers: the largest one's numbers, and the bit rate of them all.
    const [best] = rows.sort((a, b) => (b.frameWidth ?? 0) - (a.frameWidth ?? 0));
    return { ...best, targetBitrate: rows.reduce((sum, row) => sum + (row.targetBitrate ?? 0), 0) };
  }
  return {};
};
window.whiteInStrip = (box) => {
  const video = document.querySelector(box + ' video');
  const canvas = document.createElement('canvas');
  const [width, height] = [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  if (!width) return -1;
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  ctx.drawImage(video, 0, 0);
  const data = ctx.getImageData(0, 0, width * 0.4, height * 0.07).data;
  let white = 0;
  for (let i = 0; i < data.length; i += 4) if (Math.min(data[i], data[i + 1], data[i + 2]) > 180) white += 1;
  return white;
};
"""
SIZE = """([box, size]) => {
  const { videoWidth, videoHeight } = document.querySelector(box + ' video');
  return `${videoWidth},${videoHeight}` === size;
}"""
LARGE = """(box) => {
  for (const element of [document.querySelector(box), document.querySelector(box + ' video')]) {
    Object.assign(element.style, { width: '640px', height: '640px' });
  }
}"""
# The number of white pixels where the time is written comes between two limits.
DIGITS = "([box, low, high]) => { const white = whiteInStrip(box); return white >= low && white <= high }"


# Browsers without Chromium's access to single frames film a canvas.
NO_FRAMES = "delete window.MediaStreamTrackProcessor; delete window.MediaStreamTrackGenerator;"


@pytest.fixture
def pair(site: Site, tab: Callable[..., Page], request: pytest.FixtureRequest) -> tuple[AnyChat, AnyChat]:
    """Somebody with an open camera, and somebody in a second context who sees it; `param` is run in both first."""
    pages = []
    for name in ("shown", "viewer"):
        page = tab()
        page.add_init_script(SPY + getattr(request, "param", ""))
        pages.append(AnyChat(page, site.url).log_in(name))
    shown, viewer = pages
    shown.enter(ROOM).open_devices()
    viewer.enter(ROOM).watch(shown.id)
    viewer.run(LARGE, "#remote")  # a smaller view would be sent a lower layer
    viewer.sees_motion("#remote", timeout_ms=60_000)
    return shown, viewer


def put(page: AnyChat, **values: Any) -> None:
    """Set options by their short names."""
    for name, value in values.items():
        assert page.call("BRAC_SetSDKOption", OPTIONS[name], value) == 0


def read(page: AnyChat, name: str) -> Any:
    """The effective value of an option, by its short name."""
    return page.call("BRAC_GetSDKOptionInt", OPTIONS[name])


def sees_size(page: AnyChat, box: str, width: int, height: int) -> None:
    """The picture in the box has that size."""
    page.until(SIZE, [box, f"{width},{height}"], timeout_ms=30_000)


def number(page: AnyChat, type: str, name: str) -> float:
    """One number of a page's video statistics."""
    return float(page.run("async ([type, name]) => (await window.numbers(type))[name] || 0", [type, name]))


def reaches(page: AnyChat, type: str, name: str, at_least: float, at_most: float, within_s: float = 45) -> None:
    """A number of the page's video statistics comes between two limits and is there three times in a row."""
    seen: list[float] = []
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        seen.append(number(page, type, name))
        if len(seen) > 2 and all(at_least <= n <= at_most for n in seen[-3:]):
            return
        time.sleep(0.7)
    raise AssertionError(f"{name} was {seen} and not between {at_least} and {at_most}")


def test_size_and_frame_rate_reach_the_viewer_at_once(pair: tuple[AnyChat, AnyChat]) -> None:
    """3.1: size and frame rate of an open camera change when they are set; the view goes on in the same element."""
    shown, viewer = pair
    sees_size(viewer, "#remote", 640, 480)
    stream = shown.run("() => { window.stream = document.querySelector('#local video').srcObject; return stream.id }")
    put(shown, WIDTHCTRL=320, HEIGHTCTRL=240)
    sees_size(viewer, "#remote", 320, 240)
    reaches(viewer, "inbound-rtp", "framesPerSecond", CAMERA_FPS - 4, CAMERA_FPS + 4)
    put(shown, FPSCTRL=5)
    reaches(viewer, "inbound-rtp", "framesPerSecond", 3, 7)
    assert (read(shown, "WIDTHCTRL"), read(shown, "HEIGHTCTRL"), read(shown, "FPSCTRL")) == (320, 240, 5)
    assert shown.run("() => document.querySelector('#local video').srcObject.id") == stream


def test_bit_rate_and_quality_limit_the_encoder_and_35_returns_to_the_defaults(pair: tuple[AnyChat, AnyChat]) -> None:
    """3.1: a bit rate holds at once; without one the quality decides; option 35 with 0 restores what held at first."""
    shown, _viewer = pair
    reaches(shown, "outbound-rtp", "targetBitrate", 400_000, 1_000_000)
    put(shown, BITRATECTRL=150_000)
    reaches(shown, "outbound-rtp", "targetBitrate", 50_000, 150_000)
    put(shown, BITRATECTRL=0, QUALITYCTRL=1)
    reaches(shown, "outbound-rtp", "targetBitrate", 200_000, 310_000)
    put(shown, APPLYPARAM=0)
    assert read(shown, "QUALITYCTRL") == 3
    reaches(shown, "outbound-rtp", "targetBitrate", 400_000, 1_000_000)


def calms_down(viewer: AnyChat) -> float:
    """Wait until hardly a key frame comes in four seconds; a growing picture and a lost packet bring some, too.

    Returns how many there were altogether.
    """
    for _ in range(5):
        before = number(viewer, "inbound-rtp", "keyFramesDecoded")
        time.sleep(4)
        after = number(viewer, "inbound-rtp", "keyFramesDecoded")
        if after - before <= 1:
            return after
    raise AssertionError("key frames keep coming")


def test_key_frames_come_at_the_interval_that_was_set(pair: tuple[AnyChat, AnyChat]) -> None:
    """3.1: the key-frame interval counts frames: 15 of them at 15 frames per second are a key frame every second."""
    shown, viewer = pair
    calm = calms_down(viewer)
    put(shown, GOPCTRL=CAMERA_FPS)
    began = time.monotonic()
    reaches(viewer, "inbound-rtp", "keyFramesDecoded", calm + 4, calm + 100)
    assert time.monotonic() - began > 2.5  # at the interval, not all at once
    put(shown, GOPCTRL=0)
    calms_down(viewer)


@pytest.mark.parametrize("pair", ["", NO_FRAMES], indirect=True, ids=["by frames", "filmed"])
def test_a_turned_picture_and_the_time_are_seen_by_both_and_end_again(pair: tuple[AnyChat, AnyChat]) -> None:
    """3.1: the picture is turned and marked before anybody sees it; the own view shows the same, in the same stream."""
    shown, viewer = pair
    plain = viewer.run("() => whiteInStrip('#remote')")
    assert plain < 50
    put(shown, OVERLAYTIMESTAMP=1)
    for page, box in ((viewer, "#remote"), (shown, "#local")):
        page.until(DIGITS, [box, plain + 200, 1e6], timeout_ms=30_000)
    shown.run("() => { window.stream = document.querySelector('#local video').srcObject }")
    put(shown, ROTATECTRL=90)
    sees_size(viewer, "#remote", 480, 640)
    sees_size(shown, "#local", 480, 640)
    sent = shown.run("() => document.querySelector('#local video').srcObject.getVideoTracks()[0].getSettings()")
    assert (sent["width"], sent["height"], sent["frameRate"]) == (480, 640, CAMERA_FPS)
    put(shown, ROTATECTRL=0, OVERLAYTIMESTAMP=0)
    sees_size(viewer, "#remote", 640, 480)
    viewer.until(DIGITS, ["#remote", 0, plain + 50], timeout_ms=30_000)
    assert shown.run("() => document.querySelector('#local video').srcObject === window.stream")
    viewer.sees_motion("#remote")


def test_a_closed_camera_is_off_also_when_its_picture_was_processed(pair: tuple[AnyChat, AnyChat]) -> None:
    """3.1, 5.3.1: the light goes off with the camera; opened again it is turned as before."""
    shown, viewer = pair
    shown.run(
        """() => {
          window.opened = [];
          const media = navigator.mediaDevices, ask = media.getUserMedia.bind(media);
          media.getUserMedia = async (w) => { const s = await ask(w); opened.push(...s.getTracks()); return s };
        }"""
    )
    shown.call("BRAC_UserCameraControl", -1, 0)
    put(shown, ROTATECTRL=270)
    shown.call("BRAC_UserCameraControl", -1, 1)
    sees_size(viewer, "#remote", 480, 640)
    shown.call("BRAC_UserCameraControl", -1, 0)
    assert shown.run("() => opened.map((track) => track.readyState)") == ["ended"]


def test_what_is_read_back_is_what_the_camera_does(pair: tuple[AnyChat, AnyChat]) -> None:
    """5.7.6, 5.7.7: a size that the camera has not becomes the next smaller, or with policy 1 the usual one."""
    shown, _viewer = pair
    camera = "document.querySelector('#local video').srcObject.getVideoTracks()[0]"
    has = shown.run(f"() => {camera}.getCapabilities()")
    largest = [has["width"]["max"], has["height"]["max"]]
    put(shown, WIDTHCTRL=9000, HEIGHTCTRL=7000)  # two changes: in between the width alone is another
    reads = "([sides, size]) => sides.every((side, n) => BRAC_GetSDKOptionInt(side) === size[n])"
    shown.until(reads, [[OPTIONS["WIDTHCTRL"], OPTIONS["HEIGHTCTRL"]], largest])
    captured = shown.run(f"() => {camera}.getSettings()")
    assert [captured["width"], captured["height"]] == largest
    assert shown.call("BRAC_GetSDKOptionString", OPTIONS["WIDTHCTRL"]) == str(captured["width"])
    put(shown, VIDEOSIZEPOLITIC=1)
    shown.until("(w) => BRAC_GetSDKOptionInt(w) === 640", OPTIONS["WIDTHCTRL"])
    put(shown, FOCUSCTRL=1)
    assert read(shown, "FOCUSCTRL") == 0  # the fake camera cannot
    assert shown.call("BRAC_GetSDKOptionString", OPTIONS["DEVICENAME"]) == shown.call("BRAC_GetCurrentDevice", 1)


def test_each_camera_keeps_its_own_parameters(pair: tuple[AnyChat, AnyChat]) -> None:
    """5.7.11: parameters of one stream index change that camera only."""
    shown, viewer = pair
    assert shown.call("BRAC_SetUserStreamInfo", -1, 0, OPTIONS["ROTATECTRL"], 90) == 0
    sees_size(viewer, "#remote", 480, 640)
    assert shown.call("BRAC_SetUserStreamInfo", -1, 1, OPTIONS["ROTATECTRL"], 180) == 0
    time.sleep(1)
    sees_size(viewer, "#remote", 480, 640)
