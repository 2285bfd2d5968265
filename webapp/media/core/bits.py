"""Reading the bits of codec headers."""

from __future__ import annotations

MAX_ZEROS = 32


class Broken(ValueError):
    """The header ends before it is complete, or says something impossible."""


class Bits:
    """Reads syntax elements one after the other (H.264 7.2 and 9.1, AV1 4.10); raises Broken."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, "big"), 8 * len(data)

    def u(self, count: int) -> int:
        """An unsigned number of `count` bits."""
        self._left -= count
        if self._left < 0:
            raise Broken
        return self._value >> self._left & ((1 << count) - 1)

    def ue(self) -> int:
        """An unsigned Exp-Golomb number (AV1: uvlc)."""
        zeros = 0
        while not self.u(1):
            zeros += 1
            if zeros > MAX_ZEROS:
                raise Broken
        return (1 << zeros) - 1 + self.u(zeros)

    def se(self) -> int:
        """A signed Exp-Golomb number."""
        code = self.ue()
        return (code + 1) // 2 if code % 2 else -(code // 2)
