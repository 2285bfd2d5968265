"""Copies of a film as other kinds of file: pictures as they are, sound encoded again only where the kind needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import av
from av.container import InputContainer, OutputContainer

from webapp.media.compose.output import AUDIO_BITS_PER_S
from webapp.media.core.copying import KINDS, Kind
from webapp.media.core.mixing import SAMPLE_RATE

_Take = Callable[["av.Packet[Any]"], Iterable["av.Packet[Any]"]]


def write_copy(film: Path, out: Path, ending: str, still_at_it: Callable[[], None] = lambda: None) -> None:
    """Write `film` to `out` as the kind of file with this ending; `still_at_it` is called now and then.

    Raises ValueError when the kind cannot hold its pictures, or it has neither pictures nor sound for it; OSError.
    """
    kind = KINDS[ending]
    with av.open(str(film)) as source, av.open(str(out), "w", format=kind.muxer, options=dict(kind.options)) as copy:
        takes = _takes(source, copy, kind)
        if not takes:
            raise ValueError(f"There is nothing in the film that a file of the kind {ending} holds.")
        for packet in source.demux([source.streams[index] for index in takes]):
            for made in takes[packet.stream.index](packet):
                copy.mux(made)
            still_at_it()


def _takes(source: InputContainer, copy: OutputContainer, kind: Kind) -> dict[int, _Take]:
    """What becomes of the packets of each stream, by its index."""
    takes: dict[int, _Take] = {}
    for stream in source.streams:
        codec = stream.codec_context.codec.canonical_name
        if stream.type == "video" and kind.pictures:
            if codec != kind.pictures:
                raise ValueError(f"The pictures are {codec}; only {kind.pictures} is taken as it is.")
            takes[stream.index] = _as_it_is(stream, copy)
        elif stream.type == "audio":
            as_it_is = codec == kind.sound
            takes[stream.index] = _as_it_is(stream, copy) if as_it_is else _encoded(copy, kind)
    return takes


def _as_it_is(stream: av.stream.Stream, copy: OutputContainer) -> _Take:
    own = copy.add_stream_from_template(stream)

    def take(packet: av.Packet[Any]) -> Iterable[av.Packet[Any]]:
        if packet.dts is None:  # the end
            return ()
        packet.stream = own
        return (packet,)

    return take


def _encoded(copy: OutputContainer, kind: Kind) -> _Take:
    own = cast(av.AudioStream, copy.add_stream(kind.encoder, rate=SAMPLE_RATE))
    own.codec_context.layout = "stereo"
    own.codec_context.bit_rate = AUDIO_BITS_PER_S

    def take(packet: av.Packet[Any]) -> Iterable[av.Packet[Any]]:
        for frame in packet.decode():
            yield from own.encode(cast(av.AudioFrame, frame))
        if packet.dts is None:
            yield from own.encode(None)

    return take
