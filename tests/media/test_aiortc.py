"""The contract with aiortc and pylibsrtp: the private names `rtc.session` and the forwarder stand on.

A new minor release may change any of them; this says which, before a call goes dark.
"""

from __future__ import annotations

import asyncio
import inspect
import re

import aiortc
import pylibsrtp
from aiortc.rtcdtlstransport import (
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from OpenSSL import SSL
from pylibsrtp import _binding

from webapp.media.forwarder import unprotect
from webapp.media.rtc.session import Certificate


class Pipe:
    """An ICE transport as RTCDtlsTransport sees it: `role`, `_send`, `_recv`."""

    role = "controlled"

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self.other: Pipe = self

    async def _send(self, data: bytes) -> None:
        self.other.inbox.put_nowait(data)

    async def _recv(self) -> bytes:
        return await self.inbox.get()


async def test_dtls_runs_on_a_transport_of_ours_and_yields_srtp_sessions() -> None:
    """`_set_role`, `start`, `state`, "statechange", `_tx_srtp._srtp[0]`, `_rx_srtp._srtp[0]`, `stop`."""
    assert aiortc.__version__.startswith("1.16.")
    pipes = Pipe(), Pipe()
    pipes[0].other, pipes[1].other = pipes[1], pipes[0]
    certificates = [RTCCertificate.generateCertificate() for _ in pipes]
    ends = [RTCDtlsTransport(pipe, [cert]) for pipe, cert in zip(pipes, certificates, strict=True)]
    states: list[str] = []
    ends[0].on("statechange", lambda: states.append(ends[0].state))
    for end, role in zip(ends, ("server", "client"), strict=True):
        end._set_role(role)
    digests = [next(f for f in c.getFingerprints() if f.algorithm == "sha-256") for c in certificates]
    wanted = [RTCDtlsParameters([RTCDtlsFingerprint(d.algorithm, d.value)]) for d in reversed(digests)]
    await asyncio.wait_for(asyncio.gather(*(e.start(w) for e, w in zip(ends, wanted, strict=True))), 60)
    assert states == ["connecting", "connected"]

    packet = b"\x80\x60\x00\x01" + bytes(8) + b"payload"
    protected = ends[1]._tx_srtp.protect(packet)
    assert unprotect(ends[0]._rx_srtp._srtp[0], protected) == packet
    assert unprotect(ends[0]._rx_srtp._srtp[0], protected) is None, "a replayed packet is refused"
    report = b"\x80\xc9\x00\x01" + bytes(4)
    assert ends[1]._rx_srtp.unprotect_rtcp(ends[0]._tx_srtp.protect_rtcp(report)) == report
    for end in ends:
        await end.stop()


def test_the_binding_has_what_the_packet_path_calls() -> None:
    """`srtp_protect(session, buffer, length)` and `srtp_unprotect`, in place."""
    for name in ("srtp_protect", "srtp_unprotect"):
        assert callable(getattr(_binding.lib, name))
    assert callable(_binding.ffi.memmove)
    assert issubclass(pylibsrtp.Error, Exception)


def test_the_transport_is_asked_for_nothing_else() -> None:
    """Only `role`, `_recv` and `_send` of the ICE transport are used."""
    source = inspect.getsource(RTCDtlsTransport)
    used = set(re.findall(r"self\.transport\.(\w+)", source))
    assert used == {"role", "_recv", "_send"}


def test_a_transport_takes_its_context_from_the_certificate_and_ours_has_one_for_all() -> None:
    """`_create_ssl_context`: a context costs 0.2 ms, and would remember sessions that no page resumes."""
    assert "__local_certificate._create_ssl_context(" in inspect.getsource(RTCDtlsTransport.start)
    certificate = Certificate.generateCertificate()
    first, second = (certificate._create_ssl_context(SRTP_PROFILES) for _ in range(2))
    assert first is second
    assert first.get_session_cache_mode() == SSL.SESS_CACHE_OFF
