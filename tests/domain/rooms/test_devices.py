"""What happens on a seat, and what the room is told about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application

if TYPE_CHECKING:
    from tests.domain.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def li() -> Any:
    """Li, seated in room 9."""
    return seated(make_application(), "li")


def seated(application: Any, name: str) -> Any:
    from webapp.domain.rooms import services

    session_id = come_online(make_account(application, name))
    services.enter(session_id=session_id, room_id=9)
    return session_id


def test_a_camera_opens_once_and_closes_once(told: Told, li: Any):
    """AnyChat 5.3.2: 1 closed, 2 open; opening what is open changes nothing and tells nobody."""
    from webapp.domain.rooms import devices

    told.forget()
    for verb in (devices.open_camera, devices.open_camera, devices.close_camera, devices.close_camera):
        verb(session_id=li, index=0)
    changes = told.of("SeatChanged")
    assert [(e.before.camera, e.seat.camera, e.what) for e in changes] == [(1, 2, "camera"), (2, 1, "camera")]
    assert told.audience_of(changes[0]) == ("room:9",)
    assert changes[0].seat.rev < changes[1].seat.rev


def test_several_cameras_open_side_by_side(li: Any):
    """AnyChat multi-camera page: one stream per index; the camera is open while any of them is."""
    from webapp.domain.rooms import devices

    devices.open_camera(session_id=li, index=2)
    assert devices.open_camera(session_id=li, index=0).cameras == (0, 2)
    assert devices.close_camera(session_id=li, index=2).camera == 2
    assert devices.close_camera(session_id=li, index=0).camera == 1


def test_a_page_without_camera_or_microphone_cannot_open_them(told: Told, li: Any):
    """AnyChat 5.4.1: 0 says that there is no camera; one that is unplugged while open is closed."""
    from webapp.domain.rooms import devices, selectors
    from webapp.domain.rooms.views import seat_view
    from webapp.kernel.errors import CameraUnavailable, MicrophoneUnavailable

    devices.open_camera(session_id=li, index=0)
    devices.open_microphone(session_id=li)
    devices.set_devices(session_id=li, has_camera=False, has_microphone=False)
    seat = seat_view(selectors.seat(li))
    assert (seat.camera, seat.cameras, seat.microphone) == (0, (), 0)
    assert told.of("SeatChanged")[-1].what == "devices"
    with pytest.raises(CameraUnavailable):
        devices.open_camera(session_id=li, index=0)
    with pytest.raises(MicrophoneUnavailable):
        devices.open_microphone(session_id=li)


def test_devices_found_before_the_entry_count_for_the_seat():
    """Pages look for devices when they load, long before anybody sits down."""
    from webapp.domain.rooms import devices, services

    session_id = come_online(make_account(make_application(), "li"))
    devices.set_devices(session_id=session_id, has_camera=False, has_microphone=True)
    assert services.enter(session_id=session_id, room_id=9).seat.camera == 0


@pytest.mark.parametrize("index", [-1, 8])
def test_a_camera_number_beyond_the_limit_is_refused(li: Any, index: int):
    """Eight cameras per person."""
    from webapp.domain.rooms import devices
    from webapp.kernel.errors import InvalidArgument

    with pytest.raises(InvalidArgument):
        devices.open_camera(session_id=li, index=index)


def test_without_a_seat_no_device_opens():
    """AnyChat error 3."""
    from webapp.domain.rooms import devices
    from webapp.kernel.errors import NotSeated

    session_id = come_online(make_account(make_application(), "li"))
    for verb in (devices.open_camera, devices.open_microphone, devices.start_sharing):
        with pytest.raises(NotSeated):
            verb(session_id=session_id)


def test_leaving_stops_camera_microphone_and_screen():
    """AnyChat pages never close their devices: leaving does. A new seat starts closed."""
    from webapp.domain.rooms import devices, services
    from webapp.domain.rooms.views import seat_view

    session_id = seated(make_application(), "li")
    for kind in ("video", "audio", "screen"):
        devices.publish_stream(session_id=session_id, kind=kind, index=0, is_on=True)
    services.leave(session_id=session_id)
    seat = seat_view(services.enter(session_id=session_id, room_id=9).seat)
    assert (seat.camera, seat.microphone, seat.is_sharing) == (1, 0, False)


def test_one_screen_at_a_time(told: Told):
    """CRVideo 700: one share per room."""
    from webapp.domain.rooms import devices
    from webapp.kernel.errors import AlreadyExists, InvalidState

    application = make_application()
    li, wang = seated(application, "li"), seated(application, "wang")
    devices.start_sharing(session_id=li)
    with pytest.raises(AlreadyExists):
        devices.start_sharing(session_id=wang)
    with pytest.raises(InvalidState):
        devices.stop_sharing(session_id=wang)
    devices.stop_sharing(session_id=li)
    assert devices.start_sharing(session_id=wang).is_sharing
    assert told.names("PersonArrived", "PersonChanged", "SeatTaken", "MediaPlanChanged") == [
        "ScreenSharingStarted",
        "ScreenSharingStopped",
        "ScreenSharingStarted",
    ]


def test_silencing_somebody_is_for_those_who_may_remove_them(told: Told):
    """CRVideo CloseMic and SetAllAudioClose reach others; a supervisor's microphone stays as it is."""
    from webapp.domain.rooms import devices, moderation, selectors
    from webapp.kernel.errors import PermissionDenied

    application = make_application()
    chief = come_online(make_account(application, "chief", role="supervisor"))
    from webapp.domain.rooms import services

    services.enter(session_id=chief, room_id=9)
    li, wang = seated(application, "li"), seated(application, "wang")
    for session_id in (chief, li, wang):
        devices.open_microphone(session_id=session_id)
    chief_id, wang_id = selectors.seat(chief).account_id, selectors.seat(wang).account_id
    moderation.silence(session_id=li, account_id=wang_id, kind="audio")
    assert selectors.seat(wang).microphone == 0
    with pytest.raises(PermissionDenied):
        moderation.silence(session_id=li, account_id=chief_id, kind="audio")
    moderation.silence_all(session_id=wang)
    assert [selectors.seat(each).microphone for each in (chief, li, wang)] == [1, 0, 0]


def test_a_new_name_shows_on_the_seat_and_everywhere(told: Told, li: Any):
    """CRVideo SetNickName: old and new name are told to the room, the renamed included."""
    from webapp.domain.rooms import devices, selectors

    told.forget()
    assert devices.rename(account_id=selectors.seat(li).account_id, nickname="Lili") == ("li", "Lili")
    assert told.names() == ["PersonChanged", "SeatChanged"]
    [changed] = told.of("SeatChanged")
    assert (changed.before.name, changed.seat.name, changed.what) == ("li", "Lili", "name")
