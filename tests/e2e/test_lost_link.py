"""A link that is really cut, in real browsers: the page comes back to where it was, unnoticed by the other side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlparse

import pytest

from tests.e2e.conftest import Site
from tests.e2e.pages import AnyChat, CRVideo
from tests.e2e.proxy import Proxy

NETWORK = 204
MEASURED = {"CRVideo_NetStateChanged", "CRVideo_MicEnergyUpdate"}  # what every page hears all the time
REQUEST, REPLY, START, FINISH = 1, 2, 3, 4


@pytest.fixture
def cut(site: Site) -> Iterator[Proxy]:
    """A way to the site that can be cut."""
    proxy = Proxy(urlparse(site.url).port or 80)
    yield proxy
    proxy.close()


def log_in_again(page: CRVideo, proxy: Proxy) -> None:
    """What pages do on LineOff 204: the same login once more."""
    page.call("CRVideo_SetServerAddr", f"127.0.0.1:{proxy.port}")
    page.call("CRVideo_Login", "\u9ed8\u8ba4", "\u9ed8\u8ba4", page.name, page.name, "", "reLogin")
    assert page.hears("CRVideo_LoginSuccess") == [page.name, "reLogin"]


def test_a_call_goes_on_while_the_link_is_cut(crvideo: Callable[..., CRVideo], cut: Proxy) -> None:
    """LineOff, Login, GetSessionInfo, EnterMeeting: the pictures go on, and the other side hears nothing."""
    falls, stays = crvideo(), crvideo("stays")
    falls.name = "falls"
    falls.run("async () => { await CRVideo_Init({}); }")
    log_in_again(falls, cut)
    falls.call("CRVideo_CreateMeeting2", "m")
    meeting = falls.hears("CRVideo_CreateMeetingSuccess")[0]
    call = falls.call("CRVideo_Call", "stays", meeting, "{}", "c")
    stays.call("CRVideo_AcceptCall", stays.hears("CRVideo_NotifyCallIn")[0], meeting, "a")
    for page, other in ((falls, "stays"), (stays, "falls")):
        page.enter(meeting["ID"]).open_devices().watch(other)
    for page in (falls, stays):
        page.sees_motion("#remote")
        page.page.wait_for_timeout(1000)
        page.forget()
    seen = stays.frames("#remote")
    cut.cut()
    assert falls.hears("CRVideo_LineOff") == [NETWORK]
    stays.until(
        "(seen) => document.querySelector('#remote video').getVideoPlaybackQuality().totalVideoFrames > seen + 10", seen
    )
    log_in_again(falls, cut)
    going_on = falls.call("CRVideo_GetSessionInfo")
    assert (going_on["callID"], going_on["meetingID"], going_on["bCallAccepted"]) == (call, meeting["ID"], 1)
    falls.enter(meeting["ID"])
    for page in (falls, stays):
        seen = page.frames("#remote")
        page.until(
            "(seen) => document.querySelector('#remote video').getVideoPlaybackQuality().totalVideoFrames > seen + 10",
            seen,
        )
    assert {name for name, *_ in stays.unasked()} <= MEASURED
    falls.call("CRVideo_HangupCall", call, "bye", "h")
    assert stays.hears("CRVideo_NotifyCallHangup")[0] == call


def test_an_anychat_page_is_back_in_its_call_by_itself(anychat: Callable[..., AnyChat], cut: Proxy) -> None:
    """Option 47: the usual events, the call's start among them; the other page hears neither an end nor a leave."""
    stays, falls = anychat("stays"), anychat()
    falls.name = "falls"
    assert falls.call("BRAC_InitSDK", "0") == 0
    assert falls.call("BRAC_Connect", "127.0.0.1", cut.port) == 0
    assert falls.call("BRAC_Login", "falls", "", 0) == 0
    falls.id = falls.hears("OnAnyChatLoginSystem")[0]
    falls.call("BRAC_VideoCallControl", REQUEST, stays.id, 0, 0, 0, "")
    stays.hears("OnAnyChatVideoCallEvent", REQUEST)
    stays.call("BRAC_VideoCallControl", REPLY, falls.id, 0, 0, 0, "")
    room = falls.hears("OnAnyChatVideoCallEvent", START)[4]
    for page in (falls, stays):
        page.enter(room)
    stays.page.wait_for_timeout(500)
    for page in (falls, stays):
        page.forget()
    cut.cut()
    falls.hears("OnAnyChatLinkClose")
    assert falls.hears("OnAnyChatVideoCallEvent", START)[4] == room
    assert falls.hears("OnAnyChatEnterRoom") == [room, 0]
    assert falls.call("BRAC_GetOnlineUser") == [stays.id]
    assert [told for told in stays.unasked() if falls.id in told[1:3]] == []
    falls.call("BRAC_VideoCallControl", FINISH, stays.id, 0, 0, 0, "")
    assert stays.hears("OnAnyChatVideoCallEvent", FINISH)[1] == falls.id
