"""Samples of quality: what a page may tell, how often, how long it is kept, and what the admin makes of it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.people import make_account, make_application
from webapp.kernel import clock
from webapp.kernel.errors import InvalidArgument, InvalidState, NotSeated

if TYPE_CHECKING:
    from webapp.domain.accounts.models import Account

pytestmark = pytest.mark.django_db
RULES = Path(__file__).resolve().parents[3] / "frontend" / "src" / "media" / "quality.ts"
ROOM = 88


def tell(who: Account, *rows: Any, room: int = ROOM) -> None:
    """What the page of somebody says."""
    from webapp.domain.quality import services

    services.note(application_id=who.application_id, room_id=room, reporter_id=who.pk, rows=list(rows))


def kept() -> list[Any]:
    """All samples, oldest first."""
    from webapp.domain.quality.models import Sample

    return list(Sample.objects.order_by("at", "id"))


def earlier(seconds: float) -> None:
    """Everything told so far was told so long ago."""
    from django.db.models import F

    from webapp.domain.quality.models import Sample

    Sample.objects.update(at=F("at") - timedelta(seconds=seconds))


def test_a_page_tells_what_it_sends_and_how_others_arrive(li: Account, wang: Account):
    """Account 0 is the page itself; a person is named by the account."""
    tell(li, [0, 10, "fine", 0, 40], [wang.pk, 5, "loss", 7, 120])
    assert [(s.reporter_id, s.subject_id, s.score, s.reason, s.state) for s in kept()] == [
        (li.pk, li.pk, 10, "fine", 0),
        (li.pk, wang.pk, 5, "loss", 2),
    ]


@pytest.mark.parametrize(("score", "state"), [(10, 0), (9, 0), (8, 1), (6, 2), (4, 3), (3, 3), (2, 4), (0, 4)])
def test_the_scores_have_the_states_that_the_page_gives_them(li: Account, score: int, state: int):
    """The same mapping stands in quality.test.ts."""
    tell(li, [0, score, "fine", 0, 0])
    assert kept()[0].state == state


@pytest.mark.parametrize(
    "rows",
    [
        "fine",
        {"0": 1},
        [],
        [[0, 10, "fine", 0]],
        [[0, 11, "fine", 0, 0]],
        [[0, -1, "fine", 0, 0]],
        [[0, 5, "tired", 0, 0]],
        [[0, 5, "fine", 101, 0]],
        [[0, 5, "fine", 0, 10**12]],
        [[2**40, 5, "fine", 0, 0]],
        [["me", 5, "fine", 0, 0]],
        [[0, 5, "fine", 0, 0], [0, 6, "fine", 0, 0]],
        [[n, 5, "fine", 0, 0] for n in range(13)],
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_of_it_kept(li: Account, rows: Any):
    """Pages are strangers: every field is checked."""
    from webapp.domain.quality import services

    with pytest.raises(InvalidArgument):
        services.note(application_id=li.application_id, room_id=ROOM, reporter_id=li.pk, rows=rows)
    assert kept() == []


def test_outside_of_a_room_there_is_nothing_to_tell(li: Account):
    with pytest.raises(NotSeated):
        tell(li, [0, 5, "fine", 0, 0], room=0)


def test_strangers_of_another_application_are_left_out(li: Account):
    """A page cannot put samples on accounts that it has no business with."""
    stranger = make_account(make_application("other"), "zhou")
    tell(li, [0, 9, "fine", 0, 0], [stranger.pk, 1, "loss", 30, 0])
    assert [sample.subject_id for sample in kept()] == [li.pk]


def test_nobody_tells_twice_within_a_second(li: Account, wang: Account):
    tell(li, [0, 9, "fine", 0, 0])
    with pytest.raises(InvalidState):
        tell(li, [0, 8, "fine", 0, 0])
    tell(wang, [0, 8, "fine", 0, 0])
    earlier(1.1)
    tell(li, [0, 7, "fine", 0, 0])
    assert [sample.score for sample in kept()] == [9, 8, 7]


def test_within_an_hour_one_page_fills_no_more_than_its_share(li: Account, monkeypatch: pytest.MonkeyPatch):
    from webapp.domain.quality import services

    monkeypatch.setattr(services, "MOST_AN_HOUR", 3)
    for _ in range(3):
        tell(li, [0, 9, "fine", 0, 0])
        earlier(2)
    with pytest.raises(InvalidState):
        tell(li, [0, 9, "fine", 0, 0])
    earlier(3600)
    tell(li, [0, 9, "fine", 0, 0])


def test_samples_are_forgotten_after_two_weeks(li: Account):
    from webapp.domain.quality import services

    tell(li, [0, 9, "fine", 0, 0])
    earlier(13 * 86400)
    assert services.sweep() == 0
    earlier(86400 + 1)
    assert services.sweep() == 1
    assert kept() == []


def test_server_and_page_know_the_same_reasons():
    """The page's rules stand in TypeScript; a reason the server does not know would be refused."""
    from webapp.domain.quality.models import Reason

    named = re.search(r"export type QualityReason = (.+);", RULES.read_text(encoding="utf-8"))
    assert named is not None
    assert re.findall(r'"(\w+)"', named[1]) == Reason.values


def _talked(li: Account, wang: Account) -> Any:
    """A call of a minute, with a bad time in it."""
    from webapp.domain.calls.models import Call

    tell(li, [0, 10, "fine", 0, 40], [wang.pk, 10, "fine", 0, 40])
    earlier(20)
    tell(li, [0, 10, "fine", 0, 40], [wang.pk, 3, "loss", 12, 90])
    earlier(20)
    tell(wang, [0, 4, "bandwidth", 0, 90])
    now = clock.now()
    return Call.objects.create(
        application=li.application,
        key="k",
        caller=li,
        callee=wang,
        room_number=ROOM,
        ring_due_at=now,
        started_at=now - timedelta(seconds=60),
        ended_at=now,
        state="ended",
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["li sends", "wang sends", "wang at li", "packets lost, at worst 3 of 10", "line too slow"]),
        ("zh-hans", ["li 发送", "wang 到达 li", "丢包，最低 3 分"]),
    ],
)
def test_the_page_of_a_call_shows_each_direction_and_the_bad_times_in_words(
    admin_client: Any, li: Account, wang: Account, language: str, words: list[str]
):
    """An admin reads who had a bad time, when and why, without a chart library."""
    call = _talked(li, wang)
    page = admin_client.get(f"/admin/calls/call/{call.pk}/change/", headers={"accept-language": language})
    text = page.content.decode()
    assert all(word in text for word in words), [word for word in words if word not in text]
    assert text.count('class="quality__row"') == 3
    assert 'class="quality__3"' in text


def test_a_room_shows_its_last_hours_and_a_quiet_one_a_dash(admin_client: Any, li: Account, wang: Account):
    from webapp.domain.rooms.models import Room

    for number in (ROOM, 99):
        Room.objects.create(number=number, application=li.application)
    tell(li, [0, 10, "fine", 0, 40])
    page = admin_client.get(f"/admin/rooms/room/{ROOM}/change/").content.decode()
    assert page.count('class="quality__row"') == 1
    assert "quality__row" not in admin_client.get("/admin/rooms/room/99/change/").content.decode()


def test_names_are_shown_as_text(admin_client: Any, li: Account, wang: Account):
    """A person's name is a stranger's text on an admin's page."""
    from webapp.domain.accounts.models import Account

    Account.objects.filter(pk=li.pk).update(nickname="<script>alert(1)</script>")
    call = _talked(li, wang)
    page = admin_client.get(f"/admin/calls/call/{call.pk}/change/").content.decode()
    assert "<script>alert(1)" not in page
