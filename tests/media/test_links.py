"""What a node tells about who speaks and what flows to whom, to pages that are no browsers."""

from __future__ import annotations

import asyncio

import pytest

from bench.media.house import WebSide, until
from bench.media.page import DELTA_FRAME
from tests.media.scene import EnterPage, connect
from webapp.media import protocol
from webapp.media.core.formats import EXT_AUDIO_LEVEL

pytestmark = pytest.mark.servers

SPEECH, SILENCE = 25, 127


async def test_everybody_is_told_who_speaks(web: WebSide, enter: EnterPage) -> None:
    """RFC 6464: pages write their loudness into their packets; a change of the speaker is told once."""
    alice, bob, carol = enter(1), enter(2), enter(3)
    [first], [second] = await alice.open(("audio", 0)), await bob.open(("audio", 0))

    async def talk(levels: tuple[int, int], speakers: list[int]) -> None:
        async def is_told() -> bool:
            for stream, level in zip((first, second), levels, strict=True):
                stream.send(b"\xfc\x01", elements={EXT_AUDIO_LEVEL: bytes((level,))})
            return carol.speakers == speakers

        await until(is_told, what=f"the speakers {speakers}")

    await talk((SPEECH, SILENCE), [1])
    await talk((SILENCE, SPEECH), [1, 2])
    assert alice.speakers == bob.speakers == [1, 2]


async def test_what_flows_to_whom_is_there_to_be_looked_at(web: WebSide, enter: EnterPage) -> None:
    """For the page that watches and for operators: layer, size and rate of every stream, and what the link carries."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    web.say(bob.session, {"type": "watch_stats", "on": True})

    def flowing() -> dict[str, object] | None:
        stream.send(DELTA_FRAME)
        rows = bob.links[-1]["served"] if bob.links else []
        return rows[0] if rows and rows[0]["bitrate_bps"] else None

    await until(lambda: flowing() is not None, what="a rate")
    row = flowing()
    assert row is not None
    assert {key: row[key] for key in ("account", "kind", "index", "layer", "width", "height")} == {
        "account": 1,
        "kind": "video",
        "index": 0,
        "layer": "single",
        "width": 320,
        "height": 240,
    }
    told = web.client.links(web.room)
    assert told is not None
    assert told.room == web.room
    assert {link.account: len(link.served) for link in told.links} == {1: 0, 2: 1}


async def test_a_room_that_ended_has_no_links_left(web: WebSide, enter: EnterPage) -> None:
    """What is shown to operators ends by itself, seconds after the last word about it."""
    alice, bob = enter(1), enter(2)
    await connect(web, alice, bob)
    await until(lambda: web.client.links(web.room) is not None, what="the links")
    web.leave(alice.session)
    web.leave(bob.session)
    gone_s = await until(lambda: web.client.links(web.room) is None, what="the end")
    assert gone_s < protocol.LINKS_TTL_MS / 1000 + 1


async def test_a_size_that_makes_no_sense_is_refused_and_costs_nothing(web: WebSide, enter: EnterPage) -> None:
    """Whatever a page says about its tiles, its stream goes on."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    view = {"type": "view", "account": 1, "kind": "video", "index": 0, "width": 640, "height": 360}
    for change in ({"width": -1}, {"height": 10**9}, {"kind": "smell"}, {"account": "x"}):
        web.say(bob.session, {**view, **change})
    for account in range(300):
        web.say(bob.session, {**view, "account": account})
    await asyncio.sleep(0.3)
    before = len(bob.received(1, "video"))
    stream.send(DELTA_FRAME)
    await until(lambda: len(bob.received(1, "video")) > before, what="another packet")
