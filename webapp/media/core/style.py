"""How a film shall look and sound: what a page may choose, with the house's choice where it says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from webapp.media.core.layout import Fit

Layout = Literal["side_by_side", "overlaid", "single", "grid", "speaker", "screen_and_speaker", "panes"]
Container = Literal["mp4", "flv", "mp3", "wmv", "webm"]

TIME = "%timestamp%"
WHOEVER = 0


@dataclass(frozen=True, slots=True)
class Pane:
    """An exact place in the picture, in its pixels; what reaches over the edges of the picture is cut.

    `account`: whose picture, WHOEVER for the first who sends one of this kind. `index`: which of their cameras; with
    `is_default` it is the person's default camera, and who keeps the style keeps the index right. A screen's index 0 is
    what is shared, 1 a file that is played to the room. `image` is a file below the recording's folder, of nobody.
    """

    account: int
    kind: Literal["video", "screen", "image"]
    index: int
    x: int
    y: int
    width: int
    height: int
    fit: Fit = "contain"
    is_default: bool = False
    image: str = ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A text upon the picture, from `x` and `y` on (pixels; below 0 from the right or the bottom edge).

    It may hold `%timestamp%`, the server's time; `size` is its height in pixels, colours are #rrggbb or #rrggbbaa.
    `margin` is how far its background reaches around it, below 0 the house's choice.
    """

    x: int = 16
    y: int = 16
    text: str = ""
    size: int = 24
    colour: str = "#ffffff"
    background: str = "#00000080"
    margin: int = -1


@dataclass(frozen=True, slots=True)
class Cue:
    """From this wall-clock moment on (ms) the film has another layout, and other overlays where it names them.

    `panes` are those of the layout "panes".
    """

    at_ms: int
    layout: Layout
    overlays: tuple[Overlay, ...] | None = None
    panes: tuple[Pane, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """Rates in bits and frames per second, 0 = the house's choice.

    `layout`: everybody beside each other, the first with the others small upon him, the first alone, whoever sends at
    the moment, the speaker large, a shared screen large with the speaker beside it, or `panes`, the later ones above.
    `fit`: a picture inside its place, filling it by losing its edges, or stretched to it.
    `is_stereo`: one person on the left (`left`, an account; 0: the first), everybody else on the right; else all in the
    middle.
    `container` mp3 has no picture. `keeps_size`: the size of the first picture instead of the one that was asked for.
    `shows_names`: everybody's name at the lower edge of their picture.
    `keeps_sides`: the files of single people, made on the way without encoding anything, stay beside the film.
    """

    layout: Layout = "side_by_side"
    fit: Fit = "contain"
    is_stereo: bool = False
    left: int = 0
    container: Container = "mp4"
    keeps_size: bool = False
    video_bits_per_s: int = 0
    audio_bits_per_s: int = 0
    frames_per_s: int = 25
    shows_names: bool = False
    keeps_sides: bool = False
    overlays: tuple[Overlay, ...] = ()
    panes: tuple[Pane, ...] = ()

    @property
    def has_picture(self) -> bool:
        """Whether the container can hold one."""
        return self.container != "mp3"

    def framing(self, width: int, height: int, first: int) -> Framing:
        """What of it decides how large people are shown, in a picture of that size."""
        return Framing(width, height, self.layout, self.fit, self.panes, first)


@dataclass(frozen=True, slots=True)
class Framing:
    """What decides how large a film shows whom; `first` is the account that is shown first, if they are recorded."""

    width: int
    height: int
    layout: Layout = "side_by_side"
    fit: Fit = "contain"
    panes: tuple[Pane, ...] = ()
    first: int = 0
