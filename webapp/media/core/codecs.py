"""In which codecs a page is asked to send: best those that everybody who shall see or hear it speaks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from webapp.media.core.formats import BASIC_CODECS, CODECS, MediaType


def in_order(preferred: Iterable[str], media: MediaType) -> tuple[str, ...]:
    """The codecs of this media type that a page prefers, then the basic ones."""
    return tuple(name for name in dict.fromkeys((*preferred, *BASIC_CODECS)) if CODECS[name].media == media)


def by_viewers(codecs: Sequence[str], viewers: Collection[Collection[str]]) -> tuple[str, ...]:
    """The codecs, those that more of the viewers decode first; a page sends in the first that it speaks itself."""
    return tuple(sorted(codecs, key=lambda name: -sum(name in decodes for decodes in viewers)))
