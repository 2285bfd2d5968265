"""What is written over the pictures: texts, the server's time, people's names."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from PIL import Image, ImageColor, ImageDraw, ImageFont

from webapp.media.compose.pictures import Planes
from webapp.media.compose.stamps import Stamp, stamp_of
from webapp.media.core.layout import Box
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
def written(text: str, size: int, colour: str, background: str, font: str, margin: int = -1) -> Stamp:
    """A line of text on its background; a colour that is none becomes white on half black."""
    face, margin = _font(font, size), max(size // 4, 2) if margin < 0 else margin
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
        self, style: Style, names: Mapping[int, str], size: tuple[int, int], time_zone: str, font: str
    ) -> None:
        self._size, self._font, self._zone = size, font, ZoneInfo(time_zone)
        self._names = names if style.shows_names else {}
        self._texts = [overlay for overlay in style.overlays if overlay.text]
        self._labels: list[tuple[Stamp, int, int]] = []

    def stand_under(self, scene: Scene) -> None:
        """People's names go to the lower left corners of their pictures."""
        named = (place for place in scene if not isinstance(place.source, str) and place.source[1] != "screen")
        pairs = ((place.box, self._names.get(int(place.source[0]), "")) for place in named)
        self._labels = [self._label(name, box) for box, name in pairs if name]

    def _label(self, name: str, box: Box) -> tuple[Stamp, int, int]:
        size = min(max(box.height // NAME_SHARE, MIN_NAME), MAX_NAME)
        stamp = written(name, size, "#ffffff", "#00000080", self._font)
        return stamp, box.x + 4, (box.y + box.height - stamp.height - 4) // 2 * 2

    def write(self, planes: Planes, now_ms: int) -> None:
        """Lay it over a picture of that moment (wall clock)."""
        for stamp, x, y in self._labels:
            stamp.lay(planes, x, y)
        for overlay in self._texts:
            text = overlay.text.replace(TIME, f"{datetime.fromtimestamp(now_ms // 1000, self._zone):%Y-%m-%d %H:%M:%S}")
            look = overlay.size, overlay.colour, overlay.background, self._font, overlay.margin
            self._lay(planes, overlay, written(text, *look))

    def _lay(self, planes: Planes, overlay: Overlay, stamp: Stamp) -> None:
        width, height = self._size
        x = overlay.x if overlay.x >= 0 else width + overlay.x - stamp.width
        y = overlay.y if overlay.y >= 0 else height + overlay.y - stamp.height
        stamp.lay(planes, x // 2 * 2, y // 2 * 2)
