"""What may happen to devices, sound and tabs during a call, in a real Chromium with several fake cameras.

A fake device cannot be pulled out: where a test says so, the browser's list hides it and its track ends, which is all
that a page sees of it. Permissions, opened devices and autoplay are the browser's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import CHROMIUM_FLAGS, Site
from tests.e2e.pages import AnyChat, CRVideo
from tests.e2e.pages_flow import MeetingPage
from webapp.servers.chromium import find_chromium
from webapp.servers.processes import wait_until

ASKING = "--use-fake-ui-for-media-stream"
ANY_SOUND = "--autoplay-policy=no-user-gesture-required"
GESTURE_NEEDED = "--autoplay-policy=document-user-activation-required"
# The second of these is a depth camera, whose pictures nobody can send; tests leave it out.
CAMERAS = "--use-fake-device-for-media-stream=device-count=3,fps=15"

# What pulling out and plugging in look like to a page.
MACHINE = """
const media = navigator.mediaDevices, list = media.enumerateDevices.bind(media), open = media.getUserMedia.bind(media);
window.gone = new Set(); window.busy = false; window.taken = [];
const isThere = ({ deviceId, kind }) => !gone.has(deviceId) && !gone.has(kind);
media.enumerateDevices = async () => (await list()).filter(isThere);
media.getUserMedia = async (wanted) => {
  if (window.busy && wanted.video) throw new DOMException('Could not start video source', 'NotReadableError');
  const left = await media.enumerateDevices();
  if (wanted.video && !left.some(({ kind }) => kind === 'videoinput')) throw new DOMException('none', 'NotFoundError');
  const stream = await open(wanted);
  window.taken.push(...stream.getTracks());
  return stream;
};
window.pull = (what) => {
  gone.add(what);
  for (const track of taken.filter(({ readyState }) => readyState === 'live')) {
    if (track.getSettings().deviceId !== what && track.kind + 'input' !== what) continue;
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
  media.dispatchEvent(new Event('devicechange'));
};
window.plug = () => { gone.clear(); media.dispatchEvent(new Event('devicechange')); };
window.withoutDepth = async () => {
  const [, depth] = (await list()).filter(({ kind }) => kind === 'videoinput');
  gone.add(depth.deviceId);
  media.dispatchEvent(new Event('devicechange'));
};
const isLive = ({ kind, readyState }) => kind === 'video' && readyState === 'live';
window.cameras = () => taken.filter(isLive).map((track) => track.getSettings().deviceId);
"""


@pytest.fixture(scope="module")
def strict(browser: Browser) -> Iterator[Browser]:
    """A Chromium that refuses devices without a permission, and sound without a gesture; it has several cameras."""
    flags = [flag for flag in CHROMIUM_FLAGS if flag not in (ASKING, ANY_SOUND) and "fake-device" not in flag]
    chromium = browser.browser_type.launch(executable_path=find_chromium(), args=[*flags, CAMERAS, GESTURE_NEEDED])
    yield chromium
    chromium.close()


@pytest.fixture
def person(strict: Browser) -> Iterator[Callable[..., Page]]:
    """A page in a context of its own in that browser; it may use devices unless `allowed` says otherwise."""
    contexts: list[BrowserContext] = []

    def make(allowed: tuple[str, ...] = ("camera", "microphone")) -> Page:
        contexts.append(strict.new_context(permissions=list(allowed), locale="en-US"))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.add_init_script(MACHINE)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def two(site: Site, person: Callable[..., Page]) -> Callable[[int], tuple[AnyChat, AnyChat]]:
    """Two AnyChat pages in a room; the second watches the first, whose machine may change."""

    def meet(room: int) -> tuple[AnyChat, AnyChat]:
        a = AnyChat(person(), site.url).log_in("Sender").enter(room)
        b = AnyChat(person(), site.url).log_in("Viewer").enter(room)
        b.watch(a.id)
        return a, b

    return meet


def test_another_camera_goes_on_where_one_was_pulled_out(two: Callable[[int], tuple[AnyChat, AnyChat]]) -> None:
    """The same stream, and nobody in the room hears of it: the picture simply goes on."""
    a, b = two(120_001)
    a.run("() => withoutDepth()")
    a.open_devices()
    b.sees_motion("#remote")
    b.forget()
    (first,) = a.run("() => cameras()")
    stream = "() => document.querySelector('#local video').srcObject.id"
    before = a.run(stream)
    a.run("(id) => pull(id)", first)
    a.until("(first) => cameras().length === 1 && cameras()[0] !== first", first)
    assert a.run(stream) == before
    seen = b.frames("#remote")
    b.until("(n) => document.querySelector('#remote video').getVideoPlaybackQuality().totalVideoFrames > n + 10", seen)
    assert a.call("BRAC_GetCameraState", a.id) == 2
    assert not [row for row in b.unasked() if row[0] == "OnAnyChatCameraStateChange"]


def test_the_last_camera_pulled_out_closes_and_comes_back_by_itself(
    two: Callable[[int], tuple[AnyChat, AnyChat]],
) -> None:
    """5.3.1: the others hear that there is no camera any more (0), and that one is open again (2)."""
    a, b = two(120_002)
    a.open_devices()
    b.sees_motion("#remote")
    b.forget()
    a.run("() => pull('videoinput')")
    b.hears("OnAnyChatCameraStateChange", a.id, 0)
    a.run("() => plug()")
    b.hears("OnAnyChatCameraStateChange", a.id, 2)
    b.sees_motion("#remote")


def test_a_camera_in_use_opens_when_it_is_free(two: Callable[[int], tuple[AnyChat, AnyChat]]) -> None:
    """The page asked once; the SDK asks again until the other program lets go."""
    a, b = two(120_003)
    a.run("() => { window.busy = true }")
    a.call("BRAC_UserCameraControl", -1, 1)
    a.page.wait_for_timeout(1500)
    assert a.call("BRAC_GetCameraState", a.id) != 2
    a.run("() => { window.busy = false }")
    b.hears("OnAnyChatCameraStateChange", a.id, 2)


def test_whoever_forbade_the_camera_reads_why_and_it_opens_once_allowed(
    site: Site, person: Callable[..., Page]
) -> None:
    """The browser's own permission: refused at the door and in the room, then given in the browser's settings."""
    page = person(allowed=("microphone",))
    meeting = MeetingPage(page, site.url).door("Li", 120_004)
    meeting.reads(".check [role=alert]", "The browser has no permission")
    meeting.knock()
    page.wait_for_selector(".grid .tile")
    meeting.press("camera")
    meeting.reads("[data-alert=camera]", "The browser forbids the camera")
    page.context.grant_permissions(["camera", "microphone"])
    expect(page.locator("[data-alert=camera]")).to_have_count(0)
    meeting.sees_pictures(1)
    assert page.get_attribute("[data-control=camera]", "aria-pressed") == "false"


LISTENER = """<!doctype html><title>new</title><script src="/static/sdk/anychatsdk.js"></script><script>
  function OnAnyChatLoginSystem(id, code) { BRAC_EnterRoom(%d, '', 0); }
  function OnAnyChatRoomOnlineUser() { for (const id of BRAC_GetOnlineUser()) BRAC_UserSpeakControl(id, 1); }
  anychat.onSoundBlocked((blocked) => { document.title = blocked ? 'silent' : 'heard'; });
  BRAC_InitSDK('0'); BRAC_Connect(location.hostname, Number(location.port)); BRAC_Login('Listener', '', 0);
</script>"""


def test_sound_starts_at_the_first_gesture_where_the_browser_wants_one(site: Site, person: Callable[..., Page]) -> None:
    """A page that only listens and was not touched yet is kept silent; a vendor's page does nothing about it."""
    speaker = AnyChat(person(), site.url).log_in("Speaker").enter(120_005)
    speaker.call("BRAC_UserSpeakControl", -1, 1)
    page = person(allowed=())
    page.route("**/listen", lambda route: route.fulfill(body=LISTENER % 120_005, content_type="text/html"))
    page.goto(f"{site.url}/listen")
    # A script that a test runs in the page would count as its gesture; the title is read from outside.
    outside = page.context.new_cdp_session(page)
    title = lambda: outside.send("Target.getTargetInfo")["targetInfo"]["title"]  # noqa: E731
    assert wait_until(lambda: title() == "silent", timeout_s=20)
    page.mouse.click(50, 50)
    assert wait_until(lambda: title() == "heard", timeout_s=10)


# A tab in the background for minutes: its own timers run once a minute.
BACKGROUND = """
const every = window.setInterval.bind(window);
window.setInterval = (act, ms, ...args) => every(act, Math.max(60000, ms), ...args);
"""


def test_a_background_tab_keeps_its_link_and_its_numbers(site: Site, person: Callable[..., Page]) -> None:
    """The link's pings and the quality are beaten by a worker's clock, which a browser does not slow down."""
    page = person()
    page.add_init_script(BACKGROUND)
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    a = AnyChat(page, site.url).log_in("Behind").enter(120_006)
    b = AnyChat(person(), site.url).log_in("Before").enter(120_006)
    a.open_devices()
    b.watch(a.id).sees_motion("#remote")
    a.until("() => anychat.qualityOf(-1) !== null", None)
    page.wait_for_timeout(11_000)
    assert sum('"op":"ping"' in str(frame) for frame in sent) >= 2


def test_the_quality_of_a_call_is_kept_and_told_in_each_vendors_words(site: Site, person: Callable[..., Page]) -> None:
    """CRVideo hears its score, AnyChat asks for its state, the server keeps who sent and received how."""
    a = AnyChat(person(), site.url).log_in("Sender").enter(120_007)
    c = CRVideo(person(), site.url).log_in("cai").enter(120_007)
    a.open_devices()
    c.watch(c.run("() => CRVideo_GetAllMembers().find(({ nickname }) => nickname === 'Sender').userID"))
    score = c.hears("CRVideo_NetStateChanged", timeout_ms=30_000)[0]
    assert 0 <= score <= 10
    a.until("() => anychat.qualityOf(-1) !== null", None)
    assert a.call("BRAC_QueryUserStateInt", a.id, 12) in range(5)
    count = "from webapp.domain.quality.models import Sample as S; print(S.objects.filter(room_number=120007).count())"
    assert wait_until(lambda: int(site.manage("shell", "-v", "0", "-c", count).split()[-1]) >= 2, timeout_s=30)


def test_a_page_chooses_the_codec_it_sends(two: Callable[[int], tuple[AnyChat, AnyChat]]) -> None:
    """3.1, 93 and 3.3, 184: the viewer reads another codec than the usual one once the page prefers it, and sees it."""
    a, b = two(120_008)
    a.run("() => anychat.preferVideoCodec('H264')")
    a.open_devices()
    b.sees_motion("#remote")
    b.until("(id) => BRAC_GetUserStreamInfoString(id, 0, 184) === 'video/H264'", a.id)
    for number, name in ((3, "VP9"), (4, "AV1"), (2, "VP8")):
        a.call("BRAC_SetSDKOption", 93, number)
        b.until(f"(id) => BRAC_GetUserStreamInfoString(id, 0, 184) === 'video/{name}'", a.id)
        b.sees_motion("#remote")
