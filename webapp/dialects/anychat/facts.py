"""Facts about functions that no row says by itself: events they bring about, errors they may be answered with."""

from __future__ import annotations

from typing import Final

# Function -> events, at the caller or at others.
RAISES: dict[str, tuple[str, ...]] = {
    "BRAC_Logout": ("OnAnyChatUserAtRoom", "OnAnyChatFriendStatus"),
    "BRAC_Connect": ("OnAnyChatConnect", "OnAnyChatLinkClose"),
    "BRAC_Login": ("OnAnyChatLoginSystem", "OnAnyChatFriendStatus", "OnAnyChatUserInfoUpdate"),
    "BRAC_LoginEx": ("OnAnyChatLoginSystem", "OnAnyChatFriendStatus", "OnAnyChatUserInfoUpdate"),
    "BRAC_VideoCallControl": ("OnAnyChatVideoCallEvent",),
    "BRAC_EnterRoom": ("OnAnyChatEnterRoom", "OnAnyChatRoomOnlineUser", "OnAnyChatUserAtRoom"),
    "BRAC_EnterRoomEx": ("OnAnyChatEnterRoom", "OnAnyChatRoomOnlineUser", "OnAnyChatUserAtRoom"),
    "BRAC_LeaveRoom": ("OnAnyChatUserAtRoom",),
    "BRAC_UserSpeakControl": ("OnAnyChatMicStateChange",),
    "BRAC_UserCameraControl": ("OnAnyChatCameraStateChange", "OnAnyChatVideoSizeChange"),
    "BRAC_SendTextMessage": ("OnAnyChatTextMessage",),
    "BRAC_TransBuffer": ("OnAnyChatTransBuffer",),
    "BRAC_TransBufferEx": ("OnAnyChatTransBufferEx",),
    "BRAC_TransFile": ("OnAnyChatTransFile",),
    "BRAC_SendSDKFilterData": ("OnAnyChatSDKFilterData",),
    "BRAC_StreamRecordCtrl": ("OnAnyChatRecordSnapShot", "OnAnyChatRecordSnapShotEx"),
    "BRAC_SnapShot": ("OnAnyChatRecordSnapShot", "OnAnyChatRecordSnapShotEx"),
    "BRAC_AudioSetVolume": ("OnAnyChatVolumeChange",),
    "BRAC_ObjectSetStringValue": ("OnAnyChatObjectUpdate",),
    "BRAC_ObjectSetIntValue": ("OnAnyChatObjectUpdate",),
    "BRAC_ObjectControl": (
        "OnAnyChatObjectEvent",
        "OnAnyChatObjectUpdate",
        "OnAnyChatEnterAreaResult",
        "OnAnyChatLeaveAreaResult",
        "OnAnyChatQueueStatusChanged",
        "OnAnyChatEnterQueueResult",
        "OnAnyChatLeaveQueueResult",
        "OnAnyChatAgentStatusChanged",
        "OnAnyChatServiceStart",
        "OnAnyChatAgentWaitingUser",
        "OnAnyChatObjectSyncDataFinish",
        "OnAnyChatAreaStatusChange",
    ),
    "BRAC_PrivateChatRequest": ("OnAnyChatPrivateEcho", "OnAnyChatPrivateRequest"),
    "BRAC_PrivateChatEcho": ("OnAnyChatPrivateEcho",),
    "BRAC_PrivateChatEchoEx": ("OnAnyChatPrivateEcho",),
    "BRAC_PrivateChatExit": ("OnAnyChatPrivateExit",),
    "BRAC_StreamRecordCtrlEx": ("OnAnyChatRecordSnapShotEx",),
    "BRAC_ObjectSetValue": ("OnAnyChatObjectUpdate",),
    "BRAC_UserCameraControlEx": ("OnAnyChatCameraStateChange",),
}

NOT_READY: Final = ("GV_ERR_NOTINIT",)
NO_LINK: Final = ("GV_ERR_NOTINIT", "GV_ERR_CONNECT_ABORT")
ASKED: Final = (*NO_LINK, "GV_ERR_FUNCNOTALLOW")  # what every function that asks the server may answer
ROOM: Final = (
    "GV_ERR_ROOM_LOCK",
    "GV_ERR_ROOM_PASSERR",
    "GV_ERR_ROOM_FULLUSER",
    "GV_ERR_ROOM_INVALID",
    "GV_ERR_ROOM_EXPIRE",
    "GV_ERR_ROOM_REJECT",
    "GV_ERR_ROOM_OWNERBEOUT",
    "GV_ERR_ROOM_ENTERFAIL",
    "GV_ERR_ROOM_ALREADYIN",
)
LOCKED: Final = ("GV_ERR_ACCOUNT_LOCK", "GV_ERR_IPADDR_LOCK", "GV_ERR_VISITOR_DENY")
LOGIN: Final = (*NO_LINK, "GV_ERR_CERTIFY_FAIL", "GV_ERR_ALREADY_LOGIN", *LOCKED)
PRIVATE: Final = (*ASKED, "GV_ERR_ROOM_PRIREQIDERR")

# Function -> error numbers that it returns or that its event carries; functions that only read have none.
ERRORS: dict[str, tuple[str, ...]] = {
    "BRAC_Connect": (*NOT_READY, "GV_ERR_CONNECT_TIMEOUT", "GV_ERR_CONNECT_ABORT", "GV_ERR_CONNECT_AUTHFAIL"),
    "BRAC_Login": LOGIN,
    "BRAC_LoginEx": (*LOGIN, "GV_ERR_CONNECT_AUTHFAIL", "GV_ERR_INVALID_USERID"),
    "BRAC_Logout": NOT_READY,
    "BRAC_VideoCallControl": (
        *ASKED,
        "GV_ERR_INVALID_USERID",
        "GV_ERR_ROOM_PRIREQIDERR",
        "GV_ERR_SESSION_QUIT",
        "GV_ERR_SESSION_OFFLINE",
        "GV_ERR_SESSION_BUSY",
        "GV_ERR_SESSION_REFUSE",
        "GV_ERR_SESSION_TIMEOUT",
        "GV_ERR_SESSION_DISCONNECT",
    ),
    "BRAC_EnterRoom": (*ASKED, *ROOM),
    "BRAC_EnterRoomEx": (*ASKED, *ROOM),
    "BRAC_LeaveRoom": NOT_READY,
    "BRAC_UserSpeakControl": (*NOT_READY, "GV_ERR_FUNCNOTALLOW", "GV_ERR_NOTINROOM", "GV_ERR_INVALID_USERID"),
    "BRAC_UserCameraControl": (*NOT_READY, "GV_ERR_FUNCNOTALLOW", "GV_ERR_NOTINROOM", "GV_ERR_INVALID_USERID"),
    "BRAC_UserCameraControlEx": (*NOT_READY, "GV_ERR_FUNCNOTALLOW", "GV_ERR_NOTINROOM", "GV_ERR_INVALID_USERID"),
    "BRAC_SetVideoPos": NOT_READY,
    "BRAC_SetVideoPosEx": NOT_READY,
    "BRAC_ShowLVProperty": NOT_READY,
    "BRAC_MultiCastControl": (*NOT_READY, "GV_ERR_FUNCNOTALLOW"),
    "BRAC_SetUserStreamInfo": (*NOT_READY, "GV_ERR_FUNCNOTALLOW"),
    "BRAC_SelectVideoCapture": (*NOT_READY, "GV_ERR_FUNCNOTALLOW"),
    "BRAC_AudioSetVolume": NOT_READY,
    "BRAC_SetSDKOption": NOT_READY,
    "BRAC_SetSDKOptionInt": NOT_READY,
    "BRAC_SetSDKOptionString": NOT_READY,
    "BRAC_SendTextMessage": (*ASKED, "GV_ERR_NOTINROOM", "GV_ERR_ROOM_PRINULL"),
    "BRAC_TransBuffer": (*ASKED, "GV_ERR_NOTINROOM", "GV_ERR_INVALID_USERID"),
    "BRAC_TransBufferEx": (*ASKED, "GV_ERR_INVALID_USERID"),
    "BRAC_TransFile": (*ASKED, "GV_ERR_INVALID_USERID"),
    "BRAC_CancelTransTask": ASKED,
    "BRAC_SendSDKFilterData": ASKED,
    "BRAC_StreamRecordCtrl": (*ASKED, "GV_ERR_NOTINROOM", "GV_ERR_ROOM_PRINULL"),
    "BRAC_StreamRecordCtrlEx": (*ASKED, "GV_ERR_NOTINROOM", "GV_ERR_ROOM_PRINULL"),
    "BRAC_SnapShot": (*ASKED, "GV_ERR_NOTINROOM", "GV_ERR_ROOM_PRINULL"),
    "BRAC_ChangeChatMode": ASKED,
    "BRAC_PrivateChatRequest": (
        *ASKED,
        "GV_ERR_INVALID_USERID",
        "GV_ERR_ROOM_PRINULL",
        "GV_ERR_ROOM_REJECTPRI",
        "GV_ERR_ROOM_PRIDENY",
        "GV_ERR_ROOM_PRIALRCHAT",
    ),
    "BRAC_PrivateChatEcho": PRIVATE,
    "BRAC_PrivateChatEchoEx": PRIVATE,
    "BRAC_PrivateChatExit": PRIVATE,
    "BRAC_UserInfoControl": (*ASKED, "GV_ERR_INVALID_USERID"),
    "BRAC_ObjectSetStringValue": ASKED,
    "BRAC_ObjectSetIntValue": ASKED,
    "BRAC_ObjectSetValue": ASKED,
    "BRAC_ObjectControl": (*ASKED, "GV_ERR_ROOM_ALREADYIN"),
}

# The page adds these arguments on the way to the server; nobody passes them.
ADDED_BY_PAGE: frozenset[str] = frozenset({"task", "size", "binary", "options"})

# What the page accepts beyond what travels.
BYTES: Final = "string | ArrayBuffer | ArrayBufferView | number[]"
TYPES: dict[str, str] = {
    "BRAC_Connect.dwPort": "number | string",
    "BRAC_TransBuffer.lpBuf": BYTES,
    "BRAC_TransBufferEx.lpBuf": BYTES,
    "BRAC_TransFile.lpLocalPathName": "File | Blob | HTMLInputElement | string",
}

# Parameter -> the group of constants that it takes.
CHOICES: dict[str, str] = {
    "optname": "options",
    "dwObjectType": "object-types",
    "dwInfoName": "object-info",
    "dwCtrlCode": "object-commands",
    "dwDeviceType": "devices",
    "device": "audio-devices",
    "dwEventType": "call-events",
    "BRAC_UserInfoControl.dwCtrlCode": "",
    "BRAC_SetUserStreamInfo.infoname": "options",
    "BRAC_QueryTransTaskInfo.infoname": "tasks",
    **dict.fromkeys((f"BRAC_QueryUserState{kind}.infoname" for kind in ("", "Int", "String")), "user-states"),
    **dict.fromkeys((f"BRAC_GetUserStreamInfo{kind}.infoname" for kind in ("", "Int", "String")), "streams"),
    **dict.fromkeys(
        (f"BRAC_{name}.dwFlags" for name in ("StreamRecordCtrl", "StreamRecordCtrlEx", "SnapShot")), "record"
    ),
    "BRAC_VideoCallControl.dwFlags": "call-flags",
}


def choices(function: str, param: str) -> str:
    """The group of constants that a parameter takes; empty when any number or text will do."""
    return CHOICES.get(f"{function}.{param}", CHOICES.get(param, ""))


# What the reference page fills its forms with.
SAMPLES: dict[str, str] = {
    "apilevel": "0",
    "dwUserId": "-1",
    "userid": "-1",
    "dwRoomid": "1",
    "BRAC_LeaveRoom.dwRoomid": "-1",
    "lpUserName": "guest",
    "lpRoomName": "demo",
    "lpNickName": "Guest",
    "BRAC_LoginEx.lpStrUserId": "guest-1",
    "bOpen": "1",
    "bStartRecord": "1",
    "bAccept": "1",
    "lpMsgBuf": "Hello",
    "lpBuf": "data",
    "videoid": "docs-view",
    "id": "docs-view",
    "dwInfoId": "1",
    "type": "0",
    "device": "BRAC_AD_WAVEOUT",
    "dwVolume": "80",
    "dwDeviceType": "BRAC_DEVICE_VIDEOCAPTURE",
    "dwObjectType": "ANYCHAT_OBJECT_TYPE_AREA",
    "BRAC_ObjectControl.dwObjectId": "-1",
    "dwInfoName": "ANYCHAT_OBJECT_INFO_NAME",
    "dwCtrlCode": "ANYCHAT_OBJECT_CTRL_SYNCDATA",
    "BRAC_UserInfoControl.dwCtrlCode": "100",
    "dwEventType": "BRAC_VIDEOCALL_EVENT_REQUEST",
    "optname": "BRAC_SO_LOCALVIDEO_WIDTHCTRL",
    "BRAC_GetSDKOptionString.optname": "BRAC_SO_CORESDK_BUILDTIME",
    "BRAC_SetSDKOptionString.optname": "BRAC_SO_LOCALVIDEO_DEVICENAME",
    "BRAC_GetSDKOptionStringEx.optname": "BRAC_SO_GETTASKPATHNAME",
    "BRAC_SetSDKOption.value": "640",
    "BRAC_SetSDKOptionInt.value": "640",
    "BRAC_SetUserStreamInfo.infoname": "BRAC_SO_LOCALVIDEO_WIDTHCTRL",
    "BRAC_SetUserStreamInfo.value": "640",
    "BRAC_QueryTransTaskInfo.infoname": "BRAC_TRANSTASK_PROGRESS",
    "BRAC_QueryUserState.infoname": "BRAC_USERSTATE_NICKNAME",
    "BRAC_QueryUserStateString.infoname": "BRAC_USERSTATE_NICKNAME",
    "BRAC_QueryUserStateInt.infoname": "BRAC_USERSTATE_SPEAKVOLUME",
    "BRAC_GetUserStreamInfo.infoname": "BRAC_STREAMINFO_VIDEOWIDTH",
    "BRAC_GetUserStreamInfoInt.infoname": "BRAC_STREAMINFO_VIDEOWIDTH",
    "BRAC_GetUserStreamInfoString.infoname": "BRAC_STREAMINFO_VIDEOWIDTH",
    "BRAC_SnapShot.dwFlags": "BRAC_RECORD_FLAGS_SNAPSHOT",
    "BRAC_StreamRecordCtrl.dwFlags": "BRAC_RECORD_FLAGS_VIDEO + BRAC_RECORD_FLAGS_AUDIO + BRAC_RECORD_FLAGS_SERVER",
    "BRAC_StreamRecordCtrlEx.dwFlags": "BRAC_RECORD_FLAGS_VIDEO + BRAC_RECORD_FLAGS_AUDIO + BRAC_RECORD_FLAGS_SERVER",
}
