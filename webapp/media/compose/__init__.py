"""Makes one film of a recording's segment files, offline: pictures arranged, sound mixed. No Django."""

from webapp.media.compose.composer import Composed, NothingRecorded, compose
from webapp.media.core.style import Container, Layout, Style

__all__ = ["Composed", "Container", "Layout", "NothingRecorded", "Style", "compose"]
