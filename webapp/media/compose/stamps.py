"""What is laid over pictures, with its transparency: prepared once, blended in again and again."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from webapp.media.compose.pictures import Canvas, Planes, cut_out
from webapp.media.core.layout import Box, Fit, fit, within

logger = logging.getLogger(__name__)

# BT.601, limited range: the offset of Y, U, V and the shares of red, green, blue in them.
TO_YUV = ((16, (0.257, 0.504, 0.098)), (128, (-0.148, -0.291, 0.439)), (128, (0.439, -0.368, -0.071)))
IMAGES_KEPT = 16  # 6 MB each at 720p; those of a layout change are the ones before, as a rule

Weights = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Something to be laid over a picture: for each plane what it adds, and what share of the picture (0-256) stays."""

    width: int
    height: int
    adds: tuple[Weights, Weights, Weights]
    stays: tuple[Weights, Weights, Weights]

    def lay(self, planes: Planes, x: int, y: int) -> None:
        """Blend it in at an even place; what reaches over the edges is cut."""
        height, width = planes[0].shape
        seen = within(Box(x, y, self.width, self.height), Box(0, 0, width, height))
        left, top = seen.x - x, seen.y - y
        parts = zip(cut_out(planes, seen), self.adds, self.stays, (0, 1, 1), strict=True)
        for target, adds, stays, shift in parts:
            rows = slice(top >> shift, (top >> shift) + target.shape[0])
            columns = slice(left >> shift, (left >> shift) + target.shape[1])
            target[:] = (target * stays[rows, columns] + adds[rows, columns]) >> 8


def stamp_of(image: Image.Image) -> Stamp:
    """Prepare an image with transparency for laying over 4:2:0 pictures."""
    width, height = (side + side % 2 for side in image.size)
    padded = Image.new("RGBA", (width, height))
    padded.paste(image, (0, 0))
    pixels = np.asarray(padded, np.float32)
    weight = pixels[..., 3] / 255
    luma, blue, red = (offset + pixels[..., :3] @ np.array(shares) for offset, shares in TO_YUV)
    planes = [(luma * weight, weight), *((_halved(plane * weight), _halved(weight)) for plane in (blue, red))]
    adds = [np.round(added * 256).astype(np.uint16) for added, _ in planes]
    stays = [np.round((1 - share) * 256).astype(np.uint16) for _, share in planes]
    return Stamp(width, height, (adds[0], adds[1], adds[2]), (stays[0], stays[1], stays[2]))


def _halved(plane: NDArray[Any]) -> NDArray[Any]:
    halved: NDArray[Any] = plane.reshape(plane.shape[0] // 2, 2, plane.shape[1] // 2, 2).mean(axis=(1, 3))
    return halved


class Sticker:
    """An image in a box of the canvas."""

    track = None

    def __init__(self, path: Path, box: Box, how: Fit) -> None:
        self._fitted = image_in(path, box, how)

    def draw(self, canvas: Canvas, *, afresh: bool = False) -> None:
        """Lay it over what is there; it must not lie there already."""
        if self._fitted is not None:
            stamp, box = self._fitted
            stamp.lay(canvas.planes, box.x, box.y)


@lru_cache(maxsize=IMAGES_KEPT)
def image_in(path: Path, box: Box, how: Fit) -> tuple[Stamp, Box] | None:
    """An image file fitted into a box, and where it comes to lie; None when it cannot be read."""
    try:
        image = ImageOps.exif_transpose(Image.open(path)).convert("RGBA")
    except (OSError, UnidentifiedImageError) as error:
        logger.warning("image %s left out: %s", path.name, error)
        return None
    target = fit(image.width, image.height, box, how)
    scaled = image.resize((target.width, target.height), Image.Resampling.LANCZOS)
    seen = within(target, box)
    left, top = seen.x - target.x, seen.y - target.y
    return stamp_of(scaled.crop((left, top, left + seen.width, top + seen.height))), seen
