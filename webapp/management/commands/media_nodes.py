"""`manage.py media_nodes`: the media nodes that live, how busy they are; empties one before it is stopped."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from webapp.management.media import media_client

HEADER = f"{'node':<32} {'rooms':>6} {'people':>7} {'core':>6}  address"


class Command(BaseCommand):
    """List the nodes, or have one hand its rooms over."""

    help = (
        "List the media nodes; --drain moves a node's rooms to the others and gives it no new ones, --resume ends it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the two things one may ask of a node."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--drain", metavar="NODE", help="empty this node")
        which.add_argument("--resume", metavar="NODE", help="let this node take rooms again")

    def handle(self, *args: Any, drain: str | None, resume: str | None, **options: Any) -> None:
        """Ask first, then list."""
        media = media_client()
        asked = drain or resume
        if asked and not media.drain(asked, on=bool(drain)):
            raise CommandError(f"No media node of the name {asked} lives; run this command without options for a list.")
        leases = media.leases()
        if not leases:
            raise CommandError("No media node lives: nobody sees or hears anybody. Start python -m webapp.media.node.")
        self.stdout.write(HEADER)
        for lease in leases:
            state = "  is being emptied" if lease.is_draining or lease.node == drain else ""
            where = f"{lease.address}:{lease.port}"
            self.stdout.write(f"{lease.node:<32} {lease.rooms:>6} {lease.peers:>7} {lease.load:>6.0%}  {where}{state}")
