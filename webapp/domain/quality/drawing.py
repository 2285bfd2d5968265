"""The timeline of a call or a room in the admin: a coloured row for each direction, and the bad times in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from webapp.domain.quality.models import Reason, Sample
from webapp.domain.quality.selectors import Line, timeline

# A page tells every ten seconds; after a longer silence it was away.
LONGEST_GAP_S = 25


def draw(room_number: int | None, begin: datetime | None, end: datetime) -> SafeString:
    """The timeline of a room between two moments as HTML; a dash where nothing was told. Its anchor is `quality`."""
    lines = timeline(room_number, begin, end) if room_number is not None and begin is not None else []
    if not lines:
        return SafeString('<span id="quality">–</span>')
    first = min(line.samples[0].at for line in lines)
    span_s = max(1.0, (max(line.samples[-1].at for line in lines) - first).total_seconds() + LONGEST_GAP_S)
    rows = [{"title": _title(line), "cells": list(_cells(line, first, span_s)), "bad": _bad(line)} for line in lines]
    last = max(line.samples[-1].at for line in lines)
    return render_to_string("admin/quality_timeline.html", {"rows": rows, "first": first, "last": last})


def _title(line: Line) -> str:
    if line.is_own:
        return _("%(person)s sends") % {"person": line.reporter}
    return _("%(person)s at %(reporter)s") % {"person": line.subject, "reporter": line.reporter}


def _cells(line: Line, first: datetime, span_s: float) -> Iterator[dict[str, object]]:
    """Each sample holds until the next one: its left edge and width in percent of the whole, and its words."""
    ends = [sample.at for sample in line.samples[1:]] + [None]
    for sample, end in zip(line.samples, ends, strict=True):
        lasts_s = min(LONGEST_GAP_S, (end - sample.at).total_seconds() if end else LONGEST_GAP_S)
        left = (sample.at - first).total_seconds() / span_s
        # Texts and not numbers: a reader's language must not put a comma into CSS.
        yield {
            "left": f"{100 * left:.2f}",
            "width": f"{100 * lasts_s / span_s:.2f}",
            "state": sample.state,
            "words": _words(sample),
        }


def _words(sample: Sample) -> str:
    return _("%(time)s: %(score)s of 10, %(reason)s (%(loss)s %% lost, %(delay)s ms)") % {
        "time": _clock(sample.at),
        "score": sample.score,
        "reason": Reason(sample.reason).label,
        "loss": sample.loss_percent,
        "delay": sample.rtt_ms,
    }


def _bad(line: Line) -> list[str]:
    """The times at which it was not fine, each with its reason and its worst score."""
    runs = [(reason, list(run)) for reason, run in groupby(line.samples, key=lambda sample: sample.reason)]
    return [_run(Reason(reason), run) for reason, run in runs if reason != Reason.FINE]


def _run(reason: Reason, run: Sequence[Sample]) -> str:
    worst = min(sample.score for sample in run)
    facts = {"begin": _clock(run[0].at), "end": _clock(run[-1].at), "reason": reason.label, "score": worst}
    return _("%(begin)s to %(end)s: %(reason)s, at worst %(score)s of 10") % facts


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M:%S}"
