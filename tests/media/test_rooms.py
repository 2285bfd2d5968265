"""How a real media node follows its plans: offers, routes, incarnations, recordings."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from bench.media.house import NodeProcess, WebSide, until
from bench.media.page import DELTA_FRAME, KEY_FRAME, SentStream
from tests.media.scene import EnterPage, connect, key_frame, payload, sequence, task_facts
from webapp.media.core import rtcp, rtp
from webapp.media.core.formats import EXT_RID
from webapp.media.core.plan import PlannedRecording
from webapp.media.core.style import Framing, Pane
from webapp.media.core.tape import Packet, read_records

pytestmark = pytest.mark.servers


async def test_a_closed_camera_is_not_forwarded_and_returns_without_a_gap(web: WebSide, enter: EnterPage) -> None:
    """Closing keeps the m-line; on re-opening the viewer's numbers go on as if nothing had been."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    offers = len(alice.offers), len(bob.offers)
    web.open(alice.session)
    await asyncio.sleep(0.2)
    count = len(bob.received(1, "video"))
    for _ in range(10):
        stream.send(DELTA_FRAME)
    await asyncio.sleep(0.2)
    assert len(bob.received(1, "video")) == count
    web.open(alice.session, ("video", 0))
    await asyncio.sleep(0.2)
    stream.send(DELTA_FRAME)  # no key frame: useless to the viewer
    stream.send(KEY_FRAME)
    await until(lambda: len(bob.received(1, "video")) == count + 1, what="the picture")
    before, first = bob.received(1, "video")[-2:]
    assert sequence(first) == (sequence(before) + 1) & 0xFFFF
    assert payload(first) == KEY_FRAME
    assert (len(alice.offers), len(bob.offers)) == offers


async def test_a_route_waits_for_its_source(web: WebSide, enter: EnterPage) -> None:
    """A route to what nobody publishes yet takes effect when it appears."""
    alice, bob = enter(1), enter(2)
    web.show(bob.session, alice.stream("video"))
    await asyncio.sleep(0.3)
    assert bob.offers == []
    await connect(web, alice, bob)


async def test_a_publisher_that_reconnects_continues_at_the_viewer(web: WebSide, enter: EnterPage) -> None:
    """A new incarnation has new SSRCs and numbers; the viewer keeps its m-line and sees one stream."""
    alice, bob = enter(1), enter(2)
    await connect(web, alice, bob)
    last = bob.received(1, "video")[-1]
    count, offers = len(bob.received(1, "video")), len(bob.offers)
    epoch = alice.epochs["pub"]
    await asyncio.sleep(1)
    web.say(alice.session, {"type": "failed", "pc": "pub", "peer": epoch})
    await until(lambda: alice.epochs["pub"] != epoch and ("video", 0) in alice.sent, what="a new connection")
    alice.sent["video", 0].sequence = 1000
    alice.sent["video", 0].send(KEY_FRAME)
    await until(lambda: len(bob.received(1, "video")) > count, what="the picture")
    first = bob.received(1, "video")[count]
    assert sequence(first) == (sequence(last) + 1) & 0xFFFF
    moved = rtp.read_header(first).timestamp - rtp.read_header(last).timestamp & 0xFFFFFFFF
    assert 0.5 < moved / 90000 < 10, "the clock went on by the time that passed"
    assert len(bob.offers) == offers


async def test_a_viewer_that_changes_its_address_keeps_its_picture(web: WebSide, enter: EnterPage) -> None:
    """RFC 8445 8: a nominated check from a new address moves the media there; keys and numbers stay."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    await bob.clients["sub"].rebind()
    await asyncio.sleep(0.2)
    count = len(bob.received(1, "video"))
    stream.send(DELTA_FRAME)
    await until(lambda: len(bob.received(1, "video")) > count, what="a packet at the new address")


async def test_an_unanswered_offer_is_made_again(web: WebSide, enter: EnterPage) -> None:
    """The offer or its answer may be lost on the way: it comes again, as a version the page cannot have seen."""
    alice = enter(1)
    alice.answers = False
    web.open(alice.session, ("video", 0))
    await until(lambda: len(alice.offers) >= 2, what="the second offer")
    assert [o["version"] for o in alice.offers] == [1, 2]
    assert alice.offers[0]["peer"] == alice.offers[1]["peer"]
    alice.answer(alice.offers[0])
    alice.answer(alice.offers[1])
    await asyncio.wait_for(alice.connected["pub"].wait(), 30)


async def test_one_offer_at_a_time(web: WebSide, enter: EnterPage) -> None:
    """RFC 8829 5.5.2: an answer belongs to one offer; what changed meanwhile goes into the next."""
    alice, bob = enter(1), enter(2)
    await alice.open(("audio", 0), ("video", 0), ("video", 1))
    bob.answers = False
    web.show(bob.session, alice.stream("audio"))
    await until(lambda: len(bob.offers) == 1, what="the first offer")
    web.show(bob.session, alice.stream("audio"), alice.stream("video"))
    web.show(bob.session, alice.stream("audio"), alice.stream("video"), alice.stream("video", 1))
    await asyncio.sleep(0.3)
    assert [o["version"] for o in bob.offers] == [1]
    bob.answers = True
    bob.answer(bob.offers[0])
    await until(lambda: len(bob.offers) == 2, what="the second offer")
    assert bob.offers[1]["version"] == 2
    assert [(t["kind"], t["index"]) for t in bob.offers[1]["tracks"]] == [("audio", 0), ("video", 0), ("video", 1)]


async def test_a_plan_without_people_closes_the_room(web: WebSide, enter: EnterPage, node: NodeProcess) -> None:
    """Both connections of everyone are closed, and the node's lease counts no room."""
    alice, bob = enter(1), enter(2)
    await connect(web, alice, bob)
    web.leave(alice.session)
    web.leave(bob.session)
    await until(lambda: alice.closed == ["pub"] and bob.closed == ["sub"], what="the close")
    await until(lambda: node.lease().rooms == 0 and node.lease().peers == 0, what="an empty lease")


async def test_a_recording_writes_files_and_tells_the_web_side(
    web: WebSide, enter: EnterPage, node: NodeProcess, redis_url: str, tmp_path: Path
) -> None:
    """Start is told with the first packet, the end only when the files are closed."""
    alice, bob = enter(1), enter(2)
    await connect(web, alice, bob)
    stream = alice.sent["video", 0]
    [sound] = await alice.open(("video", 0), ("audio", 0)) and [alice.sent["audio", 0]]
    broker = redis.Redis.from_url(redis_url)
    recording = PlannedRecording(17, str(tmp_path / "r17"), (alice.stream("audio"), alice.stream("video")))
    web.record(recording)
    frame = KEY_FRAME + bytes(60)

    def has_started() -> bool:
        stream.send(frame)
        sound.send(b"\xfc\xff\xfe")
        return task_facts(broker, "media.recording_started", web.room) is not None

    await until(has_started, what="the start")
    for _ in range(25):
        stream.send(frame)
        sound.send(b"\xfc\xff\xfe")
        await asyncio.sleep(0.02)
    web.record()
    await until(lambda: task_facts(broker, "media.tracks_written", web.room) is not None, what="the end")
    assert task_facts(broker, "media.tracks_written", web.room) == {
        "recording_id": 17,
        "room": web.room,
        "node": node.name,
    }
    lines = [json.loads(line) for line in (tmp_path / "r17" / "manifest.jsonl").read_text().splitlines()]
    assert {line["kind"] for line in lines if "kind" in line} == {"audio", "video"}
    assert {line["account"] for line in lines if "account" in line} == {1}
    for name in {line["file"] for line in lines}:
        assert (tmp_path / "r17" / name).stat().st_size > 100


async def test_a_recording_takes_the_layer_that_its_film_shows_and_changes_it_with_the_layout(
    web: WebSide, enter: EnterPage, tmp_path: Path
) -> None:
    """ADR 26: the plan says how large the film shows the camera; the larger layer is asked for a key frame."""
    alice = enter(1)
    alice.amend_answer = lambda sdp: f"{sdp}a=simulcast:send l;m;h\r\n"
    [first] = await alice.open(("video", 0))
    sizes = {"l": (320, 180), "m": (640, 360), "h": (1280, 720)}
    layers = {rid: SentStream(first.client, first.mid, "video") for rid in sizes}

    def send() -> None:
        for rid, layer in layers.items():
            layer.send(key_frame(sizes[rid]), elements={EXT_RID: rid.encode()})

    def tapes() -> list[set[int]]:
        """The SSRCs of each tape, in the order of their beginnings."""
        send()
        return [ssrcs_of(tape) for tape in sorted((tmp_path / "r").glob("*.tape"), key=tape_number)]

    def asked() -> set[int]:
        return {packet.media_ssrc for packet in alice.feedback if isinstance(packet, rtcp.KeyframeRequest)}

    for _ in range(20):
        send()
        await asyncio.sleep(0.02)
    small = Framing(1280, 720, "panes", panes=(Pane(1, "video", 0, 0, 0, 640, 360),))
    recording = PlannedRecording(18, str(tmp_path / "r"), (alice.stream("video"),), framing=small)
    web.record(recording)
    await until(lambda: tapes()[-1:] == [{layers["m"].ssrc}], what="the middle layer")
    assert {layers["h"].ssrc} not in tapes()
    assert layers["h"].ssrc not in asked()
    web.record(replace(recording, framing=Framing(1280, 720, "single", first=1)))
    await until(lambda: tapes()[-1:] == [{layers["h"].ssrc}], what="the highest layer")
    assert layers["h"].ssrc in asked()


def ssrcs_of(tape: Path) -> set[int]:
    """Whose packets were written so far."""
    records = read_records(tape.read_bytes())
    return {int.from_bytes(record.data[8:12], "big") for record in records if isinstance(record, Packet)}


def tape_number(tape: Path) -> int:
    """How many were begun before it."""
    return int(tape.name.split("-")[-3])
