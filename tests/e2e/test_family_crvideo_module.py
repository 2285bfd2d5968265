"""CRVideo pages that log in again and again: one for phones, and one that loads the SDK as a module.

Both are written anew in the manner of existing ones (families/crvideo). Section numbers are those of the survey.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.family import Family
from tests.media.film_clock import colour_clock

Opener = Callable[[str], Family]


@pytest.fixture
def opened(site: Site, tab: Callable[..., Page]) -> Opener:
    """A page of this file's families."""
    return lambda file: Family(tab(), site.url, "crvideo", file)


def test_a_phone_logs_in_for_every_meeting_and_goes_completely(opened: Opener, site: Site) -> None:
    """7: the old form of entering, one tile per member, Uninit and Init on the same page; an address or none."""
    host, guest = opened("m_meeting.html"), opened("m_meeting.html")
    host.page.fill("#nickname", "wu")
    host.press("#create")
    host.shows("#room")
    number = host.run("() => El('number').value")
    guest.page.fill("#serverAddr", urlparse(site.url).netloc)
    guest.page.fill("#nickname", "xu")
    guest.page.fill("#number", number)
    for _ in range(2):
        guest.press("#join")
        for page in (host, guest):
            page.until("() => document.querySelectorAll('.tile').length === 2")
            page.sees_motion(".tile:nth-child(2)")
        assert host.run("() => g_members.length") == 2, "oneself once, and nobody twice"
        guest.press("#close")
        guest.hides("#room")
        host.until("() => CRVideo_GetAllMembers().length === 1")
        host.run("() => { g_members.splice(1); El('tiles').lastChild.remove() }")
    assert guest.run("() => El('lines').textContent") == "", "going on purpose is no loss"
    assert host.errors + guest.errors == []


def module_page(opened: Opener, name: str) -> Family:
    """The page with the SDK as a module, logged in."""
    page = opened("api.html")
    assert page.run("() => init()") == "2.25.3"
    assert page.run("(name) => login(name)", name) == [name, name], "the cookie's own functions were called"
    page.run("() => meetingRoute()")
    return page


def test_the_sdk_as_a_module(opened: Opener, tmp_path: Path) -> None:
    """8: the default export without prefix, cookies with functions, holders set to null, the speaker's state, notes."""
    ann, ben = module_page(opened, "api-ann"), module_page(opened, "api-ben")
    ann.run("() => RTCSDK.CreateMeeting2()")
    ann.until("() => seen.some((row) => row[0] === 'entered')")
    number = ann.run("() => seen.find((row) => row[0] === 'room')[1]")
    ann.run("() => { window.mediaObj = RTCSDK.CreatMediaObj(); El('media').appendChild(mediaObj.handler()) }")
    clip = colour_clock(tmp_path / "clip.webm", 4).read_bytes()
    ann.run(
        """(bytes) => {
          const file = new File([new Uint8Array(bytes)], 'clip.webm', { type: 'video/webm' });
          window.started = RTCSDK.StartPlayMedia(mediaObj, file, 0, 2);
        }""",
        list(clip),
    )
    assert ann.run("() => started") == 1
    ann.until("() => media.length")
    ben.run("(number) => RTCSDK.EnterMeeting3(Number(number))", number)
    ben.until("() => media.length")
    assert ben.run("() => media") == [["start", "api-ann", 0]], "in a task after the result, which empties the list"
    assert sorted(ben.run("() => memberList.map((member) => member.spkStatus)")) == [3, 3]
    ann.until("() => memberList.some((member) => member.userID === 'api-ben')")
    ann.run("""() => RTCSDK.AddOrUpdateMeetingAttrs('{"topic":"fees"}', '{"notifyAll":1}', 'w')""")
    for page in (ann, ben):
        page.until("() => attrs.topic === 'fees'")
    ann.run("""() => RTCSDK.ClearMeetingAttrs('{"notifyAll":1}', 'c')""")
    ben.until("() => !('topic' in attrs)")
    ben.run("() => RTCSDK.CloseSpk('api-ben')")
    ben.until("() => seen.some((row) => row[0] === 'speaker' && row[1] === 'api-ben')")
    ben.run("() => leaveRoute()")
    ann.run("() => RTCSDK.StopPlayMedia()")
    ann.until("() => media.length === 2 && media[1][0] === 'stop' && media[1][2] === 2")
    ben.run("() => { RTCSDK.ExitMeeting(); RTCSDK.Logout(); RTCSDK.Uninit() }")
    assert ben.run("() => login('api-ben')") == ["api-ben", "api-ben"], "Init once more after Uninit"
    assert ann.errors + ben.errors == []
