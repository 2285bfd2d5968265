"""The life of a private chat: one asks, the other answers, either ends it."""

from __future__ import annotations

from enum import StrEnum

from webapp.kernel.lifecycle import Lifecycle


class PrivateChatState(StrEnum):
    """Where a private chat stands."""

    ASKED = "asked"
    OPEN = "open"
    REFUSED = "refused"
    ENDED = "ended"


class PrivateChatStep(StrEnum):
    """What may happen to a private chat. Leaving: one of the two has left the room or lost the link."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXIT = "exit"
    LEAVE = "leave"


_State, _Step = PrivateChatState, PrivateChatStep
LIVE_STATES = (_State.ASKED, _State.OPEN)

PRIVATE_CHAT: Lifecycle[PrivateChatState, PrivateChatStep] = Lifecycle(
    "private chat",
    {
        (_State.ASKED, _Step.ACCEPT): _State.OPEN,
        (_State.ASKED, _Step.REFUSE): _State.REFUSED,
        (_State.ASKED, _Step.WITHDRAW): _State.ENDED,
        (_State.OPEN, _Step.EXIT): _State.ENDED,
        **dict.fromkeys(((state, _Step.LEAVE) for state in LIVE_STATES), _State.ENDED),
    },
)
