"""CRVideo's sounds and pictures as other pages get them: backgrounds, cameras of the page, chosen sounds, speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e import portraits
from tests.e2e.conftest import CHROMIUM_FLAGS, Site
from tests.e2e.pages import AnyChat, CRVideo
from webapp.servers.chromium import find_chromium

Opener = Callable[..., CRVideo]

# The colour in the middle and in the upper left corner of the picture below a selector: [[r, g, b], [r, g, b]].
COLOURS = """(selector) => {
  const video = document.querySelector(selector + ' video');
  if (!video || !video.videoWidth) return null;
  const canvas = document.createElement('canvas');
  canvas.width = 64; canvas.height = 48;
  const ctx = canvas.getContext('2d');
  ctx.drawImage(video, 0, 0, 64, 48);
  return [[32, 24], [4, 4]].map(([x, y]) => [...ctx.getImageData(x, y, 1, 1).data].slice(0, 3));
}"""
IS = "([r, g, b], [R, G, B]) => Math.abs(r - R) + Math.abs(g - G) + Math.abs(b - B) < 120"
RED, BLUE = [220, 0, 0], [0, 0, 220]
PAINT = """(colour) => {
  const canvas = document.createElement('canvas');
  canvas.width = 320; canvas.height = 180;
  const ctx = canvas.getContext('2d');
  const paint = () => { ctx.fillStyle = 'rgb(' + colour + ')'; ctx.fillRect(0, 0, 320, 180) };
  paint(); setInterval(paint, 100);
  window.painted = canvas;
}"""


# Every element that plays a sound is kept in `sounds`.
WATCH_SOUNDS = """() => {
  const Element = Audio;
  window.sounds = [];
  Audio = function () { sounds.push(new Element()); return sounds.at(-1) };
}"""


def sees(page: CRVideo, middle: list[int] | None = None, corner: list[int] | None = None, *, but: bool = False) -> None:
    """The remote picture has these colours, or (with `but`) neither of them."""
    page.until(
        f"""([middle, corner, but]) => {{
          const is = {IS};
          const colours = ({COLOURS})('#remote');
          if (!colours) return false;
          const wanted = [[colours[0], middle], [colours[1], corner]].filter(([, want]) => want);
          return wanted.every(([have, want]) => is(have, want) !== but);
        }}""",
        [middle, corner, but],
        30_000,
    )


def meet(*pages: CRVideo) -> int:
    """The first makes a meeting and all enter it."""
    pages[0].call("CRVideo_CreateMeeting2", "created")
    room = pages[0].hears("CRVideo_CreateMeetingSuccess")[0]["ID"]
    for page in pages:
        page.enter(room)
    return int(room)


@contextmanager
def own_machine(browser: Browser, site: Site, flag: str) -> Iterator[CRVideo]:
    """Mei at a machine of her own, with other cameras than everybody else."""
    machine = browser.browser_type.launch(executable_path=find_chromium(), args=[*CHROMIUM_FLAGS, flag])
    try:
        yield CRVideo(machine.new_context(permissions=["camera", "microphone"]).new_page(), site.url).log_in("mei")
    finally:
        machine.close()


@pytest.fixture
def person(browser: Browser, site: Site, tmp_path: Path) -> Iterator[CRVideo]:
    """Mei, in front of a camera that shows a drawn person and a light wall."""
    camera = portraits.camera_file(browser, portraits.AGENT, tmp_path, "mei")
    with own_machine(browser, site, f"--use-file-for-fake-video-capture={camera}") as mei:
        yield mei


@pytest.fixture
def three_cameras(browser: Browser, site: Site) -> Iterator[CRVideo]:
    """Mei, whose machine has three cameras; the second one's picture is black."""
    with own_machine(browser, site, "--use-fake-device-for-media-stream=device-count=3,fps=15") as mei:
        yield mei


def test_a_background_replaces_the_room_and_not_the_person(person: CRVideo, crvideo: Opener, site: Site) -> None:
    """SetVirtualBackground: a number at once; the picture is computed in the page, by a model of our own server."""
    fetched: list[str] = []
    person.page.on("request", lambda request: fetched.append(request.url))
    jun = crvideo("jun")
    meet(person, jun)
    person.call("CRVideo_OpenVideo", "mei")
    jun.watch("mei").sees_motion("#remote")
    person.run(PAINT, RED)
    assert person.run("() => CRVideo_SetVirtualBackground({ type: 2, image: painted })") == 0
    sees(jun, corner=RED)
    sees(jun, middle=RED, but=True)  # the face
    jun.sees_motion("#remote")
    model = [url for url in fetched if "/segmenter/" in url]
    assert any(url.endswith(".wasm") for url in model)
    assert all(url.startswith(site.url) for url in fetched)
    assert person.run("() => CRVideo_SetVirtualBackground({ type: 1, color: '#0000dc' })") == 0
    sees(jun, corner=BLUE)
    assert person.run("() => CRVideo_SetVirtualBackground({ type: 0 })") == 0
    sees(jun, corner=BLUE, but=True)
    assert person.run("() => CRVideo_SetVirtualBackground({ type: 2 })") == 5


def test_without_the_model_the_plain_picture_flows(crvideo: Opener) -> None:
    """A server that does not deliver the model costs the background, never the picture."""
    mei, jun = crvideo("mei"), crvideo("jun")
    mei.page.route("**/segmenter/*.wasm", lambda route: route.abort())
    meet(mei, jun)
    mei.call("CRVideo_OpenVideo", "mei")
    jun.watch("mei").sees_motion("#remote")
    with mei.page.expect_console_message(lambda message: "the plain picture is sent" in message.text, timeout=30_000):
        assert mei.run("() => CRVideo_SetVirtualBackground({ type: 1, color: '#dc0000' })") == 0
    sees(jun, middle=RED, corner=RED, but=True)
    jun.sees_motion("#remote")


def test_a_canvas_and_a_stream_are_cameras_for_everybody(crvideo: Opener) -> None:
    """AddCanvasVCam, AddStreamCam: numbers that all find in GetAllVideoInfo and GetOpenedVideoIDs; five at most."""
    mei, jun = crvideo("mei"), crvideo("jun")
    meet(mei, jun)
    mei.run(PAINT, BLUE)
    camera: dict[str, Any] = mei.run("() => CRVideo_AddCanvasVCam(painted, 'Board')")
    assert (camera["userID"], camera["videoName"]) == ("mei", "Board")
    number = camera["videoID"]
    jun.until("(n) => CRVideo_GetOpenedVideoIDs('mei').includes(n)", number)
    assert camera in jun.call("CRVideo_GetAllVideoInfo", "mei")
    jun.hears("CRVideo_VideoDevChanged", "mei")
    jun.run(
        """([id]) => {
          const view = CRVideo_CreatVideoObj({});
          document.getElementById('remote').appendChild(view.handler());
          view.setVideo('mei', id);
        }""",
        [number],
    )
    sees(jun, middle=BLUE, corner=BLUE)
    mei.call("CRVideo_SetDefaultVideo", "mei", number)
    assert jun.hears("CRVideo_DefVideoChanged") == ["mei", number]
    assert jun.call("CRVideo_GetDefaultVideo", "mei") == number
    others = mei.run("() => [1, 2, 3, 4, 5].map(() => CRVideo_AddStreamCam(painted.captureStream(), 'more'))")
    assert others[4] == 0
    assert len({number, *others[:4]}) == 5
    assert mei.hears("CRVideo_OpenVideoFailed")[0] == 904
    mei.call("CRVideo_RemoveCanvasVCam", number)
    jun.until("(n) => !CRVideo_GetOpenedVideoIDs('mei').includes(n)", number)
    jun.until("(n) => CRVideo_GetAllVideoInfo('mei').every(({ videoID }) => videoID !== n)", number)


def test_a_machine_with_three_cameras_switches_and_opens_both(three_cameras: CRVideo, crvideo: Opener) -> None:
    """SetDefaultVideo replaces the open camera without the status changing; SetEnableMutiVideo opens all and closes
    all but the default.
    """
    mei, jun = three_cameras, crvideo("jun")
    meet(mei, jun)
    names = [row["videoName"] for row in mei.call("CRVideo_GetAllVideoInfo", "mei")]
    assert len(names) == 3
    mei.call("CRVideo_OpenVideo", "mei")
    jun.watch("mei").sees_motion("#remote")
    jun.until("(names) => CRVideo_GetAllVideoInfo('mei').map((one) => one.videoName).join() === names.join()", names)
    assert jun.hears("CRVideo_VideoStatusChanged") == ["mei", 2, 3, "mei"]
    mei.call("CRVideo_SetDefaultVideo", "mei", 3)
    assert jun.hears("CRVideo_DefVideoChanged") == ["mei", 3]
    jun.until("() => CRVideo_GetOpenedVideoIDs('mei').join() === '3'")
    jun.sees_motion("#remote")
    mei.call("CRVideo_SetEnableMutiVideo", "mei", True)
    jun.until("() => CRVideo_GetOpenedVideoIDs('mei').join() === '1,2,3'")
    mei.call("CRVideo_SetEnableMutiVideo", "mei", False)
    jun.until("() => CRVideo_GetOpenedVideoIDs('mei').join() === '3'")
    assert [row for row in jun.unasked() if row[0] == "CRVideo_VideoStatusChanged"] == []


def test_sounds_are_measured_chosen_and_turned_off(crvideo: Opener) -> None:
    """MicEnergyUpdate from 0 to 10; a denied person, and a closed speaker, send nothing here any more."""
    mei, jun = crvideo("mei"), crvideo("jun")
    meet(mei, jun)
    jun.run(WATCH_SOUNDS)
    playing = "() => sounds.some((one) => one.srcObject)"
    mei.call("CRVideo_OpenMic", "mei")
    jun.until(playing)
    before, now = jun.hears("CRVideo_MicEnergyUpdate", "mei")[1:]
    assert before == 0
    assert 0 < now <= 10
    mei.hears("CRVideo_MicEnergyUpdate", "mei")
    jun.call("CRVideo_SetAudioSubscribeList", ["mei"], 1)
    jun.call("CRVideo_SetAudioSubscribeMode", 1)
    jun.until(f"() => !({playing})()")
    jun.call("CRVideo_SetAudioSubscribeMode", 0)
    jun.until(playing)
    jun.call("CRVideo_CloseSpk", "jun")
    assert mei.hears("CRVideo_SpkStatusChanged") == ["jun", 3, 2, "jun"]
    jun.until(f"() => !({playing})()")
    assert [row["spkStatus"] for row in mei.call("CRVideo_GetAllMembers") if row["userID"] == "jun"] == [2]


def test_devices_of_others_are_opened_by_their_own_pages(crvideo: Opener, anychat: Callable[[str], AnyChat]) -> None:
    """OpenMic(uid), OpenVideo(uid): 5 until it is open, whatever SDK the other page has; all hear who did it."""
    mei, jun, customer = crvideo("mei"), crvideo("jun"), anychat("customer1")
    room = meet(mei, jun)
    customer.enter(room)
    customer.call("BRAC_SetVideoPos", customer.id, "local", "ANYCHAT_VIDEO_LOCAL")
    assert mei.run("() => { CRVideo_OpenMic('jun'); return CRVideo_GetAudioStatus('jun') }") == 5
    for page in (mei, jun):
        assert page.hears("CRVideo_AudioStatusChanged") == ["jun", 2, 3, "mei"]
        assert page.call("CRVideo_GetAudioStatus", "jun") == 3
    mei.call("CRVideo_OpenVideo", "customer1")
    assert customer.hears("OnAnyChatCameraStateChange") == [customer.id, 2]
    customer.sees_motion("#local")
    mei.watch("customer1").sees_motion("#remote")
    assert jun.hears("CRVideo_VideoStatusChanged") == ["customer1", 2, 3, "mei"]
    mei.call("CRVideo_CloseVideo", "customer1")
    customer.until("() => !document.querySelector('#local video')?.srcObject")
    assert jun.hears("CRVideo_VideoStatusChanged") == ["customer1", 3, 2, "mei"]
