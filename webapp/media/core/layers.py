"""The layers in which pages send their pictures: names, what each may cost, and which one a tile of some size needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.media.core.plan import Kind

SINGLE = ""
"""The name of the only layer of a page that sends one."""

OFFERED: dict[Kind, tuple[str, ...]] = {"audio": (), "video": ("l", "m", "h"), "screen": ("l", "h")}
"""RIDs (RFC 8852) offered per kind of source, lowest layer first."""

_NOMINAL_BPS = {"l": 150_000.0, "m": 450_000.0, "h": 1_400_000.0, SINGLE: 800_000.0}
_NOMINAL_SOUND_BPS = 50_000.0
ENOUGH = 0.8  # of a tile's size: what is missing nobody sees
STAMP = 140  # pixels: a tile not wider than this
SMALL_CAMERA = 640  # pixels: such a camera's lower layer is for narrow links, and for stamps

MEASURED_S = 1.0
FASTER, SLOWER = 0.5, 0.05  # a layer that grows is believed sooner than one that shrinks


@dataclass(frozen=True, slots=True)
class TileSize:
    """How large a page shows a picture, in pixels of its screen; 0 by 0: not at all."""

    width: int
    height: int


class RateMeter:
    """The rate of one layer: its nominal one first, then the measured, which falls more slowly than it rises."""

    __slots__ = ("_looks", "bps")

    def __init__(self, rid: str, kind: Kind = "video") -> None:
        self.bps = _NOMINAL_SOUND_BPS if kind == "audio" else _NOMINAL_BPS.get(rid, _NOMINAL_BPS[SINGLE])
        self._looks: deque[tuple[float, int]] = deque()

    def look(self, octets: int, now_s: float) -> None:
        """Note the bytes counted so far; call a few times a second."""
        looks = self._looks
        looks.append((now_s, octets))
        while len(looks) > 2 and looks[1][0] <= now_s - MEASURED_S:
            looks.popleft()
        began_s, before = looks[0]
        if now_s - began_s >= MEASURED_S:
            measured_bps = 8 * (octets - before) / (now_s - began_s)
            self.bps += (measured_bps - self.bps) * (FASTER if measured_bps > self.bps else SLOWER)


def enough_for(tile: TileSize | None, sizes: Sequence[tuple[int, int]]) -> int:
    """The lowest of the layers (width, height; lowest first) that fills the tile; the highest when none does.

    A size of (0, 0) is not known yet and fills nothing. No tile: the page did not say, and gets the highest. A small
    camera is not made smaller for its tile, unless that is a stamp: pages rely on the size that its owner set.
    """
    if tile is None:
        return len(sizes) - 1
    if not tile.width:
        return 0
    if max(sizes[-1]) <= SMALL_CAMERA and tile.width > STAMP:
        return len(sizes) - 1
    for level, (width, height) in enumerate(sizes):
        if width and (width >= ENOUGH * tile.width or height >= ENOUGH * tile.height):
            return level
    return len(sizes) - 1
