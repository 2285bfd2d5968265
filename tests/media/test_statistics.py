"""What a node tells a page that looks at the numbers of others."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from bench.media.house import WebSide, until
from bench.media.page import DELTA_FRAME, PlainPage, SentStream
from tests.media.scene import EnterPage, connect
from tests.media.wire import Sender
from webapp.media.core import rtcp
from webapp.media.core.formats import OPUS
from webapp.media.core.plan import Stream
from webapp.media.core.rtp import HEADER
from webapp.media.node.statistics import Statistics

pytestmark = pytest.mark.servers


async def test_a_page_that_looks_hears_each_second_what_comes_from_a_publisher(web: WebSide, enter: EnterPage) -> None:
    """Measured at the node, also for somebody who receives nothing; only those who look are told."""
    alice, bob, carol = enter(1), enter(2), enter(3)
    stream = await connect(web, alice, bob)
    web.say(carol.session, {"type": "watch_stats", "on": True})
    for _ in range(100):
        stream.send(DELTA_FRAME)
        await asyncio.sleep(0.02)
        if carol.stats and carol.stats[-1]:
            break
    await until(lambda: bool(carol.stats and carol.stats[-1]), what="the numbers")
    [row] = carol.stats[-1]
    assert (row["account"], row["kind"], row["index"], row["loss_permille"]) == (1, "video", 0, 0)
    assert row["bitrate_bps"] > 20 * len(DELTA_FRAME) * 8
    assert row["fps"] > 15
    assert (row["codec"], row["clock_hz"], row["width"], row["height"]) == ("video/VP8", 90_000, 320, 240)
    assert bob.stats == []
    web.say(carol.session, {"type": "watch_stats", "on": False})
    await asyncio.sleep(0.3)
    heard = len(carol.stats)
    await asyncio.sleep(1.3)
    assert len(carol.stats) == heard


async def watched(web: WebSide, page: PlainPage, stream: SentStream, payloads: list[bytes]) -> dict[str, Any]:
    """What a page that looks hears of the stream, while it sends the payloads over and over."""
    web.say(page.session, {"type": "watch_stats", "on": True})
    while len([rows for rows in page.stats if rows]) < 2:
        for payload in payloads:
            stream.send(payload)
            await asyncio.sleep(0.02)
    row: dict[str, Any] = page.stats[-1][0]
    return row


async def test_what_was_lost_on_the_way_counts_even_when_it_came_again(
    web: WebSide, enter: EnterPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One packet of ten is lost and sent again when asked for (RFC 4588): the network lost a hundred per thousand."""
    alice, carol = enter(1), enter(2)
    stream = await connect(web, alice, enter(3))
    send = stream.client.send_rtp

    def send_most(packet: bytes) -> None:
        is_lost = packet[1] & 0x7F == stream.payload_type and HEADER.unpack_from(packet)[2] % 10 == 0
        if not is_lost:
            send(packet)

    monkeypatch.setattr(stream.client, "send_rtp", send_most)

    row = await watched(web, carol, stream, [DELTA_FRAME])
    assert 50 <= row["loss_permille"] <= 150
    assert stream.rtx_sequence > 7, "the lost packets were sent again"


async def test_sound_is_told_by_its_channels_and_its_loudest_moment(web: WebSide, enter: EnterPage) -> None:
    """RFC 6716 3.1: bit 2 of an Opus packet is stereo. RFC 6464: a page that tells no level counts as silent."""
    alice, carol = enter(1), enter(2)
    [voice] = await alice.open(("audio", 0))
    row = await watched(web, carol, voice, [b"\x7c\x01\x02"])
    assert (row["codec"], row["clock_hz"], row["channels"], row["width"], row["fps"]) == ("audio/opus", 48_000, 2, 0, 0)
    assert row["level_dbov"] == -127


def test_the_loudest_moment_is_that_of_the_time_between_two_looks() -> None:
    """RFC 6464: 0 is full scale, 127 silence; what is heard while nobody looks is not kept."""
    sender, statistics = Sender(kind=OPUS), Statistics(lambda peer: 7)
    voice = Stream("a", "audio", 0)
    statistics.hear(voice, 3)
    statistics.watch("b", 0.0, on=True)
    sender.send(b"\x7c\x01")
    assert statistics.rows({voice: sender.stream}, 1.0) == []
    for level in (50, 20, 60):
        statistics.hear(voice, level)
    [row] = statistics.rows({voice: sender.stream}, 2.0)
    assert (row.account, row.level_dbov, row.channels) == (7, -20, 2)
    [row] = statistics.rows({voice: sender.stream}, 3.0)
    assert row.level_dbov == -127


async def test_the_round_trip_to_a_publisher_is_measured(web: WebSide, enter: EnterPage) -> None:
    """RFC 3611 4.4 and 4.5: the node asks with its clock, the page gives it back and says how long it kept it."""
    alice, carol = enter(1), enter(2)
    [voice] = await alice.open(("audio", 0))
    lag_s = 0.2
    lags_s: list[float] = []

    def reply(data: bytes, asked_s: float) -> None:
        lags_s.append(time.monotonic() - asked_s)  # more than asked for on a busy machine
        voice.client.send_rtcp(data)

    def answer(compound: bytes) -> None:
        for data in rtcp.split(compound):
            if data[1] != rtcp.XR:
                continue
            reference = int.from_bytes(data[14:18], "big")
            words = (voice.ssrc, 0x05000003, int.from_bytes(data[4:8], "big"), reference, 0)
            told = b"\x80\xcf\x00\x05" + b"".join(word.to_bytes(4, "big") for word in words)
            asyncio.get_running_loop().call_later(lag_s, reply, told, time.monotonic())

    voice.client.on_rtcp = answer
    row = await watched(web, carol, voice, [b"\x78\x01\x02"])
    while row["rtt_ms"] == 0:
        row = await watched(web, carol, voice, [b"\x78\x01\x02"])
    assert 200 <= row["rtt_ms"] < 1000 * max(lags_s) + 400
