"""The picture side of composing: each track's current picture, pasted into its box on one canvas."""

from __future__ import annotations

from collections import deque

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from webapp.media.compose.segments import Piece, Pieces
from webapp.media.core.layout import Box, Fit, fit, within

HOLD_MS = 2000
BLACK = (16, 128, 128)

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]


class Canvas:
    """One 4:2:0 picture that is painted over and over; width and height must be even."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._whole = Box(0, 0, width, height)
        self._pixels: Plane = np.empty((height * 3 // 2, width), np.uint8)
        self._planes = _planes(self._pixels)
        self.clear()

    def clear(self, box: Box | None = None) -> None:
        """Make the box black; all of it without one."""
        for plane, value in zip(cut_out(self._planes, box or self._whole), BLACK, strict=True):
            plane[:] = value

    def paste(self, box: Box, picture: av.VideoFrame, left: int = 0, top: int = 0) -> None:
        """Copy the box's size of a yuv420p picture, from `left` and `top` (even) on."""
        for target, plane, shift in zip(cut_out(self._planes, box), planes_of(picture), (0, 1, 1), strict=True):
            x, y = left >> shift, top >> shift
            target[:] = plane[y : y + target.shape[0], x : x + target.shape[1]]

    @property
    def planes(self) -> Planes:
        """Its pixels, to be read and written."""
        return self._planes

    def frame(self) -> av.VideoFrame:
        """A copy of what is on it now: the encoder may keep it while we paint on."""
        frame = av.VideoFrame(self.width, self.height, "yuv420p")
        for target, pixels in zip(planes_of(frame), self._planes, strict=True):
            target[:] = pixels
        return frame


def _planes(pixels: Plane) -> Planes:
    height, width = pixels.shape[0] * 2 // 3, pixels.shape[1]
    chroma = pixels[height:].reshape(2, height // 2, width // 2)
    return pixels[:height], chroma[0], chroma[1]


def cut_out(planes: Planes, box: Box) -> list[Plane]:
    """The parts of the three planes that lie in an even box."""
    return [
        plane[box.y >> shift : (box.y + box.height) >> shift, box.x >> shift : (box.x + box.width) >> shift]
        for plane, shift in zip(planes, (0, 1, 1), strict=True)
    ]


def planes_of(frame: av.VideoFrame) -> Planes:
    """The pixels of a yuv420p frame, to be read and written."""
    y, u, v = (
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    )
    return y, u, v


class Track:
    """The latest picture of one track, for HOLD_MS at most; what comes until `opens_at_ms` is shown before its time."""

    def __init__(self, pictures: Pieces[av.VideoFrame], opens_at_ms: int = 0) -> None:
        self._pictures, self._opens_at_ms = pictures, opens_at_ms
        self._black_from_ms = 0
        self.picture: av.VideoFrame | None = None

    def update(self, now_ms: int) -> bool:
        """Take the picture that is shown at `now_ms`; says whether it is another one than before."""
        before = self.picture
        for latest in deque(self._pictures.take_until(max(now_ms, self._opens_at_ms) + 1), maxlen=1):
            self._black_from_ms = _shown_until_ms(latest)
            self.picture = latest.content
        if now_ms >= self._black_from_ms:
            self.picture = None
        return self.picture is not before

    def close(self) -> None:
        """Close it."""
        self._pictures.close()


class Tile:
    """A track's picture in a box, on a canvas that is black there at first; black where there is none.

    An `is_inset` one lies upon another picture and leaves it alone where it has nothing to show.
    """

    def __init__(self, track: Track, box: Box, how: Fit, *, is_inset: bool = False) -> None:
        self.track = track
        self._box, self._how, self._is_inset = box, how, is_inset
        self._scaled: tuple[av.VideoFrame, av.VideoFrame] | None = None  # of which picture, and itself
        self._painted: Box | None = None
        self._reformatter = VideoReformatter()

    def draw(self, canvas: Canvas, *, afresh: bool = False) -> None:
        """Put the picture on the canvas; `afresh` when something else was drawn in its box meanwhile."""
        picture = self.track.picture
        if picture is None:
            if not self._is_inset:
                canvas.clear(self._box)
            self._painted = None
            return
        target = fit(picture.width, picture.height, self._box, self._how)
        visible = within(target, self._box)
        if not self._is_inset and (afresh or visible != self._painted):
            canvas.clear(self._box)
        canvas.paste(visible, self._scale(picture, target), visible.x - target.x, visible.y - target.y)
        self._painted = visible

    def _scale(self, picture: av.VideoFrame, target: Box) -> av.VideoFrame:
        if self._scaled is None or self._scaled[0] is not picture:
            size = {"width": target.width, "height": target.height}
            scaled = self._reformatter.reformat(picture, format="yuv420p", interpolation="BILINEAR", **size)
            self._scaled = picture, scaled
        return self._scaled[1]


def _shown_until_ms(piece: Piece[av.VideoFrame]) -> int:
    """A camera that was closed is black at once, one that only stalls keeps its picture for a while."""
    held_until_ms = piece.at_ms + HOLD_MS
    closed_at_ms = piece.segment.closed_at_ms
    return held_until_ms if closed_at_ms is None else min(held_until_ms, max(closed_at_ms, piece.at_ms + 1))
