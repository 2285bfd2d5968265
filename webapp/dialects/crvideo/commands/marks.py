"""CRVideo: drawing on the shown screen. The strokes themselves are data between pages (`sb.mark`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webapp.dialects.base import Actor, Command, News, said
from webapp.dialects.crvideo.commands.login import WEB
from webapp.dialects.crvideo.errors import CrErr
from webapp.domain.rooms import marks
from webapp.domain.rooms.events import ScreenMarkingStarted, ScreenMarkingStopped
from webapp.kernel.errors import InvalidState
from webapp.kernel.events import Event


def _marking(verb: Callable[..., None]) -> Callable[[Actor, Any], int]:
    def run(who: Actor, a: Any) -> int:
        try:
            verb(session_id=who.session_id)
        except InvalidState:
            return int(CrErr.CATCH_SCREEN_ERR)  # there is no screen to draw on
        return int(CrErr.NOERR)

    return run


def _command(name: str, verb: Callable[..., None]) -> Command:
    return Command(
        f"CRVideo_{name}",
        WEB + name,
        run=_marking(verb),
        answer=lambda a, code: [(f"CRVideo_{name}Rslt", code)],
        refusal=lambda a, code: [(f"CRVideo_{name}Rslt", code)],
        returns="void",
        doc="Anybody in the meeting may, while a screen is shown.",
    )


COMMANDS: tuple[Command, ...] = (
    _command("StartScreenMark", marks.start),
    _command("StopScreenMark", marks.stop),
)

NEWS: dict[type[Event], News] = {
    ScreenMarkingStarted: said(lambda e: [("CRVideo_NotifyScreenMarkStarted", e.by_external_id)]),
    ScreenMarkingStopped: said(lambda e: [("CRVideo_NotifyScreenMarkStopped", e.by_external_id)]),
}
