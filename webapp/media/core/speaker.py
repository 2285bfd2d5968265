"""Who spoke in a recording, from what microphones said of their own loudness (RFC 6464); pure.

The rule is that of `active_speaker`, so that a film shows large whom the pages showed large; only that it knows what
comes, and lets a turn begin where its first word did.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from webapp.media.core.active_speaker import LOOK_S, SILENCE, ActiveSpeaker

BUCKET_MS = 200
LOOKS = round(BUCKET_MS / 1000 / LOOK_S)


class Loudness(msgspec.Struct):
    """The loudest level of each BUCKET_MS in which anything was sent: -dBov, 0 loudest to 127 silence."""

    levels: dict[int, int] = msgspec.field(default_factory=dict)

    def hear(self, at_ms: int, level: int) -> None:
        """Take one packet's level."""
        bucket = at_ms // BUCKET_MS
        if level < self.levels.get(bucket, SILENCE):
            self.levels[bucket] = level


def speakers(voices: Mapping[int, Loudness], first: int) -> list[tuple[int, int]]:
    """Who speaks from when on: (wall clock in ms, account), beginning with `first`, who stays until somebody speaks."""
    turns, active = [(0, first)], ActiveSpeaker[int]()
    for bucket in sorted({bucket for voice in voices.values() for bucket in voice.levels}):
        levels = {account: voice.levels.get(bucket, SILENCE) for account, voice in voices.items()}
        for look in range(LOOKS):
            is_other = active.listen(levels, bucket * BUCKET_MS / 1000 + look * LOOK_S)
            if is_other and active.speaker is not None and active.speaker != turns[-1][1]:
                turns.append((round(active.since_s * 1000) // BUCKET_MS * BUCKET_MS, active.speaker))
    return turns
