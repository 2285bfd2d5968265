"""The media plan: seats, wishes and recordings in, one idempotent picture out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application

if TYPE_CHECKING:
    from tests.domain.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application() -> Any:
    """A tenant."""
    return make_application()


def seated(application: Any, name: str, **more: Any) -> tuple[Any, int]:
    """Session and account id of somebody in room 9."""
    from webapp.domain.rooms import services

    account = make_account(application, name)
    session_id = come_online(account)
    services.enter(session_id=session_id, room_id=9, **more)
    return session_id, account.pk


def plan(recordings: Any = ()) -> Any:
    from webapp.domain.rooms import plan as plans

    return plans.plan_for(9, recordings)


def test_a_room_nobody_sits_in_has_a_plan_without_peers(application: Any):
    """Such a plan closes the room on its media node."""
    from webapp.domain.rooms import services

    session_id, _ = seated(application, "li")
    services.leave(session_id=session_id)
    assert (plan().peers, plan().routes) == ((), ())
    assert plan().revision > 0


def test_a_peer_publishes_exactly_what_is_open(application: Any):
    """Cameras by number, the microphone, the screen."""
    from webapp.domain.rooms import devices

    session_id, account_id = seated(application, "li")
    [peer] = plan().peers
    assert (peer.peer, peer.account, peer.reply_to) == (session_id, account_id, f"sb:aud:person:{account_id}")
    assert peer.publishes == ()
    devices.open_camera(session_id=session_id, index=1)
    devices.open_microphone(session_id=session_id)
    devices.start_sharing(session_id=session_id)
    assert set(plan().peers[0].publishes) == {("video", 1), ("audio", 0), ("screen", 0)}


def test_a_wish_becomes_a_route_when_its_source_sits_down(application: Any):
    """AnyChat: a request for somebody who is not in the room yet is remembered; without a request nothing is sent."""
    from webapp.domain.rooms import devices
    from webapp.media.core.plan import Route, Stream

    li, _ = seated(application, "li")
    wang = make_account(application, "wang")
    devices.want(session_id=li, application_id=application.pk, source_id=wang.pk, kind="video")
    assert plan().routes == ()
    from webapp.domain.rooms import services

    session_id = come_online(wang)
    services.enter(session_id=session_id, room_id=9)
    assert plan().routes == (Route(li, Stream(session_id, "video", 0)),)
    devices.unwant(session_id=li, source_id=wang.pk, kind="video")
    assert plan().routes == ()


def test_those_who_hear_all_receive_every_sound_but_their_own(application: Any):
    """CRVideo and the conference SDK subscribe to nobody's sound by name; pictures still need a wish."""
    from webapp.media.core.plan import Route, Stream

    li, _ = seated(application, "li", hears_all=True)
    wang, _ = seated(application, "wang")
    assert plan().routes == (Route(li, Stream(wang, "audio", 0)),)


def test_a_shown_screen_reaches_those_who_hear_all(application: Any):
    """CRVideo: a share is for the whole meeting."""
    from webapp.domain.rooms import devices
    from webapp.media.core.plan import Route, Stream

    li, _ = seated(application, "li", hears_all=True)
    wang, _ = seated(application, "wang")
    devices.start_sharing(session_id=wang)
    assert Route(li, Stream(wang, "screen", 0)) in plan().routes


def test_the_revision_rises_with_every_change_and_with_nothing_else(told: Told, application: Any):
    """An older plan can never overwrite a newer one, and the same one may be sent again."""
    from webapp.domain.rooms import devices, services

    session_id, _ = seated(application, "li")
    wang = make_account(application, "wang")
    revisions = [plan().revision, plan().revision]
    assert revisions[0] == revisions[1]
    wish = {"session_id": session_id, "source_id": wang.pk, "kind": "audio"}
    for change in (
        lambda: devices.open_camera(session_id=session_id),
        lambda: devices.open_microphone(session_id=session_id),
        lambda: devices.want(application_id=application.pk, **wish),
        lambda: devices.unwant(**wish),
        lambda: services.replan(room_id=9),
        lambda: services.leave(session_id=session_id),
    ):
        told.forget()
        change()
        assert [event.room_id for event in told.of("MediaPlanChanged")] == [9]
        revisions.append(plan().revision)
    assert revisions[1:] == sorted(set(revisions))


def test_running_recordings_travel_in_the_plan(application: Any):
    """They are handed in, because recordings stand above rooms."""
    from webapp.domain.rooms import devices
    from webapp.domain.rooms import plan as plans
    from webapp.media.core.plan import PlannedRecording, Stream

    session_id, _ = seated(application, "li")
    devices.open_microphone(session_id=session_id)
    recording = PlannedRecording(5, "recordings/5", plans.streams_of(9))
    assert recording.streams == (Stream(session_id, "audio", 0),)
    assert plan([recording]).recordings == (recording,)


def test_a_wish_for_oneself_for_strangers_and_for_nonsense_is_refused(application: Any):
    """Nobody gets their own voice back, and projects are isolated."""
    from webapp.domain.rooms import devices
    from webapp.kernel.errors import AccountMissing, InvalidArgument

    session_id, own_id = seated(application, "li")
    stranger = make_account(make_application("other"), "stranger")
    wish = {"session_id": session_id, "application_id": application.pk}
    with pytest.raises(InvalidArgument):
        devices.want(**wish, source_id=own_id, kind="audio")
    with pytest.raises(AccountMissing):
        devices.want(**wish, source_id=stranger.pk, kind="audio")
    with pytest.raises(InvalidArgument):
        devices.want(**wish, source_id=stranger.pk, kind="smell")


def test_rooms_with_people_and_rooms_just_emptied_are_planned_again(application: Any):
    """A node that missed the last plan must still hear that the room is over."""
    from webapp.domain.rooms import selectors, services
    from webapp.kernel import clock

    with clock.held():
        session_id, _ = seated(application, "li")
        assert selectors.rooms_with_plans() == [9]
        services.leave(session_id=session_id)
        assert selectors.rooms_with_plans() == [9]
        clock.advance(61)
        assert selectors.rooms_with_plans() == []
