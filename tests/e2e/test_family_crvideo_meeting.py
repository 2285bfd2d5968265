"""Meeting pages as CRVideo customers have them, written anew in their manner (families/crvideo), unchanged on our SDK.

Section numbers are those of the survey of CRVideo pages.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.family import Family
from tests.media.film_clock import colour_clock

Opener = Callable[..., Family]
MADE_MS = 60_000


@pytest.fixture
def member(site: Site, tab: Callable[..., Page]) -> Opener:
    """A meeting page that logs in by itself, and goes into the meeting that its address names."""

    def make(uid: str, meeting: str = "") -> Family:
        place = f"&meetID={meeting}" if meeting else ""
        page = Family(tab(), site.url, "crvideo", f"meeting.html?userid={uid}&nickname={uid.upper()}{place}")
        page.shows("body#in")
        return page

    return make


@pytest.fixture
def two(member: Opener) -> tuple[Family, Family, str]:
    """Hua's new meeting, into which Lin came by typing its number."""
    hua = member("hua")
    hua.press("#create")
    hua.shows("#room")
    number = str(hua.page.locator("#room").get_attribute("title"))
    lin = member("lin")
    lin.page.fill("#number", number[:7])
    lin.press("#join")
    lin.shows("#lines p", "eight digits")
    lin.page.fill("#number", number)
    lin.press("#join")
    for page, other in ((hua, "lin"), (lin, "hua")):
        page.shows("#room")
        page.sees_motion(f"#tile-{other}-1")
    return hua, lin, number


# A component leaves the page for a while, as when a wall is arranged anew.
TAKEN_OUT = """async () => {
  const box = El('tile-hua-1'), node = box.firstChild;
  node.remove();
  await new Promise((done) => setTimeout(done, 700));
  box.append(node);
}"""


def test_a_meeting_with_files_names_and_somebody_put_out(
    two: tuple[Family, Family, str], member: Opener, tmp_path: Path
) -> None:
    """6: walls that survive JSON, promises, chat to oneself too, a file, a name, an invitation, a mixer, a kick."""
    hua, lin, _ = two
    hua.shows("#wall[title='configured']")
    assert hua.page.title().split(",") == ["HUA", "LIN"]
    hua.page.fill("#text", "各位好")
    hua.press("#send")
    for page in two[:2]:
        page.shows("#lines p", "HUA: 各位好")
    note = tmp_path / "note.txt"
    note.write_text("fees", encoding="utf-8")
    hua.page.fill("#target", "lin")
    hua.page.set_input_files("#file", note)
    hua.shows("#lines p", "sent true 0 file 3")
    lin.until("() => received.length")
    assert lin.run("() => received") == [["hua", "note.txt", "fees"]]
    hua.press("#record")
    hua.shows("#record", "stop")
    hua.press("#rename")
    hua.shows("#lines p", "renamed to Renamed")
    for page in two[:2]:
        page.shows("#lines p", "LIN is now Renamed")
    lin.run(TAKEN_OUT)
    shown = lin.frames("#tile-hua-1")
    lin.until(
        "([n]) => document.querySelector('#tile-hua-1 video').getVideoPlaybackQuality().totalVideoFrames > n + 3",
        [shown],
    )
    guest = member("guest")
    hua.page.fill("#target", "guest")
    hua.press("#invite")
    guest.press("#come")
    guest.sees_motion("#tile-hua-1")
    guest.until("() => El('record').title === '1'")  # the running mixer is known to those who come late
    hua.press("#record")
    hua.shows("#lines p", "mixer over 0")
    hua.press("#kick")
    hua.shows("#lines p", "kicked")
    guest.shows("#lines p", "I was kicked")
    assert hua.errors + lin.errors + guest.errors == []


def test_a_film_is_played_to_the_meeting(two: tuple[Family, Family, str], member: Opener, tmp_path: Path) -> None:
    """6 and 8: truthy at once, told to all with the getter right, seen and heard by others, replayed to latecomers."""
    hua, lin, number = two
    hua.page.set_input_files("#film", colour_clock(tmp_path / "clip.webm", 4))
    hua.until("() => El('film').title === '1'")
    for page in (hua, lin):
        page.shows("#played[title='hua|0']")
        page.sees_motion("#played")
    heard = "() => [...document.querySelectorAll('#played video')].every((video) => video.videoWidth === 320)"
    lin.until(heard)
    late = member("late", number)
    late.shows("#played[title='hua|0']")
    late.sees_motion("#played")
    names = [row[0] for row in late.seen()]
    assert names.index("EnterMeetingRslt") < names.index("NotifyMediaStart")
    assert lin.run("() => CRVideo_StartPlayMedia(mediaView, '/clip.mp4')") == 0, "one at a time"
    hua.run("() => CRVideo_PausePlayMedia(true)")
    lin.shows("#played[title='hua|1|1']")
    hua.run("() => CRVideo_PausePlayMedia(false)")
    lin.shows("#played[title='hua|0|0']")
    hua.press("#stop-film")
    for page in (hua, lin, late):
        page.shows("#played[title='over|2']")
    assert hua.errors + lin.errors + late.errors == []


# The names of the files of single streams in one state.
FILES = """(state) => seen.filter((row) => row[0] === 'CloudMixerOutputInfoChanged' && row[2].state === state)
  .map((row) => row[2].fileName).sort()"""
LOOK_UP = "/CLOUDMEETING-API/netDisk/query?CompID=1&SecretKey=a7febff6a21c36fb50150f88c95ef641&FileName="


def test_every_camera_of_a_meeting_has_a_film_of_its_own(
    two: tuple[Family, Family, str], member: Opener, tmp_path: Path
) -> None:
    """6: mode 1 with names from placeholders, also for who comes later; each film is looked up by name and plays."""
    hua, lin, number = two
    hua.press("#each")
    lin.until(f"() => ({FILES})(1).length === 2")
    late = member("late", number)
    lin.until(f"() => ({FILES})(1).length === 3")
    lin.sees_motion("#tile-late-1")
    late.page.wait_for_timeout(1500)
    hua.press("#each")
    lin.page.wait_for_function(f"() => ({FILES})(7).length === 3", timeout=MADE_MS)
    names = lin.run(f"() => ({FILES})(7)")
    assert [name.rsplit("_", 1)[0] for name in names] == ["hua_1", "late_1", "lin_1"]
    assert lin.run(f"() => ({FILES})(1)") == names
    for name in names:
        (found,) = lin.page.request.get(f"{lin.url}{LOOK_UP}{name}").json()["Data"]["fileList"]
        film = tmp_path / name
        film.write_bytes(lin.page.request.get(found["downUrl"]).body())
        with av.open(str(film)) as container:
            assert sorted(stream.codec_context.name for stream in container.streams) == ["aac", "h264"]
            assert len({frame.to_ndarray()[:200].tobytes() for frame in container.decode(video=0)}) > 5
    assert hua.errors + lin.errors + late.errors == []


# How many pixels of the sheet above the shared screen are red.
RED = """() => {
  const sheet = document.querySelector('#shared canvas');
  if (!sheet || !sheet.width) return 0;
  const data = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height).data;
  let red = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] > 200 && data[i + 1] < 60 && data[i + 3] > 200) red += 1;
  return red;
}"""


def test_everybody_draws_on_the_shown_screen(two: tuple[Family, Family, str], member: Opener) -> None:
    """6: marking is told to all; a line of one page stands in the others, for latecomers too, until it ends."""
    hua, lin, number = two
    hua.press("#share")
    lin.shows("#shared[title='hua']")
    lin.sees_motion("#shared")
    hua.press("#mark")
    lin.shows("#lines p", "marking hua")
    lin.page.locator("#shared").scroll_into_view_if_needed()
    box = lin.page.locator("#shared").bounding_box()
    assert box is not None
    mouse = lin.page.mouse
    mouse.move(box["x"] + 200, box["y"] + 100)
    mouse.down()
    mouse.move(box["x"] + 280, box["y"] + 160, steps=8)
    mouse.up()
    for page in (lin, hua):
        page.until(f"() => ({RED})() > 200")
    late = member("late", number)
    late.until(f"() => ({RED})() > 200")
    hua.press("#unmark")
    for page in (lin, hua, late):
        page.shows("#lines p", "no marking")
        page.until(f"() => ({RED})() === 0")
    assert hua.errors + lin.errors + late.errors == []


# The size of the shared screen as it is received.
SIZE = "() => { const video = document.querySelector('#shared video'); return [video.videoWidth, video.videoHeight]; }"
CUT = "rect => CRVideo_SetScreenShareCfg({ maxFPS: 10, catchRect: rect })"


def test_a_page_shows_a_part_of_its_screen(two: tuple[Family, Family, str]) -> None:
    """6, SetScreenShareCfg: `catchRect` is what the others see of the screen; it may change while it is shown."""
    hua, lin, _ = two
    hua.press("#share")
    lin.shows("#shared[title='hua']")
    lin.sees_motion("#shared")
    whole = lin.page.evaluate(SIZE)
    part = {"left": 20, "top": 40, "width": 320, "height": 200}
    hua.page.evaluate(CUT, part)
    lin.page.wait_for_function(f"() => String(({SIZE})()) === '320,200'")
    lin.sees_motion("#shared")
    hua.page.evaluate(CUT, None)
    lin.page.wait_for_function(f"whole => String(({SIZE})()) === String(whole)", arg=whole)
    assert hua.errors + lin.errors == []
