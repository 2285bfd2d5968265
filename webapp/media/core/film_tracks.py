"""The tracks of a played film: a player and its node name what they carry by their numbers."""

from __future__ import annotations

from typing import NamedTuple

from webapp.media.core.formats import OPUS, VP8, Format
from webapp.media.core.layers import SINGLE


class FilmTrack(NamedTuple):
    """What one track carries, and which layer of it."""

    rid: str
    format: Format


FILM_TRACKS = (FilmTrack(SINGLE, VP8), FilmTrack(SINGLE, OPUS), FilmTrack("l", VP8), FilmTrack("h", VP8))
"""By their numbers; a film has pictures in one layer or in two, and sound."""

ONE_PICTURE, SOUND, LOW_PICTURE, HIGH_PICTURE = range(len(FILM_TRACKS))
