"""A page without a browser: answers a node's offers with `RtcClient`s, publishes and receives bytes."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from bench.media.house import WebSide
from bench.media.rtc_client import RtcClient, rtp_packet
from webapp.media.core import rtcp
from webapp.media.core.formats import FORMATS, OPUS, RTX_FORMATS, VP8
from webapp.media.core.plan import Kind, Stream

# VP8 (RFC 7741): the descriptor that starts a frame, then a 320x240 key frame's header, or a delta frame's.
KEY_FRAME = b"\x10" + b"\x10\x02\x00\x9d\x01\x2a\x40\x01\xf0\x00"
DELTA_FRAME = b"\x10" + b"\x11\x02\x00"


class SentStream:
    """One source this page publishes."""

    def __init__(self, client: RtcClient, mid: str, kind: Kind) -> None:
        self.client, self.mid = client, mid
        self.payload_type = OPUS.payload_type if kind == "audio" else VP8.payload_type
        self.ssrc = secrets.randbelow(0x7FFFFFFF) + 1
        self.rtx_ssrc = self.ssrc + 1
        self.sequence = 65500  # crosses the wrap soon
        self.timestamp = 0xFFFFF000
        self.history: dict[int, bytes] = {}
        self.rtx_sequence = 7
        self.answers_nacks = True

    def send(self, payload: bytes, *, marker: bool = True, elements: Mapping[int, bytes] | None = None) -> int:
        """Send the next packet (and frame); returns its sequence number."""
        packet = rtp_packet(
            payload_type=self.payload_type,
            sequence=self.sequence,
            timestamp=self.timestamp,
            ssrc=self.ssrc,
            payload=payload,
            marker=marker,
            mid=self.mid,
            elements=elements,
        )
        sent = self.sequence
        self.history[sent] = packet
        self.sequence = (self.sequence + 1) & 0xFFFF
        self.timestamp = (self.timestamp + 3000) & 0xFFFFFFFF
        self.client.send_rtp(packet)
        return sent

    def resend(self, sequence: int) -> None:
        """Answer a NACK by a retransmission (RFC 4588)."""
        packet = self.history.get(sequence)
        if packet is None:
            return
        start = 12 + 4 + 4 * int.from_bytes(packet[14:16], "big")
        wrapped = rtp_packet(
            payload_type=self.payload_type + 1,
            sequence=self.rtx_sequence,
            timestamp=int.from_bytes(packet[4:8], "big"),
            ssrc=self.rtx_ssrc,
            payload=sequence.to_bytes(2, "big") + packet[start:],
            mid=self.mid,
        )
        self.rtx_sequence += 1
        self.client.send_rtp(wrapped)

    def send_report(self, ntp: int, rtp_timestamp: int) -> None:
        """Send an SR."""
        self.client.send_rtcp(rtcp.sender_report(rtcp.SenderReport(self.ssrc, ntp, rtp_timestamp, 1, 1)))


class PlainPage:
    """A person at a page that is no browser."""

    def __init__(self, web: WebSide, account: int) -> None:
        self.web, self.account, self.session = web, account, f"p{account}-{secrets.token_hex(3)}"
        self.clients: dict[str, RtcClient] = {}
        self.epochs: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.tracks: dict[str, list[dict[str, Any]]] = {"pub": [], "sub": []}
        self.offers: list[dict[str, Any]] = []
        self.closed: list[str] = []
        self.stats: list[list[dict[str, Any]]] = []  # what the node measured, second by second
        self.links: list[dict[str, Any]] = []  # what it sent us
        self.speakers: list[int] = []
        self.sent: dict[tuple[str, int], SentStream] = {}
        self.packets: dict[int, list[bytes]] = defaultdict(list)  # ssrc -> what arrived
        self.feedback: list[rtcp.Packet] = []  # about what we publish
        self.reports: list[rtcp.SenderReport] = []
        self.connected: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.answers = True
        self.amend_answer: Callable[[str], str] = lambda sdp: sdp
        self._tasks: set[asyncio.Task[None]] = set()
        web.enter(self.session, account, self._on_message)

    # ---- messages

    async def _on_message(self, msg: dict[str, Any]) -> None:
        if msg["type"] == "close":
            self.closed.append(msg["pc"])
            return
        if msg["type"] == "stats":
            self.stats.append(msg["rows"])
            self.links.append(msg["link"])
            return
        if msg["type"] == "speaker":
            self.speakers.append(msg["account"])
            return
        self.offers.append(msg)
        if self.answers:
            self.answer(msg)

    def answer(self, msg: dict[str, Any]) -> None:
        """Answer an offer, in the background."""
        task = asyncio.ensure_future(self._answer(msg))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, msg: dict[str, Any]) -> None:
        pc = msg["pc"]
        is_new = self.epochs.get(pc) != msg["peer"]
        if is_new:
            await self._renew(pc, msg["peer"])
        client = self.clients[pc]
        self.tracks[pc], self.versions[pc] = msg["tracks"], msg["version"]
        answer = {"type": "answer", "pc": pc, "peer": msg["peer"], "version": msg["version"]}
        self.web.say(self.session, {**answer, "sdp": self.amend_answer(client.answer(msg["sdp"]))})
        if is_new:
            await client.connect()
            self.connected[pc].set()
        if pc == "pub":
            self._attach(client)

    async def _renew(self, pc: str, epoch: str) -> None:
        if pc in self.clients:
            await self.clients[pc].close()
        self.connected[pc].clear()
        self.epochs[pc] = epoch
        client = self.clients[pc] = RtcClient()
        client.on_rtp, client.on_rtcp = self._on_rtp, self._on_rtcp
        if pc == "pub":
            self.sent.clear()

    def _attach(self, client: RtcClient) -> None:
        for track in self.tracks["pub"]:
            key = (track["kind"], track["index"])
            if key not in self.sent:
                self.sent[key] = SentStream(client, track["mid"], track["kind"])

    # ---- packets

    def _on_rtp(self, packet: bytes) -> None:
        self.packets[int.from_bytes(packet[8:12], "big")].append(packet)

    def _on_rtcp(self, data: bytes) -> None:
        for packet in rtcp.parse(data):
            if isinstance(packet, rtcp.SenderReport):
                self.reports.append(packet)
                continue
            self.feedback.append(packet)
            if isinstance(packet, rtcp.Nack):
                self._on_nack(packet)

    def _on_nack(self, nack: rtcp.Nack) -> None:
        for stream in self.sent.values():
            if stream.ssrc == nack.media_ssrc and stream.answers_nacks:
                for sequence in nack.sequences:
                    stream.resend(sequence)

    # ---- what a person does

    async def open(self, *sources: tuple[Kind, int]) -> list[SentStream]:
        """Publish these; returns once the node can take packets."""
        self.web.open(self.session, *sources)
        async with asyncio.timeout(15):
            await self.connected["pub"].wait()
            while not all(source in self.sent for source in sources):
                await asyncio.sleep(0.01)
        return [self.sent[source] for source in sources]

    def stream(self, kind: Kind, index: int = 0) -> Stream:
        """One of this person's streams."""
        return Stream(self.session, kind, index)

    def ssrcs_of(self, account: int, kind: Kind, index: int = 0) -> list[int]:
        """The SSRCs (media, retransmission) on which a person's stream comes."""
        wanted = {"account": account, "kind": kind, "index": index}
        track = next((t for t in self.tracks["sub"] if {k: t[k] for k in wanted} == wanted), None)
        offer = self.clients["sub"].offer if "sub" in self.clients else None
        return offer.ssrcs(track["mid"]) if track is not None and offer is not None else []

    def received(self, account: int, kind: Kind, index: int = 0) -> list[bytes]:
        """The packets of a person's stream that came, without retransmissions."""
        ssrcs = self.ssrcs_of(account, kind, index)
        return self.packets[ssrcs[0]] if ssrcs else []

    async def close(self, *, say_goodbye: bool = True) -> None:
        """Go away."""
        for client in self.clients.values():
            await client.close(say_goodbye=say_goodbye)


def is_media(packet: bytes) -> bool:
    """Whether the packet is media or a retransmission of it."""
    return packet[1] & 0x7F in FORMATS or packet[1] & 0x7F in RTX_FORMATS
