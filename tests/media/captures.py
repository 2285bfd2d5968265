"""Packets and answers of a real Chromium 156 (fake camera, 320x180): plaintext, each behind its 16-bit length."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"


def packets(name: str) -> list[bytes]:
    """The packets of `data/<name>.bin`: video (vp8_layer: of simulcast), vp8_rtx, opus, opus_fec, red (RTP) or rtcp."""
    data, found, at = (DATA / f"{name}.bin").read_bytes(), [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        found.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    return found


def answer(name: str) -> str:
    """The SDP answer `data/chromium_<name>.sdp`: publishes or receives."""
    return (DATA / f"chromium_{name}.sdp").read_text().replace("\r\n", "\n").replace("\n", "\r\n")
