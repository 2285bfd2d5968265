"""A film whose colour tells its second, with a tone; for tests of players."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

FPS, SOUND_HZ = 25, 48_000
# YUV 4:2:0 pictures of one colour per second; told apart by their chroma.
COLOURS = ((81, 90, 240), (145, 54, 34), (41, 240, 110), (210, 16, 146), (170, 166, 16), (107, 202, 222))
"""Red, green, blue, yellow, cyan, magenta as (Y, U, V): second n has colour n modulo 6."""
BLACK, NOTHING = (16, 128, 128), -1


def colour_clock(path: Path, seconds: int, size: tuple[int, int] = (320, 180), *, has_sound: bool = True) -> Path:
    """Write the film: H.264 and AAC, or, where the name ends so, as WebM (VP8 and Opus), which every browser plays."""
    is_webm = path.suffix == ".webm"
    with av.open(str(path), "w") as file:
        speed = {"deadline": "realtime"} if is_webm else {"preset": "ultrafast"}
        picture = file.add_stream("libvpx" if is_webm else "libx264", rate=FPS, options={**speed, "g": "50"})
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        sound = file.add_stream("libopus" if is_webm else "aac", rate=SOUND_HZ, layout="mono") if has_sound else None
        for second in range(seconds):
            for number in range(FPS):
                frame = _plain(size, COLOURS[second % len(COLOURS)])
                frame.pts, frame.time_base = second * FPS + number, Fraction(1, FPS)
                file.mux(picture.encode(frame))
            if sound is not None:
                file.mux(sound.encode(_tone(second)))
        file.mux(picture.encode(None))
        if sound is not None:
            file.mux(sound.encode(None))
    return path


def second_of(frame: av.VideoFrame) -> int:
    """Which second's colour a picture shows; NOTHING when it is black."""
    planes = frame.reformat(format="yuv420p").to_ndarray()
    height, width = frame.height, frame.width
    chroma = planes[height:].reshape(2, -1)
    seen = np.array([planes[:height].mean(), chroma[0].mean(), chroma[1].mean()])
    assert width
    nearest = int(np.argmin([np.abs(seen - np.array(colour)).sum() for colour in (*COLOURS, BLACK)]))
    return nearest if nearest < len(COLOURS) else NOTHING


def _plain(size: tuple[int, int], colour: tuple[int, int, int]) -> av.VideoFrame:
    width, height = size
    luma = np.full((height, width), colour[0], np.uint8)
    chroma = [np.full((height // 4, width), value, np.uint8) for value in colour[1:]]
    return av.VideoFrame.from_ndarray(np.concatenate([luma, *chroma]), format="yuv420p")


def _tone(second: int) -> av.AudioFrame:
    time_s = np.arange(SOUND_HZ) / SOUND_HZ + second
    samples = (np.sin(2 * np.pi * 440 * time_s) * 8000).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate, frame.pts = SOUND_HZ, second * SOUND_HZ
    return frame


def busy_film(path: Path, seconds: int, size: tuple[int, int]) -> Path:
    """Write a silent film in which everything moves, so that its pictures take what rate they may."""
    with av.open(str(path), "w") as file:
        picture = file.add_stream("libx264", rate=FPS, options={"preset": "ultrafast"})
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        for number in range(seconds * FPS):
            file.mux(picture.encode(busy_picture(number, size)))
        file.mux(picture.encode(None))
    return path


def busy_picture(number: int, size: tuple[int, int]) -> av.VideoFrame:
    """One of a row of pictures in which squares wander."""
    width, height = size
    grain = np.random.default_rng(7).integers(0, 255, (height // 8 + 20, width // 8 + 20), np.uint8)
    left, top = 5 * number % 160, 3 * number % 160
    luma = grain.repeat(8, 0).repeat(8, 1)[top : top + height, left : left + width]
    chroma = np.full((height // 2, width), 128, np.uint8)
    return av.VideoFrame.from_ndarray(np.concatenate([luma, chroma]), format="yuv420p")
