"""Makes a JPEG of encoded pictures: decodes from the key frame on, keeps the last. For a thread, not for the loop."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from webapp.media.core.depacketise import EncodedFrame
from webapp.media.core.formats import decoder_of

COARSEST = 31  # JPEG quantiser scale of FFmpeg: 1 is the finest


class Undecodable(ValueError):
    """No picture came out of the frames."""


@dataclass(frozen=True, slots=True)
class Still:
    """What was written: bytes, pixels and SHA-256 in hex."""

    size: int
    sha256: str
    width: int
    height: int


def make_still(codec: str, frames: Sequence[EncodedFrame], path: Path, quality: int) -> Still:
    """Write the last of the frames, of which the first is a key frame, as a JPEG of its full size.

    `quality` goes from 1 (coarse) to 100. Raises Undecodable, OSError. The file appears whole or not at all.
    """
    picture = _last_picture(codec, frames)
    data = _jpeg(picture, quality)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_bytes(data)
    draft.replace(path)
    return Still(len(data), hashlib.sha256(data).hexdigest(), picture.width, picture.height)


def _last_picture(codec: str, frames: Sequence[EncodedFrame]) -> av.VideoFrame:
    decoder = av.VideoCodecContext.create(decoder_of(codec), "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1  # more would take processors from the calls of the other nodes
    latest = deque(_decoded(decoder, frames), maxlen=1)
    if not latest:
        raise Undecodable(f"{len(frames)} frames of {codec} hold no picture")
    return latest[0]


def _decoded(decoder: av.VideoCodecContext, frames: Sequence[EncodedFrame]) -> Iterator[av.VideoFrame]:
    try:
        for number, frame in enumerate(frames, 1):
            decoder.skip_frame = "DEFAULT" if number == len(frames) else "NONREF"
            yield from decoder.decode(av.Packet(frame.data))
        yield from decoder.decode(None)
    except av.FFmpegError as error:
        raise Undecodable(str(error)) from error


def _jpeg(picture: av.VideoFrame, quality: int) -> bytes:
    encoder = av.VideoCodecContext.create("mjpeg", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height = picture.width, picture.height
    encoder.pix_fmt, encoder.time_base = "yuvj420p", Fraction(1, 25)
    scale = COARSEST - round((COARSEST - 1) * min(max(quality, 1), 100) / 100)
    encoder.qmin = encoder.qmax = scale
    full_range = picture.reformat(format="yuvj420p")
    full_range.pts = None
    return b"".join(bytes(packet) for frame in (full_range, None) for packet in encoder.encode(frame))
