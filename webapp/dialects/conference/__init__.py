"""The conference SDK dialect, put together from its chapters."""

from webapp.dialects import neutral, playing, quality
from webapp.dialects.base import Dialect
from webapp.dialects.conference.commands import av, call, data, login, queue, record, room, text, transfer
from webapp.dialects.conference.errors import ERRORS
from webapp.kernel.errors import NotSupported

CONFERENCE = Dialect.of(
    "conference",
    (login, room, av, text, data, transfer, record, call, queue, neutral, playing, quality),
    ERRORS,
    unknown_function=NotSupported,
)
