"""What every SDK facade may say to the server beside its vendor's functions, in our own words ("sb." + verb).

Vendors let the page decide these things by itself (devices, which view shows whom); the server has to be told.
"""

from __future__ import annotations

from typing import Any

from webapp.dialects.base import SILENT, Actor, Callback, Command, Int, News, Str, Texts, said
from webapp.domain.accounts import selectors as account_selectors
from webapp.domain.accounts import services as accounts
from webapp.domain.presence import grace
from webapp.domain.presence import services as presence
from webapp.domain.recordings import stills
from webapp.domain.recordings.events import SnapshotFailed, SnapshotTaken
from webapp.domain.rooms import devices, direct, hearing, marks
from webapp.domain.rooms.events import DeviceAsked, DirectAllowed, DirectEnded, DirectSignalled, DirectTaken, MarkDrawn
from webapp.kernel.events import Event
from webapp.kernel.ids import AccountId


def want(who: Actor, a: Any) -> None:
    """Subscribe to one stream of a person, or no longer."""
    stream: dict[str, Any] = {"source_id": AccountId(a.account), "kind": a.kind, "index": a.index}
    if a.on:
        devices.want(session_id=who.session_id, application_id=who.application_id, **stream)
    else:
        devices.unwant(session_id=who.session_id, **stream)


def present(who: Actor, a: Any) -> None:
    """Show the server password of the default application before logging in."""
    presence.show_server_password(session_id=who.session_id, password=a.server_password)
    accounts.check_server_password(account_selectors.application(None), a.server_password)


def take(who: Actor, a: Any) -> None:
    """A stream arrives from its page directly, or no longer."""
    direct.take(session_id=who.session_id, source_id=AccountId(a.account), kind=a.kind, index=a.index, is_on=bool(a.on))


def snap(who: Actor, a: Any) -> None:
    """Have the server take a still picture of an open camera; how it went is told by `sb.snapshot`."""
    subject_id = AccountId(a.account) if a.account else None
    stills.ask(session_id=who.session_id, subject_id=subject_id, camera=a.index, param=a.number)


def snapped(e: SnapshotTaken) -> list[Callback]:
    """The picture that a page asked for in our own words: whom it shows, and what is known of it."""
    s = e.snapshot
    facts = {"width": s.width, "height": s.height, "size": s.size, "sha256": s.sha256, "taken_ms": s.taken_ms}
    return [("sb.snapshot", s.subject_id, s.param, {"url": s.url, **facts})]


def not_snapped(e: SnapshotFailed) -> list[Callback]:
    """There is no such picture, and why."""
    return [("sb.snapshot", e.snapshot.subject_id, e.snapshot.param, {"url": "", "reason": e.reason})]


COMMANDS: tuple[Command, ...] = (
    Command(
        "sb.devices",
        "neutral",
        (Int("has_camera"), Int("has_microphone")),
        login_needed=False,
        run=lambda who, a: devices.set_devices(
            session_id=who.session_id, has_camera=bool(a.has_camera), has_microphone=bool(a.has_microphone)
        ),
        doc="What the page found on its machine; said after hello and whenever it changes.",
    ),
    Command(
        "sb.address",
        "neutral",
        (Str("address"),),
        login_needed=False,
        run=lambda who, a: presence.set_local_address(session_id=who.session_id, address=a.address),
        doc="The page's IP address in its own network, as far as the browser tells it.",
    ),
    Command(
        "sb.resume",
        "neutral",
        (Str("secret"),),
        login_needed=False,
        run=lambda who, a: grace.show_secret(session_id=who.session_id, secret=a.secret),
        doc="Which lost link the page held: its next login goes on where that one was.",
    ),
    Command(
        "sb.present",
        "neutral",
        (Str("server_password", ""),),
        login_needed=False,
        run=present,
        doc="The connection secret; 0 when it fits or none is asked for.",
    ),
    Command(
        "sb.want",
        "neutral",
        (Int("account"), Str("kind"), Int("index", 0), Int("on", 1)),
        run=want,
        doc='Receive a stream ("audio", "video", "screen") of a person, who need not be in the room yet.',
    ),
    Command(
        "sb.publish",
        "neutral",
        (Str("kind"), Int("index", 0), Int("on", 1)),
        run=lambda who, a: devices.publish_stream(
            session_id=who.session_id, kind=a.kind, index=a.index, is_on=bool(a.on)
        ),
        doc="Open or close an own stream.",
    ),
    Command(
        "sb.cameras",
        "neutral",
        (Texts("names"), Int("default", 0)),
        run=lambda who, a: devices.name_cameras(session_id=who.session_id, names=a.names, default=a.default),
        doc='What the own cameras are called, by number ("" where there is none), and the default one.',
    ),
    Command(
        "sb.hear",
        "neutral",
        (Str("rule"), Texts("people")),
        run=lambda who, a: hearing.choose(session_id=who.session_id, rule=a.rule, people=a.people),
        doc='Receive the sound of everybody (""), "only" of the people of these external ids, or of all "but" them.',
    ),
    Command(
        "sb.direct",
        "neutral",
        (Str("policy"),),
        run=lambda who, a: direct.set_policy(session_id=who.session_id, policy=a.policy),
        doc='When this page connects to others directly: "never", "server" (as it is set up), "asked", "needed".',
    ),
    Command(
        "sb.direct.ask",
        "neutral",
        (Int("account"), Str("wish")),
        run=lambda who, a: direct.ask(session_id=who.session_id, other_id=AccountId(a.account), wish=a.wish),
        doc='Ask for a direct path to a person of the room ("connect"), or for none ("break").',
    ),
    Command(
        "sb.direct.take",
        "neutral",
        (Int("account"), Str("kind"), Int("index", 0), Int("on", 1)),
        run=take,
        doc="The stream plays from its page directly: the node need not forward it; or it shall again.",
    ),
    Command(
        "sb.snapshot",
        "neutral",
        (Int("account", 0), Int("index", 0), Int("number", 0)),
        run=snap,
        doc="Have the server take a still picture of an open camera (0: one's own) in its full size.",
    ),
    Command(
        "sb.signal",
        "neutral",
        (Int("account"), Str("message")),
        run=lambda who, a: direct.signal(session_id=who.session_id, other_id=AccountId(a.account), message=a.message),
        doc="Something about the direct connection, to the other page of an allowed pair.",
    ),
    Command(
        "sb.mark",
        "neutral",
        (Str("stroke"),),
        run=lambda who, a: marks.draw(session_id=who.session_id, stroke=a.stroke),
        doc="A stroke, or a piece of one, drawn on the shown screen: handed to the others in the room.",
    ),
)

NEWS: dict[type[Event], News] = {
    DirectAllowed: SILENT,
    DirectTaken: SILENT,
    DirectEnded: SILENT,
    # Heard by the SDK itself, never by the page.
    DeviceAsked: said(lambda e: [("sb.asked", e.kind, int(e.is_on))]),
    DirectSignalled: said(lambda e: [("sb.signal", e.sender_id, e.message)]),
    MarkDrawn: said(lambda e: [("sb.mark", e.sender_id, e.stroke)], but=lambda e: AccountId(e.sender_id)),
}
