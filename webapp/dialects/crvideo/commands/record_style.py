"""CRVideo: what a mixer's configuration says about its film: rates, sides, texts, and what stands where."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from html import unescape
from typing import Any

from webapp.dialects.crvideo.commands.record_images import IMAGE, resource_of
from webapp.domain.recordings.order import MAX_HEIGHT, MAX_WIDTH
from webapp.kernel.errors import PictureTooLarge
from webapp.media.core.layout import Fit
from webapp.media.core.scene import MOST as MOST_PANES
from webapp.media.core.style import TIME, WHOEVER, Overlay, Pane, Style

AccountsOf = Callable[[Collection[str]], Mapping[str, int]]
"""The accounts behind user ids; unknown ones are missing."""

CAMERA, TIMESTAMP, OLD_TEXT, TEXT = 0, 4, 7, 10  # kinds of content
SCREENS = {5: 0, 3: 1}  # a shared screen and a played file by their kinds of content
CAMID = re.compile(r"([^\x00]+)\.(-1|[1-9][0-9]?)")  # of the default camera, or one with its number from 1
DEFAULT = "-1"
TAG, LINE_BREAK = re.compile(r"<[^<>]*>"), re.compile(r"<br\s*/?>", re.IGNORECASE)
COLOUR = re.compile(r"[\s;'\"]color:\s*([#\w]{1,32})")
PIXELS = re.compile(r"font-size:\s*([0-9]{1,3})px")
STRETCHED = 0
FAR = 10_000  # pixels from the picture
LEFT_AND_RIGHT = 1  # a kind of sound
FRAMES_PER_S, MOST_FRAMES_PER_S = 25, 30
MOST_BITS_PER_S = 20_000_000
WIDTH, HEIGHT, MOST_SIDE = 1280, 720, 100_000
TEXT_SIZE, MOST_TEXT_SIZE = 24, 200
MOST_OVERLAYS = 20


def style_of(config: Mapping[str, Any], accounts_of: AccountsOf, images: Mapping[str, str]) -> Style:
    """The film's style: everything where it was put; what is missing or makes no sense is the house's choice.

    `images` has files by resource ids. Unknown images and cameras of unknown people are left out.
    """
    video, sound = _file(config, "videoFileCfg"), _file(config, "audioFileCfg")
    sound = video if "aChannelType" in video else sound
    given = video.get("layoutConfig")
    contents = [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []
    panes = _panes(contents, accounts_of, images)
    return Style(
        layout="panes" if panes else "side_by_side",
        is_stereo=sound.get("aChannelType") == LEFT_AND_RIGHT,
        left=_on_the_left(sound, accounts_of),
        video_bits_per_s=_number(video, "vBps", MOST_BITS_PER_S, 0),
        frames_per_s=_number(video, "vFps", MOST_FRAMES_PER_S, FRAMES_PER_S) or FRAMES_PER_S,
        overlays=tuple(_overlays(contents))[:MOST_OVERLAYS],
        panes=panes,
    )


def size_of(config: Mapping[str, Any]) -> tuple[int, int]:
    """The picture's width and height; the house's where they are missing. Raises PictureTooLarge."""
    video = _file(config, "videoFileCfg")
    width = _number(video, "vWidth", MOST_SIDE, 0) or WIDTH
    height = _number(video, "vHeight", MOST_SIDE, 0) or HEIGHT
    if width > MAX_WIDTH or height > MAX_HEIGHT:
        raise PictureTooLarge
    return width, height


def _file(config: Mapping[str, Any], part: str) -> dict[str, Any]:
    return config[part] if isinstance(config.get(part), dict) else {}


def _on_the_left(sound: Mapping[str, Any], accounts_of: AccountsOf) -> int:
    """The first of the two people that are named for the sides; the other, and everybody else, is on the right."""
    people = sound.get("aChannelContent")
    user = str(people[0]).replace("\x00", "") if isinstance(people, list) and people else ""  # no database takes it
    return accounts_of({user}).get(user, WHOEVER) if user else WHOEVER


def _panes(
    contents: Sequence[Mapping[str, Any]], accounts_of: AccountsOf, images: Mapping[str, str]
) -> tuple[Pane, ...]:
    """Cameras, the shared screen, the played file and images, as they lie upon each other."""
    shown = [item for item in contents if item.get("type") in (CAMERA, IMAGE, *SCREENS)][:MOST_PANES]
    accounts = accounts_of({user for item in shown if (user := _camera(item)[0])})
    return tuple(pane for item in shown if (pane := _pane(item, accounts, images)))


def _pane(item: Mapping[str, Any], accounts: Mapping[str, int], images: Mapping[str, str]) -> Pane | None:
    x, y = (_number(item, side, FAR, 0, least=-FAR) for side in ("left", "top"))
    width, height = (_number(item, side, FAR, 0) for side in ("width", "height"))
    if not (width and height):
        return None
    fit: Fit = "stretch" if item.get("keepAspectRatio") == STRETCHED else "contain"
    place = partial(Pane, x=x, y=y, width=width, height=height, fit=fit)
    if item["type"] in SCREENS:
        return place(WHOEVER, "screen", SCREENS[item["type"]])
    if item["type"] == IMAGE:
        file = images.get(resource_of(item))
        return place(WHOEVER, "image", 0, image=file) if file else None
    user, number = _camera(item)
    if user not in accounts:
        return None
    # Which camera is the default one, the domain knows, and follows it.
    is_default = number == DEFAULT
    return place(accounts[user], "video", 0 if is_default else int(number) - 1, is_default=is_default)


def _camera(item: Mapping[str, Any]) -> tuple[str, str]:
    """Whose camera, and which, as pages count them. Nobody's where that cannot be read."""
    param = item["param"] if isinstance(item.get("param"), dict) else {}
    found = CAMID.fullmatch(str(param.get("camid", "")))
    if item["type"] != CAMERA or found is None:
        return "", DEFAULT
    user, number = found.groups()
    return user, number


def _overlays(contents: Sequence[Mapping[str, Any]]) -> Iterator[Overlay]:
    for item in contents:
        param = item["param"] if isinstance(item.get("param"), dict) else {}
        if item.get("type") == OLD_TEXT:
            param = _without_markup(param)
        text = TIME if item.get("type") == TIMESTAMP else str(param.get("text", ""))
        if item.get("type") in (TIMESTAMP, OLD_TEXT, TEXT) and text:
            yield Overlay(
                x=_number(item, "left", 10_000, 0),
                y=_number(item, "top", 10_000, 0),
                text=text[:200],
                size=_number(param, "font-size", MOST_TEXT_SIZE, TEXT_SIZE) or TEXT_SIZE,
                colour=str(param.get("color", "") or "#ffffff"),
                background=str(param.get("background", "") or "#00000080"),
                margin=_number(param, "text-margin", MOST_TEXT_SIZE, -1),
            )


def _without_markup(param: Mapping[str, Any]) -> dict[str, Any]:
    """The old kind of text may be simple HTML: its words, with the first colour and size that are named in it."""
    text = str(param.get("text", ""))
    colour, size = COLOUR.search(text), PIXELS.search(text)
    named = {**({"color": colour[1]} if colour else {}), **({"font-size": int(size[1])} if size else {})}
    return {**named, **param, "text": unescape(TAG.sub("", LINE_BREAK.sub(" ", text))).strip()}


def _number(config: Mapping[str, Any], name: str, most: int, default: int, least: int = 0) -> int:
    value = config.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return min(max(int(value), least), most) if is_number and value is not None else default
