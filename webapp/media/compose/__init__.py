"""Makes one MP4 of a recording's segment files, offline: pictures side by side, sound mixed. No Django."""

from webapp.media.compose.composer import Composed, NothingRecorded, compose

__all__ = ["Composed", "NothingRecorded", "compose"]
