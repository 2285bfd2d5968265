"""The life of a session: greeted, logged in, gone."""

from __future__ import annotations

from enum import StrEnum

from webapp.kernel.lifecycle import Lifecycle


class SessionState(StrEnum):
    GREETED = "greeted"
    LOGGED_IN = "logged_in"
    GONE = "gone"


class SessionStep(StrEnum):
    LOG_IN = "log_in"
    LOG_OUT = "log_out"
    LOSE = "lose"


SESSION = Lifecycle(
    "session",
    {
        (SessionState.GREETED, SessionStep.LOG_IN): SessionState.LOGGED_IN,
        (SessionState.GREETED, SessionStep.LOSE): SessionState.GONE,
        # A page that logs out keeps its link, but gets a new session to log in again with.
        (SessionState.LOGGED_IN, SessionStep.LOG_OUT): SessionState.GONE,
        (SessionState.LOGGED_IN, SessionStep.LOSE): SessionState.GONE,
    },
)
