"""Direct media: who may send straight to whom, and what the media node is told meanwhile (AnyChat manual 4.3.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application

if TYPE_CHECKING:
    from tests.domain.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)

ROOM = 9


class Person:
    """Somebody in room 9 whose page would rather go direct."""

    def __init__(self, application: Any, name: str, policy: str = "needed", room: int = ROOM) -> None:
        account = make_account(application, name)
        self.application_id, self.id, self.policy = application.pk, account.pk, policy
        self.session = come_online(account)
        self.enters(room)

    def enters(self, room: int) -> None:
        from webapp.domain.rooms import direct, services

        services.enter(session_id=self.session, room_id=room)
        if self.policy:
            direct.set_policy(session_id=self.session, policy=self.policy)

    def wants(self, other: Person, kind: str = "video") -> None:
        from webapp.domain.rooms import devices

        devices.want(
            session_id=self.session, application_id=self.application_id, source_id=other.id, kind=kind, index=0
        )

    def unwants(self, other: Person, kind: str = "video") -> None:
        from webapp.domain.rooms import devices

        devices.unwant(session_id=self.session, source_id=other.id, kind=kind)

    def takes(self, other: Person, kind: str = "video", is_on: bool = True) -> None:
        from webapp.domain.rooms import direct

        direct.take(session_id=self.session, source_id=other.id, kind=kind, index=0, is_on=is_on)

    def asks(self, other: Person, wish: str) -> None:
        from webapp.domain.rooms import direct

        direct.ask(session_id=self.session, other_id=other.id, wish=wish)

    def leaves(self) -> None:
        from webapp.domain.rooms import services

        services.leave(session_id=self.session)


@pytest.fixture
def application() -> Any:
    """A tenant."""
    return make_application()


def settle(*taped: Person) -> None:
    """What the follow-up of a changed plan does."""
    from webapp.domain.rooms import direct

    direct.settle(room_id=ROOM, taped={one.session for one in taped})


def pairs() -> list[tuple[int, int]]:
    from webapp.domain.rooms.models import DirectPair

    return [(pair.caller_id, pair.callee_id) for pair in DirectPair.objects.filter(room_id=ROOM)]


def forwarded() -> set[tuple[str, str, str]]:
    """Who gets which stream from the media node: viewer, source, kind."""
    from webapp.domain.rooms import plan

    return {(route.viewer, route.source.peer, route.source.kind) for route in plan.plan_for(ROOM).routes}


def two(application: Any, told: Told) -> tuple[Person, Person]:
    """Two who see each other and are allowed to go direct."""
    a, b = Person(application, "li"), Person(application, "wu")
    a.wants(b)
    b.wants(a)
    settle()
    assert pairs() == [(a.id, b.id)]
    return a, b


def test_two_who_see_each_other_may_go_direct_and_each_is_told_alone(application: Any, told: Told):
    """4.3.5: a path to another user may arise once both are in the room."""
    a, b = two(application, told)
    first, second = told.of("DirectAllowed")
    assert (first.account_id, first.row.other_id, first.row.is_caller, first.row.taken) == (a.id, b.id, True, ())
    assert (second.account_id, second.row.other_id, second.row.is_caller) == (b.id, a.id, False)
    assert told.audience_of(first) == (f"person:{a.id}",)
    told.forget()
    settle()
    assert told.names() == []


@pytest.mark.parametrize(
    ("one", "other", "allowed"),
    [
        ("needed", "needed", True),
        ("needed", "never", False),
        ("needed", "asked", False),
        ("needed", "server", False),
        ("server", "server", False),
        ("needed", "", False),
    ],
)
def test_both_pages_must_be_willing(application: Any, told: Told, one: str, other: str, allowed: bool):
    """2.2, option 40: the policy of the local side; by default the server decides, and it keeps to itself."""
    a, b = Person(application, "li", one), Person(application, "wu", other)
    a.wants(b)
    settle()
    assert bool(pairs()) is allowed


def test_the_operator_may_let_pages_go_direct_that_leave_it_to_the_server(application: Any, told: Told, settings: Any):
    """Option 40, value 1: the server decides."""
    from webapp.domain.rooms import direct

    settings.DIRECT_MEDIA = True
    a, b = Person(application, "li", "server"), Person(application, "wu", "server")
    a.wants(b)
    assert direct.may_concern(ROOM)
    settle()
    assert pairs() == [(a.id, b.id)]


def test_a_room_where_nobody_is_willing_costs_one_look(application: Any, told: Told):
    """Ordinary rooms are not slowed down."""
    from webapp.domain.rooms import direct

    a, b = Person(application, "li", "server"), Person(application, "wu", "")
    a.wants(b)
    assert not direct.may_concern(ROOM)


def test_asking_connects_and_breaking_holds_until_asked_again(application: Any, told: Told):
    """2.2, options 41 and 42: connect to, or disconnect from, the given user."""
    from webapp.domain.rooms import direct

    a, b = Person(application, "li", "server"), Person(application, "wu", "server")
    a.asks(b, "connect")
    assert direct.may_concern(ROOM)
    settle()
    assert pairs() == [(a.id, b.id)]
    b.asks(a, "break")
    settle()
    assert pairs() == []
    a.asks(b, "connect")
    settle()
    assert pairs() == []
    b.asks(a, "connect")
    settle()
    assert pairs() == [(a.id, b.id)]


def test_nobody_asks_for_people_elsewhere_or_in_unknown_words(application: Any, told: Told):
    """A path leads to somebody in the same room."""
    from webapp.kernel.errors import InvalidArgument, PeerLeftRoom

    a, far = Person(application, "li"), Person(application, "far", room=10)
    for other in (a, far):
        with pytest.raises(PeerLeftRoom):
            a.asks(other, "connect")
    with pytest.raises(InvalidArgument):
        a.asks(far, "perhaps")


def test_what_is_taken_directly_is_not_forwarded_until_it_is_given_back(application: Any, told: Told):
    """The node's route ends only when the direct stream plays, and returns on request."""
    a, b = two(application, told)
    assert forwarded() == {(a.session, b.session, "video"), (b.session, a.session, "video")}
    a.takes(b)
    assert forwarded() == {(b.session, a.session, "video")}
    assert told.of("DirectTaken")[-1].row.taken == ("video/0",)
    a.takes(b, is_on=False)
    assert (a.session, b.session, "video") in forwarded()
    assert told.of("DirectTaken")[-1].row.taken == ()


def test_a_third_who_watches_brings_everything_back_and_lets_go_again(application: Any, told: Told):
    """While a third party watches, media goes over the server; then the two go direct again."""
    a, b = two(application, told)
    a.takes(b)
    c = Person(application, "third")
    settle()
    assert pairs() == [(a.id, b.id)], "somebody who only sits there disturbs nobody"
    c.wants(b, "audio")
    settle()
    assert pairs() == []
    assert {(event.account_id, event.other_id) for event in told.of("DirectEnded")} == {(a.id, b.id), (b.id, a.id)}
    assert (a.session, b.session, "video") in forwarded()
    c.leaves()
    settle()
    assert pairs() == [(a.id, b.id)]


def test_a_recorded_person_goes_over_the_server(application: Any, told: Told):
    """While the server records one of them, media goes over the server."""
    a, b = two(application, told)
    b.takes(a)
    settle(a)
    assert pairs() == []
    assert (b.session, a.session, "video") in forwarded()
    settle()
    assert pairs() == [(a.id, b.id)]


def test_who_leaves_ends_the_path(application: Any, told: Told):
    """4.3.5: the event also tells that the path is gone."""
    a, b = two(application, told)
    b.leaves()
    settle()
    assert pairs() == []
    assert {event.account_id for event in told.of("DirectEnded")} == {a.id, b.id}


def test_a_path_left_over_from_another_room_is_ended_first(application: Any, told: Told):
    """A process that dies between a change and its follow-up leaves nothing that blocks the two."""
    from webapp.domain.rooms import direct
    from webapp.domain.rooms.models import DirectPair

    a, b = two(application, told)
    for one in (a, b):
        one.leaves()
        one.enters(10)
    told.forget()
    a.wants(b)
    direct.settle(room_id=10)
    assert list(DirectPair.objects.values_list("room_id", "caller_id", "callee_id")) == [(10, a.id, b.id)]
    assert told.names("MediaPlanChanged") == ["DirectEnded"] * 2 + ["DirectAllowed"] * 2


def test_a_stream_no_longer_wanted_is_no_longer_taken(application: Any, told: Told):
    """Closing the picture closes it also where it arrives directly."""
    a, b = two(application, told)
    a.takes(b)
    a.unwants(b)
    assert told.of("DirectTaken")[-1].row.taken == ()
    a.wants(b)
    assert (a.session, b.session, "video") in forwarded(), "asked for anew it comes from the server first"


def test_only_an_allowed_pair_signals(application: Any, told: Told):
    """What one page says about the connection reaches that one page, and has a limit."""
    from webapp.domain.rooms import direct
    from webapp.kernel.errors import InvalidState, MessageTooLarge

    a, b = two(application, told)
    c = Person(application, "third")
    direct.signal(session_id=a.session, other_id=b.id, message="{}")
    [said] = told.of("DirectSignalled")
    assert (said.sender_id, said.receiver_id, said.message) == (a.id, b.id, "{}")
    assert told.audience_of(said) == (f"person:{b.id}",)
    with pytest.raises(InvalidState):
        direct.signal(session_id=c.session, other_id=b.id, message="{}")
    with pytest.raises(InvalidState):
        c.takes(b)
    with pytest.raises(InvalidState):
        a.takes(b, "audio")
    with pytest.raises(MessageTooLarge):
        direct.signal(session_id=a.session, other_id=b.id, message="x" * (64 * 1024 + 1))
