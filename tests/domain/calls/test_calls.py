"""Calls as services: who may ring whom, how calls end, and what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webapp.kernel import clock, errors

if TYPE_CHECKING:
    from tests.domain.calls.conftest import Pair


def status(account_id: int) -> int:
    from webapp.domain.presence.selectors import live_session_of

    session = live_session_of(account_id)
    assert session is not None
    return int(session.status)


def test_ringing_allots_a_room_of_eight_digits_that_both_may_enter(pair: Pair) -> None:
    """AnyChat 5.2.4: the server itself allots the room of a call; CRVideo pages accept 8 digits only."""
    from webapp.domain.rooms import services as rooms

    call = pair.ring(ext="hello", flags=2, param=7)
    assert 10_000_000 <= call.room_number <= 99_999_999
    assert (call.ext, call.flags, call.param) == ("hello", 2, 7)
    for name in ("li", "wang"):
        rooms.enter(session_id=f"s-{name}", room_id=call.room_number)


def test_the_callers_meeting_becomes_the_room_of_the_call(pair: Pair) -> None:
    """CRVideo, Call: the caller brings the room object; a room that does not exist is refused."""
    from webapp.domain.rooms import services as rooms

    meeting = rooms.create(application_id=pair.hall.bank.pk, owner_id=pair.li.pk)
    with pytest.raises(errors.RoomMissing):
        pair.ring(room_id=1234)
    assert pair.ring(room_id=meeting.id).room_number == meeting.id


def test_both_are_told_and_shown_busy_until_the_call_ends(pair: Pair) -> None:
    """CRVideo, user status: 2 means busy; every call event goes to both ends."""
    from webapp.domain.calls import services
    from webapp.domain.calls.events import CallEnded, CallRinging, CallStarted
    from webapp.kernel.events import person

    call = pair.ring()
    assert (status(pair.li.pk), status(pair.wang.pk)) == (2, 2)
    services.accept(call=call, by=pair.wang.pk, ext="welcome")
    services.hang_up(call=call, by=pair.li.pk)
    assert (status(pair.li.pk), status(pair.wang.pk)) == (1, 1)
    about_calls = [(type(e), to) for e, to in pair.hall.told if isinstance(e, CallRinging | CallStarted | CallEnded)]
    both = (person(pair.li.pk), person(pair.wang.pk))
    assert about_calls == [(CallRinging, both), (CallStarted, both), (CallEnded, both)]
    ended = pair.hall.last(CallEnded)
    assert (ended.reason, ended.ended_by, ended.was_active) == ("hung_up", pair.li.pk, True)


def test_somebody_who_is_offline_or_unknown_cannot_be_rung(pair: Pair) -> None:
    """CRVideo 603 and 605: the callee is not logged in; nobody of that id in the application."""
    from webapp.domain.accounts.models import Application

    stranger = pair.hall.person("zhao", Application.objects.create(app_id="shop", name="Shop"))
    pair.hall.lose(pair.wang)
    with pytest.raises(errors.PeerOffline):
        pair.ring()
    with pytest.raises(errors.AccountMissing):
        pair.ring(callee_id=stranger.pk)
    with pytest.raises(errors.InvalidArgument):
        pair.ring(callee_id=pair.li.pk)


def test_a_person_makes_one_call_and_is_called_once_at_a_time(pair: Pair) -> None:
    """AnyChat 5.2.4: only one request can be under way from a user, and only one can reach him."""
    chen = pair.hall.person("chen")
    pair.ring()
    with pytest.raises(errors.AlreadyInCall):
        pair.ring(callee_id=chen.pk)
    with pytest.raises(errors.PeerBusy):
        pair.ring(caller_id=chen.pk)
    with pytest.raises(errors.PeerBusy):  # the caller is busy himself
        pair.ring(caller_id=chen.pk, callee_id=pair.li.pk)


def test_do_not_disturb_refuses_calls_but_not_calling(pair: Pair) -> None:
    """CRVideo, SetDNDStatus: incoming calls fail as busy, outgoing ones work."""
    from webapp.domain.presence import services as presence

    presence.set_dnd(account_id=pair.wang.pk, dnd=1)
    with pytest.raises(errors.PeerBusy):
        pair.ring()
    assert pair.ring(caller_id=pair.wang.pk, callee_id=pair.li.pk).state == "ringing"


def test_a_key_names_one_call_of_its_caller(pair: Pair) -> None:
    """The page mints the id of a call, unique per account: the same id twice is refused."""
    from webapp.domain.calls import services

    services.cancel(call=pair.ring(key="k1"), by=pair.li.pk)
    with pytest.raises(errors.AlreadyExists):
        pair.ring(key="k1")


def test_only_the_right_side_takes_a_step(pair: Pair) -> None:
    """Accepting and refusing is the callee's, cancelling the caller's; nobody else has a part in it."""
    from webapp.domain.calls import services

    call, chen = pair.ring(), pair.hall.person("chen")
    for verb, account in (
        (services.accept, pair.li),
        (services.reject, pair.li),
        (services.cancel, pair.wang),
        (services.hang_up, chen),
    ):
        with pytest.raises(errors.CallMissing):
            verb(call=call, by=account.pk)
    call.refresh_from_db()
    assert call.state == "ringing"


def test_hanging_up_while_it_rings_cancels_or_refuses(pair: Pair) -> None:
    """CRVideo, HungupCall: also takes back a call that has not been answered."""
    from webapp.domain.calls import services
    from webapp.domain.calls.events import CallEnded

    services.hang_up(call=pair.ring(), by=pair.li.pk)
    assert pair.hall.last(CallEnded).reason == "cancelled"
    services.hang_up(call=pair.ring(), by=pair.wang.pk)
    assert pair.hall.last(CallEnded).reason == "rejected"


def test_an_unanswered_call_ends_after_thirty_seconds(pair: Pair) -> None:
    """CRVideo, Call: without an answer the call ends after 30 s, for both; the sweep may run as often as it likes."""
    from webapp.domain.calls import services
    from webapp.domain.calls.events import CallEnded

    with clock.held():
        call = pair.ring()
        clock.advance(29)
        assert services.sweep() == 0
        clock.advance(2)
        assert services.sweep() == 1
        assert services.sweep() == 0
    ended = pair.hall.last(CallEnded)
    assert (ended.reason, ended.ended_by, ended.was_active) == ("timed_out", 0, False)
    with pytest.raises(errors.CallMissing):
        services.accept(call=call, by=pair.wang.pk)


def test_a_lost_link_ends_the_call_for_the_other(pair: Pair) -> None:
    """AnyChat appendix, 100106: the session was cut."""
    from webapp.domain.calls import services
    from webapp.domain.calls.events import CallEnded

    call = services.accept(call=pair.ring(), by=pair.wang.pk)
    pair.hall.lose(pair.wang)
    call.refresh_from_db()
    assert (call.state, call.end_reason, call.ended_by_id) == ("ended", "offline", pair.wang.pk)
    assert pair.hall.last(CallEnded).was_active


def test_a_room_made_for_the_call_is_closed_when_nobody_came(pair: Pair) -> None:
    """A room nobody enters would stay for ever: it goes with the call, the caller's own meeting stays."""
    from webapp.domain.calls import services
    from webapp.domain.rooms import services as rooms
    from webapp.domain.rooms.models import Room

    call = pair.ring()
    services.reject(call=call, by=pair.wang.pk)
    assert Room.objects.get(pk=call.room_number).closed_at is not None
    meeting = rooms.create(application_id=pair.hall.bank.pk, owner_id=pair.li.pk)
    services.cancel(call=pair.ring(room_id=meeting.id), by=pair.li.pk)
    assert Room.objects.get(pk=meeting.id).closed_at is None


def test_logging_out_hangs_up(pair: Pair) -> None:
    """A voluntary goodbye is no broken link: the other side hears an ordinary end."""
    from webapp.domain.calls import services
    from webapp.domain.calls.events import CallEnded
    from webapp.domain.presence import services as presence

    services.accept(call=pair.ring(), by=pair.wang.pk)
    presence.log_out(session_id="s-li")
    assert (pair.hall.last(CallEnded).reason, pair.hall.last(CallEnded).ended_by) == ("hung_up", pair.li.pk)


def test_a_call_whose_side_died_unheard_is_swept(pair: Pair) -> None:
    """A process that dies tells nobody: the other side must not talk to it for ever."""
    from webapp.domain.calls import services
    from webapp.domain.presence.models import Session

    call = services.accept(call=pair.ring(), by=pair.wang.pk)
    Session.objects.filter(account=pair.wang).update(state="gone")
    assert services.sweep() == 1
    call.refresh_from_db()
    assert (call.end_reason, call.ended_by_id) == ("offline", pair.wang.pk)
