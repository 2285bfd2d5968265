"""Plays one film over a socket pair: reads ahead, encodes what is due, obeys the node, says where it is."""

from __future__ import annotations

import heapq
import itertools
import select
import socket
import time
from collections.abc import Iterator
from functools import partial

import msgspec

from webapp.media.core import rtcp, side
from webapp.media.core.film_tracks import FILM_TRACKS, SOUND
from webapp.media.core.packetise import Packetiser
from webapp.media.core.plan import PlannedFile
from webapp.media.core.playhead import Playhead, begins_at_ms
from webapp.media.player.encoders import SoundEncoder
from webapp.media.player.film import SOUND_HZ, SOUND_MS, Film, Moment, Picture, Sound
from webapp.media.player.layers import layers_for

READ_AHEAD_MS = 300.0  # of each track: so far apart they may lie in the file without a gap
MAX_READ_AHEAD = 90  # moments; a file in which they lie further apart plays with gaps
LATE_S = 0.15  # what is due longer is left out: the processor is busy
STILL_EVERY_S = 0.5  # a picture that stands is sent again, so that its layers flow and who comes later sees it
REPORT_EVERY_S = 1.0
MAX_WAIT_S = 0.25
LEAST_STEP_S = 0.001  # between the times of two pictures


class Player:
    """The film `planned`, played to the node at the other end of the socket."""

    def __init__(self, ours: socket.socket, film: Film, planned: PlannedFile) -> None:
        self._socket, self._film, self._planned = ours, film, planned
        self._layers = layers_for(film.size, partial(_ssrc, planned.id)) if film.video is not None else []
        self._sounds = SoundEncoder() if film.audio is not None else None
        self._sound_packets = Packetiser(_ssrc(planned.id, SOUND), FILM_TRACKS[SOUND].format.payload_type)
        self._moments: Iterator[Moment] = iter(())
        self._ahead: list[tuple[float, int, Moment]] = []
        self._newest: dict[type[Moment], float] = {}
        self._numbers = itertools.count()
        self._still: Picture | None = None
        self._shown_s = self._still_s = self._report_s = 0.0
        self._is_silent, self._is_over = True, False
        # One clock for everything; the wall clock is looked at once, so that a step of it does no harm.
        self._wall_s = time.time() - time.monotonic()
        begin_ms = begins_at_ms(
            planned.position_ms, planned.since_ms, round(time.time() * 1000), is_playing=planned.is_playing
        )
        self._head = Playhead(begin_ms, time.monotonic(), is_playing=planned.is_playing)
        self._go_to(begin_ms)

    def run(self) -> None:
        """Until the film is over, or the node says so. Raises OSError when the node is gone, av.FFmpegError."""
        while not self._is_over:
            self._read_ahead()
            self._listen(self._wait_s())
            self._send_due()
            self._play_due()
            self._report()
            self._end_if_over()

    # ---- what the node says

    def _listen(self, wait_s: float) -> None:
        while select.select([self._socket], [], [], wait_s)[0]:
            wait_s = 0.0
            data = self._socket.recv(side.MAX_MESSAGE)
            if not data:
                raise ConnectionResetError("the node is gone")
            self._obey(side.read(data))

    def _obey(self, message: side.Message) -> None:
        match message:
            case side.Told("play", facts):
                self._change(msgspec.convert(facts["file"], PlannedFile))
            case side.Told("keyframe", facts):
                for layer in self._layers:
                    layer.is_key_wanted = layer.is_key_wanted or layer.track == facts["track"]
                if not self._head.is_playing:
                    self._still_s = 0.0
            case side.Told("end"):
                self._is_over = True

    def _change(self, planned: PlannedFile) -> None:
        before, self._planned, now_s = self._planned, planned, time.monotonic()
        if planned.is_playing != before.is_playing:
            (self._head.play if planned.is_playing else self._head.pause)(now_s)
            self._is_silent = True
        if planned.seeks != before.seeks:
            self._go_to(planned.position_ms)
        elif planned.is_playing != before.is_playing:
            self._tell_moved()

    def _go_to(self, position_ms: float) -> None:
        self._moments = self._film.moments(position_ms)
        self._ahead, self._newest, self._still_s, self._is_silent = [], {}, 0.0, True
        for layer in self._layers:
            layer.clear()
        self._read_ahead()
        # Only now: finding the place in a long film takes a while.
        self._head.seek(position_ms, time.monotonic())
        self._still = next((moment for _, _, moment in self._ahead if isinstance(moment, Picture)), self._still)
        self._tell_moved()

    def _tell_moved(self) -> None:
        now_s = time.monotonic()
        at_ms = round((self._wall_s + now_s) * 1000)
        facts = {"position_ms": round(self._head.position_ms(now_s)), "at_ms": at_ms, "seeks": self._planned.seeks}
        self._socket.send(side.told("moved", **facts))

    # ---- the film

    def _read_ahead(self) -> None:
        """Have enough of each track, so that neither waits for the other."""
        tracks = bool(self._layers) + (self._sounds is not None)
        while len(self._ahead) < MAX_READ_AHEAD:
            reach_ms = min(self._newest.values()) if len(self._newest) == tracks else 0.0
            if self._ahead and reach_ms - self._ahead[0][0] > READ_AHEAD_MS:
                return
            moment = next(self._moments, None)
            if moment is None:
                return
            self._newest[type(moment)] = moment.at_ms
            heapq.heappush(self._ahead, (moment.at_ms, next(self._numbers), moment))

    def _wait_s(self) -> float:
        """Until something is to be done, seconds."""
        due = [self._report_s, *(layer.due_s for layer in self._layers)]
        if self._head.is_playing and self._ahead:
            due.append(self._head.due_s(self._ahead[0][0]))
        if self._still is not None:
            due.append(self._still_s)
        return min(max(0.0, min(due) - time.monotonic()), MAX_WAIT_S)

    def _play_due(self) -> None:
        now_s = time.monotonic()
        while self._is_due(now_s):
            due_s = self._head.due_s(self._ahead[0][0])
            moment = heapq.heappop(self._ahead)[2]
            if isinstance(moment, Picture):
                self._still = moment
            if now_s - due_s < LATE_S or not self._ahead:
                self._play(moment, due_s)
        if self._still is not None and now_s >= self._still_s:
            self._show(self._still, now_s)

    def _is_due(self, now_s: float) -> bool:
        return self._head.is_playing and bool(self._ahead) and self._head.due_s(self._ahead[0][0]) <= now_s

    def _play(self, moment: Moment, due_s: float) -> None:
        if isinstance(moment, Picture):
            self._show(moment, due_s)
        elif self._sounds is not None:
            self._sound(moment, due_s)

    def _show(self, picture: Picture, due_s: float) -> None:
        """Send it in all layers, with a later time than what was sent before."""
        self._shown_s = max(due_s, self._shown_s + LEAST_STEP_S)
        for layer in self._layers:
            layer.show(picture.frame, self._shown_s)
            self._send_due()
        self._still_s = time.monotonic() + STILL_EVERY_S

    def _sound(self, sound: Sound, due_s: float) -> None:
        assert self._sounds is not None
        for data in self._sounds.encode(sound.samples, self._planned.volume):
            packet = self._sound_packets.sound(data, round(due_s * SOUND_HZ), begins=self._is_silent)
            self._is_silent = False
            self._socket.send(side.packet(SOUND, round((self._wall_s + due_s) * 1e6), packet))

    def _send_due(self) -> None:
        now_s = time.monotonic()
        for layer in self._layers:
            for due_s, packet in layer.take_due(now_s):
                self._socket.send(side.packet(layer.track, round((self._wall_s + due_s) * 1e6), packet))

    # ---- what the node learns

    def _report(self) -> None:
        """Which moment of our clock is which timestamp: keeps lips and voices together (RFC 3550 6.4.1)."""
        now_s = time.monotonic()
        if now_s < self._report_s:
            return
        self._report_s = now_s + REPORT_EVERY_S
        at_us, ntp = round((self._wall_s + now_s) * 1e6), rtcp.ntp_time(self._wall_s + now_s)
        for track in (*(layer.track for layer in self._layers), SOUND):
            timestamp = round(now_s * FILM_TRACKS[track].format.clock_hz)
            self._socket.send(side.report(track, at_us, ntp, timestamp & 0xFFFFFFFF))

    def _end_if_over(self) -> None:
        """The last piece of sound has to sound, too."""
        is_read = self._head.is_playing and not self._ahead and all(layer.is_sent for layer in self._layers)
        if is_read and not self._is_over:
            time.sleep(SOUND_MS / 1000)
            self._is_over = True
            self._socket.send(side.told("ended"))


def _ssrc(number: int, track: int) -> int:
    """Different for all players of a room, and never 0."""
    return (number * len(FILM_TRACKS) + track + 0x5B00_0000) & 0xFFFFFFFF
