"""Reads of quality: the lines of a timeline, one for each direction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from webapp.domain.quality.models import Sample

MOST_SHOWN = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """What one page said about one person over time; about itself: what it sends."""

    reporter: str
    subject: str
    is_own: bool
    samples: tuple[Sample, ...]


def timeline(room_number: int, begin: datetime, end: datetime) -> list[Line]:
    """The lines of a room between two moments, own sending first; each in the order of time."""
    found = Sample.objects.filter(room_number=room_number, at__range=(begin, end)).select_related("reporter", "subject")
    in_order = sorted(found.order_by("at", "id")[:MOST_SHOWN], key=_direction)
    return [_line(tuple(samples)) for _, samples in groupby(in_order, key=_direction)]


def _direction(sample: Sample) -> tuple[int, bool, int]:
    return sample.reporter_id, sample.reporter_id != sample.subject_id, sample.subject_id


def _line(samples: tuple[Sample, ...]) -> Line:
    first = samples[0]
    return Line(first.reporter.name, first.subject.name, first.reporter_id == first.subject_id, samples)
