"""What flows in a room at this moment, for the admin: a question that the media plane answers, attached by `wiring`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from webapp.domain.accounts.models import Account
from webapp.media.core.links import Link, RoomNow, Served

Look = Callable[[int], RoomNow | None]

_looks: list[Look] = []


def attach(look: Look) -> None:
    """Ask this from now on, and nothing else."""
    _looks[:] = [look]


def draw(room_number: int | None) -> SafeString:
    """Who gets which layer of whose streams in a room, at which rate; a sentence where nothing flows."""
    now = _looks[0](room_number) if _looks and room_number is not None else None
    links = now.links.links if now is not None and now.links is not None else []
    return render_to_string("admin/media_now.html", {"words": _words(now), "rows": list(_rows(links))})


def _words(now: RoomNow | None) -> str:
    """What is to be said in place of an empty table, or above a full one."""
    if now is None:
        return _("What flows is not known: Redis does not answer.")
    if now.node is None:
        return _("No media node holds this room: nobody is inside, or two pages send straight to each other.")
    if now.links is None or not any(link.served for link in now.links.links):
        return _("Nothing flows on media node %(node)s: nobody sees or hears anybody here.") % {"node": now.node}
    return _("Media node %(node)s, as of the last two seconds.") % {"node": now.node}


def _rows(links: list[Link]) -> Iterator[dict[str, object]]:
    """One row for each stream of each viewer; the viewer stands in the first."""
    names = _names({link.account for link in links} | {row.account for link in links for row in link.served})
    for link in links:
        for number, row in enumerate(link.served):
            viewer = _viewer(link, names) if number == 0 else {}
            yield {**viewer, "sender": names.get(row.account, str(row.account)), **_stream(row)}


def _viewer(link: Link, names: dict[int, str]) -> dict[str, object]:
    carries = _rate(link.estimate_bps) if link.estimate_bps else _("unknown")
    line = _("line: %(carries)s, %(loss)s %% lost") % {"carries": carries, "loss": f"{link.loss_permille / 10:.1f}"}
    return {"viewer": names.get(link.account, str(link.account)), "spans": len(link.served), "line": line}


def _stream(row: Served) -> dict[str, object]:
    return {
        "stream": _stream_name(row),
        "layer": _layer(row),
        "size": f"{row.width} × {row.height}" if row.width else "–",
        "rate": _rate(row.bitrate_bps),
        "limit": _limit(row),
        "is_bad": row.limit == "bandwidth" or row.layer == "undecodable",
    }


def _stream_name(row: Served) -> str:
    names = {"audio": _("sound"), "video": _("camera"), "screen": _("screen")}
    return names.get(row.kind, row.kind) + (f" {row.index + 1}" if row.index else "")


def _layer(row: Served) -> str:
    if row.kind == "audio" and row.level:
        return "–"
    if not row.level:
        return _("picture paused") if row.limit == "bandwidth" else _("nothing yet")
    return _("%(layer)s, fewer pictures") % {"layer": _place(row)} if row.thinned else _place(row)


def _place(row: Served) -> str:
    if row.levels == 1:
        return _("the only one")
    words = _("low") if row.level == 1 else _("high") if row.level == row.levels else _("medium")
    return _("%(words)s (%(level)s of %(levels)s)") % {"words": words, "level": row.level, "levels": row.levels}


def _limit(row: Served) -> str:
    if row.layer == "undecodable":
        return _("the browser cannot play it")
    limits = {"bandwidth": _("line too slow"), "tile": _("shown small"), "hidden": _("nobody looks")}
    return limits.get(row.limit, "")


def _rate(bits: int) -> str:
    return f"{bits / 1_000_000:.1f} Mb/s" if bits >= 1_000_000 else f"{bits // 1000} kb/s"


def _names(accounts: Collection[int]) -> dict[int, str]:
    return {account.pk: account.name for account in Account.objects.filter(pk__in=accounts)}
