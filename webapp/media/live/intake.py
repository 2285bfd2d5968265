"""The mixer's ears and eyes: what the media node sends, on a thread of its own, up to decoded pictures and sound."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import av

from webapp.media.core import side
from webapp.media.core.active_speaker import SILENCE
from webapp.media.core.mixing import Pcm
from webapp.media.core.rtp import MalformedRtp
from webapp.media.core.scene import Source
from webapp.media.core.tape import Packet, Report
from webapp.media.core.timeline import SenderClock
from webapp.media.core.unpacking import Unpacker, ntp_s
from webapp.media.live.decoding import Label, LivePieces, Pictures, Sounds

logger = logging.getLogger(__name__)

KEYFRAME_EVERY_S = 1.0  # a camera is not asked more often
MAX_LAG_S = 0.25  # a path that became slower is heard later, not never


class Loudest:
    """The loudest moment of a microphone since somebody looked."""

    def __init__(self) -> None:
        self._level = SILENCE

    def hear(self, at_ms: int, level: int) -> None:
        """Take one packet's level (-dBov)."""
        self._level = min(self._level, level)

    def take(self) -> int:
        """The loudest since the last look."""
        level, self._level = self._level, SILENCE
        return level


@dataclass(slots=True)
class Track:
    """One open stream."""

    source: Source
    sink: Pictures | Sounds
    unpacker: Unpacker
    sender: SenderClock
    loudest: Loudest
    asked_s: float = 0.0


class Intake:
    """The open tracks. Fed on one thread, read on another; `say` sends a message to the media node."""

    def __init__(self, say: Callable[[bytes], None], now_ms: Callable[[], int]) -> None:
        self._say, self._now_ms = say, now_ms
        self._tracks: dict[int, Track] = {}
        self._senders: dict[int, SenderClock] = {}
        self.wanted: frozenset[Source] = frozenset()

    def take(self, message: side.Packet | side.Report) -> None:
        """Take a packet or report of a track; those of unknown tracks are late ones."""
        track = self._tracks.get(message.track)
        if track is None:
            return
        if isinstance(message, side.Report):
            track.sender.add(ntp_s(message.ntp), message.at_us / 1e6)
            track.unpacker.report(Report(message.at_us, message.ntp, message.rtp_timestamp))
            return
        try:
            track.unpacker.take(Packet(message.at_us, message.data))
        except (MalformedRtp, IndexError):
            logger.debug("malformed packet left out")
        if track.unpacker.needs_keyframe and track.source in self.wanted:
            self._ask_keyframe(message.track)

    def open(self, number: int, source: Source) -> None:
        """A stream begins; the same source may have had another track before."""
        label = Label(*source)
        sink: Pictures | Sounds
        if label.kind == "audio":
            sink = Sounds(label)
        else:
            sink = Pictures(label, lambda: source in self.wanted, lambda: self._ask_keyframe(number), self._now_ms)
        sender, loudest = self._senders.setdefault(label.account, SenderClock()), Loudest()
        unpacker = Unpacker(sink, sender, loudest, max_lag_s=MAX_LAG_S)
        self._tracks[number] = Track(source, sink, unpacker, sender, loudest)

    def close(self, number: int) -> None:
        """The stream ended."""
        self._tracks.pop(number, None)

    def sources(self) -> dict[Source, int]:
        """The open streams with the numbers of their tracks."""
        return {track.source: number for number, track in list(self._tracks.items())}

    def pictures(self, source: Source) -> LivePieces[av.VideoFrame]:
        """The pictures of an open stream; an empty row for one that is not open."""
        for track in list(self._tracks.values()):
            if track.source == source and isinstance(track.sink, Pictures):
                return track.sink.pieces
        return LivePieces()

    def sounds(self) -> dict[int, tuple[int, LivePieces[Pcm]]]:
        """The open microphones by track: whose, and what was heard."""
        tracks = list(self._tracks.items())
        return {
            number: (track.source[0], track.sink.pieces) for number, track in tracks if isinstance(track.sink, Sounds)
        }

    def levels(self) -> dict[int, int]:
        """How loud everybody was since the last look, by account (-dBov)."""
        found: dict[int, int] = {}
        for track in list(self._tracks.values()):
            if isinstance(track.sink, Sounds):
                account = track.source[0]
                found[account] = min(track.loudest.take(), found.get(account, SILENCE))
        return found

    def _ask_keyframe(self, number: int) -> None:
        track, now_s = self._tracks.get(number), time.monotonic()
        if track is not None and now_s - track.asked_s > KEYFRAME_EVERY_S:
            track.asked_s = now_s
            self._say(side.told("keyframe", track=number))
