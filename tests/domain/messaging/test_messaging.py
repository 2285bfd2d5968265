"""Texts and parcels: who gets them, what is kept, what is too much."""

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


def online(application: Any, name: str, room_id: int | None = None) -> tuple[Any, Any]:
    """Session and account of somebody online, in a room if one is named."""
    from webapp.domain.rooms import services

    account = make_account(application, name)
    session_id = come_online(account)
    if room_id:
        services.enter(session_id=session_id, room_id=room_id)
    return session_id, account


def test_a_text_for_all_goes_to_the_room_and_is_kept_unchanged(told: Told, application: Any):
    """AnyChat 5.5.4: delivered as it was said, without trimming or escaping."""
    from webapp.domain.messaging import services
    from webapp.domain.messaging.models import Message

    session_id, account = online(application, "li", 9)
    services.send_text(session_id=session_id, text=" <b>hi</b> ", color=0xFF0000)
    [sent] = told.of("TextSent")
    assert told.audience_of(sent) == ("room:9",)
    assert (sent.sender_id, sent.receiver_id, sent.text, sent.color) == (account.pk, 0, " <b>hi</b> ", 0xFF0000)
    assert Message.objects.get().text == " <b>hi</b> "


def test_a_secret_text_goes_to_its_receiver_only(told: Told, application: Any):
    """AnyChat 5.5.4: with the private flag only the target sees it; without it the room does."""
    from webapp.domain.messaging import services

    session_id, _ = online(application, "li", 9)
    _, wang = online(application, "wang", 9)
    for is_secret in (True, False):
        services.send_text(session_id=session_id, text="hi", receiver_id=wang.pk, is_secret=is_secret)
    assert [told.audience_of(sent) for sent in told.of("TextSent")] == [(f"person:{wang.pk}",), ("room:9",)]


def test_a_text_needs_a_seat_a_receiver_in_the_room_words_and_a_measure(application: Any):
    """AnyChat error 3 outside a room, 401 for somebody who is not there."""
    from webapp.domain.messaging import services
    from webapp.kernel.errors import InvalidArgument, MessageTooLarge, NotSeated, PeerLeftRoom

    outside, _ = online(application, "outside")
    inside, _ = online(application, "inside", 9)
    _, elsewhere = online(application, "elsewhere", 10)
    with pytest.raises(NotSeated):
        services.send_text(session_id=outside, text="hi")
    with pytest.raises(PeerLeftRoom):
        services.send_text(session_id=inside, text="hi", receiver_id=elsewhere.pk)
    with pytest.raises(InvalidArgument):
        services.send_text(session_id=inside, text="")
    with pytest.raises(MessageTooLarge):
        services.send_text(session_id=inside, text="界" * 2731)  # 8193 bytes


def test_what_pages_tell_each_other_is_passed_on_and_not_kept(told: Told, application: Any):
    """A broadcast that is no text of a person has a payload only."""
    from webapp.domain.messaging import services
    from webapp.domain.messaging.models import Message

    session_id, _ = online(application, "li", 9)
    services.send_text(session_id=session_id, text="", payload='{"CmdType":"other"}')
    assert told.of("TextSent")[0].payload == '{"CmdType":"other"}'
    assert not Message.objects.exists()


def test_a_parcel_reaches_anybody_online_across_rooms_and_without_one(told: Told, application: Any):
    """AnyChat 5.5.5."""
    from webapp.domain.messaging import services

    outside, _ = online(application, "outside")
    _, inside = online(application, "inside", 9)
    services.send_parcel(session_id=outside, receiver=inside, data="\x00data")
    [sent] = told.of("ParcelSent")
    assert (told.audience_of(sent), sent.data) == ((f"person:{inside.pk}",), "\x00data")


def test_a_parcel_for_all_needs_a_seat(told: Told, application: Any):
    """AnyChat 5.5.5: everybody means everybody in the own room."""
    from webapp.domain.messaging import services
    from webapp.kernel.errors import NotSeated

    inside, _ = online(application, "inside", 9)
    services.send_parcel(session_id=inside, receiver=None, data="x")
    assert told.audience_of(told.of("ParcelSent")[0]) == ("room:9",)
    outside, _ = online(application, "outside")
    with pytest.raises(NotSeated):
        services.send_parcel(session_id=outside, receiver=None, data="x")


def test_a_parcel_for_somebody_offline_or_of_another_application_is_refused(application: Any):
    """CRVideo 1102, AnyChat 205."""
    from webapp.domain.messaging import services
    from webapp.kernel.errors import AddresseeMissing

    session_id, _ = online(application, "li")
    _, stranger = online(make_application("other"), "stranger")
    for receiver in (make_account(application, "offline"), stranger):
        with pytest.raises(AddresseeMissing):
            services.send_parcel(session_id=session_id, receiver=receiver, data="x")


def test_the_limit_counts_bytes_and_is_the_dialects(application: Any):
    """AnyChat 5.5.5: at most 1024 bytes; CRVideo 64 KB."""
    from webapp.domain.messaging import services
    from webapp.kernel.errors import MessageTooLarge

    session_id, _ = online(application, "li", 9)
    services.send_parcel(session_id=session_id, receiver=None, data="x" * 1024, max_bytes=1024)
    with pytest.raises(MessageTooLarge):
        services.send_parcel(session_id=session_id, receiver=None, data="界" * 342, max_bytes=1024)
    with pytest.raises(MessageTooLarge):
        services.send_parcel(session_id=session_id, receiver=None, data="x" * (64 * 1024 + 1))
