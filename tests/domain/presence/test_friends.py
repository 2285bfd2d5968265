"""Lists of friends: who is told of whom, and who is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import come_online, make_account, make_application

if TYPE_CHECKING:
    from tests.domain.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)


def befriend(owner: Any, *friends: Any, group: int = 1) -> None:
    """This becomes the owner's whole list."""
    from webapp.domain.presence import friends as lists

    lists.set_friends(owner=owner, groups={group: friends})


@pytest.fixture
def people() -> dict[str, Any]:
    """A company with lists; li has wang in hers, nobody else has anybody."""
    application = make_application(everyone_is_friend=False)
    people = {name: make_account(application, name) for name in ("li", "wang", "zhao")}
    befriend(people["li"], people["wang"])
    return people


def audience(told: Told, name: str) -> set[str]:
    """Whom the only event of that name was told to."""
    (event,) = told.of(name)
    return set(told.audience_of(event))


def test_only_who_has_him_in_a_list_hears_of_his_coming_changing_and_going(people: Any, told: Told) -> None:
    """AnyChat 4.2.3: friends; a list is its owner's alone, so wang does not hear of li."""
    from webapp.domain.presence import services

    li, wang = people["li"], people["wang"]
    come_online(li)
    come_online(people["zhao"])
    told.forget()
    session_id = come_online(wang)
    services.set_dnd(account_id=wang.pk, dnd=1)
    services.log_out(session_id=session_id)
    both = {f"person:{li.pk}", f"person:{wang.pk}"}
    assert [audience(told, name) for name in ("PersonArrived", "PersonChanged", "PersonLeft")] == [both] * 3


def test_somebody_whom_nobody_watches_costs_nothing_however_many_are_online(
    people: Any, told: Told, django_assert_num_queries: Any
) -> None:
    """Issue 3: no audience but his own page, and no query for each of the others."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from webapp.domain.presence import services

    zhao = people["zhao"]
    come_online(zhao)
    with CaptureQueriesContext(connection) as few:
        services.set_dnd(account_id=zhao.pk, dnd=1)
    for number in range(20):
        come_online(make_account(zhao.application, f"other{number}"))
    told.forget()
    with django_assert_num_queries(len(few)):
        services.set_dnd(account_id=zhao.pk, dnd=2)
    assert audience(told, "PersonChanged") == {f"person:{zhao.pk}"}


def test_who_shares_the_room_is_told_too(people: Any, told: Told) -> None:
    """AnyChat 5.4: pages ask for levels and addresses of whoever sits in their room, friend or not."""
    from webapp.domain.presence import selectors, services
    from webapp.domain.rooms import services as rooms

    li, zhao = people["li"], people["zhao"]
    sessions = [come_online(li), come_online(zhao)]
    for session_id in sessions:
        rooms.enter(session_id=session_id, room_id=7)
    told.forget()
    services.rename(account_id=zhao.pk, nickname="Mr Zhao")
    assert audience(told, "RoommateChanged") == {"room:7"}
    assert audience(told, "PersonChanged") == {f"person:{zhao.pk}"}
    assert [each.name for each in selectors.roommates(selectors.session(sessions[0]))] == ["li", "Mr Zhao"]
    told.forget()
    rooms.leave(session_id=sessions[1])
    services.set_dnd(account_id=zhao.pk, dnd=1)
    assert told.of("RoommateChanged") == []


def test_friends_are_seen_online_or_not_and_others_are_not(people: Any) -> None:
    """AnyChat 5.6.1, 5.6.2: the list holds everybody in it, the state says who is online."""
    from webapp.domain.presence import selectors

    li, wang, zhao = people.values()
    come_online(li)
    come_online(zhao)
    assert [(each.id, each.status) for each in selectors.people(li)] == [(li.pk, 1), (wang.pk, 0)]
    assert selectors.friends(li) == []
    come_online(wang)
    assert [each.id for each in selectors.friends(li)] == [wang.pk]
    assert selectors.friends(wang) == []


def test_somebody_may_be_in_several_groups(people: Any) -> None:
    """AnyChat 5.6.3 to 5.6.5: groups of the own list."""
    from webapp.domain.presence import friends, selectors

    li, wang, zhao = people.values()
    friends.set_friends(owner=li, groups={10: [wang, zhao, wang], 11: [wang]})
    assert [(each.id, each.groups) for each in selectors.friend_views(li)] == [(wang.pk, (10, 11)), (zhao.pk, (10,))]


def test_a_changed_list_says_who_came_and_who_went(people: Any, told: Told) -> None:
    """AnyChat 4.2.2: the owner's page hears it; who is offline comes into the list without a word."""
    li, wang, zhao = people.values()
    befriend(li, wang)
    assert told.of("FriendsChanged") == []  # she is not online
    for account in (li, zhao):
        come_online(account)
    told.forget()
    befriend(li, zhao)
    (changed,) = told.of("FriendsChanged")
    assert (changed.came, changed.gone) == ((zhao.pk,), (wang.pk,))
    assert audience(told, "FriendsChanged") == {f"person:{li.pk}"}


@pytest.mark.parametrize("wrong", ["oneself", "group 0"])
def test_a_list_that_makes_no_sense_changes_nothing(people: Any, wrong: str) -> None:
    """Groups are numbered from 1; nobody is his own friend."""
    from webapp.domain.presence import friends
    from webapp.kernel.errors import InvalidArgument

    li = people["li"]
    groups = {1: [li]} if wrong == "oneself" else {0: [people["zhao"]]}
    with pytest.raises(InvalidArgument):
        friends.set_friends(owner=li, groups=groups)
    assert friends.listed(li) == {people["wang"].pk}


def test_where_everybody_is_a_friend_lists_wait(told: Told) -> None:
    """They may be filled before the house rule changes."""
    from webapp.domain.presence import selectors

    application = make_application()
    li, wang = (make_account(application, name) for name in ("li", "wang"))
    come_online(li)
    befriend(li, wang)
    assert told.of("FriendsChanged") == []
    assert selectors.friend_views(li) == []
    assert [each.id for each in selectors.people(li)] == [li.pk]


def test_an_administrator_keeps_lists(people: Any, told: Told, admin_client: Any) -> None:
    """A row added, moved to another owner and deleted: each page hears of its own list."""
    from webapp.domain.accounts.models import Friend

    li, wang, zhao = people.values()
    for account in (li, wang, zhao):
        come_online(account)
    told.forget()
    head = {"host": "localhost"}
    add = {"owner": wang.pk, "friend": li.pk, "group": 3}
    assert admin_client.post("/admin/accounts/friend/add/", add, headers=head).status_code == 302
    row = Friend.objects.get(owner=wang)
    move = {**add, "owner": zhao.pk}
    assert admin_client.post(f"/admin/accounts/friend/{row.pk}/change/", move, headers=head).status_code == 302
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    assert admin_client.post("/admin/accounts/friend/", chosen, headers=head).status_code == 302
    changes = [(told.audience_of(e)[0], e.came, e.gone) for e in told.of("FriendsChanged")]
    assert changes == [
        (f"person:{wang.pk}", (li.pk,), ()),
        (f"person:{wang.pk}", (), (li.pk,)),
        (f"person:{zhao.pk}", (li.pk,), ()),
        (f"person:{zhao.pk}", (), (li.pk,)),
    ]


def test_an_administrator_cannot_make_friends_across_applications_or_of_oneself(people: Any, admin_client: Any) -> None:
    """The form says what is wrong."""
    from webapp.domain.accounts.models import Friend

    stranger = make_account(make_application("other"), "stranger")
    li = people["li"]
    for friend in (stranger, li):
        form = {"owner": li.pk, "friend": friend.pk, "group": 1}
        answer = admin_client.post("/admin/accounts/friend/add/", form, headers={"host": "localhost"})
        assert answer.status_code == 200
    assert Friend.objects.filter(owner=li).count() == 1
