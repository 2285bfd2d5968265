"""HMAC-SHA256 over a time stamp and a body: how the company's server and this one know each other, both ways."""

from __future__ import annotations

import hashlib
import hmac

TIMESTAMP, SIGNATURE = "X-Switchboard-Timestamp", "X-Switchboard-Signature"
WINDOW_S = 300  # how far a time stamp may be from our clock, either way
PREFIX = "sha256="


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The value of the signature header: `sha256=` and hex, over the time stamp's digits, a dot and the body."""
    return PREFIX + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def fits(secret: str, timestamp: str, body: bytes, signature: str, now_s: float) -> bool:
    """Whether the signature is right and its time stamp (seconds since 1970) fresh; an empty secret fits nothing."""
    if not secret or not timestamp.isascii() or not timestamp.isdigit() or abs(now_s - int(timestamp)) > WINDOW_S:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode())
