"""A simulated link and a viewer behind it: queue, rate limit, loss and jitter, without sockets and without a clock."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.media import wire
from webapp.media.core.bandwidth.allocation import THIN, Picture
from webapp.media.core.bandwidth.control import ViewerControl
from webapp.media.core.bandwidth.heard import Tally
from webapp.media.forwarder import SendLog

STEP_S = 0.005
FEEDBACK_S = 0.1
CHOICE_STEPS = 40  # 200 ms
TICK_STEPS = 2  # 10 ms
PICTURE_STEPS = 7  # 28.6 pictures per second
PACKET = 1100
LAYERS = (150_000.0, 480_000.0, 1_400_000.0)
SOUND_BPS = 40_000.0


@dataclass
class Link:
    """A bottleneck with a drop-tail queue (`queue_s` of its rate), shared by whoever sends through it."""

    rate_bps: float
    delay_s: float = 0.03
    queue_s: float = 0.3
    loss: float = 0.0
    jitter_s: float = 0.0
    stall_s: float = 0.0  # so long the receiving machine does nothing, now and then
    seed: int = 1
    free_at_s: float = 0.0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._next_stall_s = 0.5 if self.stall_s else float("inf")

    def send(self, size: int, now_s: float) -> float | None:
        """When the packet arrives; None when it is lost."""
        begins_s = max(now_s, self.free_at_s)
        if begins_s - now_s > self.queue_s:
            return None
        self.free_at_s = begins_s + 8 * (size + 44) / self.rate_bps  # with UDP, IP and SRTP around it
        if self._random.random() < self.loss:
            return None
        arrival_s = self.free_at_s + self.delay_s + abs(self._random.gauss(0, self.jitter_s))
        return max(arrival_s, self._awake_at_s(arrival_s))

    def _awake_at_s(self, at_s: float) -> float:
        """When the receiving machine sees what reaches it at this moment."""
        if at_s > self._next_stall_s + self.stall_s:
            self._next_stall_s = at_s + self._random.uniform(0.1, 1.0)
        return self._next_stall_s + self.stall_s if at_s >= self._next_stall_s else at_s


@dataclass
class Track:
    """One picture and what of it was chosen over time: (second, level)."""

    name: str
    rank: int = 0
    rates_bps: tuple[float, ...] = LAYERS
    thin_share: float | None = None  # of the lowest layer's rate, in every fourth picture (L1T3)
    level: int | None = None
    pictures: int = 0
    history: list[tuple[float, int | None]] = field(default_factory=list)

    @property
    def picture(self) -> Picture[str]:
        """What there is to choose from."""
        thin_bps = self.thin_share * self.rates_bps[0] if self.thin_share is not None else None
        return Picture(self.name, self.rank, self.rates_bps, self.level, thin_bps)

    def level_at(self, at_s: float) -> int | None:
        """The layer that flowed then."""
        return [level for since_s, level in self.history if since_s <= at_s][-1]

    def switches(self, from_s: float, to_s: float) -> int:
        """How often the layer changed meanwhile."""
        return sum(from_s < since_s <= to_s for since_s, _ in self.history)

    def reached(self, level: int, after_s: float = 0.0) -> float:
        """When it first had that layer after the moment."""
        return next(at_s for at_s, has in self.history if at_s >= after_s and has == level) - after_s


class SimulatedViewer:
    """The node's side of one viewer, the link, and the viewer's feedback, stepped by 5 ms."""

    def __init__(self, link: Link, *tracks: Track, seed: int = 1) -> None:
        self.link, self.tracks = link, tracks
        self.control: ViewerControl[str] = ViewerControl(random.Random(seed), wire.twin.DelayTrend())
        self.log, self.tally = SendLog(), Tally()
        self.now_s = 0.0
        self.delays: list[tuple[float, float]] = []  # (sent, queueing delay)
        self.lost: list[float] = []
        self.sound: list[tuple[float, float | None]] = []  # (sent, queueing delay; None: lost)
        self._random = random.Random(seed)
        self._phase = self._random.randrange(6)
        self._fates: dict[int, float | None] = {}
        self._reported = 0
        self._steps = 0
        self._upwards: list[tuple[float, int, list[float | None]]] = []
        self._again: list[tuple[float, int]] = []
        self._paced: list[tuple[float, int]] = []

    def _send(self, size: int, *, is_repair: bool = False) -> float | None:
        """Send a packet; returns how long it queued, None when it was lost."""
        number = self.log.stamp(size, self.now_s)
        arrival_s = self.link.send(size, self.now_s)
        self._fates[number] = arrival_s
        if arrival_s is None:
            self.lost.append(self.now_s)
            if not is_repair:
                heapq.heappush(self._again, (self.now_s + 2 * self.link.delay_s + 0.1, size))
            return None
        delay_s = arrival_s - self.now_s - self.link.delay_s
        self.delays.append((self.now_s, delay_s))
        return delay_s

    def step(self) -> None:
        """Five milliseconds pass."""
        self._steps += 1
        self.now_s = self._steps * STEP_S
        steps = self._steps + self._phase
        while self._again and self._again[0][0] <= self.now_s:
            self._send(heapq.heappop(self._again)[1], is_repair=True)
        if steps % 4 == 0:
            self.sound.append((self.now_s, self._send(int(SOUND_BPS * 0.02 / 8))))
        for number, track in enumerate(self.tracks):
            if (steps + 3 * number) % PICTURE_STEPS == 0:
                self._make_picture(track)
        while self._paced and self._paced[0][0] <= self.now_s:
            self._send(heapq.heappop(self._paced)[1])
        if steps % int(FEEDBACK_S / STEP_S) == 0:
            self._report()
        while self._upwards and self._upwards[0][0] <= self.now_s:
            _, first, arrivals_s = self._upwards.pop(0)
            self.tally.hear(arrivals_s, self.log.find_run(first, len(arrivals_s)))
            if (heard := self.tally.take()) is not None:
                self.control.on_feedback(heard, self.now_s)
        if steps % TICK_STEPS == 0:
            self._tick()
        if steps % CHOICE_STEPS == 0 or self._steps == 1:
            self._choose()

    def _make_picture(self, track: Track) -> None:
        """Queue one picture's packets; browsers pace them at two and a half times the rate."""
        track.pictures += 1
        if track.level is None or (track.level == THIN and track.pictures % 4):
            return
        steps = PICTURE_STEPS if track.level > THIN else 4 * PICTURE_STEPS
        rate_bps = track.picture.rate_bps(track.level)
        size, at_s = int(rate_bps / 8 * steps * STEP_S * self._random.uniform(0.6, 1.4)), self.now_s
        while size > 0:
            heapq.heappush(self._paced, (at_s, min(PACKET, max(60, size))))
            size, at_s = size - PACKET, at_s + 8 * PACKET / (2.5 * rate_bps)

    def _report(self) -> None:
        """The viewer tells what arrived by now; what it does not know of by then is lost to it."""
        known = [n for n, at_s in self._fates.items() if at_s is not None and at_s <= self.now_s]
        if not known or max(known) < self._reported:
            return
        first, last = self._reported, max(known)
        arrivals_s = [self._arrived(number) for number in range(first, last + 1)]
        self._fates = {number: at_s for number, at_s in self._fates.items() if number > last}
        self._reported = last + 1
        self._upwards.append((self.now_s + self.link.delay_s, first, arrivals_s))

    def _arrived(self, number: int) -> float | None:
        at_s = self._fates.get(number)
        return at_s + 1000.0 if at_s is not None and at_s <= self.now_s else None

    def _tick(self) -> None:
        size = self.control.padding(self.log.octets, self.now_s)
        while size > 0:
            self._send(min(PACKET, max(60, size)), is_repair=True)
            size -= PACKET

    def _choose(self) -> None:
        pictures = [track.picture for track in self.tracks]
        levels = self.control.choose(SOUND_BPS, pictures, self.now_s).levels
        for track in self.tracks:
            if levels[track.name] != track.level or not track.history:
                track.level = levels[track.name]
                track.history.append((self.now_s, track.level))

    def delay_s(self, share: float, from_s: float, to_s: float) -> float:
        """The queueing delay that this share of the packets did not exceed."""
        found = sorted(delay for at_s, delay in self.delays if from_s <= at_s < to_s)
        return found[int(share * (len(found) - 1))]

    def heard_share(self, within_s: float, from_s: float, to_s: float) -> float:
        """The share of the sound that came, and queued no longer than that."""
        found = [delay_s for at_s, delay_s in self.sound if from_s <= at_s < to_s]
        return sum(delay_s is not None and delay_s <= within_s for delay_s in found) / len(found)

    def lost_share(self, from_s: float, to_s: float) -> float:
        """The share of packets lost meanwhile."""
        lost = sum(from_s <= at_s < to_s for at_s in self.lost)
        return lost / (lost + sum(from_s <= at_s < to_s for at_s, _ in self.delays))


def run(*viewers: SimulatedViewer, until_s: float, at: dict[float, Callable[[], None]] | None = None) -> None:
    """Let time pass for all; `at` changes the world at its seconds."""
    changes = dict(at or {})
    while viewers[0].now_s < until_s - STEP_S / 2:
        for second in [second for second in changes if second <= viewers[0].now_s]:
            changes.pop(second)()
        for viewer in viewers:
            viewer.step()
