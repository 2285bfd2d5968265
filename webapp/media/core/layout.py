"""Where each person's picture goes in a composed frame; pixels, all coordinates even because of 4:2:0 chroma."""

from __future__ import annotations

import math
from dataclasses import dataclass


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


def fit(width: int, height: int, box: Box) -> Box:
    """The largest rectangle of the picture's shape inside `box`, centred."""
    scale = min(box.width / width, box.height / height)
    fitted_width = min(max(_even(width * scale), 2), box.width)
    fitted_height = min(max(_even(height * scale), 2), box.height)
    x = box.x + _even((box.width - fitted_width) / 2)
    y = box.y + _even((box.height - fitted_height) / 2)
    return Box(x, y, fitted_width, fitted_height)


def _even(value: float) -> int:
    return int(value + 1e-6) // 2 * 2
