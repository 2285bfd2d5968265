"""From what a room is to what its plan wants: every step named, nothing done twice."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.media.core.plan import Kind, Plan, PlannedPeer, PlannedRecording, Route, Stream, from_json, to_json
from webapp.media.core.reconcile import (
    Action,
    Connect,
    Disconnect,
    DropPeer,
    PutPeer,
    PutRecording,
    RoomState,
    StopRecording,
    after,
    desired,
    reconcile,
)

ALICE = PlannedPeer("alice", 1, "there", (("audio", 0), ("video", 0)))
MUTED = PlannedPeer("alice", 1, "there", (("audio", 0),))
BOB = PlannedPeer("bob", 2, "here")
CAMERA = Stream("alice", "video", 0)
WATCH = Route("bob", CAMERA)
RECORDING = PlannedRecording(7, "r7", (CAMERA,))
LONGER = PlannedRecording(7, "r7", (CAMERA, Stream("alice", "audio", 0)))
FULL = Plan(1, 5, (ALICE, BOB), (WATCH,), (RECORDING,))


@pytest.mark.parametrize(
    ("before", "plan", "actions"),
    [
        pytest.param(Plan(1, 1), Plan(1, 2), [], id="nothing from nothing"),
        pytest.param(FULL, FULL, [], id="the same plan again"),
        pytest.param(
            Plan(1, 1),
            FULL,
            [PutPeer(ALICE), PutPeer(BOB), Connect(WATCH), PutRecording(RECORDING)],
            id="people come before routes",
        ),
        pytest.param(
            FULL,
            Plan(1, 6),
            [Disconnect(WATCH), StopRecording(7), DropPeer("alice"), DropPeer("bob")],
            id="routes go before people",
        ),
        pytest.param(
            FULL,
            Plan(1, 6, (MUTED, BOB), (WATCH,), (RECORDING,)),
            [PutPeer(MUTED)],
            id="a closed camera changes only its owner",
        ),
        pytest.param(
            FULL,
            Plan(1, 6, (ALICE,), (WATCH,)),
            [Disconnect(WATCH), StopRecording(7), DropPeer("bob")],
            id="a viewer left",
        ),
        pytest.param(
            FULL, Plan(1, 6, (ALICE, BOB), (WATCH,), (LONGER,)), [PutRecording(LONGER)], id="a recording takes more"
        ),
        pytest.param(
            Plan(1, 1),
            Plan(1, 2, (ALICE,), (WATCH, Route("alice", Stream("ghost", "audio", 0)))),
            [PutPeer(ALICE)],
            id="routes with strangers are left out",
        ),
    ],
)
def test_each_change_has_its_actions(before: Plan, plan: Plan, actions: list[Action]) -> None:
    """Architecture, step 7: the plan is whole and idempotent, the node finds the difference."""
    assert reconcile(desired(before), plan) == actions


names = st.sampled_from(["a", "b", "c"])
kinds = st.sampled_from(["audio", "video", "screen"])
sources: st.SearchStrategy[tuple[Kind, int]] = st.tuples(kinds, st.integers(0, 1))
streams = st.builds(Stream, names, kinds, st.integers(0, 1))
peers = st.builds(PlannedPeer, names, st.integers(1, 9), st.just("there"), st.lists(sources, unique=True).map(tuple))
recordings = st.builds(PlannedRecording, st.integers(1, 3), st.just("d"), st.lists(streams, unique=True).map(tuple))
plans = st.builds(
    Plan,
    st.just(1),
    st.integers(0, 9),
    st.lists(peers, unique_by=lambda p: p.peer).map(tuple),
    st.lists(st.builds(Route, names, streams), unique=True).map(tuple),
    st.lists(recordings, unique_by=lambda r: r.id).map(tuple),
)


@given(plans, plans)
def test_doing_the_actions_leads_from_any_plan_to_any_other(first: Plan, second: Plan) -> None:
    """Whatever the room was, afterwards it is what the plan wants, and nothing is left to do."""
    start = reduce(after, reconcile(RoomState(), first), RoomState())
    end = reduce(after, reconcile(start, second), start)
    assert end == desired(second)
    assert reconcile(end, second) == []


@given(plans, plans)
def test_no_action_meets_a_room_it_does_not_fit(first: Plan, second: Plan) -> None:
    """A route is only connected between people who are there, and only what exists is taken away."""
    state = desired(first)
    for action in reconcile(state, second):
        match action:
            case Connect(route):
                assert {route.viewer, route.source.peer} <= state.peers.keys()
            case Disconnect(route):
                assert route in state.routes
                assert {route.viewer, route.source.peer} <= state.peers.keys()
            case DropPeer(key):
                assert key in state.peers
            case StopRecording(key):
                assert key in state.recordings
            case PutPeer() | PutRecording():
                pass
        state = after(state, action)


@given(plans)
def test_a_plan_survives_its_journey_as_json(plan: Plan) -> None:
    """Plans travel as JSON (interface: web -> node)."""
    assert from_json(to_json(plan)) == plan
