"""The CRVideo dialect, put together from its chapters."""

from webapp.dialects import neutral, quality
from webapp.dialects.base import Dialect
from webapp.dialects.crvideo.commands import (
    attributes,
    av,
    call,
    data,
    invite,
    local,
    login,
    marks,
    media,
    queue,
    record,
    room,
    text,
    transfer,
)
from webapp.dialects.crvideo.errors import ERRORS
from webapp.kernel.errors import NotSupported

CRVIDEO = Dialect.of(
    "crvideo",
    (
        login,
        room,
        attributes,
        av,
        marks,
        media,
        text,
        data,
        transfer,
        record,
        call,
        invite,
        queue,
        local,
        neutral,
        quality,
    ),
    ERRORS,
    unknown_function=NotSupported,
)
