"""The interface between a room and whatever listens to a participant's packets: the recorder.

A tap sees plaintext RTP after retransmissions are unwrapped and duplicates dropped, in order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from webapp.media.core.plan import Stream


class Tap(Protocol):
    """Listens to one incoming stream; both methods must return at once (they run on the packet path)."""

    def on_rtp(self, packet: bytes, arrival_s: float) -> None:
        """Take one RTP packet as its publisher sent it, to keep; `arrival_s` is on the time.monotonic() clock."""

    def on_sender_report(self, ntp: int, rtp_ts: int) -> None:
        """Take the publisher's clock pair: 64-bit NTP time (32.32 s) and RTP timestamp (RFC 3550 6.4.1)."""


class Recorder(Protocol):
    """What a room asks of one recording; `webapp.media.rtc.recorder.RecorderSet` is the real one."""

    def attach(self, stream: Stream, codec: str) -> Tap:
        """Begin a segment for this stream and return its tap; `codec` is the name of its `formats.Format`.

        Of a stream that is attached already another layer, or another source, follows.
        """

    def detach(self, stream: Stream) -> None:
        """End the stream's segment; unknown streams are ignored."""

    async def close(self) -> None:
        """End every segment and return when the files are closed."""


class MakeRecorder(Protocol):
    """Makes a recorder: the constructor of `RecorderSet`."""

    def __call__(
        self,
        recording_id: int,
        directory: Path,
        node: str,
        request_keyframe: Callable[[Stream], None],
        account_of: Callable[[str], int],
        on_started: Callable[[int], None] | None = None,
        on_failed: Callable[[str], None] | None = None,
    ) -> Recorder:
        """Make the recorder of one planned recording.

        `on_started` gets the Unix ms of the first packet written, `on_failed` why nothing more can be written.
        """
