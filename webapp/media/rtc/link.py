"""What the publishing and the subscribing connection of a participant have in common.

A link is one incarnation of one connection: a session, and offers of which one at a time is outstanding.
"""

from __future__ import annotations

import logging
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiortc.rtcdtlstransport import RTCCertificate

from webapp.media import protocol
from webapp.media.core import rtcp
from webapp.media.core.negotiation import Negotiation
from webapp.media.rtc import sdp
from webapp.media.rtc.icelite import Mux
from webapp.media.rtc.session import Session

logger = logging.getLogger(__name__)

Send = Callable[[protocol.Offer | protocol.Close], None]

MIN_RESTART_S = 1.0  # a page that asks again and again must not make us spin


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What all links of a process share; `new_epoch` names incarnations, uniquely over restarts.

    `ice_servers` are told to pages, as RTCPeerConnection takes them.
    """

    mux: Mux
    certificate: RTCCertificate
    addresses: tuple[str, ...]
    new_epoch: Callable[[], str]
    ice_servers: Sequence[dict[str, Any]] = ()

    def fingerprint(self) -> str:
        """The certificate's SHA-256 fingerprint as SDP writes it."""
        found = next(f for f in self.certificate.getFingerprints() if f.algorithm == "sha-256")
        return f"{found.algorithm} {found.value}"


class Link(ABC):
    """One incarnation of one connection with a page."""

    pc: str
    upward: bool

    def __init__(self, endpoint: Endpoint, send: Send, on_change: Callable[[], None]) -> None:
        self.epoch = endpoint.new_epoch()
        self.negotiation = Negotiation()
        self.sender_ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self._endpoint, self._send, self._on_change = endpoint, send, on_change
        self._session_id = secrets.randbits(40)
        self._restarted_s = -MIN_RESTART_S
        self.session = Session(
            endpoint.mux,
            endpoint.certificate,
            on_rtp=self.on_rtp,
            on_rtcp=self.on_rtcp,
            on_state=self._on_state,
        )

    @abstractmethod
    def media(self, version: int) -> Sequence[sdp.OfferedMedia]:
        """The m-lines of the offer with this version."""

    @abstractmethod
    def tracks(self) -> list[protocol.Track]:
        """What the m-lines carry or shall carry."""

    @abstractmethod
    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Take one plaintext RTP packet from the page."""

    @abstractmethod
    def on_rtcp(self, packet: rtcp.Packet) -> None:
        """Take one RTCP packet from the page."""

    @abstractmethod
    def on_answered(self, answer: sdp.Answer) -> None:
        """The page answered the outstanding offer."""

    def _on_state(self) -> None:
        logger.info("link %s %s %s", self.epoch, self.pc, "up" if self.session.is_connected else "down")
        self._on_change()

    # ---- offers

    def offer_if_needed(self, now_s: float) -> None:
        """Send an offer when something changed and none is outstanding."""
        version = self.negotiation.next_version(now_s)
        if version is None:
            return
        ice, endpoint = self.session.transport, self._endpoint
        where = sdp.OfferedTransport(
            ice.ufrag, ice.password, endpoint.fingerprint(), endpoint.mux.candidates(endpoint.addresses)
        )
        text = sdp.build_offer(
            session_id=self._session_id,
            version=version,
            transport=where,
            media=self.media(version),
            upward=self.upward,
        )
        servers = list(endpoint.ice_servers)
        self._send(protocol.Offer(self.pc, self.epoch, version, text, self.tracks(), servers))

    def resend_if_due(self, now_s: float) -> None:
        """Offer again when the answer is overdue."""
        if self.negotiation.is_overdue(now_s):
            self.negotiation.give_up_waiting()
            self.offer_if_needed(now_s)

    def on_ready(self, now_s: float) -> None:
        """The page lost its state: offer again what it must know."""
        self.negotiation.give_up_waiting()
        self.offer_if_needed(now_s)

    def restart(self, now_s: float) -> None:
        """Let the page look for another path; keys and streams stay as they are (RFC 8445 9, RFC 8842 5.5)."""
        if now_s - self._restarted_s < MIN_RESTART_S:
            return
        self._restarted_s = now_s
        self.session.transport.restart()
        self.negotiation.give_up_waiting()
        self.offer_if_needed(now_s)

    def on_answer(self, message: protocol.Answer) -> bool:
        """Take the page's answer; False when the page has another connection than ours now.

        Raises sdp.MalformedAnswer.
        """
        answer = sdp.read_answer(message.sdp)
        if not self.negotiation.answer(message.version):
            logger.debug("link %s: answer %d is not awaited", self.epoch, message.version)
            return True
        if not self.session.fingerprints:
            self.session.start(answer.fingerprints)
        elif self.session.fingerprints != answer.fingerprints:
            return False
        self.on_answered(answer)
        self._on_change()
        self.offer_if_needed(time.monotonic())
        return True

    def say_close(self) -> None:
        """Tell the page to close its end."""
        self._send(protocol.Close(self.pc, self.epoch))

    async def close(self) -> None:
        """Close the session."""
        await self.session.close()
