"""VP8 and Opus as browsers take them in a call: no picture waits for a later one."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

from webapp.media.player.film import SOUND_HZ

SOUND_BPS = 96_000
EXPECTED_FPS = 25
KEYFRAME_EVERY = 250  # pictures; viewers ask for one when they need it
_FULL = 100


class PictureEncoder:
    """Pictures of one size to VP8."""

    def __init__(self, width: int, height: int, bit_rate: int) -> None:
        encoder = av.VideoCodecContext.create("libvpx", "w")
        assert isinstance(encoder, av.VideoCodecContext)
        encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
        encoder.time_base, encoder.framerate = Fraction(1, 1000), Fraction(EXPECTED_FPS, 1)
        encoder.bit_rate = bit_rate
        encoder.gop_size = KEYFRAME_EVERY
        encoder.thread_count = 1  # more would take processors from calls
        encoder.options = {
            "deadline": "realtime",
            "cpu-used": "-6",
            "lag-in-frames": "0",
            "error-resilient": "default",
            "auto-alt-ref": "0",
            "static-thresh": "1",
            "max-intra-rate": "300",
        }
        self._encoder, self._last_ms = encoder, -1

    def encode(self, picture: av.VideoFrame, now_s: float, *, is_key: bool) -> bytes:
        """One picture as it is sent at this moment of a monotonic clock."""
        picture.pict_type = av.video.frame.PictureType.I if is_key else av.video.frame.PictureType.NONE
        self._last_ms = max(self._last_ms + 1, round(now_s * 1000))
        picture.pts, picture.time_base = self._last_ms, Fraction(1, 1000)
        return b"".join(bytes(packet) for packet in self._encoder.encode(picture))


class SoundEncoder:
    """Stereo sound to Opus, 20 ms at a time."""

    def __init__(self) -> None:
        encoder = av.AudioCodecContext.create("libopus", "w")
        assert isinstance(encoder, av.AudioCodecContext)
        encoder.rate, encoder.layout, encoder.format = SOUND_HZ, "stereo", "s16"
        encoder.bit_rate, encoder.time_base = SOUND_BPS, Fraction(1, SOUND_HZ)
        encoder.options = {"application": "audio", "frame_duration": "20"}
        self._encoder, self._samples = encoder, 0

    def encode(self, samples: np.ndarray, volume: int) -> list[bytes]:
        """One piece, at a volume of 0 to 100."""
        if volume < _FULL:
            samples = (samples.astype(np.int32) * volume // _FULL).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_HZ, self._samples, Fraction(1, SOUND_HZ)
        self._samples += frame.samples
        return [bytes(packet) for packet in self._encoder.encode(frame)]
