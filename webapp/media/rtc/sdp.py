"""SDP (RFC 8866) as this server speaks it: it builds offers and reads answers, and nothing else.

Payload types and extension ids are those of `core.formats` on every m-line of every connection.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webapp.media.core import formats
from webapp.media.core.formats import CODECS, Format, MediaType
from webapp.media.rtc.path import Candidate

MAX_ANSWER_CHARS = 1_000_000
_FEEDBACK = ("goog-remb", "transport-cc")  # REMB for those who know nothing better
# Chromium otherwise begins at 300 kb/s, shrinks the picture to 320 pixels and takes half a minute to undo it.
_START = "x-google-start-bitrate=1000"


class MalformedAnswer(ValueError):
    """The page's answer is not an SDP answer to our offer."""


@dataclass(frozen=True, slots=True)
class OfferedMedia:
    """One m-line. `recvonly`: the page sends; `sendonly`: it receives `ssrc`; `inactive`: kept for later.

    `codecs` are names of `formats.CODECS`, best first.
    """

    mid: str
    media: MediaType
    direction: str
    ssrc: int = 0
    rtx_ssrc: int = 0
    group: str = "-"
    rids: tuple[str, ...] = ()
    codecs: tuple[str, ...] = formats.BASIC_CODECS


@dataclass(frozen=True, slots=True)
class OfferedTransport:
    """What the page needs to find and check us; `setup` is always actpass, so that the page is DTLS client."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class AnsweredMedia:
    """One m-line of an answer."""

    mid: str
    media: MediaType
    direction: str
    is_rejected: bool
    payload_types: tuple[int, ...]
    ssrcs: tuple[int, ...]
    repairs: tuple[tuple[int, int], ...]
    """(retransmission ssrc, repaired ssrc) pairs (RFC 5576 4.2, FID)."""
    rids: tuple[str, ...] = ()
    """The layers the page sends (RFC 8853); none: it sends one."""

    @property
    def codecs(self) -> frozenset[str]:
        """The names of the codecs the page speaks."""
        return frozenset(name for name, kind in CODECS.items() if kind.payload_type in self.payload_types)


@dataclass(frozen=True, slots=True)
class Answer:
    """What we need of an answer: the page's certificate, its ICE user, and its m-lines."""

    fingerprints: frozenset[tuple[str, str]]
    ufrag: str
    media: tuple[AnsweredMedia, ...]


# ---- offers


def build_offer(
    *, session_id: int, version: int, transport: OfferedTransport, media: Sequence[OfferedMedia], upward: bool
) -> str:
    """The offer's text; m-lines keep their place from version to version (RFC 8829 5.2.2).

    `upward`: the page sends on this connection; otherwise it receives.
    """
    lines = [
        "v=0",
        f"o=- {session_id} {version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=extmap-allow-mixed",
        "a=group:BUNDLE " + " ".join(line.mid for line in media),
        "a=msid-semantic:WMS *",
    ]
    for line in media:
        lines += _media_lines(line, transport, upward)
        lines += _transport_lines(transport)
    return "\r\n".join(lines) + "\r\n"


def _media_lines(line: OfferedMedia, transport: OfferedTransport, upward: bool) -> Iterator[str]:
    kinds = [CODECS[name] for name in line.codecs if CODECS[name].media == line.media]
    numbers = [n for kind in kinds for n in (kind.payload_type, kind.rtx_payload_type) if n is not None]
    default = transport.candidates[0]
    yield f"m={line.media} {default.port} UDP/TLS/RTP/SAVPF " + " ".join(map(str, numbers))
    yield f"c=IN {_family(default.address)} {default.address}"
    yield f"a={line.direction}"
    yield f"a=mid:{line.mid}"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    for key in _extensions(line):
        yield f"a=extmap:{key} {formats.EXTENSION_URIS[key]}"
    for kind in kinds:
        yield from _format_lines(kind, _START if upward and kind.media == "video" else "")
    if line.rids:
        yield from (f"a=rid:{rid} recv" for rid in line.rids)
        yield "a=simulcast:recv " + ";".join(line.rids)
    if line.direction == "sendonly":
        yield from _source_lines(line)


def _extensions(line: OfferedMedia) -> list[int]:
    keys = [formats.EXT_ABS_SEND_TIME, formats.EXT_TRANSPORT_CC, formats.EXT_MID]
    if line.media == "audio":
        keys.append(formats.EXT_AUDIO_LEVEL)
    if line.rids:
        keys += [formats.EXT_RID, formats.EXT_REPAIRED_RID]
    return keys


def _format_lines(kind: Format, more_fmtp: str) -> Iterator[str]:
    number = kind.payload_type
    yield f"a=rtpmap:{number} {kind.encoding}"
    fmtp = ";".join(part for part in (kind.fmtp, more_fmtp) if part)
    if fmtp:
        yield f"a=fmtp:{number} {fmtp}"
    if kind.media == "audio":
        yield from (f"a=rtcp-fb:{number} {name}" for name in _FEEDBACK if name != "goog-remb")
        return
    yield from (f"a=rtcp-fb:{number} {name}" for name in ("nack", "nack pli", "ccm fir", *_FEEDBACK))
    yield f"a=rtpmap:{kind.rtx_payload_type} rtx/90000"
    yield f"a=fmtp:{kind.rtx_payload_type} apt={number}"


def _source_lines(line: OfferedMedia) -> Iterator[str]:
    # One msid stream and one cname per person: that is what makes the browser keep their lips in sync.
    yield f"a=msid:{line.group} {line.group}-{line.mid}-{line.ssrc}"
    ssrcs = [line.ssrc] if line.media == "audio" else [line.ssrc, line.rtx_ssrc]
    if line.media == "video":
        yield f"a=ssrc-group:FID {line.ssrc} {line.rtx_ssrc}"
    yield from (f"a=ssrc:{ssrc} cname:{line.group}" for ssrc in ssrcs)


def _transport_lines(transport: OfferedTransport) -> Iterator[str]:
    yield f"a=ice-ufrag:{transport.ufrag}"
    yield f"a=ice-pwd:{transport.password}"
    yield f"a=fingerprint:{transport.fingerprint}"
    yield "a=setup:actpass"
    yield from (_candidate(rank, candidate) for rank, candidate in enumerate(transport.candidates))
    yield "a=end-of-candidates"


def _candidate(rank: int, candidate: Candidate) -> str:
    is_tcp = candidate.protocol == "tcp"
    # RFC 8445 5.1.2.1; for TCP RFC 6544 4.2, where the passive side's local preference begins with 4.
    preference, local = (90, (4 << 13) + 8191 - rank) if is_tcp else (126, 65535 - rank)
    priority = preference << 24 | local << 8 | 255
    where = f"{candidate.protocol} {priority} {candidate.address} {candidate.port} typ host"
    return f"a=candidate:{rank + 1} 1 {where}" + (" tcptype passive" if is_tcp else "")


def _family(address: str) -> str:
    return "IP6" if ":" in address else "IP4"


# ---- answers


def read_answer(sdp: str) -> Answer:
    """Read a page's answer; raises MalformedAnswer."""
    lines = [line.strip() for line in sdp.splitlines()]
    if len(sdp) > MAX_ANSWER_CHARS or not lines or lines[0] != "v=0":
        raise MalformedAnswer("not SDP")
    sections = _sections(lines)
    fingerprints = frozenset(_fingerprint(value) for value in _values(lines, "fingerprint"))
    if not fingerprints:
        raise MalformedAnswer("no fingerprint")
    if "passive" in _values(lines, "setup"):
        raise MalformedAnswer("the page wants to be DTLS server")
    ufrag = next(iter(_values(lines, "ice-ufrag")), "")
    return Answer(fingerprints, ufrag, tuple(_read_media(section) for section in sections))


def _sections(lines: Sequence[str]) -> list[list[str]]:
    sections: list[list[str]] = []
    for line in lines:
        if line.startswith("m="):
            sections.append([line])
        elif sections:
            sections[-1].append(line)
    return sections


def _values(lines: Sequence[str], name: str) -> list[str]:
    prefix = f"a={name}:"
    return [line[len(prefix) :] for line in lines if line.startswith(prefix)]


def _fingerprint(value: str) -> tuple[str, str]:
    algorithm, _, digest = value.partition(" ")
    if not digest:
        raise MalformedAnswer("fingerprint without a value")
    return algorithm.lower(), digest.strip().upper()


def _read_media(section: Sequence[str]) -> AnsweredMedia:
    words = section[0][2:].split()
    if len(words) < 3 or not words[1].isdigit():
        raise MalformedAnswer("malformed m-line")
    mid = next(iter(_values(section, "mid")), None)
    if mid is None:
        raise MalformedAnswer("m-line without mid")
    direction = next((d for d in ("sendonly", "recvonly", "inactive") if f"a={d}" in section), "sendrecv")
    numbers = tuple(int(word) for word in words[3:] if word.isdigit())
    ssrcs = tuple(dict.fromkeys(_number(value) for value in _values(section, "ssrc")))
    groups = [value.split() for value in _values(section, "ssrc-group")]
    repairs = tuple((_number(g[2]), _number(g[1])) for g in groups if len(g) == 3 and g[0] == "FID")
    media: MediaType = "audio" if words[0] == "audio" else "video"
    return AnsweredMedia(mid, media, direction, words[1] == "0", numbers, ssrcs, repairs, _sent_layers(section))


def _sent_layers(section: Sequence[str]) -> tuple[str, ...]:
    """The RIDs of `a=simulcast:send`, in the order of the answer (RFC 8853 5.1); "~" marks a paused one."""
    words = next(iter(_values(section, "simulcast")), "").split()
    if "send" not in words[:-1]:
        return ()
    streams = words[words.index("send") + 1].split(";")
    return tuple(rid.lstrip("~") for stream in streams for rid in stream.split(","))


def _number(value: str) -> int:
    word = value.split(" ", 1)[0]
    if not (word.isascii() and word.isdigit()):
        raise MalformedAnswer("an ssrc is not a number")
    return int(word)
