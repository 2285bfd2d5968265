"""What the manual lets a function be refused with; chapter 6 groups its numbers by the step they belong to.

The manual names no numbers per function. Its groups do: connecting 100.., logging in 200.., entering a room 300..,
private chat 401..; 2 is "not initialised" (we: not logged in yet), 3 "not in a room", 20 "not allowed" (we: arguments
that nobody can mean), 101 "no link" of every function that asks the server. The six of a call stand in 5.2.4 as
constants of the SDK file.
"""

from __future__ import annotations

NOT_READY, NOT_SEATED, NOT_ALLOWED, NO_LINK = 2, 3, 20, 101
ENTERING = (300, 301, 302, 303, 304, 305, 306, 307, 308)
COMMON = (NOT_READY, NOT_ALLOWED, NO_LINK)

# function: the numbers beyond 0 that the manual knows for it
DOCUMENTED: dict[str, tuple[int, ...]] = {
    "BRAC_Connect": (NOT_READY, 100, 101, 102),
    "BRAC_Login": (NOT_READY, NO_LINK, 200, 201, 202, 203, 204, 205),
    "BRAC_LoginEx": (NOT_READY, NO_LINK, 200, 201, 202, 203, 204, 205),
    "BRAC_EnterRoom": (*COMMON, *ENTERING),
    "BRAC_EnterRoomEx": (*COMMON, *ENTERING),
    "BRAC_UserCameraControl": (NOT_ALLOWED,),
    "BRAC_UserCameraControlEx": (NOT_ALLOWED,),
    "BRAC_UserSpeakControl": (NOT_ALLOWED,),
    "BRAC_VideoCallControl": (*COMMON, 205, 420, 100101, 100102, 100103, 100104, 100105, 100106),
    "BRAC_SendTextMessage": (*COMMON, NOT_SEATED, 401),
    "BRAC_TransBuffer": (*COMMON, NOT_SEATED, 205),
    "BRAC_TransBufferEx": (*COMMON, 205),
    "BRAC_TransFile": (*COMMON, 205),
    "BRAC_CancelTransTask": COMMON,
    "BRAC_SendSDKFilterData": COMMON,
    "BRAC_UserInfoControl": COMMON,
    "BRAC_StreamRecordCtrl": (*COMMON, NOT_SEATED, 401),
    "BRAC_StreamRecordCtrlEx": (*COMMON, NOT_SEATED, 401),
    "BRAC_SnapShot": (*COMMON, NOT_SEATED, 401),
    "BRAC_ChangeChatMode": COMMON,
    "BRAC_PrivateChatRequest": (*COMMON, 401, 402, 403, 421),
    "BRAC_PrivateChatEcho": (*COMMON, 420),
    "BRAC_PrivateChatEchoEx": (*COMMON, 420),
    "BRAC_PrivateChatExit": (*COMMON, 420),
    "BRAC_MultiCastControl": (NOT_ALLOWED,),
    "BRAC_ObjectControl": (*COMMON, 308),
    "BRAC_ObjectSetIntValue": COMMON,
    "BRAC_ObjectSetStringValue": COMMON,
    "BRAC_ObjectSetValue": COMMON,
}

# What cannot come about here, and why.
IMPOSSIBLE: dict[tuple[str, int], str] = {
    ("BRAC_MultiCastControl", 0): "a browser sends nothing to many at once",
    ("BRAC_Login", 205): "a login by name knows no user id; a name that does not exist is 200",
    ("BRAC_EnterRoom", 307): "a room by number needs no free number; every other reason has a number of its own",
}

# The event that carries the outcome of these functions: a number heard in it counts for the function said.
OUTCOMES: dict[str, tuple[str, ...]] = {
    "OnAnyChatConnect": ("BRAC_Connect",),
    "OnAnyChatLoginSystem": ("BRAC_Login", "BRAC_LoginEx"),
    "OnAnyChatEnterRoom": ("BRAC_EnterRoom", "BRAC_EnterRoomEx"),
    "OnAnyChatVideoCallEvent": ("BRAC_VideoCallControl",),
    "OnAnyChatLinkClose": ("BRAC_Connect",),
    "OnAnyChatPrivateEcho": ("BRAC_PrivateChatRequest",),
    "OnAnyChatPrivateRequest": ("BRAC_PrivateChatRequest",),
    "OnAnyChatPrivateExit": ("BRAC_PrivateChatExit", "BRAC_PrivateChatRequest"),
}
