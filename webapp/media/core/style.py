"""How a film shall look and sound: what a page may choose, with the house's choice where it says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from webapp.media.core.layout import Fit

Layout = Literal["side_by_side", "overlaid", "single"]
Container = Literal["mp4", "flv", "mp3", "wmv"]


@dataclass(frozen=True, slots=True)
class Style:
    """Rates in bits and frames per second, 0 = the house's choice.

    `layout`: everybody beside each other, the first with the others small upon him, or the first alone.
    `fit`: a picture inside its place, filling it by losing its edges, or stretched to it.
    `is_stereo`: the first person on the left, everybody else on the right; else all in the middle.
    `container` mp3 has no picture. `keeps_size`: the size of the first picture instead of the one that was asked for.
    """

    layout: Layout = "side_by_side"
    fit: Fit = "contain"
    is_stereo: bool = False
    container: Container = "mp4"
    keeps_size: bool = False
    video_bits_per_s: int = 0
    audio_bits_per_s: int = 0
    frames_per_s: int = 25

    @property
    def has_picture(self) -> bool:
        """Whether the container can hold one."""
        return self.container != "mp3"
