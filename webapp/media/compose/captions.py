"""What is written over the pictures: texts, the server's time, people's names, images."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont, UnidentifiedImageError

from webapp.media.compose.pictures import Planes, cut_out
from webapp.media.core.layout import Box, within
from webapp.media.core.scene import Scene
from webapp.media.core.style import TIME, Overlay, Style

logger = logging.getLogger(__name__)

# The first that is there; Pillow's own font knows no Chinese.
FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)
NAME_SHARE = 16  # a name's height: this part of its picture's
MIN_NAME, MAX_NAME = 12, 28

# BT.601, limited range: the offset of Y, U, V and the shares of red, green, blue in them.
TO_YUV = ((16, (0.257, 0.504, 0.098)), (128, (-0.148, -0.291, 0.439)), (128, (0.439, -0.368, -0.071)))

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


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for candidate in (path, *FONTS):
        if candidate:
            try:
                return ImageFont.truetype(candidate, size)
            except OSError:
                logger.debug("no font at %s", candidate)
    return ImageFont.load_default(size)


@lru_cache(maxsize=256)
def written(text: str, size: int, colour: str, background: str, font: str) -> Stamp:
    """A line of text on its background; a colour that is none becomes white on half black."""
    face, margin = _font(font, size), max(size // 4, 2)
    left, _, right, _ = face.getbbox(text)
    try:
        fill, ground = (ImageColor.getcolor(name, "RGBA") for name in (colour, background))
    except ValueError:
        fill, ground = (255, 255, 255, 255), (0, 0, 0, 128)
    image = Image.new("RGBA", (round(right - left) + 2 * margin, size + 2 * margin), ground)
    anchor = "lm" if isinstance(face, ImageFont.FreeTypeFont) else None
    ImageDraw.Draw(image).text((margin - left, image.height / 2), text, fill, face, anchor)
    return stamp_of(image)


class Captions:
    """Everything that is laid over one film's pictures of `size`."""

    def __init__(
        self, directory: Path, style: Style, names: Mapping[int, str], size: tuple[int, int], time_zone: str, font: str
    ) -> None:
        self._size, self._font, self._zone = size, font, ZoneInfo(time_zone)
        self._names = names if style.shows_names else {}
        self._texts = [overlay for overlay in style.overlays if overlay.text]
        images = [overlay for overlay in style.overlays if overlay.image]
        self._images = [(overlay, stamp) for overlay in images if (stamp := _image(directory, overlay))]
        self._labels: list[tuple[Stamp, int, int]] = []

    def stand_under(self, scene: Scene) -> None:
        """People's names go to the lower left corners of their pictures."""
        self._labels = []
        for place in scene:
            name, box = self._names.get(place.source[0], ""), place.box
            if name and place.source[1] != "screen":
                size = min(max(box.height // NAME_SHARE, MIN_NAME), MAX_NAME)
                stamp = written(name, size, "#ffffff", "#00000080", self._font)
                self._labels.append((stamp, box.x + 4, (box.y + box.height - stamp.height - 4) // 2 * 2))

    def write(self, planes: Planes, now_ms: int) -> None:
        """Lay it over a picture of that moment (wall clock)."""
        for stamp, x, y in self._labels:
            stamp.lay(planes, x, y)
        for overlay, stamp in self._images:
            self._lay(planes, overlay, stamp)
        for overlay in self._texts:
            text = overlay.text.replace(TIME, f"{datetime.fromtimestamp(now_ms // 1000, self._zone):%Y-%m-%d %H:%M:%S}")
            self._lay(planes, overlay, written(text, overlay.size, overlay.colour, overlay.background, self._font))

    def _lay(self, planes: Planes, overlay: Overlay, stamp: Stamp) -> None:
        width, height = self._size
        x = overlay.x if overlay.x >= 0 else width + overlay.x - stamp.width
        y = overlay.y if overlay.y >= 0 else height + overlay.y - stamp.height
        stamp.lay(planes, x // 2 * 2, y // 2 * 2)


def _image(directory: Path, overlay: Overlay) -> Stamp | None:
    try:
        image = Image.open(directory / overlay.image).convert("RGBA")
    except (OSError, UnidentifiedImageError) as error:
        logger.warning("image %s left out: %s", overlay.image, error)
        return None
    size = (overlay.width or image.width, overlay.height or image.height)
    return stamp_of(image if image.size == size else image.resize(size))
