"""Payload types and header extension ids: the server is the only offerer, so they are the same on every leg.

That is why forwarding never has to re-map them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from webapp.media.core import av1, h264, vp8, vp9
from webapp.media.core.plan import Kind

MediaType = Literal["audio", "video"]

EXT_AUDIO_LEVEL = 1
EXT_ABS_SEND_TIME = 2
EXT_TRANSPORT_CC = 3
EXT_MID = 4
EXT_RID = 10
EXT_REPAIRED_RID = 11

EXTENSION_URIS = {
    EXT_AUDIO_LEVEL: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    EXT_ABS_SEND_TIME: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    EXT_TRANSPORT_CC: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    EXT_MID: "urn:ietf:params:rtp-hdrext:sdes:mid",
    EXT_RID: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    EXT_REPAIRED_RID: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
}

# Of the publisher's leg only: another leg has its own mids. (Transport-wide numbers are overwritten, not removed.)
LEG_EXTENSIONS = frozenset((EXT_MID, EXT_RID, EXT_REPAIRED_RID))


NO_TYPE = 0xFF


@dataclass(frozen=True, slots=True)
class Format:
    """One codec: its payload type, its retransmission payload type, how to see a key frame and its pixels.

    `wrapped_type` is the payload type of packets that carry it together with something else.
    """

    codec: str
    payload_type: int
    encoding: str
    clock_hz: int
    media: MediaType
    fmtp: str = ""
    rtx_payload_type: int | None = None
    starts_keyframe: Callable[[bytes | bytearray], bool] | None = None
    picture_size: Callable[[bytes | bytearray], tuple[int, int] | None] | None = None
    wrapped_type: int = NO_TYPE

    @property
    def mime(self) -> str:
        """The media type as browsers write it, like video/VP8 (RFC 4855)."""
        return f"{self.media}/{self.encoding.split('/')[0]}"


VP8 = Format("vp8", 96, "VP8/90000", 90000, "video", "", 97, vp8.starts_keyframe, vp8.picture_size)
H264 = Format(
    "h264",
    102,
    "H264/90000",
    90000,
    "video",
    "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
    103,
    h264.starts_keyframe,
    h264.picture_size,
)

VP9 = Format("vp9", 98, "VP9/90000", 90000, "video", "profile-id=0", 99, vp9.starts_keyframe, vp9.picture_size)
AV1 = Format("av1", 100, "AV1/90000", 90000, "video", "", 101, av1.starts_keyframe, av1.picture_size)
# Opus wrapped together with what was sent before (RFC 2198): packets of both types make up one stream.
RED = Format("red", 63, "red/48000/2", 48000, "audio", "111/111")
OPUS = Format("opus", 111, "opus/48000/2", 48000, "audio", "minptime=10;useinbandfec=1", wrapped_type=RED.payload_type)

FORMATS = {f.payload_type: f for f in (VP8, H264, VP9, AV1, OPUS)}
CODECS = {f.codec: f for f in (*FORMATS.values(), RED)}
# Every browser speaks these.
BASIC_CODECS = ("vp8", "h264", "opus")
SOUND_TYPES = frozenset(f.payload_type for f in CODECS.values() if f.media == "audio")
_BY_TYPE = {**FORMATS, RED.payload_type: OPUS}
RTX_FORMATS = {f.rtx_payload_type: f for f in FORMATS.values() if f.rtx_payload_type is not None}


def format_of(packet: bytes | bytearray) -> Format | None:
    """The format of the stream that an RTP packet belongs to, by its payload type; None for one that is not offered."""
    return _BY_TYPE.get(packet[1] & 0x7F)


def decoder_of(codec: str) -> str:
    """FFmpeg's decoder of a codec: of its own name, unless that one needs a graphics card."""
    return "libdav1d" if codec == AV1.codec else codec


def media_of(kind: Kind) -> MediaType:
    """The SDP media type that carries the kind of stream."""
    return "audio" if kind == "audio" else "video"
