"""RTCP packets: built ones read back, captured ones make sense, broken ones are refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media.captures import packets
from webapp.media.core import rtcp

word = st.integers(0, 0xFFFFFFFF)
blocks = st.builds(
    rtcp.ReportBlock, word, st.integers(0, 255), st.integers(-0x800000, 0x7FFFFF), word, word, word, word
)


@given(word, st.lists(blocks, max_size=31))
def test_receiver_reports_read_back(ssrc: int, reported: list[rtcp.ReportBlock]) -> None:
    """RFC 3550 6.4.2; packets lost is a signed 24-bit number."""
    assert rtcp.parse(rtcp.receiver_report(ssrc, reported)) == [rtcp.ReceiverReport(ssrc, tuple(reported))]


@given(st.builds(rtcp.SenderReport, word, st.integers(0, 2**64 - 1), word, word, word))
def test_sender_reports_read_back(report: rtcp.SenderReport) -> None:
    """RFC 3550 6.4.1."""
    assert rtcp.parse(rtcp.sender_report(report)) == [report]


@given(word, st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=100, unique=True))
def test_every_nacked_number_is_read_back(ssrc: int, numbers: list[int]) -> None:
    """RFC 4585 6.2.1: a number and sixteen bits for those after it, modulo 2**16."""
    [nack] = rtcp.parse(rtcp.nack(1, ssrc, numbers))
    assert isinstance(nack, rtcp.Nack)
    assert nack.media_ssrc == ssrc
    assert set(nack.sequences) == set(numbers)


def test_neighbours_share_a_word_across_the_wrap() -> None:
    """Seventeen numbers in a row, the wrap among them, cost four bytes."""
    numbers = [(0xFFF8 + n) & 0xFFFF for n in range(17)]
    packet = rtcp.nack(1, 2, numbers)
    assert len(packet) == 16
    assert rtcp.parse(packet) == [rtcp.Nack(2, tuple(numbers))]


def test_key_frame_requests_of_both_kinds() -> None:
    """RFC 4585 6.3.1 (PLI names the stream in the header) and RFC 5104 4.3.1 (FIR names several in its body)."""
    assert rtcp.parse(rtcp.pli(1, 99)) == [rtcp.KeyframeRequest(99)]
    fir = bytes.fromhex("84ce0006 00000001 00000000 00000063 07000000 00000064 08000000")
    assert rtcp.parse(fir) == [rtcp.KeyframeRequest(99), rtcp.KeyframeRequest(100)]


@pytest.mark.parametrize("bitrate", [0, 1, 262_143, 262_144, 3_000_000, 1_000_000_000])
def test_remb_keeps_eighteen_bits_of_the_bitrate(bitrate: int) -> None:
    """draft-alvestrand-rmcat-remb-03 2.2: six bits of exponent, eighteen of mantissa."""
    [remb] = rtcp.parse(rtcp.remb(1, bitrate, [5, 6]))
    assert isinstance(remb, rtcp.Remb)
    assert remb.ssrcs == (5, 6)
    assert 0 <= bitrate - remb.bitrate_bps <= bitrate / 2**17


def test_compound_packets_are_taken_apart() -> None:
    """RFC 3550 6.1: several packets in one datagram, unknown kinds among them."""
    app = bytes.fromhex("80cc0002 00000001 4e414d45")
    bye = bytes.fromhex("81cb0001 00000009")
    assert rtcp.parse(rtcp.receiver_report(1, []) + app + bye + rtcp.pli(1, 2)) == [
        rtcp.ReceiverReport(1, ()),
        rtcp.Bye((9,)),
        rtcp.KeyframeRequest(2),
    ]


def test_what_chromium_sends_is_understood() -> None:
    """Captured: sender reports of a publisher, receiver reports and REMB of a viewer."""
    found = [packet for data in packets("rtcp") for packet in rtcp.parse(data)]
    kinds = {type(packet) for packet in found}
    assert rtcp.SenderReport in kinds
    assert rtcp.ReceiverReport in kinds
    for packet in found:
        if isinstance(packet, rtcp.SenderReport):
            assert 2020 < packet.ntp / 2**32 / 31_556_952 + 1900 < 2100


@pytest.mark.parametrize(
    "data",
    [b"\x80", b"\x80\xc8\x00\x01", b"\x40\xc9\x00\x00", b"\x81\xc9\x00\x01\0\0\0\1", b"\xa0\xc9\x00\x01\0\0\0\xff"],
)
def test_a_packet_shorter_than_it_says_is_refused(data: bytes) -> None:
    """RFC 3550 A.2: lengths are checked before anything is believed."""
    with pytest.raises(rtcp.MalformedRtcp):
        rtcp.parse(data)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """MalformedRtcp is the only way to fail."""
    with suppress(rtcp.MalformedRtcp):
        rtcp.parse(data)


@given(st.sampled_from([200, 201, 203, 205, 206]), st.integers(0, 31), st.binary(max_size=64))
def test_any_body_is_read_or_refused(kind: int, count: int, body: bytes) -> None:
    """The same with headers that look right."""
    body = body[: len(body) // 4 * 4]
    with suppress(rtcp.MalformedRtcp):
        rtcp.parse(bytes((0x80 | count, kind)) + (len(body) // 4).to_bytes(2, "big") + body)


def test_ntp_time_and_its_middle() -> None:
    """RFC 3550 4: seconds since 1900 in 32.32; LSR takes the middle 32 bits."""
    ntp = rtcp.ntp_time(0.5)
    assert ntp == (2208988800 << 32) + (1 << 31)
    assert rtcp.middle_ntp(ntp) == (2208988800 & 0xFFFF) << 16 | 0x8000


def test_a_receiver_learns_the_round_trip_from_its_own_clock_come_back() -> None:
    """RFC 3611 4.4, 4.5 and RFC 3550 6.4.1: what the answer took, less the time that the sender kept the question."""
    asked, answered = rtcp.ntp_time(1000.25), rtcp.ntp_time(1000.75)
    question = rtcp.reference_time(7, asked)
    assert question == bytes.fromhex("80cf0004 00000007 04000002") + asked.to_bytes(8, "big")
    reference = rtcp.middle_ntp(asked)
    kept = 65536 // 8
    block = b"\x05\x00\x00\x06" + b"".join(n.to_bytes(4, "big") for n in (7, reference, kept, 8, 1, 2))
    other = b"\x04\x00\x00\x02" + bytes(8)
    answer = b"\x80\xcf\x00\x0b" + (9).to_bytes(4, "big") + other + block
    [mine, foreign] = rtcp.parse(answer)
    assert mine == rtcp.DelayReport(7, reference, kept)
    assert foreign == rtcp.DelayReport(8, 1, 2)
    assert isinstance(mine, rtcp.DelayReport)
    assert rtcp.round_trip_s(mine, answered) == pytest.approx(0.375, abs=0.001)
    assert rtcp.round_trip_s(mine, asked) == 0, "a sender that claims to have kept it longer than it was away"
