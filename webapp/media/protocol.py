"""The messages between the web side and a media node, and the Redis keys they travel over."""

from __future__ import annotations

import os
from typing import Annotated, Any

import msgspec

from webapp.media.core.links import Link, RoomLinks
from webapp.media.core.plan import Kind, Plan

NODES_KEY = "sb:media:nodes"
CAPACITY = 500  # people a node is meant for where nobody says otherwise; its processor's load counts as well
SIDE_PROCESSES = max(2, os.cpu_count() or 1)  # players and mixers of one machine where nobody says otherwise
LINKS_TTL_MS = 5000
LEASE_TTL_MS = 1600  # a node that died is missed this soon; a living one says so three times meanwhile


def inbox_key(node: str) -> str:
    """The Redis list a node reads its messages from."""
    return f"sb:media:inbox:{node}"


def lease_key(node: str) -> str:
    """The Redis key that lives as long as the node does."""
    return f"sb:media:lease:{node}"


def promised_key(node: str) -> str:
    """The Redis counter of rooms a node was given since it last told its load."""
    return f"sb:media:promised:{node}"


def room_key(room: int) -> str:
    """The Redis key that names the node a room is placed on."""
    return f"sb:media:room:{room}"


def links_key(room: int) -> str:
    """The Redis key that tells what flows to whom in a room, renewed while anything does."""
    return f"sb:media:links:{room}"


class PushPlan(msgspec.Struct, frozen=True, tag_field="type", tag="PushPlan"):
    """Make the plan's room look like the plan."""

    plan: Plan


class FromPeer(msgspec.Struct, frozen=True, tag_field="type", tag="FromPeer"):
    """A page's media message (one of `PageMessage`)."""

    room: int
    peer: str
    msg: dict[str, Any]


class CloseRoom(msgspec.Struct, frozen=True, tag_field="type", tag="CloseRoom"):
    """Forget the room and everyone in it."""

    room: int


class Drain(msgspec.Struct, frozen=True, tag_field="type", tag="Drain"):
    """Take no new rooms and hand the present ones to other nodes; or (off) take part again."""

    on: bool


class TakeSnapshot(msgspec.Struct, frozen=True, tag_field="type", tag="TakeSnapshot"):
    """Write a still picture of a stream to `path` (JPEG, quality 1 to 100) and report it under `token`."""

    room: int
    peer: str
    kind: Kind
    index: int
    token: str
    path: str
    quality: int


Message = PushPlan | FromPeer | CloseRoom | Drain | TakeSnapshot
_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


class Lease(msgspec.Struct, frozen=True):
    """What a live node says about itself, again and again.

    `load` is the share of one core it used lately (0 to 1), `capacity` the people it is meant for.
    """

    node: str
    started_ms: int
    rooms: int
    peers: int
    address: str
    port: int
    pid: int
    load: float = 0.0
    capacity: int = CAPACITY
    is_draining: bool = False


# ---- page -> node


class Answer(msgspec.Struct, frozen=True, tag_field="type", tag="answer"):
    """The page's SDP answer to the offer `version` of connection `pc`."""

    pc: str
    peer: str
    version: int
    sdp: str


class Ready(msgspec.Struct, frozen=True, tag_field="type", tag="ready"):
    """The page (re)connected or lost its state: send the offers again."""


class Failed(msgspec.Struct, frozen=True, tag_field="type", tag="failed"):
    """The page's connection failed: make a new one."""

    pc: str
    peer: str


class Restart(msgspec.Struct, frozen=True, tag_field="type", tag="restart"):
    """The page's connection went silent, or its network changed: let it look for another path."""

    pc: str
    peer: str


class Prefer(msgspec.Struct, frozen=True, tag_field="type", tag="prefer"):
    """The codecs the page would like to send in, best first ("av1", "vp9", "vp8", "h264"; "red", "opus"); none: ours.

    They are used as soon as everybody who gets the stream speaks them.
    """

    codecs: Annotated[list[str], msgspec.Meta(max_length=16)]


class WatchStats(msgspec.Struct, frozen=True, tag_field="type", tag="watch_stats"):
    """The page looks at the numbers of others; said again every few seconds while it does."""

    on: bool


class View(msgspec.Struct, frozen=True, tag_field="type", tag="view"):
    """How large the page shows a picture, in pixels of its screen: 0 by 0 = not at all."""

    account: int
    kind: Kind
    index: int
    width: Annotated[int, msgspec.Meta(ge=0, le=100_000)]
    height: Annotated[int, msgspec.Meta(ge=0, le=100_000)]

    @property
    def key(self) -> tuple[int, Kind, int]:
        """Which picture."""
        return self.account, self.kind, self.index


PageMessage = Answer | Ready | Failed | Restart | Prefer | WatchStats | View

# ---- node -> page


class Track(msgspec.Struct, frozen=True):
    """What the m-line `mid` carries (subscribe) or shall carry (publish)."""

    mid: str
    account: int
    kind: str
    index: int


class Offer(msgspec.Struct, frozen=True, tag_field="type", tag="offer"):
    """An SDP offer for connection `pc`; `peer` names the incarnation of that connection.

    `ice_servers` are the STUN and TURN servers the page may use, as RTCPeerConnection takes them.
    """

    pc: str
    peer: str
    version: int
    sdp: str
    tracks: list[Track]
    ice_servers: list[dict[str, Any]] = []


class Close(msgspec.Struct, frozen=True, tag_field="type", tag="close"):
    """The page shall close connection `pc`."""

    pc: str
    peer: str


class StatsRow(msgspec.Struct, frozen=True):
    """What came of one stream in the last second: bits and pictures per second, lost packets per thousand.

    `codec` is a media type, `level_dbov` the loudest moment (-127: silence); 0 and "" where it does not apply or
    nobody knows yet.
    """

    account: int
    kind: str
    index: int
    bitrate_bps: int
    loss_permille: int
    fps: int
    codec: str
    clock_hz: int
    width: int
    height: int
    channels: int
    level_dbov: int
    rtt_ms: int


class Stats(msgspec.Struct, frozen=True, tag_field="type", tag="stats"):
    """The numbers of a room's open streams, and of the page's own link."""

    rows: list[StatsRow]
    link: Link


class Speaker(msgspec.Struct, frozen=True, tag_field="type", tag="speaker"):
    """This person is the one who speaks now, and stays it until another one is named."""

    account: int


NodeMessage = Offer | Close | Stats | Speaker


class ToPage(msgspec.Struct, frozen=True):
    """The envelope published on a page's reply channel."""

    t: str
    session: str
    msg: NodeMessage


def encode(message: Message | Lease | ToPage | RoomLinks) -> bytes:
    """Render any message of this module as JSON."""
    return msgspec.json.encode(message)


def decode(data: bytes | str) -> Message:
    """Read a web -> node message; raises msgspec.DecodeError (ValidationError is one)."""
    return _decoder.decode(data)


def decode_lease(data: bytes | str) -> Lease:
    """Read a lease; raises msgspec.DecodeError."""
    return msgspec.json.decode(data, type=Lease)


def decode_links(data: bytes | str) -> RoomLinks:
    """Read what flows in a room; raises msgspec.DecodeError."""
    return msgspec.json.decode(data, type=RoomLinks)


def read_page_message(msg: dict[str, Any]) -> PageMessage:
    """Read a page's media message; raises msgspec.ValidationError."""
    message: PageMessage = msgspec.convert(msg, type=PageMessage)
    return message
