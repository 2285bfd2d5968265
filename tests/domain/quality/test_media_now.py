"""What an administrator sees of a room or a call that is on: who gets which layer of whose picture, and why no more."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from webapp.domain.accounts.models import Account
from webapp.domain.calls.models import Call
from webapp.domain.rooms.models import Room
from webapp.kernel import clock
from webapp.media import protocol
from webapp.media.core.links import Link, RoomLinks, Served

pytestmark = pytest.mark.django_db

ROOM = 77_101
NODE = "node-of-test"
HEADINGS = 7
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def line() -> Iterator[redis.Redis]:
    """The Redis of the nodes; the room is on none of them before and after."""
    line = redis.Redis.from_url(os.environ["REDIS_URL"])
    keys = [protocol.room_key(ROOM), protocol.links_key(ROOM), protocol.lease_key(NODE)]
    line.delete(*keys)
    yield line
    line.delete(*keys)


def place(line: redis.Redis, *links: Link) -> None:
    """The room is on a living node, which tells these links as nodes do."""
    line.set(protocol.room_key(ROOM), NODE)
    line.set(protocol.lease_key(NODE), b"{}")
    if links:
        line.set(protocol.links_key(ROOM), protocol.encode(RoomLinks(NODE, ROOM, None, list(links))))


def words(page: Any) -> list[str]:
    """The section's text, cell by cell."""
    section = page.content.decode().split('id="media-now"')[1].split("<p>")[0]
    return [text.strip() for text in re.findall(r">([^<]+)<", section) if text.strip()]


def see(admin_client: Any, li: Account, language: str = "en") -> list[str]:
    """Open the room's page."""
    Room.objects.get_or_create(number=ROOM, application=li.application)
    return words(admin_client.get(f"/admin/rooms/room/{ROOM}/change/", headers={"accept-language": language}))


def links(li: Account, wang: Account) -> tuple[Link, Link]:
    """Li's camera reaches Wang in its middle layer and his screen thinned, Wang's camera is paused for Li."""
    to_wang = [
        Served(li.pk, "audio", 0, "single", 0, 0, 32_000, 1, 1),
        Served(li.pk, "video", 0, "m", 640, 360, 438_000, 2, 3, "bandwidth"),
        Served(li.pk, "screen", 0, "l", 960, 540, 41_000, 1, 2, "bandwidth", thinned=True),
    ]
    to_li = [Served(wang.pk, "video", 0, "none", 0, 0, 0, 0, 3, "bandwidth")]
    return Link(wang.pk, 1_730_000, to_wang, loss_permille=12), Link(li.pk, 0, to_li)


TABLE = {
    "en": [
        *("wang", "line: 1.7 Mb/s, 1.2 % lost", "li", "sound", "–", "–", "32 kb/s"),
        *("li", "camera", "medium (2 of 3)", "640 × 360", "438 kb/s", "line too slow"),
        *("li", "screen", "low (1 of 2), fewer pictures", "960 × 540", "41 kb/s", "line too slow"),
        *("li", "line: unknown, 0.0 % lost", "wang", "camera", "picture paused", "–", "0 kb/s", "line too slow"),
    ],
    "zh-hans": [
        *("wang", "线路：1.7 Mb/s，丢包 1.2 %", "li", "声音", "–", "–", "32 kb/s"),
        *("li", "摄像头", "中（2/3）", "640 × 360", "438 kb/s", "带宽不足"),
        *("li", "屏幕", "低（1/2），已降帧", "960 × 540", "41 kb/s", "带宽不足"),
        *("li", "线路：未知，丢包 0.0 %", "wang", "摄像头", "画面已暂停", "–", "0 kb/s", "带宽不足"),
    ],
}


@pytest.mark.parametrize("language", TABLE)
def test_a_room_shows_who_gets_which_layer_at_which_rate(
    admin_client: Any, li: Account, wang: Account, line: redis.Redis, language: str
):
    """Issue 4: what is really served to each viewer is visible, with names in place of numbers."""
    place(line, *links(li, wang))
    title, *table = see(admin_client, li, language)
    assert NODE in title
    assert table[HEADINGS:] == TABLE[language]


def test_why_a_picture_is_no_larger_is_said_in_words(admin_client: Any, li: Account, wang: Account, line: redis.Redis):
    """A small tile and a hidden one are no fault, a codec that the browser lacks is."""
    rows = [
        Served(li.pk, "video", 0, "m", 640, 360, 400_000, 2, 3, "tile"),
        Served(li.pk, "screen", 0, "l", 960, 540, 100_000, 1, 2, "hidden"),
        Served(li.pk, "video", 1, "undecodable", 0, 0, 0),
    ]
    place(line, Link(wang.pk, 900_000, rows))
    told = see(admin_client, li)
    assert [told[told.index(name) + 1] for name in ("camera", "screen", "camera 2")] == [
        "medium (2 of 3)",
        "low (1 of 2)",
        "nothing yet",
    ]
    assert [word for word in told if word in {"shown small", "nobody looks", "the browser cannot play it"}] == [
        "shown small",
        "nobody looks",
        "the browser cannot play it",
    ]


def test_a_room_on_no_node_says_so(admin_client: Any, li: Account, line: redis.Redis):
    """Also when the node that had it has died."""
    assert see(admin_client, li)[0].startswith("No media node holds this room")
    line.set(protocol.room_key(ROOM), NODE)
    assert see(admin_client, li)[0].startswith("No media node holds this room")


def test_a_room_in_which_nothing_flows_says_so(admin_client: Any, li: Account, line: redis.Redis):
    place(line)
    assert see(admin_client, li) == [f"Nothing flows on media node {NODE}: nobody sees or hears anybody here."]
    place(line, Link(li.pk, 0, []))
    assert see(admin_client, li) == [f"Nothing flows on media node {NODE}: nobody sees or hears anybody here."]


def test_the_admin_opens_although_redis_does_not_answer(
    admin_client: Any, li: Account, monkeypatch: pytest.MonkeyPatch
):
    """What flows is a detail; the room's page is needed most when something is broken."""
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    assert see(admin_client, li) == ["What flows is not known: Redis does not answer."]


def test_a_call_shows_it_until_it_is_over(admin_client: Any, li: Account, wang: Account, line: redis.Redis):
    """A call's page leads to the same table as the room that it takes place in."""
    place(line, *links(li, wang))
    now = clock.now()
    people = {"application": li.application, "caller": li, "callee": wang}
    call = Call.objects.create(**people, key="k", room_number=ROOM, ring_due_at=now, started_at=now, state="active")
    url = f"/admin/calls/call/{call.pk}/change/"
    assert "medium (2 of 3)" in words(admin_client.get(url, headers=ENGLISH))
    Call.objects.filter(pk=call.pk).update(ended_at=now, state="ended")
    page = admin_client.get(url, headers=ENGLISH).content.decode()
    assert "The call is over: nothing flows any more." in page
    assert 'id="media-now"' not in page


def test_names_in_the_table_are_shown_as_text(admin_client: Any, li: Account, wang: Account, line: redis.Redis):
    """A person's name is a stranger's text on an admin's page."""
    Account.objects.filter(pk=li.pk).update(nickname="<script>alert(1)</script>")
    place(line, *links(li, wang))
    Room.objects.create(number=ROOM, application=li.application)
    page = admin_client.get(f"/admin/rooms/room/{ROOM}/change/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
