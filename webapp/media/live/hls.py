"""An HLS folder: segments of two seconds, and a play list of the last ones; goes on where another stopped."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from webapp.media.core.hls import LOG, PLAYLIST, SEGMENT_S, SUFFIX, Segment, log_line, playlist, read_log
from webapp.media.live.encoding import Encoded, Encoder
from webapp.media.live.outputs import OutputFailed


class HlsSink:
    """Writes into a folder; satisfies `outputs.Sink`. A segment is there whole or not at all."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._folder, self._encoder = folder, encoder
        self._open: _OpenSegment | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            log = folder / LOG
            self._segments = read_log(log.read_bytes()) if log.exists() else []
        except OSError as error:
            raise OutputFailed("broken", _why(error)) from error
        self._is_break = bool(self._segments)
        self._first_number = len(self._segments)

    @property
    def is_running(self) -> bool:
        """Whether there is something to play."""
        return len(self._segments) > self._first_number

    def write(self, packet: Encoded) -> None:
        """Append a packet, in a new segment when one may begin here."""
        try:
            if self._open is not None and self._begins_segment(packet, self._open):
                self._finish(self._open, packet.at_s)
            self._open = self._open or self._begin(packet)
            self._open.write(packet)
        except (OSError, av.FFmpegError) as error:
            raise OutputFailed("broken", _why(error)) from error

    def close(self) -> None:
        """Finish the last segment."""
        last, self._open = self._open, None
        if last is not None:
            try:
                self._finish(last, last.ends_s)
            except (OSError, av.FFmpegError) as error:
                raise OutputFailed("broken", _why(error)) from error

    def _begins_segment(self, packet: Encoded, current: _OpenSegment) -> bool:
        may_begin = packet.is_video and packet.is_keyframe if self._encoder.has_picture else True
        return may_begin and packet.at_s - current.begins_s >= SEGMENT_S - 0.1

    def _begin(self, packet: Encoded) -> _OpenSegment:
        return _OpenSegment(self._folder / f"{len(self._segments):06}{SUFFIX}", self._encoder, packet.at_s)

    def _finish(self, segment: _OpenSegment, until_s: float) -> None:
        self._open = None
        segment.close()
        noted = Segment(segment.path.name, round(until_s - segment.begins_s, 3), self._is_break)
        self._is_break = False
        self._segments.append(noted)
        with (self._folder / LOG).open("ab", buffering=0) as log:
            log.write(log_line(noted))
        draft = self._folder / f"{PLAYLIST}.draft"
        draft.write_text(playlist(self._segments, is_over=False))
        draft.replace(self._folder / PLAYLIST)


class _OpenSegment:
    """One MPEG transport stream file that is being written."""

    def __init__(self, path: Path, encoder: Encoder, begins_s: float) -> None:
        self.path, self.begins_s, self.ends_s = path, begins_s, begins_s
        self._draft = path.with_suffix(".draft")
        self._container = av.open(str(self._draft), "w", format="mpegts")
        self._video, self._audio = encoder.add_streams(self._container)

    def write(self, packet: Encoded) -> None:
        """Append a packet."""
        stream = self._video if packet.is_video else self._audio
        if stream is not None:
            self.ends_s = max(self.ends_s, packet.at_s + float(packet.duration * Fraction(packet.time_base)))
            self._container.mux(packet.packet(stream))

    def close(self) -> None:
        """Give the file its name."""
        self._container.close()
        self._draft.replace(self.path)


def _why(error: OSError | av.FFmpegError) -> str:
    return f"The folder cannot be written: {error.strerror or error}."
