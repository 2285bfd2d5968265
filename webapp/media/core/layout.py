"""Where each person's picture goes in a composed frame; pixels, all coordinates even because of 4:2:0 chroma."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Fit = Literal["contain", "cover", "stretch"]
INSET = 4  # a small picture is a quarter as wide and as high as the frame
INSET_MARGIN = 16
STRIP = 5  # the row of small pictures below a large one: a fifth of the height
COLUMN = 4  # the column beside a screen: a quarter of the width


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int


def arrange(count: int, width: int, height: int) -> tuple[Box, ...]:
    """Divide a frame among `count` pictures: all of it for one, halves for two, a square grid for more.

    A last row that is not full is centred.
    """
    columns = count if count <= 2 else math.ceil(math.sqrt(count))
    rows = math.ceil(count / max(columns, 1))
    boxes = []
    for position in range(count):
        row, column = divmod(position, columns)
        in_row = min(columns, count - row * columns)
        tile_width, tile_height = _even(width / columns), _even(height / rows)
        margin = _even((width - in_row * tile_width) / 2)
        boxes.append(Box(margin + column * tile_width, row * tile_height, tile_width, tile_height))
    return tuple(boxes)


def inset(count: int, width: int, height: int) -> tuple[Box, ...]:
    """The first picture all over the frame, the others small upon it: from the lower right corner up, then leftwards.

    A frame too small for all of them shows the last ones above each other.
    """
    if not count:
        return ()
    tile_width, tile_height = _even(width / INSET), _even(height / INSET)
    margin = _even(min(INSET_MARGIN, width / 40))
    step_x, step_y = tile_width + margin, tile_height + margin
    rows = max((height - margin) // step_y, 1)
    columns = max((width - margin) // step_x, 1)
    boxes = [Box(0, 0, width, height)]
    for position in range(count - 1):
        column, row = divmod(position, rows)
        x = width - step_x * (min(column, columns - 1) + 1)
        boxes.append(Box(max(x, 0), max(height - step_y * (row + 1), 0), tile_width, tile_height))
    return tuple(boxes)


def large_above(count: int, width: int, height: int) -> tuple[Box, ...]:
    """The first picture large, the others in one row below it, at most a fifth of the height; one alone has it all."""
    if count <= 1:
        return (Box(0, 0, width, height),)[:count]
    row = min(_even(height / STRIP), _even(width / (count - 1) * height / width))
    tile = min(_even(width / (count - 1)), _even(row * width / height))
    left = _even((width - tile * (count - 1)) / 2)
    small = (Box(left + tile * number, height - row, tile, row) for number in range(count - 1))
    return (Box(0, 0, width, height - row), *small)


def beside(count: int, width: int, height: int) -> tuple[Box, ...]:
    """The first picture over three quarters of the width, the others below each other to its right."""
    if count <= 1:
        return (Box(0, 0, width, height),)[:count]
    column = _even(width / COLUMN)
    tile = min(_even(column * height / width), _even(height / (count - 1)))
    small = (Box(width - column, tile * number, column, tile) for number in range(count - 1))
    return (Box(0, 0, width - column, height), *small)


def fit(width: int, height: int, box: Box, how: Fit = "contain") -> Box:
    """Where a picture of that size goes, centred: `contain` the largest rectangle of its shape inside `box`, `cover`
    the smallest around it (which reaches over its edges), `stretch` the box itself."""
    if how == "stretch":
        return box
    if how == "cover":
        scale = max(box.width / width, box.height / height)
        covering_width, covering_height = (math.ceil(side * scale / 2 - 1e-6) * 2 for side in (width, height))
        outside_x = _even((covering_width - box.width) / 2)
        outside_y = _even((covering_height - box.height) / 2)
        return Box(box.x - outside_x, box.y - outside_y, covering_width, covering_height)
    scale = min(box.width / width, box.height / height)
    fitted_width = min(max(_even(width * scale), 2), box.width)
    fitted_height = min(max(_even(height * scale), 2), box.height)
    x = box.x + _even((box.width - fitted_width) / 2)
    y = box.y + _even((box.height - fitted_height) / 2)
    return Box(x, y, fitted_width, fitted_height)


def within(box: Box, frame: Box) -> Box:
    """The part of `box` that lies in `frame`."""
    x, y = max(box.x, frame.x), max(box.y, frame.y)
    right = min(box.x + box.width, frame.x + frame.width)
    bottom = min(box.y + box.height, frame.y + frame.height)
    return Box(x, y, max(right - x, 0), max(bottom - y, 0))


def within_evenly(box: Box, width: int, height: int) -> Box:
    """The part of `box` that lies in a frame of that size, its edges at even pixels; a side is 0 where nothing is."""
    seen = within(box, Box(0, 0, width, height))
    x, y = _even(seen.x), _even(seen.y)
    return Box(x, y, _even(seen.x + seen.width) - x, _even(seen.y + seen.height) - y)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have a pixel in common."""
    common = within(one, other)
    return common.width > 0 and common.height > 0


def _even(value: float) -> int:
    return int(value + 1e-6) // 2 * 2
