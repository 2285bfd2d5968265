"""From what a room is to what its plan wants, as a list of actions; pure data on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from webapp.media.core.plan import Plan, PlannedPeer, PlannedRecording, Route


@dataclass(frozen=True, slots=True)
class RoomState:
    """What a room is now, in the plan's words."""

    peers: Mapping[str, PlannedPeer] = field(default_factory=dict)
    routes: frozenset[Route] = frozenset()
    recordings: Mapping[int, PlannedRecording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DropPeer:
    """Close both connections of the person and forget them."""

    peer: str


@dataclass(frozen=True, slots=True)
class PutPeer:
    """Let the person in, or change what they publish or where their page listens."""

    peer: PlannedPeer


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Stop forwarding the source to the viewer."""

    route: Route


@dataclass(frozen=True, slots=True)
class Connect:
    """Forward the source to the viewer as soon as it is there."""

    route: Route


@dataclass(frozen=True, slots=True)
class StopRecording:
    """End the recording and close its files."""

    id: int


@dataclass(frozen=True, slots=True)
class PutRecording:
    """Start the recording, or change which streams it takes."""

    recording: PlannedRecording


Action = DropPeer | PutPeer | Disconnect | Connect | StopRecording | PutRecording


def desired(plan: Plan) -> RoomState:
    """The state the plan describes; routes to viewers or from sources who are not in it are left out."""
    peers = {peer.peer: peer for peer in plan.peers}
    routes = frozenset(r for r in plan.routes if r.viewer in peers and r.source.peer in peers)
    return RoomState(peers, routes, {recording.id: recording for recording in plan.recordings})


def reconcile(actual: RoomState, plan: Plan) -> list[Action]:
    """The actions that make `actual` what the plan wants; none when it already is.

    Taking away comes before adding, and people before the routes that need them.
    """
    wanted = desired(plan)
    return [
        *(Disconnect(route) for route in _ordered(actual.routes - wanted.routes)),
        *(StopRecording(key) for key in actual.recordings if key not in wanted.recordings),
        *(DropPeer(key) for key in actual.peers if key not in wanted.peers),
        *(PutPeer(peer) for key, peer in wanted.peers.items() if actual.peers.get(key) != peer),
        *(Connect(route) for route in _ordered(wanted.routes - actual.routes)),
        *(PutRecording(r) for key, r in wanted.recordings.items() if actual.recordings.get(key) != r),
    ]


def after(state: RoomState, action: Action) -> RoomState:
    """The state once the action is done."""
    match action:
        case DropPeer(peer):
            return replace(state, peers={k: v for k, v in state.peers.items() if k != peer})
        case PutPeer(peer=planned):
            return replace(state, peers={**state.peers, planned.peer: planned})
        case Disconnect(route):
            return replace(state, routes=state.routes - {route})
        case Connect(route):
            return replace(state, routes=state.routes | {route})
        case StopRecording(key):
            return replace(state, recordings={k: v for k, v in state.recordings.items() if k != key})
        case PutRecording(recording):
            return replace(state, recordings={**state.recordings, recording.id: recording})


def _ordered(routes: Iterable[Route]) -> list[Route]:
    """Routes in a fixed order, so that the same plan always gives the same m-lines."""
    return sorted(routes, key=lambda r: (r.viewer, r.source.peer, r.source.kind, r.source.index))
