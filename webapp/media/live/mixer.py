"""The mixer's clock: every 20 ms of sound and every picture at its time, a little behind the people it shows.

What is late is left out: pictures first, and sound only after a standstill of seconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import msgspec

from webapp.media.compose.sounds import Side, Voice, mix_tick
from webapp.media.core import side
from webapp.media.core.active_speaker import ActiveSpeaker
from webapp.media.core.cutting import TICK_MS
from webapp.media.core.live import Cause, OutputState, PlannedLive, PlannedOutput
from webapp.media.core.mixing import TICK_SAMPLES, Pcm
from webapp.media.core.scene import Source
from webapp.media.live.decoding import LivePieces
from webapp.media.live.encoding import Encoded, Encoder
from webapp.media.live.hls import HlsSink
from webapp.media.live.intake import Intake
from webapp.media.live.outputs import Output, Sink
from webapp.media.live.picture import Picture
from webapp.media.live.rtmp import RtmpSink

DELAY_MS = 400  # what has not come by then, over the network and through the decoder, is too late
LISTEN_MS = 50
STANDSTILL_MS = 2000


class Clock:
    """Wall-clock milliseconds that only rise."""

    def __init__(self) -> None:
        self._difference_s = time.time() - time.monotonic()

    def now_ms(self) -> int:
        """Now."""
        return int((time.monotonic() + self._difference_s) * 1000)


class Mixer:
    """One live mix, from its first wish to its end. `say` sends a message to the media node, from any thread."""

    def __init__(self, wish: PlannedLive, intake: Intake, say: Callable[[bytes], None], clock: Clock) -> None:
        self._wish, self._intake, self._say, self._clock = wish, intake, say, clock
        self._coming: tuple[PlannedLive, Sequence[Source]] | None = None
        self._sources: Sequence[Source] = ()
        self._encoder = Encoder(wish.size, wish.style)
        self._picture = Picture(wish, wish.size, intake) if wish.size else None
        self._voices: dict[int, tuple[LivePieces[Pcm], Voice]] = {}
        self._speaker: ActiveSpeaker[int] = ActiveSpeaker()
        self._outputs = [self._output(planned) for planned in wish.outputs]
        self._begun_ms = clock.now_ms()
        self._tick, self._number, self._listened_ms = 0, -1, 0

    def show(self, wish: PlannedLive, sources: Sequence[Source]) -> None:
        """Look otherwise, or show others, from the next picture on; called on any thread."""
        self._coming = (wish, sources)

    def run(self, is_over: threading.Event) -> None:
        """Mix until it is over, or until nobody takes it any more."""
        while not is_over.wait(self._pause_s()) and not all(output.has_failed for output in self._outputs):
            self._follow()
            due_ms = self._clock.now_ms() - self._begun_ms - DELAY_MS
            self._listen(due_ms)
            self._sound_until(due_ms)
            self._paint(due_ms)
        for output in self._outputs:
            output.close()
        for output in self._outputs:
            output.join()

    def _pause_s(self) -> float:
        next_ms = self._begun_ms + DELAY_MS + (self._tick + 1) * TICK_MS
        return max(next_ms - self._clock.now_ms(), 1) / 1000

    def _follow(self) -> None:
        coming, self._coming = self._coming, None
        if coming is None:
            return
        wish, self._sources = coming
        if self._picture is not None and wish != self._wish:
            self._picture.follow(wish)
        self._wish = wish

    def _listen(self, due_ms: int) -> None:
        if due_ms - self._listened_ms >= LISTEN_MS:
            self._listened_ms = due_ms
            self._speaker.listen(self._intake.levels(), due_ms / 1000)

    def _sound_until(self, due_ms: int) -> None:
        if due_ms - self._tick * TICK_MS > STANDSTILL_MS:
            self._tick = due_ms // TICK_MS
        while (self._tick + 1) * TICK_MS <= due_ms:
            pcm = mix_tick(self._heard(), self._tick)
            self._send(self._encoder.sound(pcm, self._tick * TICK_SAMPLES))
            self._tick += 1

    def _heard(self) -> list[Voice]:
        open_now = self._intake.sounds()
        for number in [number for number in self._voices if number not in open_now]:
            del self._voices[number]
        for number, (account, pieces) in open_now.items():
            if number not in self._voices:
                self._voices[number] = (pieces, Voice(pieces, self._begun_ms, self._side(account)))
        return [voice for _, voice in self._voices.values()]

    def _side(self, account: int) -> Side:
        style = self._wish.style
        if not style.is_stereo:
            return "both"
        return "left" if account == (style.left or self._wish.first) else "right"

    def _paint(self, due_ms: int) -> None:
        number = due_ms * self._wish.style.frames_per_s // 1000
        if self._picture is None or number <= self._number or due_ms < 0:
            return
        self._number = number
        at_ms = self._begun_ms + number * 1000 // self._wish.style.frames_per_s
        frame = self._picture.paint(self._sources, self._speaker.speaker, at_ms)
        self._send(self._encoder.picture(frame, number))

    def _send(self, packets: Iterable[Encoded]) -> None:
        for packet in packets:
            for output in self._outputs:
                output.write(packet)

    def _output(self, planned: PlannedOutput) -> Output:
        tell = partial(self._tell, planned.number)
        return Output(
            f"output {planned.number}", partial(self._sink, planned), tell, has_picture=self._encoder.has_picture
        )

    def _sink(self, planned: PlannedOutput) -> Sink:
        if planned.is_rtmp:
            return RtmpSink(planned.target, self._encoder)
        return HlsSink(Path(planned.target), self._encoder)

    def _tell(self, number: int, state: OutputState, cause: Cause, reason: str) -> None:
        self._say(side.told("output", number=number, state=state, cause=cause, reason=reason))


def read_wish(facts: object) -> PlannedLive:
    """The wish in a message of the node; raises msgspec.ValidationError."""
    return msgspec.convert(facts, PlannedLive)
