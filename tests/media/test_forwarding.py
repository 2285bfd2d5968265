"""What a real media node does to packets, over real UDP: pages here send bytes instead of pictures."""

from __future__ import annotations

import asyncio
import secrets
import struct

import pytest

from bench.media.house import WebSide, until
from bench.media.page import DELTA_FRAME, KEY_FRAME
from tests.media.scene import EnterPage, connect, payload, sequence
from webapp.media.core import formats, rtcp, rtp, twcc

pytestmark = pytest.mark.servers


async def test_packets_arrive_intact_and_in_one_numbering_across_the_wrap(web: WebSide, enter: EnterPage) -> None:
    """RFC 3550 5.1: a receiver sees one SSRC with consecutive numbers and a constant timestamp offset."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    before = len(bob.received(1, "video"))
    sent = []
    for _ in range(300):  # the sender's numbers wrap in between
        body = DELTA_FRAME + secrets.token_bytes(200)
        sent.append((stream.sequence, stream.timestamp, body))
        stream.send(body)
        await asyncio.sleep(0.001)
    await until(lambda: len(bob.received(1, "video")) >= before + 300, what="all packets")
    got = bob.received(1, "video")[before:]
    assert [payload(packet) for packet in got] == [body for _, _, body in sent]
    assert len({(sequence(p) - s) & 0xFFFF for p, (s, _, _) in zip(got, sent, strict=True)}) == 1
    assert len({(rtp.read_header(p).timestamp - t) & 0xFFFFFFFF for p, (_, t, _) in zip(got, sent, strict=True)}) == 1
    assert {rtp.read_header(p).ssrc for p in got} == {bob.ssrcs_of(1, "video")[0]} != {stream.ssrc}


async def test_the_senders_mid_does_not_reach_the_viewer(web: WebSide, enter: EnterPage) -> None:
    """RFC 8843 9.2: a MID names an m-line of the connection it travels on, so another leg must not see it."""
    alice, bob = enter(1), enter(2)
    await connect(web, alice, bob)
    assert rtp.read_extensions(bob.received(1, "video")[0]) == {}


async def test_what_the_wire_lost_is_asked_for_and_comes_late(web: WebSide, enter: EnterPage) -> None:
    """RFC 4585 6.2.1 upwards: the node asks the sender again, and the viewer gets the packet after all."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    lost = {(stream.sequence + n) & 0xFFFF for n in (3, 4, 9)}
    alice.clients["pub"].drop_outgoing = lambda p: sequence(p) in lost and p[1] & 0x7F == stream.payload_type
    bodies = [DELTA_FRAME + bytes((n,)) * 50 for n in range(20)]
    before = len(bob.received(1, "video"))
    for body in bodies:
        stream.send(body)
        await asyncio.sleep(0.005)
    await until(lambda: len(bob.received(1, "video")) == before + 20, what="the lost packets")
    got = bob.received(1, "video")[before:]
    assert sorted(payload(p) for p in got) == sorted(bodies)
    assert any(isinstance(f, rtcp.Nack) and set(f.sequences) & lost for f in alice.feedback)


async def test_a_viewers_nack_is_answered_by_a_retransmission(web: WebSide, enter: EnterPage) -> None:
    """RFC 4588 4: on the retransmission SSRC, with the original number in front of the payload."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    for n in range(10):
        stream.send(DELTA_FRAME + bytes((n,)))
    await until(lambda: len(bob.received(1, "video")) > 10, what="ten packets")
    wanted = bob.received(1, "video")[-4]
    media, repair = bob.ssrcs_of(1, "video")
    bob.clients["sub"].send_rtcp(rtcp.nack(1, media, [sequence(wanted)]))
    await until(lambda: bool(bob.packets[repair]), what="the retransmission")
    assert rtp.unwrap_rtx(bob.packets[repair][0], payload_type=stream.payload_type, ssrc=media) == wanted


async def test_a_bandwidth_probe_is_not_forwarded(web: WebSide, enter: EnterPage) -> None:
    """Browsers probe by sending old packets again through RTX: duplicates stop at the node."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    first = stream.send(DELTA_FRAME)
    await asyncio.sleep(0.1)
    count = len(bob.received(1, "video"))
    for _ in range(5):
        stream.resend(first)
    last = stream.send(DELTA_FRAME + b"end")
    await until(lambda: len(bob.received(1, "video")) > count, what="the next packet")
    await asyncio.sleep(0.1)
    assert len(bob.received(1, "video")) == count + 1
    assert last == (first + 1) & 0xFFFF


async def test_a_new_viewer_causes_one_key_frame_request(web: WebSide, enter: EnterPage) -> None:
    """RFC 4585 6.3.1: the sender hears one PLI, however many viewers come within 300 ms."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    await asyncio.sleep(0.5)
    stream.send(DELTA_FRAME)
    alice.feedback.clear()
    late = [enter(account) for account in (3, 4, 5)]
    web.show_all_to_all()

    def all_negotiated() -> bool:
        stream.send(DELTA_FRAME)
        return all(page.connected["sub"].is_set() for page in late)

    await until(all_negotiated, what="three viewers")
    await until(lambda: rtcp.KeyframeRequest(stream.ssrc) in alice.feedback, what="a request")
    requests = [f for f in alice.feedback if isinstance(f, rtcp.KeyframeRequest)]
    assert len(requests) <= 2
    assert all(not page.received(1, "video") for page in late), "a viewer begins with a key frame"
    stream.send(KEY_FRAME)
    await until(lambda: all(page.received(1, "video") for page in late), what="pictures")


async def test_a_viewers_key_frame_request_is_passed_on(web: WebSide, enter: EnterPage) -> None:
    """RFC 4585 6.3.1 and RFC 5104 4.3.1: a PLI of a viewer reaches the sender, with the sender's own SSRC."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    await asyncio.sleep(0.4)
    stream.send(DELTA_FRAME)
    alice.feedback.clear()
    bob.clients["sub"].send_rtcp(rtcp.pli(1, bob.ssrcs_of(1, "video")[0]))
    await until(lambda: rtcp.KeyframeRequest(stream.ssrc) in alice.feedback, what="the request")


async def test_the_sender_hears_how_its_packets_arrive(web: WebSide, enter: EnterPage) -> None:
    """RFC 3550 6.4.2: a receiver report each second with what was lost."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    stream.answers_nacks = False
    lost = (stream.sequence + 5) & 0xFFFF
    alice.clients["pub"].drop_outgoing = lambda p: sequence(p) == lost
    for _ in range(20):
        stream.send(DELTA_FRAME)

    def blocks() -> list[rtcp.ReportBlock]:
        return [b for f in alice.feedback if isinstance(f, rtcp.ReceiverReport) for b in f.blocks]

    await until(lambda: any(b.ssrc == stream.ssrc and b.packets_lost == 1 for b in blocks()), what="the report")


async def test_sender_reports_are_translated(web: WebSide, enter: EnterPage) -> None:
    """RFC 3550 6.4.1: the clock pair stays true in the numbering the viewer sees."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    stream.send(DELTA_FRAME)
    await until(lambda: payload(bob.received(1, "video")[-1]) == DELTA_FRAME, what="the packet")
    theirs = (stream.timestamp - 3000) & 0xFFFFFFFF
    ours = rtp.read_header(bob.received(1, "video")[-1]).timestamp
    bob.reports.clear()
    stream.send_report(0x1234567800000000, (theirs + 900) & 0xFFFFFFFF)
    await until(lambda: bool(bob.reports), what="the report")
    assert bob.reports[0].ssrc == bob.ssrcs_of(1, "video")[0]
    assert bob.reports[0].ntp == 0x1234567800000000
    assert bob.reports[0].rtp_timestamp == (ours + 900) & 0xFFFFFFFF


async def test_transport_feedback_names_every_packet(web: WebSide, enter: EnterPage) -> None:
    """draft-holmer-rmcat-transport-wide-cc: arrivals and losses come back within 50 ms or so."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    client = alice.clients["pub"]
    for number in range(100, 130):
        if number == 110:
            continue
        header = struct.pack("!BBHLL", 0x90, stream.payload_type, stream.sequence, stream.timestamp, stream.ssrc)
        stream.sequence = (stream.sequence + 1) & 0xFFFF
        extension = struct.pack("!HHBHx", 0xBEDE, 1, formats.EXT_TRANSPORT_CC << 4 | 1, number)
        client.send_rtp(header + extension + DELTA_FRAME)
        await asyncio.sleep(0.005)

    def arrivals() -> dict[int, float | None]:
        fcis = [f.fci for f in alice.feedback if isinstance(f, rtcp.TransportFeedback)]
        return {a.sequence: a.arrival_s for fci in fcis for a in twcc.parse(fci)}

    await until(lambda: set(arrivals()) >= set(range(100, 130)), what="feedback for all")
    fates = arrivals()
    assert fates[110] is None
    times = [at for n, at in sorted(fates.items()) if at is not None]
    assert times == sorted(times)
