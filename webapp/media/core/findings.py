"""What somebody finds who opens a media file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Findings:
    """What a playable file is; `media_type` is one that browsers play, `duration_ms` 0 where the file does not say."""

    media_type: str
    duration_ms: int
    width: int
    height: int
    has_sound: bool
    has_picture: bool
