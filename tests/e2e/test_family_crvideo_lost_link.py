"""CRVideo pages (families/crvideo) whose link is cut: they log in again by themselves and go back to where they were.

Section numbers are those of the survey of CRVideo pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site
from tests.e2e.family import Family
from tests.e2e.proxy import Proxy

Opener = Callable[..., Family]

LONGER_THAN_KEPT_MS = 30_000  # for what a test waits for that the server gives up after its grace of ten seconds


@pytest.fixture
def cut(site: Site) -> Iterator[Proxy]:
    """A way to the site that can be cut."""
    proxy = Proxy(urlparse(site.url).port or 80)
    yield proxy
    proxy.close()


@pytest.fixture
def opened(tab: Callable[..., Page], site: Site) -> Opener:
    """A page of the family; its own server is the site, or a way to it."""

    def make(address: str, way: Proxy | None = None) -> Family:
        return Family(tab(), f"http://127.0.0.1:{way.port}" if way else site.url, "crvideo", address)

    return make


def at_meeting(page: Family) -> Family:
    """A meeting page that has logged in by itself."""
    page.shows("body#in")
    return page


def on_calls(page: Family, name: str) -> Family:
    """A call page, logged in under a name."""
    page.page.fill("#nickname", name)
    page.press("#login")
    page.shows("#call-page")
    return page


def talk(*pages: Family) -> None:
    """Both sides see both pictures."""
    for page in pages:
        page.shows("#room")
        page.sees_motion("#seat-video")
        page.sees_motion("#user-video")


def test_a_member_who_was_away_for_long_enters_again(opened: Opener, cut: Proxy) -> None:
    """3, 5 and 6: LineOff 204, a login until it works, no call to go back to, 'reEnter_n'; the wall is whole again."""
    hua = at_meeting(opened("meeting.html?userid=lost-hua&nickname=HUA"))
    hua.press("#create")
    hua.shows("#room")
    number = hua.page.locator("#room").get_attribute("title")
    lin = opened(f"meeting.html?userid=lost-lin&nickname=LIN&meetID={number}", cut)
    for page, other in ((hua, "lost-lin"), (lin, "lost-hua")):
        page.sees_motion(f"#tile-{other}-1")
    cut.cut(stays_down=True)
    lin.shows("#lines p", "line off 204")
    hua.until("() => !find('lost-lin')", timeout_ms=LONGER_THAN_KEPT_MS)
    cut.mend()
    lin.until(
        "() => seen.some(([name, code, cookie]) => name === 'EnterMeetingRslt' && !code && /^reEnter_/.test(cookie))"
    )
    assert lin.run("() => session") == lin.run("() => CRVideo_GetSessionInfo()")
    assert lin.run("() => session.callID") == ""
    for page, other in ((hua, "lost-lin"), (lin, "lost-hua")):
        page.sees_motion(f"#tile-{other}-1")
        assert page.run("() => members.map((each) => each.userID).sort()") == ["lost-hua", "lost-lin"]
    left = [row for row in hua.seen() if row[0] in ("UserLeftMeeting", "UserEnterMeeting")]
    assert [row[:2] for row in left[-2:]] == [["UserLeftMeeting", "lost-lin"], ["UserEnterMeeting", "lost-lin"]]
    assert hua.errors + lin.errors == []


def test_a_call_goes_on_after_a_short_loss_and_is_over_after_a_long_one(opened: Opener, cut: Proxy) -> None:
    """4: reLogin, InitQueueDat('reLogin'), GetSessionInfo: a callID means 'reEnter', none that the call has ended."""
    ann, ben = on_calls(opened("call.html"), "lost-ann"), on_calls(opened("call.html", cut), "lost-ben")
    ann.page.fill("#peer", "lost-ben")
    ann.press("#direct")
    ben.press("#accept")
    talk(ann, ben)
    cut.cut()
    ben.until("() => seen.some(([name, code, cookie]) => name === 'EnterMeetingRslt' && !code && cookie === 'reEnter')")
    info = ben.run("() => app.session")
    assert (info["peerID"], info["bCallAccepted"], info["callID"]) == ("lost-ann", 1, ben.run("() => app.callID"))
    talk(ann, ben)
    assert [row for row in ann.seen() if row[0] == "NotifyCallHangup"] == []
    cut.cut(stays_down=True)
    ann.until("() => seen.some(([name]) => name === 'NotifyCallHangup')", timeout_ms=LONGER_THAN_KEPT_MS)
    ann.shows("#call-page")
    cut.mend()
    ben.shows("#lines p", "call ended")
    assert ben.run("() => app.session.callID") == ""
    ben.hides("#room")
    assert ann.errors + ben.errors == []
