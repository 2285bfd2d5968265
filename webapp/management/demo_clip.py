"""A small film for those who wait, drawn and composed here: slow waves of colour under quiet chords."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

SECONDS, FPS = 16, 12
WIDTH, HEIGHT = 480, 270
SOUND_HZ = 48_000
# One bar of four seconds each: C, A minor, F, G; it begins where it ends, so that it can be played in a circle.
CHORDS = (
    (130.81, 261.63, 329.63, 392.0),
    (110.0, 220.0, 261.63, 329.63),
    (87.31, 174.61, 220.0, 261.63),
    (98.0, 196.0, 246.94, 293.66),
)
BAR_S = SECONDS / len(CHORDS)


def write_clip(path: Path) -> None:
    """Write the film as MP4 (H.264, AAC). Raises OSError, av.FFmpegError."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as file:
        picture = file.add_stream("libx264", rate=FPS, options={"preset": "veryfast", "crf": "30"})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = file.add_stream("aac", rate=SOUND_HZ, layout="mono")
        for number in range(SECONDS * FPS):
            frame = av.VideoFrame.from_ndarray(_waves(number / FPS), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            file.mux(picture.encode(frame))
        for bar, chord in enumerate(CHORDS):
            file.mux(sound.encode(_bar(bar, chord)))
        for stream in (picture, sound):
            file.mux(stream.encode(None))


# Heights and widths of the picture from 0 to 1, as a column and a row, in single precision: a first start waits for it.
Y = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
X = np.linspace(0, 1, WIDTH, dtype=np.float32)[None, :]
EVENING = np.stack([18 + 12 * Y, 28 + 20 * Y, 58 + 30 * Y], axis=-1)
GLOW = np.array([46, 96, 120], dtype=np.float32)


def _waves(at_s: float) -> np.ndarray:
    """A dark blue evening with three slow waves of light."""
    turn = np.float32(2 * np.pi * at_s / SECONDS)
    light = np.zeros((HEIGHT, WIDTH), dtype=np.float32)
    for number in (1, 2, 3):
        crest = 0.35 + 0.15 * number + 0.08 * np.sin(np.float32(np.pi) * X * number + turn * number)
        light += np.exp(-np.square((Y - crest) * (9 + 3 * number)))
    picture: np.ndarray = np.clip(EVENING + light[..., None] * GLOW, 0, 255).astype(np.uint8)
    return picture


def _bar(number: int, chord: tuple[float, ...]) -> av.AudioFrame:
    """Notes that swell and fade, without a click between bars."""
    time_s = np.arange(round(BAR_S * SOUND_HZ)) / SOUND_HZ
    swell = np.sin(np.pi * time_s / BAR_S) ** 2
    tones = sum(np.sin(2 * np.pi * tone * time_s) / (place + 1) for place, tone in enumerate(chord))
    samples = (np.asarray(tones) * swell * 4500).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = SOUND_HZ, number * samples.size, Fraction(1, SOUND_HZ)
    return frame
