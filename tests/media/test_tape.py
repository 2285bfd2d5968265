"""The format of a master: what was appended is read again, and damage costs what comes after it in that file only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.tape import (
    HEAD,
    MAGIC,
    PACKET,
    Packet,
    Report,
    read_records,
    read_reports,
    report_record,
)
from webapp.media.rtc.recording.batch import Batch

TIMES = st.integers(1_700_000_000_000_000, 1_700_000_030_000_000)
PACKETS = st.builds(Packet, TIMES, st.binary(min_size=12, max_size=1500))
REPORTS = st.builds(Report, TIMES, st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))
RECORDS = st.lists(PACKETS | REPORTS, max_size=12)


def written(records: list[Packet | Report]) -> bytes:
    """A file with these records."""
    parts = [
        report_record(record)
        if isinstance(record, Report)
        else HEAD.pack(len(record.data), PACKET, record.at_us) + record.data
        for record in records
    ]
    return MAGIC + b"".join(parts)


@given(RECORDS)
def test_records_come_back_as_they_went_in(records: list[Packet | Report]) -> None:
    """ADR 0008: a master keeps every packet and every clock pair with the time of its arrival."""
    data = written(records)
    assert list(read_records(data)) == records
    assert list(read_reports(data)) == [record for record in records if isinstance(record, Report)]


@given(RECORDS, st.data())
def test_a_file_cut_off_anywhere_gives_every_whole_record_before_the_cut(
    records: list[Packet | Report], data: st.DataObject
) -> None:
    """Issue 4, masters: a process may be killed at any moment; only the record it was in is lost."""
    whole = written(records)
    cut = data.draw(st.integers(0, len(whole)))
    kept = list(read_records(whole[:cut]))
    assert kept == records[: len(kept)]
    assert len(written(records[: len(kept) + 1])) > cut or len(kept) == len(records)


@given(RECORDS, st.binary(max_size=400), st.data())
def test_damage_is_never_more_than_the_rest_of_a_file(
    records: list[Packet | Report], noise: bytes, data: st.DataObject
) -> None:
    """Issue 4, masters: what a broken disk makes of a file cannot stop the reader, nor hide what stands before."""
    whole = written(records)
    at = data.draw(st.integers(0, len(whole)))
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    before = [record for number, record in enumerate(records) if len(written(records[: number + 1])) <= at]
    assert list(read_records(damaged))[: len(before)] == before


def test_what_is_no_tape_has_no_records() -> None:
    """A wrong file in the folder is not read as packets."""
    assert list(read_records(b"")) == list(read_records(b"RIFF" + bytes(100))) == []


@given(st.lists(st.booleans(), max_size=12))
def test_what_came_of_a_stream_is_written_in_the_order_in_which_it_came(are_packets: list[bool]) -> None:
    """Sender reports stand between the packets; arrivals are on another clock than the records."""
    batch = Batch(to_wall_s=1_000.0)
    expected: list[Packet | Report] = []
    for second, is_packet in enumerate(are_packets):
        at_us = (1_000 + second) * 1_000_000
        if is_packet:
            batch.packets.append(bytes((second,)) * 20)
            batch.arrivals_s.append(float(second))
            expected.append(Packet(at_us, bytes((second,)) * 20))
        else:
            batch.add(report := Report(at_us, second, second))
            expected.append(report)
    assert batch.is_empty == (not are_packets)
    assert list(read_records(MAGIC + batch.records())) == expected
