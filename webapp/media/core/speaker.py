"""Who is speaking, from what microphones say of their own loudness (RFC 6464); pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

SILENT_LEVEL = 127
BUCKET_MS = 200
SPEECH_LEVEL = 45  # -dBov; a quiet room is below
HOLD_MS = 1200  # somebody must be this long louder than the speaker to take his place


class Loudness(msgspec.Struct):
    """The loudest level of each BUCKET_MS in which anything was sent: -dBov, 0 loudest to 127 silence."""

    levels: dict[int, int] = msgspec.field(default_factory=dict)

    def hear(self, at_ms: int, level: int) -> None:
        """Take one packet's level."""
        bucket = at_ms // BUCKET_MS
        if level < self.levels.get(bucket, SILENT_LEVEL):
            self.levels[bucket] = level


def speakers(voices: Mapping[int, Loudness], first: int) -> list[tuple[int, int]]:
    """Who speaks from when on: (wall clock in ms, account), beginning with `first`.

    Somebody takes over after having been the loudest for HOLD_MS; pauses leave the picture where it is.
    """
    turns, speaker = [(0, first)], first
    rival, rival_since = first, 0
    for bucket in sorted({bucket for voice in voices.values() for bucket in voice.levels}):
        loudest = min(voices, key=lambda account: voices[account].levels.get(bucket, SILENT_LEVEL))
        if voices[loudest].levels.get(bucket, SILENT_LEVEL) > SPEECH_LEVEL:
            continue
        if loudest != rival:
            rival, rival_since = loudest, bucket
        if rival != speaker and (bucket - rival_since) * BUCKET_MS >= HOLD_MS:
            speaker = rival
            turns.append((rival_since * BUCKET_MS, speaker))
    return turns
