"""`manage.py media_links`: which layer of which stream flows to whom in a room, and what the links carry."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from webapp.management.media import media_client
from webapp.media.core.links import Link

HEADER = (
    f"{'viewer':>10} {'link kb/s':>10} {'lost %':>7}  {'sender':>10} {'stream':<10} {'layer':<14} {'size':<11}"
    f" {'kb/s':>6}  limit"
)


class Command(BaseCommand):
    """Show what a room's media node sends to everybody."""

    help = "Show which layer of which stream flows to whom in a room (its id, as in Django admin), at which rate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the room."""
        parser.add_argument("room", type=int, help="the room's id")

    def handle(self, *args: Any, room: int, **options: Any) -> None:
        """Print one line per stream of each viewer."""
        told = media_client().links(room)
        if told is None:
            raise CommandError(f"Nothing flows in room {room}: nobody sends or receives there.")
        self.stdout.write(f"{told.node}, speaker: {told.speaker or '-'}")
        self.stdout.write(HEADER)
        for link in told.links:
            for line in _lines(link):
                self.stdout.write(line)


def _lines(link: Link) -> Iterator[str]:
    carries = str(link.estimate_bps // 1000) if link.estimate_bps else "?"
    who = f"{link.account:>10} {carries:>10} {link.loss_permille / 10:>7.1f}"
    if not link.served:
        yield who
    for row in link.served:
        size = f"{row.width}x{row.height}" if row.width else ""
        stream = f"{row.kind} {row.index}"
        layer = f"{row.layer} {row.level}/{row.levels}" if row.level else row.layer
        layer += " thinned" if row.thinned else ""
        what = f"{who}  {row.account:>10} {stream:<10} {layer:<14} {size:<11} {row.bitrate_bps // 1000:>6}"
        yield f"{what}  {row.limit}".rstrip()
