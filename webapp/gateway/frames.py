"""The frames of the WebSocket, both ways; docs/PROTOCOL.md shows each with an example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from webapp.kernel.errors import InvalidData, MessageTooLarge

MAX_FRAME_CHARS = 512 * 1024  # the largest legal call is a 64 KiB parcel, base64 and JSON around it
VERSION = 1


class Call(msgspec.Struct, tag_field="op", tag="call"):
    """Page: run a function of my dialect."""

    id: int
    fn: str
    args: list[Any] = []


class MediaIn(msgspec.Struct, tag_field="op", tag="media"):
    """Page: a message for the media node of my room."""

    msg: dict[str, Any]


class Ping(msgspec.Struct, tag_field="op", tag="ping"):
    """Page: I am alive and have received `got` frames so far."""

    t: float = 0
    got: int | None = None


class Hello(msgspec.Struct, tag_field="op", tag="hello"):
    """Server: you are connected; `time_ms` is the server's clock.

    A page that logs in on this link and loses it finds everything as it was, when it says `sb.resume` with the secret
    on a new link and logs in within `grace_s` seconds.
    """

    session: str
    time_ms: int
    version: int = VERSION
    resume: str = ""
    grace_s: int = 0


class Return(msgspec.Struct, tag_field="op", tag="return"):
    """Server: the answer to call `id`; the patch is applied before the callbacks are played."""

    id: int | None
    ret: Any
    patch: Sequence[Any] = ()
    callbacks: Sequence[Any] = ()


class News(msgspec.Struct, tag_field="op", tag="event"):
    """Server: something happened; the patch is applied before the callbacks are played."""

    patch: Sequence[Any] = ()
    callbacks: Sequence[Any] = ()


class Snapshot(msgspec.Struct, tag_field="op", tag="snapshot"):
    """Server: forget the mirror, this is the state (after a gap)."""

    state: dict[str, Any]


class MediaOut(msgspec.Struct, tag_field="op", tag="media"):
    """Server: a message of the media node."""

    msg: msgspec.Raw


class Pong(msgspec.Struct, tag_field="op", tag="pong"):
    """Server: the answer to a ping."""

    t: float


class Bye(msgspec.Struct, tag_field="op", tag="bye"):
    """Server: I am about to close this socket because of `reason` (replaced, slow, silent, shutdown)."""

    reason: str


_read = msgspec.json.Decoder(Call | MediaIn | Ping)
_encoder = msgspec.json.Encoder()


def read(text: str) -> Call | MediaIn | Ping:
    """Read a page's frame. Raises MessageTooLarge, InvalidData."""
    if len(text) > MAX_FRAME_CHARS:
        raise MessageTooLarge(f"a frame of {len(text)} characters")
    try:
        return _read.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise InvalidData(f"not a frame: {error}") from None


def text(frame: msgspec.Struct) -> str:
    """A frame as it goes over the wire."""
    return _encoder.encode(frame).decode()
