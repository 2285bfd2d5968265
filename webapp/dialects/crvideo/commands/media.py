"""CRVideo: media that somebody plays to the meeting. The page plays it itself and tells in our words (`sb.play`)."""

from __future__ import annotations

from webapp.dialects import playing
from webapp.dialects.base import Callback, Command, Int, Local, News, Where, said
from webapp.dialects.crvideo.commands.login import WEB
from webapp.domain.playback import selectors
from webapp.domain.playback.events import MediaPaused, MediaResumed, MediaStarted, MediaStopped
from webapp.kernel.events import Event
from webapp.kernel.ids import RoomId

BROWSER = Where.BROWSER
PLAYING, PAUSED = 0, 1  # second argument of NotifyMediaPause


def running(room_id: RoomId) -> list[Callback]:
    """What somebody who comes late hears of what is played already."""
    row = selectors.view_in(room_id)
    if row is None:
        return []
    started: list[Callback] = [("CRVideo_NotifyMediaStart", row.external_id)]
    paused: list[Callback] = [("CRVideo_NotifyMediaPause", row.external_id, PAUSED)]
    return started + (paused if row.state == "paused" else [])


COMMANDS: tuple[Command, ...] = (
    *playing.COMMANDS,
    Command(
        "CRVideo_CreatMediaObj",
        WEB + "CreatMediaObj",
        (Local("CreateUIParams", "unknown"),),
        BROWSER,
        returns="unknown",
    ),
    Command(
        "CRVideo_StartPlayMedia",
        WEB + "StartPlayMedia",
        (Local("mediaObj", "unknown"), Local("file", "unknown"), Int("locPlay", 0), Int("bPauseWhenFinished", 0)),
        BROWSER,
    ),
    Command("CRVideo_PausePlayMedia", WEB + "PausePlayMedia", (Int("bPause", 1),), BROWSER, returns="void"),
    Command("CRVideo_StopPlayMedia", WEB + "StopPlayMedia", (), BROWSER, returns="void"),
    Command("CRVideo_GetMediaInfo", WEB + "GetMediaInfo", (), Where.MIRROR, returns="unknown"),
)

NEWS: dict[type[Event], News] = {
    **playing.NEWS,
    MediaStarted: said(lambda e: [("CRVideo_NotifyMediaStart", e.playback.external_id)]),
    MediaPaused: said(lambda e: [("CRVideo_NotifyMediaPause", e.playback.external_id, PAUSED)]),
    MediaResumed: said(lambda e: [("CRVideo_NotifyMediaPause", e.playback.external_id, PLAYING)]),
    MediaStopped: said(lambda e: [("CRVideo_NotifyMediaStop", e.playback.external_id)]),
}
