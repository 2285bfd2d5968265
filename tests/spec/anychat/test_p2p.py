"""Direct paths as the pages' mirrors know them (manual 4.3.5, 2.2 options 40-42); in browsers: tests/e2e."""

from __future__ import annotations

import json

from tests.cast import Page
from tests.stage import Opener

ROOM = 61


async def willing(anychat: Opener, name: str) -> Page:
    """A page in the room that connects to others on demand."""
    one = await anychat(name)
    await one.say("BRAC_EnterRoom", ROOM, "", 0)
    await one.say("sb.direct", "needed")
    return one


async def test_two_are_allowed_and_a_third_party_or_a_recording_ends_it(anychat: Opener) -> None:
    """4.3.5: paths come and go while one sits in the room; recorded or watched people send over the server."""
    a, b = await willing(anychat, "customer1"), await willing(anychat, "customer2")
    await a.say("BRAC_UserCameraControl", b.id, 1)
    await b.say("sb.signal", a.id, json.dumps({"pair": 1}))
    assert await a.hears("sb.signal") == (b.id, json.dumps({"pair": 1}))
    first = a.row("direct", b.id)
    assert (first["is_caller"], first["taken"], first["ice_servers"]) == (True, [], "[]")
    assert await a.say("sb.direct.take", b.id, "video", 0, 1) == 0
    await a.listen(0.2)
    assert a.row("direct", b.id)["taken"] == ["video/0"]
    c = await anychat("third")
    await c.say("BRAC_EnterRoom", ROOM, "", 0)
    await c.say("BRAC_UserCameraControl", b.id, 1)
    await a.listen(0.3)
    assert a.row("direct", b.id) == {}
    await c.say("BRAC_LeaveRoom", -1)
    await a.listen(0.3)
    again = a.row("direct", b.id)
    assert again["pair_id"] != first["pair_id"]
    assert again["taken"] == []
    await a.say("BRAC_StreamRecordCtrl", b.id, 1, 7, 0)
    await a.listen(0.3)
    assert a.row("direct", b.id) == {}


async def test_who_leaves_the_room_knows_of_no_path_any_more(anychat: Opener) -> None:
    """4.3.5: paths belong to the room; who comes back asks anew."""
    a, b = await willing(anychat, "customer1"), await willing(anychat, "customer2")
    await a.say("BRAC_UserCameraControl", b.id, 1)
    await b.listen(0.2)
    assert b.row("direct", a.id)
    await b.say("BRAC_LeaveRoom", -1)
    await a.listen(0.3)
    assert (a.row("direct", b.id), b.row("direct", a.id)) == ({}, {})
    assert await b.say("sb.signal", a.id, "{}") != 0
