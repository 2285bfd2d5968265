"""The STUN that ICE-lite needs (RFC 8489, RFC 8445 7): binding requests are read, successes written."""

from __future__ import annotations

import hmac
import socket
import struct
import zlib
from dataclasses import dataclass

HEADER = struct.Struct("!HH16s")  # type, length of the attributes, magic cookie and transaction
ATTRIBUTE = struct.Struct("!HH")
MAGIC = b"\x21\x12\xa4\x42"
REQUEST, SUCCESS = 0x0001, 0x0101
USERNAME, INTEGRITY, XOR_ADDRESS, USE_CANDIDATE, FINGERPRINT = 0x0006, 0x0008, 0x0020, 0x0025, 0x8028
INTEGRITY_SIZE, FINGERPRINT_SIZE = 24, 8  # with their own headers
FINGERPRINT_XOR = 0x5354554E
IPV4, IPV6 = 1, 2


class Key:
    """A password, ready to sign: an HMAC-SHA1 that has taken it in.

    `hmac.digest` looks its algorithms up anew each time. Checks come seconds apart, when the caches are cold, and then
    that takes longer than the rest.
    """

    def __init__(self, password: str) -> None:
        self._begun = hmac.new(password.encode(), digestmod="sha1")

    def sign(self, data: bytes) -> bytes:
        """The HMAC-SHA1 of the data."""
        signature = self._begun.copy()
        signature.update(data)
        return signature.digest()


@dataclass(frozen=True, slots=True)
class Check:
    """A binding request: `transaction` with the cookie, `signed` is what `digest` shall be the HMAC-SHA1 of."""

    transaction: bytes
    username: str
    nominates: bool
    signed: bytes
    digest: bytes

    def is_authentic(self, key: Key) -> bool:
        """Whether the sender knew the password."""
        return hmac.compare_digest(key.sign(self.signed), self.digest)


def read_check(data: bytes) -> Check | None:
    """A binding request with an integrity; None for anything else, or when it is broken."""
    if len(data) < HEADER.size:
        return None
    kind, length, transaction = HEADER.unpack_from(data)
    if kind != REQUEST or transaction[:4] != MAGIC or length % 4 or HEADER.size + length != len(data):
        return None
    username, nominates, at = "", False, HEADER.size
    while at < len(data):
        name, size = ATTRIBUTE.unpack_from(data, at)
        value, end = at + ATTRIBUTE.size, at + ATTRIBUTE.size + size
        if end > len(data):
            return None
        if name == USERNAME:
            username = data[value:end].decode(errors="replace")
        elif name == USE_CANDIDATE:
            nominates = True
        elif name == INTEGRITY:  # what comes behind it is not signed, and does not count (RFC 8489 14.5)
            return Check(transaction, username, nominates, _signed(data, at), data[value:end])
        at = end + -size % 4
    return None


def _signed(data: bytes, integrity_at: int) -> bytes:
    """The message before the integrity, with a length as if it ended behind it."""
    return data[:2] + (integrity_at + INTEGRITY_SIZE - HEADER.size).to_bytes(2, "big") + data[4:integrity_at]


def success(check: Check, key: Key, host: str, port: int) -> bytes:
    """The answer: the address the check came from (RFC 8489 14.2), signed, with a fingerprint (14.7)."""
    mapped = _xor_address(host.partition("%")[0], port, check.transaction)
    body = ATTRIBUTE.pack(XOR_ADDRESS, len(mapped)) + mapped
    signed = HEADER.pack(SUCCESS, len(body) + INTEGRITY_SIZE, check.transaction) + body
    body += ATTRIBUTE.pack(INTEGRITY, 20) + key.sign(signed)
    whole = HEADER.pack(SUCCESS, len(body) + FINGERPRINT_SIZE, check.transaction) + body
    return whole + ATTRIBUTE.pack(FINGERPRINT, 4) + (zlib.crc32(whole) ^ FINGERPRINT_XOR).to_bytes(4, "big")


def _xor_address(host: str, port: int, transaction: bytes) -> bytes:
    is_v6 = ":" in host
    packed = socket.inet_pton(socket.AF_INET6 if is_v6 else socket.AF_INET, host)
    hidden = int.from_bytes(packed, "big") ^ int.from_bytes(transaction[: len(packed)], "big")
    family, masked = (IPV6 if is_v6 else IPV4), port ^ int.from_bytes(MAGIC[:2], "big")
    return struct.pack("!HH", family, masked) + hidden.to_bytes(len(packed), "big")
