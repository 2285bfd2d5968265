"""CRVideo: what a mixer's configuration says about its film: rates, sides, texts, and what stands where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from webapp.domain.recordings.services import MAX_HEIGHT, MAX_WIDTH
from webapp.kernel.errors import PictureTooLarge
from webapp.media.core.style import TIME, Layout, Overlay, Style

CAMERA, TIMESTAMP, SHARED_SCREEN, OLD_TEXT, TEXT = 0, 4, 5, 7, 10  # kinds of content
LEFT_AND_RIGHT = 1  # a kind of sound
FRAMES_PER_S, MOST_FRAMES_PER_S = 25, 30
MOST_BITS_PER_S = 20_000_000
WIDTH, HEIGHT, MOST_SIDE = 1280, 720, 100_000
TEXT_SIZE, MOST_TEXT_SIZE = 24, 200
MOST_OVERLAYS = 20
MANY, MUCH_LARGER = 3, 4


def style_of(config: Mapping[str, Any]) -> Style:
    """The film's style; what is missing or makes no sense is the house's choice."""
    video = config.get("videoFileCfg")
    if not isinstance(video, dict):
        return Style()
    contents = [item for item in video.get("layoutConfig") or () if isinstance(item, dict)]
    return Style(
        layout=_layout(contents),
        is_stereo=video.get("aChannelType") == LEFT_AND_RIGHT,
        video_bits_per_s=_number(video, "vBps", MOST_BITS_PER_S, 0),
        frames_per_s=_number(video, "vFps", MOST_FRAMES_PER_S, FRAMES_PER_S) or FRAMES_PER_S,
        overlays=tuple(_overlays(contents))[:MOST_OVERLAYS],
    )


def size_of(config: Mapping[str, Any]) -> tuple[int, int]:
    """The picture's width and height; the house's where they are missing. Raises PictureTooLarge."""
    video = config["videoFileCfg"] if isinstance(config.get("videoFileCfg"), dict) else {}
    width = _number(video, "vWidth", MOST_SIDE, 0) or WIDTH
    height = _number(video, "vHeight", MOST_SIDE, 0) or HEIGHT
    if width > MAX_WIDTH or height > MAX_HEIGHT:
        raise PictureTooLarge
    return width, height


def _layout(contents: Sequence[Mapping[str, Any]]) -> Layout:
    """A shared screen is large, a camera inside another one lies upon it, else they stand beside each other.

    One that is several times as large as each of the others is the speaker's, and many make a grid.
    """
    if any(item.get("type") == SHARED_SCREEN for item in contents):
        return "screen_and_speaker"
    boxes = [_box(item) for item in contents if item.get("type") == CAMERA]
    lies_upon = any(_is_inside(small, large) for small in boxes for large in boxes if small is not large)
    if lies_upon or len(boxes) < MANY:
        return "overlaid" if lies_upon else "side_by_side"
    *others, largest = sorted((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    return "speaker" if largest >= MUCH_LARGER * others[-1] > 0 else "grid"


def _box(item: Mapping[str, Any]) -> tuple[int, int, int, int]:
    left, top, width, height = (_number(item, side, 10_000, 0) for side in ("left", "top", "width", "height"))
    return left, top, left + width, top + height


def _is_inside(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    begins = all(a >= b for a, b in zip(small[:2], large[:2], strict=True))
    return small != large and begins and all(a <= b for a, b in zip(small[2:], large[2:], strict=True))


def _overlays(contents: Sequence[Mapping[str, Any]]) -> Iterator[Overlay]:
    for item in contents:
        param = item["param"] if isinstance(item.get("param"), dict) else {}
        text = TIME if item.get("type") == TIMESTAMP else str(param.get("text", ""))
        if item.get("type") in (TIMESTAMP, OLD_TEXT, TEXT) and text:
            yield Overlay(
                x=_number(item, "left", 10_000, 0),
                y=_number(item, "top", 10_000, 0),
                text=text[:200],
                size=_number(param, "font-size", MOST_TEXT_SIZE, TEXT_SIZE) or TEXT_SIZE,
                colour=str(param.get("color", "") or "#ffffff"),
                background=str(param.get("background", "") or "#00000080"),
            )


def _number(config: Mapping[str, Any], name: str, most: int, default: int) -> int:
    value = config.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return min(max(int(value), 0), most) if is_number and value is not None else default
