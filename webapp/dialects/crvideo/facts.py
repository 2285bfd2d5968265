"""Facts about functions that no row says by itself: callbacks, errors, types and samples; names without their prefix."""

from __future__ import annotations

from typing import Final

# Function -> callbacks, at the caller or at others, with blanks between them.
RAISES: Final[dict[str, str]] = {
    "Login": "LoginSuccess LoginFail NotifyUserStatus LineOff",
    "Logout": "NotifyUserStatus UserLeftMeeting",
    "SetDNDStatus": "SetDNDStatusSuccess SetDNDStatusFail NotifyUserStatus",
    "GetUserStatus": "GetUserStatusSuccess GetUserStatusFail",
    "GetOneUserStatus": "GetUserStatusSuccess GetUserStatusFail",
    "StartUserStatusNotify": "StartUserStatusNotifyRslt NotifyUserStatus",
    "StopUserStatusNotify": "StopUserStatusNotifyRslt",
    "CreateMeeting": "CreateMeetingSuccess CreateMeetingFail",
    "EnterMeeting": "EnterMeetingRslt UserEnterMeeting",
    "ExitMeeting": "UserLeftMeeting",
    "Call": "CallSuccess CallFail NotifyCallAccepted NotifyCallRejected NotifyCallIn",
    "AcceptCall": "AcceptCallSuccess AcceptCallFail NotifyCallAccepted",
    "RejectCall": "RejectCallSuccess RejectCallFail NotifyCallRejected",
    "HungupCall": "HangupCallSuccess HangupCallFail NotifyCallHungup NotifyCallHangup",
    "CallMoreParty": "CallMorePartyRslt NotifyCallMorePartyStatus NotifyCallIn",
    "CancelCallMoreParty": "CancelCallMorePartyRslt NotifyCallMorePartyStatus NotifyCallHungup",
    "SendCmd": "SendCmdRlst SendCmdRslt NotifyCmdData",
    "SendBuffer": "SendProgress SendBufferRlst SendBufferRslt NotifyBufferData",
    "SendFile": "SendProgress SendFileRlst SendFileRslt NotifyFileData",
    "CancelSend": "CancelSendRlst SendFileRslt NotifyCancelSend CancelSendRslt SendBufferRslt",
    "LoginByToken": "LoginSuccess LoginFail NotifyTokenWillExpire LineOff",
    "UpdateToken": "UpdateTokenRslt",
    "InitQueueDat": "InitQueueDatRslt",
    "RefreshAllQueueStatus": "GetQueueStatusRslt",
    "GetQueueStatus": "GetQueueStatusRslt",
    "StartQueuing": "StartQueuingRslt QueuingInfoChanged",
    "StopQueuing": "StopQueuingRslt CancelAssignUser",
    "StartService": "StartServiceRslt QueueStatusChanged AutoAssignUser",
    "StopService": "StopServiceRslt QueueStatusChanged",
    "ReqAssignUser": "ReqAssignUserRslt",
    "AcceptAssignUser": "ResponseAssignUserRslt",
    "RejectAssignUser": "ResponseAssignUserRslt CancelAssignUser",
    "HangupCall": "HangupCallSuccess HangupCallFail NotifyCallHungup NotifyCallHangup",
    "Invite": "InviteSuccess InviteFail NotifyInviteAccepted NotifyInviteRejected NotifyInviteIn",
    "AcceptInvite": "AcceptInviteSuccess AcceptInviteFail NotifyInviteAccepted",
    "RejectInvite": "RejectInviteSuccess RejectInviteFail NotifyInviteRejected",
    "CreateMeeting2": "CreateMeetingSuccess CreateMeetingFail",
    "DestroyMeeting": "DestroyMeetingRslt MeetingStopped",
    "EnterMeeting3": "EnterMeetingRslt UserEnterMeeting",
    "Kickout": "UserLeftMeeting",
    "SetNickName": "NotifyNickNameChanged",
    "OpenMic": "AudioStatusChanged OpenMicFailed",
    "CloseMic": "AudioStatusChanged",
    "SetAllAudioClose": "AudioStatusChanged",
    "OpenSpk": "SpkStatusChanged",
    "CloseSpk": "SpkStatusChanged",
    "OpenVideo": "VideoStatusChanged VideoDevChanged OpenVideoFailed",
    "CloseVideo": "VideoStatusChanged VideoDevChanged",
    "SetDefaultVideo": "DefVideoChanged VideoDevChanged",
    "SetEnableMutiVideo": "VideoDevChanged",
    "AddStreamCam": "VideoDevChanged",
    "RemoveStreamVideo": "VideoDevChanged",
    "AddCanvasVCam": "VideoDevChanged",
    "RemoveCanvasVCam": "VideoDevChanged",
    "StartScreenShare": "StartScreenShareRslt NotifyScreenShareStarted",
    "StopScreenShare": "StopScreenShareRslt NotifyScreenShareStopped",
    "StartScreenMark": "NotifyScreenMarkStarted",
    "StopScreenMark": "NotifyScreenMarkStopped",
    "StartPlayMedia": "NotifyMediaOpened NotifyMediaStart",
    "PausePlayMedia": "NotifyMediaPause",
    "StopPlayMedia": "NotifyMediaStop",
    "SendMeetingCustomMsg": "SendMeetingCustomMsgRslt NotifyMeetingCustomMsg",
    "GetMeetingAllAttrs": "GetMeetingAllAttrsSuccess GetMeetingAllAttrsFail",
    "AddOrUpdateMeetingAttrs": "AddOrUpdateMeetingAttrsRslt NotifyMeetingAttrsChanged",
    "DelMeetingAttrs": "DelMeetingAttrsRslt NotifyMeetingAttrsChanged",
    "ClearMeetingAttrs": "ClearMeetingAttrsRslt NotifyMeetingAttrsChanged",
    "GetUserAttrs": "GetUserAttrsSuccess GetUserAttrsFail",
    "AddOrUpdateUserAttrs": "AddOrUpdateUserAttrsRslt NotifyUserAttrsChanged",
    "DelUserAttrs": "DelUserAttrsRslt NotifyUserAttrsChanged",
    "ClearUserAttrs": "ClearUserAttrsRslt NotifyUserAttrsChanged",
    "CreateCloudMixer": "CloudMixerStateChanged CreateCloudMixerFailed CloudMixerOutputInfoChanged",
    "UpdateCloudMixerContent": "CloudMixerInfoChanged",
    "DestroyCloudMixer": "CloudMixerStateChanged CloudMixerOutputInfoChanged",
    "StopSvrMixer": "CloudMixerStateChanged",
    "StopMeeting": "StopMeetingRslt MeetingStopped",
    "CancelInvite": "CancelInviteSuccess CancelInviteFail NotifyInviteCanceled",
    "GetMeetingAttrs": "GetMeetingAttrsSuccess GetMeetingAttrsFail",
    "SetMeetingAttrs": "SetMeetingAttrsRslt NotifyMeetingAttrsChanged",
    "SetUserAttrs": "SetUserAttrsRslt NotifyUserAttrsChanged",
    "ClearAllUserAttrs": "ClearAllUserAttrsRslt NotifyUserAttrsChanged",
}

ASKED: Final = (5, 12)  # what every function that asks the server may answer
SEATED: Final = (*ASKED, 9)
CALL_ID: Final = (*ASKED, 600)
ENTERING: Final = (*ASKED, 800, 801, 802, 804)
ATTRIBUTES: Final = (*SEATED, 6, 605)
SECRET: Final = (5, 7, 14, 15, 16, 17, 20, 21, 22, 203, 807)
TOKEN: Final = (14, 15, 16, 17, 18, 19, 20, 21, 22, 203, 807)

# Function -> error numbers that its callback, promise or value carries; functions that only read have none.
REFUSALS: Final[dict[str, tuple[int, ...]]] = {
    "Init": (8005,),
    "Login": SECRET,
    "LoginByToken": TOKEN,
    "UpdateToken": (12, 18, 19, 21),
    "SetDNDStatus": ASKED,
    **dict.fromkeys(("GetUserStatus", "StartUserStatusNotify", "StopUserStatusNotify", "InitQueueDat"), (12,)),
    "GetOneUserStatus": (*ASKED, 605),
    "CreateMeeting": ASKED,
    "CreateMeeting2": (12,),
    "EnterMeeting": ENTERING,
    "EnterMeeting3": ENTERING,
    "DestroyMeeting": (*ASKED, 800),
    "StopMeeting": (*ASKED, 800),
    "Kickout": (*SEATED, 603, 605, 806),
    "SetNickName": (*SEATED, 603, 605, 806),
    "GetMeetingAllAttrs": (12, 9),
    "GetMeetingAttrs": SEATED,
    "ClearMeetingAttrs": (12, 9, 6),
    "ClearAllUserAttrs": (12, 9, 6),
    **dict.fromkeys(("SetMeetingAttrs", "AddOrUpdateMeetingAttrs", "DelMeetingAttrs"), (*SEATED, 6)),
    **dict.fromkeys(
        ("GetUserAttrs", "SetUserAttrs", "AddOrUpdateUserAttrs", "DelUserAttrs", "ClearUserAttrs"), ATTRIBUTES
    ),
    "Call": (*ASKED, 601, 602, 603, 604, 605, 606),
    **dict.fromkeys(("AcceptCall", "RejectCall", "HungupCall", "HangupCall"), CALL_ID),
    "CallMoreParty": (*SEATED, 602, 603, 605),
    "CancelCallMoreParty": CALL_ID,
    "Invite": (*ASKED, 603, 605),
    **dict.fromkeys(("AcceptInvite", "RejectInvite", "CancelInvite"), CALL_ID),
    "SendCmd": (*ASKED, 1100, 1102),
    "SendBuffer": (*ASKED, 1000, 1101, 1102),
    "SendFile": (*ASKED, 1000, 1101, 1102, 1199),
    "CancelSend": (*ASKED, 1104),
    "SendMeetingCustomMsg": (*SEATED, 1100),
    "GetQueueStatus": (*ASKED, 400),
    "StartQueuing": (*ASKED, 400, 404),
    "StopQueuing": (12,),
    "StartService": (*ASKED, 400),
    "StopService": (*ASKED, 400),
    "ReqAssignUser": (12, 401, 403),
    "AcceptAssignUser": (*ASKED, 400, 402),
    "RejectAssignUser": (*ASKED, 400, 402),
    "OpenMic": (9, 806, 808, 809, 810),
    "OpenVideo": (9, 702, 806),
    "StartScreenShare": (9, 12, 700, 8002, 8004, 8007),
    "StopScreenShare": (9, 12),
    "SetVirtualBackground": (3, 5),
    "CreateCloudMixer": (5, 9, 12, 806, 903, 904, 905, 906, 907),
    "UpdateCloudMixerContent": (*ASKED, 905),
    "DestroyCloudMixer": ASKED,
}

# The page adds these arguments on the way to the server; nobody passes them.
ADDED_BY_PAGE: Final = frozenset(
    {
        *(f"{name}.callID" for name in ("Call",)),
        *(f"{name}.inviteID" for name in ("CallMoreParty", "Invite")),
        *(f"{name}.taskID" for name in ("SendCmd", "SendBuffer", "SendFile")),
        *(f"{name}.size" for name in ("SendBuffer", "SendFile")),
        "CreateCloudMixer.mixerID",
        "OpenVideo.videoID",
        "ExitMeeting.reason",
    }
)

BYTES: Final = "string | ArrayBuffer | ArrayBufferView | Blob"
# Parameter, or function and parameter -> what the page accepts.
TYPES: Final[dict[str, str]] = {
    "cookie": "any",
    "SDKParams": "CRVideo_SDKParams",
    "meetID": "number | string",
    "meetObj": "Partial<CRVideo_MeetInfoObj>",
    "queID": "number",
    "nolog": "boolean",
    "attrs": "Record<string, unknown> | string",
    "options": "CRVideo_MeetingAttrOptions | string",
    "keys": "string[] | string",
    "uids": "string[] | string",
    "AudioCfg": "Partial<CRVideo_AudioCfg>",
    "VideoCfg": "Partial<CRVideo_VideoCfg>",
    "ScreenCfg": "CRVideo_ScreenCfgObj",
    "CreateUIParams": "CRVideo_CreateUIParams",
    "cfg": "CRVideo_CloudMixerCfgObj",
    "SendBuffer.data": BYTES,
    "fileName": "File | Blob | string",
    "mode": "CRVideo_AUDIO_SUBSCRIBE_MODE",
    "list": "string[]",
    "listType": "CRVideo_AUDIO_SUBSCRIBE_LIST_TYPE",
    "bool": "boolean",
    "jsonCfg": "Record<string, unknown>",
    "videoStream": "MediaStream",
    "canvas": "HTMLCanvasElement",
    "AddCanvasVCam.options": "unknown",
    "mediaObj": "CRVideo_MediaObj",
    "file": "File | string",
    "bPause": "boolean",
}

# Function -> what it returns, where the table of functions says less.
RETURN_TYPES: Final[dict[str, str]] = {
    "Init": "Promise<void>",
    "GetAllMembers": "CRVideo_MemberInfo[]",
    "GetMemberInfo": "CRVideo_MemberInfo | undefined",
    "GetAllQueueInfo": "CRVideo_QueueInfo[]",
    "GetQueuingInfo": "CRVideo_QueuingInfo",
    "GetServingQueues": "number[]",
    "GetSessionInfo": "CRVideo_SessionInfo",
    "GetAudioStatus": "CRVideo_ASTATUS",
    "GetVideoStatus": "CRVideo_VSTATUS",
    "GetAudioMicNames": "CRVideo_MicInfoObj[]",
    "GetAudioSpkNames": "CRVideo_SpeakerInfoObj[]",
    "GetAudioCfg": "CRVideo_AudioCfg",
    "GetAudioSubscribeMode": "CRVideo_AUDIO_SUBSCRIBE_MODE",
    "GetAllVideoInfo": "CRVideo_VideoInfoObj[]",
    "GetOpenedVideoIDs": "number[]",
    "GetVideoCfg": "CRVideo_VideoCfg",
    "SetVideoCfg": "Promise<void>",
    "SetVirtualBackground": "number",
    "AddStreamCam": "number",
    "AddCanvasVCam": "CRVideo_VideoInfoObj",
    "CreatVideoObj": "CRVideo_VideoObj",
    "CreatScreenShareObj": "CRVideo_ScreenShareObj",
    "CreatMediaObj": "CRVideo_MediaObj",
    "StartPlayMedia": "number",
    "GetMediaInfo": "CRVideo_MediaInfoObj",
    "GetAllCloudMixerInfo": "CRVideo_CloudMixerInfo[]",
    "Kickout": "Promise<{ errCode: number; userID: string }>",
    "SetNickName": "Promise<{ errCode: number; userID: string; newname: string }>",
    "UpdateCloudMixerContent": "Promise<{ errCode: number }>",
}

# Argument of a callback, or callback and argument -> its type; what is not listed is a text.
HEARD: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("sdkErr", "errCode", "status", "state", "position", "score", "queID", "videoID", "reason"), "number"
    ),
    **dict.fromkeys(("sendedLen", "totalLen", "oldStatus", "newStatus", "oldLevel", "newLevel"), "number"),
    "UserLeftMeeting.reason": "CRVideo_LEFT_REASON | ''",
    "cookie": "any",
    "meetObj": "CRVideo_MeetInfoObj",
    "userStatus": "CRVideo_UserStatus",
    "GetUserStatusSuccess.userStatus": "CRVideo_UserStatus[]",
    "queStatus": "CRVideo_QueStatus",
    "queuingInfo": "CRVideo_QueuingInfo",
    "user": "CRVideo_QueUser",
    "attrs": "CRVideo_MeetingAttrObjs",
    "attrsMap": "CRVideo_UsrMeetingAttrObjs",
    "adds": "CRVideo_MeetingAttrObjs",
    "updates": "CRVideo_MeetingAttrObjs",
    "delKeys": "string[]",
    "NotifyBufferData.data": "ArrayBuffer",
    "fileBuffer": "ArrayBuffer",
    "exParam": "{ err?: number; errDesc?: string } & Partial<CRVideo_CloudMixerCfgObj>",
    "outputInfo": "CRVideo_CloudMixerOutputInfo",
}

# What the reference page fills its forms with.
SAMPLES: Final[dict[str, str]] = {
    "appID": "默认",
    "appSecret": "默认",
    "nickName": "Guest",
    "nickname": "Guest",
    "Login.userID": "guest",
    "UID": "guest",
    "userID": "guest",
    "cookie": "mine",
    "usrExtDat": "hello",
    "meetSubject": "Demo",
    "meetID": "10000001",
    "newName": "Guest 2",
    "attrs": '{"colour":"blue"}',
    "options": '{"notifyAll":1}',
    "keys": '["colour"]',
    "uids": '["guest"]',
    "calledUserID": "agent1",
    "called": "agent1",
    "invitedUserID": "agent1",
    "targetUserId": "agent1",
    "data": "Hello",
    "stringMsg": '{"CmdType":"IM","IMMsg":"Hello"}',
    "queID": "1",
    "AudioCfg": '{"echoCancellation":true}',
    "VideoCfg": '{"size":3,"fps":15}',
    "ScreenCfg": '{"maxFPS":8}',
    "videoID": "1",
    "videoName": "Canvas",
    "jsonCfg": '{"type":3,"blurIntensity":10}',
    "list": '["guest"]',
    "bool": "true",
    "bPause": "true",
    "cfg": '{"mode":0,"videoFileCfg":{"svrPathName":"/demo/film.mp4","vWidth":1280,"vHeight":720,"vFps":15}}',
}

# What the manual of the session API prints; the rest stands in the vendor's web documents.
_PRINTED: Final = """
    Login Logout SetDNDStatus GetUserStatus StartUserStatusNotify StopUserStatusNotify CreateMeeting
    EnterMeeting ExitMeeting GetAllMembers GetMemberInfo GetMemberNickName IsUserInMeeting Call AcceptCall
    RejectCall HungupCall CallMoreParty CancelCallMoreParty SendCmd SendBuffer SendFile CancelSend
    EnterMeetingRslt StopMeetingRslt UserEnterMeeting UserLeftMeeting MeetingDropped LoginSuccess LoginFail
    SetDNDStatusSuccess SetDNDStatusFail GetUserStatusSuccess GetUserStatusFail StartUserStatusNotifyRslt
    StopUserStatusNotifyRslt NotifyUserStatus LineOff CreateMeetingSuccess CreateMeetingFail CallSuccess
    CallFail AcceptCallSuccess AcceptCallFail RejectCallSuccess RejectCallFail HangupCallSuccess
    HangupCallFail NotifyCallIn NotifyCallAccepted NotifyCallRejected NotifyCallHungup CallMorePartyRslt
    CancelCallMorePartyRslt NotifyCallMorePartyStatus SendCmdRlst SendBufferRlst SendFileRlst SendProgress
    CancelSendRlst NotifyCmdData NotifyBufferData NotifyFileData NotifyCancelSend AutoAssignUser
    ReqAssignUserRslt
"""
MANUAL: Final = frozenset(_PRINTED.split())
