"""Makes films of a recording's tapes, offline: pictures arranged, sound mixed. No Django."""

from webapp.media.compose.composer import Composed, NothingRecorded, compose
from webapp.media.core.style import Container, Cue, Layout, Overlay, Style
from webapp.media.core.wish import Wish

__all__ = ["Composed", "Container", "Cue", "Layout", "NothingRecorded", "Overlay", "Style", "Wish", "compose"]
