"""Malformed RTP, RTCP, STUN, DTLS and SDP: thousands of broken packets, the same in every run.

`python -m bench.fuzz` does the same to a whole node for as long as one likes.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from pathlib import Path

import pytest
from aiortc.rtcdtlstransport import RTCCertificate

from bench.media.house import NodeProcess, WebSide, until
from bench.media.mutations import Mutator
from bench.media.page import DELTA_FRAME
from bench.media.rtc_client import RtcClient
from tests.media import wire
from tests.media.captures import answer, packets
from tests.media.scene import EnterPage, connect
from tests.media.test_tcp import check
from webapp.media.core import opus, rtcp, rtp
from webapp.media.core.formats import CODECS, EXT_MID, FORMATS, Format, format_of
from webapp.media.core.rtcp import MalformedRtcp
from webapp.media.core.twcc import MalformedFeedback, arrival_times
from webapp.media.core.vp8 import PictureIdMap
from webapp.media.forwarder.layout import Layout
from webapp.media.rtc import sdp
from webapp.media.rtc.icelite import Mux
from webapp.media.rtc.path import Path as Way
from webapp.media.rtc.session import Session

MEDIA = [p for name in ("vp8", "h264", "vp9", "av1", "opus", "red") for p in packets(name)]


def test_broken_rtp_is_read_or_refused() -> None:
    """Every reader of packets either reads or says MalformedRtp; nothing else is raised."""
    for packet in Mutator(1).broken(MEDIA, 6000):
        if len(packet) < rtp.HEADER_LENGTH:
            continue  # what is shorter is dropped before anybody reads it
        with suppress(rtp.MalformedRtp):
            extensions = rtp.read_extensions(packet)
            rtp.extension_text(packet, extensions, EXT_MID)
            layout = Layout(packet)
            layout.shape(packet, layout.block(packet), 2.0)
            layout.block(MEDIA[0])
            rtp.is_padding_only(packet)
            rtp.unwrap_rtx(packet, payload_type=96, ssrc=1)
            rtp.wrap_rtx(packet, payload_type=97, ssrc=1, sequence=1)
        with suppress(rtp.MalformedRtp):
            opus.channels(packet)
        format_of(packet)
        PictureIdMap().rewrite(bytearray(packet))
        for kind in FORMATS.values():
            if kind.starts_keyframe is not None and kind.picture_size is not None:
                kind.starts_keyframe(packet)
                kind.picture_size(packet)


@pytest.mark.usefixtures("each_twin")
@pytest.mark.parametrize("kind", FORMATS.values(), ids=lambda kind: kind.codec)
def test_a_stream_goes_on_after_broken_packets(kind: Format) -> None:
    """Decryption proves who sent a packet, not that it is right: the page may be anybody's."""
    source, viewer, newcomer = wire.Sender(kind=kind), wire.Viewer(kind=kind), wire.Viewer(kind=kind)
    source.stream.attach(viewer.out, source.now_s)
    samples = packets(kind.codec)
    for packet in Mutator(2).broken([*samples, *MEDIA], 2000):
        source.now_s += 0.001
        if len(packet) >= rtp.HEADER_LENGTH:
            with suppress(rtp.MalformedRtp, IndexError):  # as the receiver does, which counts them
                source.stream.on_rtp(packet, rtp.read_extensions(packet), source.now_s)
        source.stream.due_nacks(source.now_s)
        source.stream.report(source.now_s)
    source.stream.attach(newcomer.out, source.now_s)
    source.sequence = ((source.stream.stats.newest or 0) + 2000) & 0xFFFF  # a number that no broken packet had
    source.send(samples[0][rtp.payload_offset(samples[0]) :])
    assert len(newcomer.packets) == 1


def test_broken_rtcp_is_read_or_refused() -> None:
    """Receiver reports, NACKs, PLIs and feedback, captured and made."""
    made = [rtcp.nack(1, 2, [3, 20]), rtcp.pli(1, 2), rtcp.sender_report(rtcp.SenderReport(1, 2, 3, 4, 5))]
    feedback = bytes.fromhex("000100050000010014002400 48006400".replace(" ", ""))
    for data in Mutator(3).broken([*packets("rtcp"), *made, rtcp.transport_feedback(1, 2, feedback)], 8000):
        with suppress(MalformedRtcp):
            for packet in rtcp.parse(data):
                if isinstance(packet, rtcp.TransportFeedback):
                    with suppress(MalformedFeedback):
                        arrival_times(packet.fci)


class Silence:
    """A wire on which nothing is ever heard."""

    descriptor, is_open = None, True

    def sendto(self, data: object, address: object) -> None: ...

    def route(self, address: object, receiver: object) -> None: ...

    def leave(self, address: object) -> None: ...


async def test_broken_stun_claims_nothing() -> None:
    """A check whose integrity does not hold is nobody's, however it is broken."""
    mux = Mux(["127.0.0.1"])
    transport = mux.new_transport()
    sound = check(transport)
    for number, data in enumerate(Mutator(4).broken([sound], 6000)):
        mux._on_packet(data, Way(Silence(), ("192.0.2.1", number % 60000 + 1)), 0.0)
        for path in list(transport.paths):
            # The fingerprint behind the integrity is not protected by it (RFC 8489 14.5).
            assert data[: len(sound) - 8] == sound[: len(sound) - 8]
            mux.release(path)
            transport.path = None
    mux.close()


@pytest.mark.parametrize("seed", range(6))
async def test_broken_dtls_ends_the_handshake_at_worst(seed: int) -> None:
    """Garbage on a proven path may cost that connection; the next one stands."""
    mux, certificate = Mux(["127.0.0.1"]), RTCCertificate.generateCertificate()
    mux.start()
    hello = b"\x16\xfe\xff" + bytes(8) + b"\x00\x60\x01" + bytes(range(95))
    broken = list(Mutator(seed).broken([hello, bytes((22,)) + bytes(60), bytes((20,)) + bytes(30)], 60))

    async def shake_hands(garbage: list[bytes]) -> bool:
        session = Session(mux, certificate, on_rtp=lambda p, a: None, on_rtcp=lambda p: None, on_state=lambda: None)
        client = RtcClient()
        client.answer(offer_of(mux, session, certificate))
        digest = next(f for f in client.transport_lines() if f.startswith("a=fingerprint:"))[14:].split(" ")
        session.start(frozenset({(digest[0], digest[1])}))
        for data in garbage:
            session.transport.on_dtls(data)
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(1.5 if garbage else 20):
                await client.connect()
        stands = session.is_connected
        await client.close()
        await session.close()
        return stands

    await shake_hands(broken)
    assert await shake_hands([])
    assert (mux._owners, mux._by_ufrag) == ({}, {})
    mux.close()


def offer_of(mux: Mux, session: Session, certificate: RTCCertificate) -> str:
    """An offer of the session's transport."""
    found = next(f for f in certificate.getFingerprints() if f.algorithm == "sha-256")
    where = sdp.OfferedTransport(
        session.transport.ufrag, session.transport.password, f"sha-256 {found.value}", mux.candidates(["127.0.0.1"])
    )
    media = [sdp.OfferedMedia("0", "video", "recvonly")]
    return sdp.build_offer(session_id=1, version=1, transport=where, media=media, upward=True)


def test_broken_answers_are_read_or_refused() -> None:
    """Captured answers, byte by byte and line by line."""
    texts = [answer(name).encode() for name in ("publishes", "receives")]
    lines = [text.split(b"\r\n") for text in texts]
    mutator = Mutator(5)
    for text in mutator.broken(texts, 2000):
        with suppress(sdp.MalformedAnswer):
            sdp.read_answer(text.decode("utf-8", "replace"))
    for number, line in enumerate(mutator.broken([line for text in lines for line in text], 3000)):
        whole = list(lines[number % 2])
        whole[number % len(whole)] = line
        with suppress(sdp.MalformedAnswer):
            read = sdp.read_answer(b"\r\n".join(whole).decode("utf-8", "replace"))
            assert all(media.codecs <= CODECS.keys() for media in read.media)


@pytest.mark.servers
async def test_a_call_goes_on_while_a_node_is_fed_garbage(web: WebSide, enter: EnterPage, node: NodeProcess) -> None:
    """From strangers and from the page itself, over UDP and TCP: the picture flows, memory does not grow."""
    alice, bob = enter(1), enter(2)
    stream = await connect(web, alice, bob)
    where, mutator = ("127.0.0.1", node.lease().port), Mutator(6)
    samples = [*MEDIA, *packets("rtcp"), b"\x16\xfe\xff" + bytes(60), b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12)]
    pid = node.process.pid

    async def feed(count: int) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for number, data in enumerate(mutator.broken(samples, count)):
                stranger.sendto(data[:1400], where)
                alice.clients["pub"].send_raw(data[:1400])
                if number % 50 == 0:
                    flood(where, list(mutator.broken(samples, 20)))
                    stream.send(DELTA_FRAME)
                    await asyncio.sleep(0.01)

    await feed(1000)
    before = resident_bytes(pid)
    await feed(3000)
    count = len(bob.received(1, "video"))
    stream.send(DELTA_FRAME)
    await until(lambda: len(bob.received(1, "video")) > count, what="a packet after the garbage")
    assert resident_bytes(pid) - before < 8 << 20
    assert open_files(pid) < 100, "connections of strangers are closed"


def flood(where: tuple[str, int], data: list[bytes]) -> None:
    """One TCP connection: some frames, some noise, and no goodbye."""
    with socket.create_connection(where) as stranger, suppress(ConnectionError):
        for packet in data:
            stranger.sendall(len(packet).to_bytes(2, "big") + packet)
        stranger.sendall(b"".join(data)[:3000])


def resident_bytes(pid: int) -> int:
    """The memory a process really takes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) << 10


def open_files(pid: int) -> int:
    """How many files and sockets a process has open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
