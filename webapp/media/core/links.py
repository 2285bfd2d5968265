"""What flows over the links of a room's viewers, as its node measures it every second or two."""

from __future__ import annotations

import msgspec


class Served(msgspec.Struct, frozen=True):
    """What flows of one stream to one viewer: its size, and the bits per second of media sent in the last second.

    `layer` is "l", "m", "h", or "single" when there is one; "none" while it is paused or not there yet; "undecodable"
    when the page speaks no codec in which it comes. It is number `level` (1 is the lowest) of the `levels` that come.
    A picture that is `thinned` comes in its lowest layer with a part of its pictures per second, as the link carries no
    more. `limit` says what keeps a picture below the highest of them: "bandwidth" (the viewer's link; a picture that it
    cannot carry at all is paused), "tile" (nobody sees it larger), "hidden" (nobody sees it); "" where nothing does.
    """

    account: int
    kind: str
    index: int
    layer: str
    width: int
    height: int
    bitrate_bps: int
    level: int = 0
    levels: int = 0
    limit: str = ""
    thinned: bool = False


class Link(msgspec.Struct, frozen=True):
    """What flows to one viewer in all, and what their link is believed to carry (bit/s; 0 while nothing is known).

    `loss_permille` is how much of the last half second did not arrive, as far as the viewer's page tells.
    """

    account: int
    estimate_bps: int
    served: list[Served]
    loss_permille: int = 0


class RoomLinks(msgspec.Struct, frozen=True):
    """What flows to everybody in a room, for operators."""

    node: str
    room: int
    speaker: int | None
    links: list[Link]


class RoomNow(msgspec.Struct, frozen=True):
    """Which living node holds a room, if any, and what flows there, if anything."""

    node: str | None
    links: RoomLinks | None
