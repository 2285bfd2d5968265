"""What CRVideo functions may be refused with, as far as the manuals and the vendor's web documents say so.

The session API manual names a failure callback per function and says that its number is one of the error table's. Which
one follows from the table's own words and from the texts of the vendor's pages (a login: 7, 14 to 22; a call: 601 to
606; queues: 400 to 404; meetings: 800 to 804; data: 1100 to 1104). 12, "not logged in", and 9, "wrong state", here "not
in a meeting", are listed where a function needs the one or the other.
"""

from __future__ import annotations

from webapp.dialects.crvideo.reference import PREFIX, REFERENCE

NOT_LOGGED_IN, NOT_SEATED, BAD_ARGUMENT = 12, 9, 5
ENTERING = (800, 801, 802, 804)
QUEUE = (400, 12)

# function without prefix: the numbers beyond 0 that the manuals know for it
_DOCUMENTED: dict[str, tuple[int, ...]] = {
    "Login": (7, 14, 15, 16, 17, 20, 22, 202, 203),
    "LoginByToken": (14, 16, 17, 18, 19, 20, 21, 22),
    "UpdateToken": (18, 19, 21),
    "SetDNDStatus": (12,),
    "GetUserStatus": (12,),
    "CreateMeeting": (5, 12),
    "EnterMeeting": (12, *ENTERING),
    "EnterMeeting3": (12, *ENTERING),
    "DestroyMeeting": (12, 800),
    "Kickout": (605, 806),
    "SetNickName": (605, 806),
    "Call": (12, 601, 602, 603, 604, 605, 606),
    "AcceptCall": (600,),
    "RejectCall": (600,),
    "HungupCall": (600,),
    "HangupCall": (600,),
    "CallMoreParty": (9, 602, 603, 605),
    "CancelCallMoreParty": (600,),
    "Invite": (603, 605),
    "AcceptInvite": (600,),
    "RejectInvite": (600,),
    "SendCmd": (1100, 1102),
    "SendBuffer": (1101, 1102),
    "SendFile": (1101, 1102, 1199),
    "CancelSend": (1104,),
    "SendMeetingCustomMsg": (9, 1100),
    "GetQueueStatus": (400,),
    "StartQueuing": (400, 404, 12),
    "StartService": (400,),
    "StopService": (400,),
    "ReqAssignUser": (401, 403),
    "AcceptAssignUser": (402,),
    "RejectAssignUser": (402,),
    "OpenMic": (808,),
    "OpenVideo": (702,),
    "SetVirtualBackground": (5, 806),
    "StartScreenShare": (700, 8002, 8004),
    "GetMeetingAllAttrs": (9,),
    "AddOrUpdateMeetingAttrs": (5, 6, 9),
    "DelMeetingAttrs": (9,),
    "ClearMeetingAttrs": (9,),
    "GetUserAttrs": (5,),
    "AddOrUpdateUserAttrs": (605,),
    "DelUserAttrs": (605,),
    "ClearUserAttrs": (605,),
    "CreateCloudMixer": (9, 903, 904, 906),
}
DOCUMENTED = {PREFIX + name: numbers for name, numbers in _DOCUMENTED.items()}

# What cannot come about here, and why.
IMPOSSIBLE: dict[tuple[str, int], str] = {
    (f"{PREFIX}SetVirtualBackground", 806): "the model comes from this server and needs no licence",
}

# What the caller hears of others in the end, and callbacks that answer another function than the one that raises them.
_LATER = {"Call": "NotifyCallRejected"}
_ANOTHERS = {"CancelSend": ("SendFileRslt", "SendBufferRslt", "SendBufferRlst")}
_ENDS = ("Success", "Fail", "Failed", "Rslt", "Rlst")


def _answers(function: str, raised: tuple[str, ...]) -> tuple[str, ...]:
    """The callbacks that carry an outcome; where none can be good, what everybody hears is the good end."""
    bare = [event.removeprefix(PREFIX) for event in raised]
    ends = [event for event in bare if event.endswith(_ENDS) and event not in _ANOTHERS.get(function, ())]
    found = bare if ends and all(event.endswith(("Fail", "Failed")) for event in ends) else ends
    return tuple(PREFIX + event for event in (*found, *filter(None, [_LATER.get(function)])))


def answers() -> dict[str, tuple[str, ...]]:
    """Function -> the callbacks that carry its outcome."""
    return {name: _answers(name.removeprefix(PREFIX), raised) for name, raised in REFERENCE.raises.items()}


CARRIES_ERROR = frozenset(
    row.name for row in REFERENCE.events if {"sdkErr", "errCode"} & {name for name, _ in row.params}
)
