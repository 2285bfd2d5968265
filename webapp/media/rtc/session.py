"""One encrypted transport to one page: aiortc's DTLS as the server, its SRTP keys, on our ICE-lite.

Everything private that this project uses of aiortc is used in this file.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import cast

from aiortc.rtcdtlstransport import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
)
from aiortc.rtcicetransport import RTCIceTransport
from OpenSSL import SSL

from webapp.media.core import rtcp
from webapp.media.core.bandwidth.heard import Heard
from webapp.media.forwarder import Back, InStream, Receiver, SendLog, SrtpHandle
from webapp.media.forwarder.srtp import protect_rtcp
from webapp.media.rtc.icelite import LiteTransport, Mux
from webapp.media.rtc.path import Path

logger = logging.getLogger(__name__)

CONSENT_TIMEOUT_S = 15.0


class Certificate(RTCCertificate):
    """Proves to pages who we are; its sessions share one OpenSSL context, which has its price in time and memory."""

    _context: SSL.Context | None = None

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        if self._context is None:
            self._context = super()._create_ssl_context(srtp_profiles)
            self._context.set_session_cache_mode(SSL.SESS_CACHE_OFF)  # pages do not resume sessions
        return self._context


class Session:
    """DTLS-SRTP with one page. Reports through the three callables given; never raises into the socket."""

    def __init__(
        self,
        mux: Mux,
        certificate: RTCCertificate,
        *,
        on_rtp: Callable[[bytes, float], None],
        on_rtcp: Callable[[rtcp.Packet], None],
        on_state: Callable[[], None],
    ) -> None:
        self.transport: LiteTransport = mux.new_transport()
        self.is_connected = False
        self.has_ended = False
        self._on_rtp, self._on_rtcp, self._on_state = on_rtp, on_rtcp, on_state
        self._dtls = RTCDtlsTransport(cast(RTCIceTransport, self.transport), [certificate])
        # The DTLS server: browsers then choose AES-GCM, which costs a third of the default.
        self._dtls._set_role("server")
        self._dtls.on("statechange", self._on_dtls_state)
        self._handshake: asyncio.Task[None] | None = None
        self._receiver: Receiver | None = None
        self._log: SendLog | None = None
        self._back: Back | None = None
        self._back_path: Path | None = None
        self.fingerprints: frozenset[tuple[str, str]] = frozenset()
        self.started_at_s: float | None = None

    def start(self, fingerprints: frozenset[tuple[str, str]]) -> None:
        """Begin the handshake with the peer whose certificate has these (algorithm, value) fingerprints."""
        self.fingerprints = fingerprints
        self.started_at_s = time.monotonic()
        self._handshake = asyncio.ensure_future(self._connect())

    async def _connect(self) -> None:
        await self.transport.nominated.wait()
        wanted = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in self.fingerprints]
        await self._dtls.start(RTCDtlsParameters(fingerprints=wanted))

    def _on_dtls_state(self) -> None:
        if self._dtls.state == "connected":
            incoming = cast(SrtpHandle, self._dtls._rx_srtp._srtp[0])
            self._receiver = Receiver(incoming, self._on_rtp, self._on_rtcp)
            if self._log is not None:
                self._receiver.follow(self._log)
            self.transport.listen(self._receiver)
            self.is_connected = True
        elif self._dtls.state in ("failed", "closed"):
            self.is_connected = False
            self.has_ended = True
        else:
            return
        self._on_state()

    @property
    def srtp(self) -> SrtpHandle:
        """The outgoing SRTP session; only while connected."""
        return cast(SrtpHandle, self._dtls._tx_srtp._srtp[0])

    @property
    def path(self) -> Path:
        """Where the page is; only once connected."""
        assert self.transport.path is not None
        return self.transport.path

    # ---- what the page sends

    def bind(self, stream: InStream) -> None:
        """Give the packets of the stream's SSRC straight to it, past `on_rtp`; only while connected."""
        assert self._receiver is not None
        self._receiver.bind(stream)

    def unbind(self, stream: InStream) -> None:
        """Give the stream nothing any more."""
        assert self._receiver is not None
        self._receiver.unbind(stream)

    def send_feedback(self, sender_ssrc: int, media_ssrc: int) -> None:
        """Tell the page which of its packets came since the last call, and when; only while connected."""
        assert self._receiver is not None
        path = self.path
        if self._back is None or self._back_path is not path:
            self._back_path = path
            self._back = Back(self.srtp, path.wire.descriptor, path.address, self.send_rtcp, sender_ssrc)
        self._receiver.tell(self._back, media_ssrc)

    @property
    def tells_itself(self) -> bool:
        """Whether that goes on without further calls while packets come."""
        return self._receiver is not None and self._receiver.tells_itself

    def follow(self, log: SendLog) -> None:
        """Note what the page says of the packets in the log; call before it is connected."""
        self._log = log

    def take_heard(self, *, one_by_one: bool) -> Heard | None:
        """What the page told of our packets since the last call; None when that is nothing."""
        return self._receiver.take_heard(one_by_one=one_by_one) if self._receiver is not None else None

    def is_lost(self, now_s: float) -> bool:
        """Whether the page went silent for 15 s: no consent (RFC 7675), or a handshake that never ends."""
        if self.has_ended:
            return True
        if self.started_at_s is None:
            return False
        since = self.transport.last_seen_s if self.is_connected else self.started_at_s
        return now_s - since > CONSENT_TIMEOUT_S

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypt and send one RTCP packet; nothing happens before the connection stands."""
        if not self.is_connected:
            return
        encrypted = protect_rtcp(self.srtp, packet)
        if encrypted is None:
            logger.warning("an RTCP packet could not be encrypted")
        else:
            self.transport.send(encrypted)

    async def close(self) -> None:
        """Say goodbye to the page and release the port's routes."""
        self._dtls.remove_all_listeners()
        self.is_connected = False
        self.has_ended = True
        self.transport.receiver = self.transport.on_path = None
        if self._handshake is not None:
            self._handshake.cancel()
            await asyncio.gather(self._handshake, return_exceptions=True)
        await self._dtls.stop()
        self.transport.close()
        self._let_go()

    def _let_go(self) -> None:
        """Refer to nobody who refers to us: what a session takes is too much to leave to the garbage collector."""
        self._handshake = self._receiver = self._log = self._back = None
        self._on_rtp = self._on_rtcp = self._on_state = _nobody


def _nobody(*news: object) -> None:
    """Who is told what a closed session has to say."""
