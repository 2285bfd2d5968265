"""The picture side of composing: each track's current picture, pasted into its box on one canvas."""

from __future__ import annotations

from collections import deque

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from webapp.media.compose.segments import Piece, Playlist
from webapp.media.core.layout import Box, fit

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

    def paste(self, box: Box, picture: av.VideoFrame) -> None:
        """Copy a yuv420p picture of exactly the box's size."""
        for target, plane in zip(_cut(self._planes, box), picture.planes, strict=True):
            source = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            target[:] = source[: target.shape[0], : target.shape[1]]

    def picture(self) -> av.VideoFrame:
        """Return a copy: the encoder may keep it while we paint on."""
        return av.VideoFrame.from_ndarray(self._pixels, format="yuv420p")


def _cut(planes: tuple[Plane, Plane, Plane], box: Box) -> list[Plane]:
    return [
        plane[box.y >> shift : (box.y + box.height) >> shift, box.x >> shift : (box.x + box.width) >> shift]
        for plane, shift in zip(planes, (0, 1, 1), strict=True)
    ]


class Tile:
    """One track in its box: the latest picture for HOLD_MS at most, then black."""

    def __init__(self, playlist: Playlist[av.VideoFrame], box: Box) -> None:
        self._playlist = playlist
        self._box = box
        self._painted: Box | None = None
        self._black_from_ms = 0
        self._reformatter = VideoReformatter()

    def paint(self, canvas: Canvas, now_ms: int) -> None:
        """Bring the canvas up to date for the frame that is shown at `now_ms`."""
        for latest in deque(self._playlist.take_until(now_ms + 1), maxlen=1):
            self._black_from_ms = _shown_until_ms(latest)
            if now_ms < self._black_from_ms:
                self._paste(canvas, latest.content)
        if self._painted is not None and now_ms >= self._black_from_ms:
            canvas.clear(self._box)
            self._painted = None

    def close(self) -> None:
        """Close the track's file."""
        self._playlist.close()

    def _paste(self, canvas: Canvas, picture: av.VideoFrame) -> None:
        target = fit(picture.width, picture.height, self._box)
        if target != self._painted:
            canvas.clear(self._box)
            self._painted = target
        size = {"width": target.width, "height": target.height}
        canvas.paste(target, self._reformatter.reformat(picture, format="yuv420p", interpolation="BILINEAR", **size))


def _shown_until_ms(piece: Piece[av.VideoFrame]) -> int:
    """A camera that was closed is black at once, one that only stalls keeps its picture for a while."""
    held_until_ms = piece.at_ms + HOLD_MS
    closed_at_ms = piece.segment.closed_at_ms
    return held_until_ms if closed_at_ms is None else min(held_until_ms, max(closed_at_ms, piece.at_ms + 1))
