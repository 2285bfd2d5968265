"""The picture side of composing: each track's current picture, pasted into its box on one canvas."""

from __future__ import annotations

from collections import deque

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from webapp.media.compose.segments import Piece, Playlist
from webapp.media.core.layout import Box, Fit, fit, within

HOLD_MS = 2000
BLACK = (16, 128, 128)

Plane = NDArray[np.uint8]


class Canvas:
    """One 4:2:0 picture that is painted over and over; width and height must be even."""

    def __init__(self, width: int, height: int) -> None:
        self._pixels: Plane = np.empty((height * 3 // 2, width), np.uint8)
        chroma = self._pixels[height:].reshape(2, height // 2, width // 2)
        self._planes: tuple[Plane, Plane, Plane] = (self._pixels[:height], chroma[0], chroma[1])
        self.clear(Box(0, 0, width, height))

    def clear(self, box: Box) -> None:
        """Make the box black."""
        for plane, value in zip(_cut(self._planes, box), BLACK, strict=True):
            plane[:] = value

    def paste(self, box: Box, picture: av.VideoFrame, left: int = 0, top: int = 0) -> None:
        """Copy the box's size of a yuv420p picture, from `left` and `top` (even) on."""
        for target, plane, shift in zip(_cut(self._planes, box), picture.planes, (0, 1, 1), strict=True):
            source = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            x, y = left >> shift, top >> shift
            target[:] = source[y : y + target.shape[0], x : x + target.shape[1]]

    def picture(self) -> av.VideoFrame:
        """Return a copy: the encoder may keep it while we paint on."""
        return av.VideoFrame.from_ndarray(self._pixels, format="yuv420p")


def _cut(planes: tuple[Plane, Plane, Plane], box: Box) -> list[Plane]:
    return [
        plane[box.y >> shift : (box.y + box.height) >> shift, box.x >> shift : (box.x + box.width) >> shift]
        for plane, shift in zip(planes, (0, 1, 1), strict=True)
    ]


class Tile:
    """One track in its box: the latest picture for HOLD_MS at most, then black.

    An `is_inset` one lies upon another picture and leaves it alone where it has nothing to show.
    """

    def __init__(
        self, playlist: Playlist[av.VideoFrame], box: Box, how: Fit = "contain", *, is_inset: bool = False
    ) -> None:
        self._playlist = playlist
        self._box = box
        self._how: Fit = how
        self._is_inset = is_inset
        self._picture: av.VideoFrame | None = None
        self._target = box
        self._painted: Box | None = None
        self._black_from_ms = 0
        self._reformatter = VideoReformatter()

    def update(self, now_ms: int) -> bool:
        """Take the picture that is shown at `now_ms`; says whether it is another one than before."""
        had_one, changed = self._picture is not None, False
        for latest in deque(self._playlist.take_until(now_ms + 1), maxlen=1):
            self._black_from_ms = _shown_until_ms(latest)
            if now_ms < self._black_from_ms:
                self._scale(latest.content)
                changed = True
        if self._picture is not None and now_ms >= self._black_from_ms:
            self._picture = None
        return changed or had_one != (self._picture is not None)

    def draw(self, canvas: Canvas, *, afresh: bool = False) -> None:
        """Put the picture on the canvas; `afresh` when something else was drawn in its box meanwhile."""
        if self._picture is None:
            if not self._is_inset:
                canvas.clear(self._box)
            self._painted = None
            return
        visible = within(self._target, self._box)
        if not self._is_inset and (afresh or visible != self._painted):
            canvas.clear(self._box)
        canvas.paste(visible, self._picture, visible.x - self._target.x, visible.y - self._target.y)
        self._painted = visible

    def close(self) -> None:
        """Close the track's file."""
        self._playlist.close()

    def _scale(self, picture: av.VideoFrame) -> None:
        self._target = fit(picture.width, picture.height, self._box, self._how)
        size = {"width": self._target.width, "height": self._target.height}
        self._picture = self._reformatter.reformat(picture, format="yuv420p", interpolation="BILINEAR", **size)


def _shown_until_ms(piece: Piece[av.VideoFrame]) -> int:
    """A camera that was closed is black at once, one that only stalls keeps its picture for a while."""
    held_until_ms = piece.at_ms + HOLD_MS
    closed_at_ms = piece.segment.closed_at_ms
    return held_until_ms if closed_at_ms is None else min(held_until_ms, max(closed_at_ms, piece.at_ms + 1))
