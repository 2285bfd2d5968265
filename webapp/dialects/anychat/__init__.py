"""The AnyChat dialect, put together from its chapters."""

from webapp.dialects import neutral, playing, quality
from webapp.dialects.anychat.commands import (
    av,
    call,
    data,
    filter,
    local,
    login,
    private,
    queue,
    record,
    room,
    text,
    transfer,
)
from webapp.dialects.anychat.constants import CONSTANTS
from webapp.dialects.anychat.errors import ERRORS
from webapp.dialects.base import Dialect
from webapp.kernel.errors import NotSupported

ANYCHAT = Dialect.of(
    "anychat",
    (login, room, av, text, private, data, filter, transfer, record, call, queue, local, neutral, playing, quality),
    ERRORS,
    constants=CONSTANTS,
    unknown_function=NotSupported,
)
