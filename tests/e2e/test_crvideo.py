"""CRVideo pages in a real browser, with nothing but crvideosdk.js. Names follow the vendor's management API."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e.pages import CRVideo, contract

Opener = Callable[..., CRVideo]


def test_every_holder_exists_when_the_script_has_loaded(crvideo: Opener) -> None:
    """Pages, section 2: a missing holder throws while the page is loading; they must be extensible objects."""
    page = crvideo()
    names = [row["name"] for row in contract("crvideo")["callbacks"]]
    missing = page.run("(names) => names.filter((n) => !window[n] || !Object.isExtensible(window[n]))", names)
    assert missing == []
    assert page.run("() => typeof CRVideo.sdkver === 'string' && typeof __Rtc.crlog === 'function'")


def test_the_cookie_of_a_call_comes_back_by_reference(crvideo: Opener) -> None:
    """Pages, section 2: cookies may hold functions; they never leave the page."""
    page = crvideo()
    page.run(
        """async () => {
          await CRVideo_Init({});
          CRVideo_SetServerAddr('');
          window.cookie = { resolve: () => 'mine' };
          CRVideo_LoginSuccess.callback =
            (uid, back) => note('same', [uid, back === window.cookie, back.resolve()]);
          CRVideo_Login('\u9ed8\u8ba4', '\u9ed8\u8ba4', 'Ann', 'ann', '', window.cookie);
        }"""
    )
    assert page.hears("same") == ["ann", True, "mine"]


def test_a_wrong_secret_is_refused_with_7(crvideo: Opener) -> None:
    """Login: 7 means account or secret wrong."""
    page = crvideo()
    page.run("async () => { await CRVideo_Init({}); CRVideo_SetServerAddr('') }")
    page.call("CRVideo_Login", "\u9ed8\u8ba4", "0" * 32, "Ann", "ann2", "", "c")
    assert page.hears("CRVideo_LoginFail") == [7, "c"]


def test_a_meeting_of_two(crvideo: Opener) -> None:
    """CreateMeeting2, EnterMeeting3, view components, devices: both see moving pictures and the states say 3 (open)."""
    a, b = crvideo("mei"), crvideo("jun")
    a.call("CRVideo_CreateMeeting2", "created")
    meeting = a.hears("CRVideo_CreateMeetingSuccess")[0]
    room = meeting["ID"]
    assert isinstance(room, int)
    assert len(str(room)) == 8
    a.enter(room)
    b.enter(room)
    assert a.hears("CRVideo_UserEnterMeeting") == ["jun"]
    assert sorted(m["userID"] for m in b.call("CRVideo_GetAllMembers")) == ["jun", "mei"]
    a.open_devices().watch("jun")
    b.open_devices().watch("mei")
    a.sees_motion("#remote")
    b.sees_motion("#remote")
    assert a.hears("CRVideo_VideoStatusChanged", "jun")[2] == 3
    assert a.call("CRVideo_GetVideoStatus", "jun") == 3
    assert a.run("() => JSON.stringify({ view: CRVideo_CreatVideoObj({}) })")
    a.call("CRVideo_CloseVideo", "mei")
    assert b.hears("CRVideo_VideoStatusChanged", "mei", 3, 2)
    b.call("CRVideo_SendCmd", "mei", "hello", 5)
    assert a.hears("CRVideo_NotifyCmdData")[:2] == ["jun", "hello"]
    assert b.hears("CRVideo_SendCmdRslt")[1] == 0
    b.call("CRVideo_ExitMeeting")
    assert a.hears("CRVideo_UserLeftMeeting")[0] == "jun"


def test_call_accept_hang_up(crvideo: Opener) -> None:
    """Call, AcceptCall, HangupCall: the id that Call returned is the id everywhere."""
    a, b = crvideo("caller"), crvideo("callee")
    a.call("CRVideo_CreateMeeting2", "m")
    meeting = a.hears("CRVideo_CreateMeetingSuccess")[0]
    call = a.call("CRVideo_Call", "callee", meeting, '{"type":"x"}', "cookie")
    assert a.hears("CRVideo_CallSuccess") == [call, "cookie"]
    got = b.hears("CRVideo_NotifyCallIn")
    assert (got[0], got[1]["ID"], got[2], got[3]) == (call, meeting["ID"], "caller", '{"type":"x"}')
    b.call("CRVideo_AcceptCall", call, got[1])
    b.hears("CRVideo_AcceptCallSuccess")
    assert a.hears("CRVideo_NotifyCallAccepted")[0] == call
    a.enter(meeting["ID"])
    b.enter(meeting["ID"])
    b.call("CRVideo_HangupCall", call, "bye")
    assert a.hears("CRVideo_NotifyCallHangup")[0] == call
    assert a.hears("CRVideo_NotifyCallHungup")[0] == call


def test_reject_and_absent(crvideo: Opener) -> None:
    """RejectCall arrives as 606; somebody unknown is 605; offline is 603."""
    a, b = crvideo("ringer"), crvideo("decliner")
    call = a.call("CRVideo_Call", "decliner", {}, "", "c1")
    b.hears("CRVideo_NotifyCallIn", call)
    b.call("CRVideo_RejectCall", call)
    assert a.hears("CRVideo_NotifyCallRejected")[:2] == [call, 606]
    nobody = a.call("CRVideo_Call", "no-such-user", {}, "", "c2")
    assert a.hears("CRVideo_CallFail", nobody)[1] == 605
    b.call("CRVideo_Logout")
    b.page.wait_for_timeout(500)
    gone = a.call("CRVideo_Call", "decliner", {}, "", "c3")
    assert a.hears("CRVideo_CallFail", gone)[1] == 603


def test_a_newer_login_throws_the_older_out(crvideo: Opener) -> None:
    """LineOff 10: one session per user id; the older page is told why."""
    old = crvideo("twin")
    crvideo("twin")
    assert old.hears("CRVideo_LineOff") == [10]
    old.page.wait_for_timeout(500)
    assert [row for row in old.unasked() if row[0] == "CRVideo_LineOff"] == []


def test_an_invitation_leads_into_the_meeting_and_its_attributes_are_shared(crvideo: Opener) -> None:
    """Pages, sections 6 and 8: the invitee enters the room named in the text, which he kept as his cookie; a table of
    attributes changes in both pages by the notice alone.
    """
    host, guest = crvideo("ning"), crvideo("tao")
    host.call("CRVideo_CreateMeeting2", "created")
    room = host.hears("CRVideo_CreateMeetingSuccess")[0]["ID"]
    host.enter(room)
    ext = f'{{"meeting":{{"ID":{room}}}}}'
    invitation = host.call("CRVideo_Invite", "tao", ext, "asked")
    assert host.hears("CRVideo_InviteSuccess") == [invitation, "asked"]
    assert guest.hears("CRVideo_NotifyInviteIn") == [invitation, "ning", ext]
    guest.call("CRVideo_AcceptInvite", invitation, "coming", ext)
    assert guest.hears("CRVideo_AcceptInviteSuccess") == [invitation, ext]
    assert host.hears("CRVideo_NotifyInviteAccepted") == [invitation, "coming"]
    guest.enter(room)
    guest.call("CRVideo_AddOrUpdateMeetingAttrs", '{"topic":"fees"}', '{"notifyAll":1}', "written")
    assert guest.hears("CRVideo_AddOrUpdateMeetingAttrsRslt") == [0, "written"]
    for page in (host, guest):
        adds, updates, gone = page.hears("CRVideo_NotifyMeetingAttrsChanged")
        assert (adds["topic"]["value"], adds["topic"]["lastModifyUserID"], updates, gone) == ("fees", "tao", {}, [])


def test_a_third_party_is_called_into_the_meeting(crvideo: Opener) -> None:
    """CallMoreParty: the id is returned at once and stays the same; statuses 0, 1 and 4."""
    host, third = crvideo("ning"), crvideo("wei")
    host.call("CRVideo_CreateMeeting2", "created")
    room = host.hears("CRVideo_CreateMeetingSuccess")[0]["ID"]
    host.enter(room)
    invitation = host.call("CRVideo_CallMoreParty", "wei", {"ID": room}, "join us", "c")
    assert host.hears("CRVideo_CallMorePartyRslt") == [invitation, 0, "c"]
    host.hears("CRVideo_NotifyCallMorePartyStatus", invitation, 0)
    call, meeting, caller, ext = third.hears("CRVideo_NotifyCallIn")
    assert (call, meeting["ID"], caller, ext) == (invitation, room, "ning", "join us")
    third.call("CRVideo_AcceptCall", call, meeting, "", "")
    third.enter(room)
    host.hears("CRVideo_NotifyCallMorePartyStatus", invitation, 1)
    assert host.hears("CRVideo_UserEnterMeeting") == ["wei"]
    third.call("CRVideo_HangupCall", call)
    host.hears("CRVideo_NotifyCallMorePartyStatus", invitation, 4)
