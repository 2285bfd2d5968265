"""The node's side of live mixing: starts the mixer's process, feeds it with packets, and says how its outputs are.

A mixer that dies is started again some times. What it is too slow for is dropped here, and nobody else waits.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from webapp.media.core import side
from webapp.media.core.live import Cause, OutputState, PlannedLive
from webapp.media.core.plan import Stream
from webapp.media.core.scene import Source
from webapp.media.rtc.recorder import WallClock
from webapp.media.rtc.side_process import NotStarted, SideProcess, Slots, start_in_slot

logger = logging.getLogger(__name__)

MODULE = "webapp.media.live"
PAUSES_S = (0.0, 1.0, 4.0)  # before each further start of one that died
NO_SLOT = "No more live mixers may run on this machine."
DIED = "The live mixer died."

TellOutput = Callable[[int, OutputState, Cause, str], None]


class MixerTap:
    """Passes one stream's packets on; satisfies `webapp.media.rtc.taps.Tap`."""

    def __init__(self, number: int, stream: Stream, send: Callable[[bytes], object], wall: WallClock) -> None:
        self.number, self.stream = number, stream
        self._send, self._wall = send, wall

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Take one plaintext RTP packet."""
        self._send(side.packet(self.number, self._wall.of_arrival_us(arrival_s), packet))

    def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
        """Take the sender's clock pair."""
        self._send(side.report(self.number, round(self._wall.now_s() * 1_000_000), ntp, rtp_ts))


@dataclass(frozen=True, slots=True)
class MixerContext:
    """What a live mixer asks of its room; `tell` says how an output is doing."""

    slots: Slots
    request_keyframe: Callable[[Stream], None]
    account_of: Callable[[str], int]
    tell: TellOutput


class LiveMixer:
    """One live mix on this node; satisfies `taps.Recorder`. Used on the event loop."""

    def __init__(self, planned: PlannedLive, streams: Sequence[Stream], context: MixerContext) -> None:
        self._planned, self._streams, self._context = planned, streams, context
        self._wall = WallClock(time.time)
        self._taps: dict[Stream, MixerTap] = {}
        self._next = 0
        self._starts = 0
        self._states: dict[int, str] = {}
        self._is_closed = False
        self._process: SideProcess | None = None
        self._start()

    def show(self, planned: PlannedLive, streams: Sequence[Stream]) -> None:
        """Look otherwise, or show others."""
        if (planned, streams) != (self._planned, self._streams):
            self._planned, self._streams = planned, streams
            self._show()

    def attach(self, stream: Stream, codec: str) -> MixerTap:
        """Let the mixer have this stream; it finds out the codec itself.

        Another layer of a stream that it has goes on where the last one ends: nothing in between is black.
        """
        if stream in self._taps:
            return self._taps[stream]
        self._next = (self._next + 1) & 0xFFFF
        tap = self._taps[stream] = MixerTap(self._next, stream, self._send, self._wall)
        self._open(tap)
        return tap

    def detach(self, stream: Stream) -> None:
        """The stream ended; unknown ones are ignored."""
        tap = self._taps.pop(stream, None)
        if tap is not None:
            self._tell("close", track=tap.number)

    async def close(self) -> None:
        """End the mix and return when its outputs are closed."""
        self._is_closed = True
        if self._process is not None:
            await self._process.stop()

    def _start(self) -> None:
        try:
            self._process = start_in_slot(MODULE, self._context.slots, self._on_message, self._on_end)
        except NotStarted as failure:
            if failure.is_busy:
                self._fail_all("busy", NO_SLOT)
            else:
                self._fail_all("broken", f"The live mixer cannot be started: {failure}.")
            return
        self._starts += 1
        self._show()
        for tap in self._taps.values():
            self._open(tap)

    def _show(self) -> None:
        sources = [source for stream in self._streams if (source := self._source(stream)) and stream.kind != "audio"]
        sources.sort(key=lambda source: source[0] != self._planned.first)
        self._tell("show", live=self._planned, sources=sources)

    def _source(self, stream: Stream) -> Source | None:
        """Whose picture it is; None where the plan names somebody who is not here."""
        try:
            return self._context.account_of(stream.peer), stream.kind, stream.index
        except KeyError:
            return None

    def _open(self, tap: MixerTap) -> None:
        self._tell("open", track=tap.number, source=self._source(tap.stream))

    def _tell(self, what: str, **facts: object) -> None:
        if self._process is not None:
            self._process.tell(side.told(what, **facts))

    def _send(self, message: bytes) -> None:
        if self._process is not None:
            self._process.send(message)

    def _on_message(self, message: side.Message) -> None:
        match message:
            case side.Told("keyframe", {"track": number}):
                for tap in self._taps.values():
                    if tap.number == number:
                        self._context.request_keyframe(tap.stream)
            case side.Told("output", facts):
                said = msgspec.convert(facts, _OutputSaid)
                self._report(said.number, said.state, said.cause, said.reason)

    def _on_end(self, code: int) -> None:
        self._process = None
        open_outputs = [out.number for out in self._planned.outputs if self._states.get(out.number) != "failed"]
        if self._is_closed or not open_outputs:
            return
        logger.warning("a live mixer ended with code %d", code)
        if self._starts > len(PAUSES_S):
            self._fail_all("broken", DIED)
            return
        for number in open_outputs:
            self._report(number, "retrying", "broken", DIED)
        asyncio.get_running_loop().call_later(PAUSES_S[self._starts - 1], self._start_again)

    def _start_again(self) -> None:
        if not self._is_closed:
            self._start()

    def _fail_all(self, cause: Cause, reason: str) -> None:
        for output in self._planned.outputs:
            if self._states.get(output.number) != "failed":
                self._report(output.number, "failed", cause, reason)

    def _report(self, number: int, state: OutputState, cause: Cause, reason: str) -> None:
        self._states[number] = state
        self._context.tell(number, state, cause, reason)


class _OutputSaid(msgspec.Struct):
    """What a mixer says of an output."""

    number: int
    state: OutputState
    cause: Cause
    reason: str
