"""Broken versions of real packets and texts, the same for the same seed: for fuzz tests and soaks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence


class Mutator:
    """Breaks data in one to four places."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def broken(self, samples: Sequence[bytes], count: int) -> Iterator[bytes]:
        """So many broken samples."""
        for _ in range(count):
            yield self.mutate(self._random.choice(samples), samples)

    def mutate(self, data: bytes, others: Sequence[bytes]) -> bytes:
        """The data, broken; parts may come from the others."""
        broken = bytearray(data)
        for _ in range(self._random.randint(1, 4)):
            self._break(broken, others)
        return bytes(broken)

    def _break(self, data: bytearray, others: Sequence[bytes]) -> None:
        at = self._near_the_head(len(data))
        match self._random.randrange(7):
            case 0:  # bits flip
                data[at : at + 1] = bytes((data[at] ^ 1 << self._random.randrange(8),)) if at < len(data) else b"\0"
            case 1:  # lengths and counts become extreme
                data[at : at + 2] = self._random.choice((b"\0\0", b"\xff\xff", b"\x7f\xff", b"\x80\0", b"\0\x01"))
            case 2:  # the end is cut off
                del data[at:]
            case 3:  # something is missing
                del data[at : at + self._random.randint(1, 9)]
            case 4:  # something is repeated
                data[at:at] = data[at : at + self._random.randint(1, 40)]
            case 5:  # noise
                data[at:at] = self._random.randbytes(self._random.randint(1, 40))
            case _:  # another packet's end
                other = self._random.choice(others)
                data[at:] = other[self._near_the_head(len(other)) :]

    def _near_the_head(self, length: int) -> int:
        """A place in so many bytes, mostly among the first forty: headers are where harm is done."""
        most = length if self._random.random() < 0.2 else min(length, 40)
        return self._random.randint(0, most)
