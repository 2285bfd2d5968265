"""What a node tells about who speaks and what flows to whom, to pages that are no browsers."""

from __future__ import annotations

import asyncio
import time

import pytest

from bench.media.house import WebSide, until
from bench.media.page import DELTA_FRAME, KEY_FRAME, PlainPage, SentStream
from tests.media.scene import EnterPage, connect
from webapp.media import protocol
from webapp.media.core import rtcp
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


class Streaming:
    """Pictures of 800 kb/s each and a loud voice, and a viewer who says what his link carries."""

    def __init__(self, viewer: PlainPage, pictures: list[SentStream], sound: SentStream) -> None:
        self.link_bps = 0
        self._viewer, self._pictures, self._sound = viewer, pictures, sound

    async def run(self) -> None:
        """Send at that rate, however late the machine wakes us."""
        begun_s, sent = time.monotonic(), 0
        while True:
            await asyncio.sleep(0.02)
            due = int(100 * (time.monotonic() - begun_s))
            for _ in range(due - sent):
                for picture in self._pictures:
                    picture.send(KEY_FRAME + bytes(1000))
            sent = due
            self._sound.send(b"\xfc\x01", elements={EXT_AUDIO_LEVEL: bytes((SPEECH,))})
            self._viewer.clients["sub"].send_rtcp(rtcp.remb(1, self.link_bps, []))

    async def brings(self, wanted: set[tuple[int, str]], link_bps: int) -> None:
        """The link carries so much now; wait until exactly these flow."""
        self.link_bps = link_bps
        await until(lambda: self.flowing() == wanted, timeout_s=30, what=f"what {link_bps} bit/s carry")

    def limits(self) -> set[str]:
        """What the viewer was last told that keeps away what does not flow."""
        rows = self._viewer.links[-1]["served"] if self._viewer.links else []
        return {row["limit"] for row in rows if row["layer"] == "none"}

    def flowing(self) -> set[tuple[int, str]]:
        """What the viewer was last told that it gets: whose stream of which kind."""
        rows = self._viewer.links[-1]["served"] if self._viewer.links else []
        return {(row["account"], row["kind"]) for row in rows if row["layer"] != "none"}


async def test_a_narrow_link_keeps_sound_then_the_screen_then_the_speaker(web: WebSide, enter: EnterPage) -> None:
    """Issue 4, bandwidth: three cameras and a screen on a link that carries one picture, two, and all of them."""
    alice, bob, carol, viewer = enter(1), enter(2), enter(3), enter(4)
    pictures = await alice.open(("video", 0), ("screen", 0))
    *more, sound = await bob.open(("video", 0), ("audio", 0))
    pictures += [*more, *await carol.open(("video", 0))]
    web.show_all_to_all()
    await until(lambda: viewer.connected["sub"].is_set(), what="the connection")
    web.say(viewer.session, {"type": "watch_stats", "on": True})
    streaming = Streaming(viewer, pictures, sound)
    running = asyncio.create_task(streaming.run())
    narrow = {(2, "audio"), (1, "screen")}
    wider = narrow | {(2, "video")}
    try:
        await streaming.brings(narrow, 1_200_000)
        await until(lambda: streaming.limits() == {"bandwidth"}, what="why the others are paused")
        await streaming.brings(wider, 2_000_000)
        await streaming.brings(wider | {(1, "video"), (3, "video")}, 6_000_000)
    finally:
        running.cancel()
