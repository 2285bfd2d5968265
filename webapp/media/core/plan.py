"""The media plan: who is in a room, what each person sends, who receives what, what is recorded.

The web side writes it whole, with a revision number; a media node makes the room look like it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from webapp.media.core.live import PlannedLive
from webapp.media.core.style import Framing

Kind = Literal["audio", "video", "screen"]


@dataclass(frozen=True, slots=True)
class Stream:
    """One source track: a person's microphone, one of their cameras, or their screen."""

    peer: str
    kind: Kind
    index: int


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that the node plays: it was at `position_ms` at `since_ms` (Unix ms) and moves on from there.

    `since_ms` is 0 where it stands there still. Only another number of `seeks` moves a player that runs already.
    """

    id: int
    path: str
    position_ms: int = 0
    since_ms: int = 0
    seeks: int = 0
    is_playing: bool = True
    volume: int = 100


@dataclass(frozen=True, slots=True)
class PlannedPeer:
    """A person in the room; `publishes` is what is open now, `reply_to` the Redis channel of their page.

    With `plays` it is no person: the node itself publishes the file in the name of the account.
    """

    peer: str
    account: int
    reply_to: str
    publishes: tuple[tuple[Kind, int], ...] = ()
    plays: PlannedFile | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """`viewer` receives `source`."""

    viewer: str
    source: Stream


@dataclass(frozen=True, slots=True)
class PlannedRecording:
    """A recording that runs now: its files go to `directory` (empty: nothing is kept), its mix where `live` says.

    `framing`: how its film shows people from now on, which decides the layers that are kept; None: the best of each.
    """

    id: int
    directory: str
    streams: tuple[Stream, ...] = ()
    live: PlannedLive | None = None
    framing: Framing | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one room's media should be; a higher `revision` replaces a lower one."""

    room: int
    revision: int
    peers: tuple[PlannedPeer, ...] = ()
    routes: tuple[Route, ...] = ()
    recordings: tuple[PlannedRecording, ...] = ()


_decoder = msgspec.json.Decoder(Plan)


def to_json(plan: Plan) -> bytes:
    """Render a plan as JSON."""
    return msgspec.json.encode(plan)


def from_json(data: bytes | str) -> Plan:
    """Read a plan; raises msgspec.DecodeError or msgspec.ValidationError."""
    return _decoder.decode(data)
