"""Functions that the page answers itself: from its mirror, or from the browser (devices, components, settings)."""

from __future__ import annotations

from webapp.dialects.base import Command, Int, Json, Local, News, Str, Where
from webapp.kernel.events import Event

MIRROR, BROWSER = Where.MIRROR, Where.BROWSER
DEMO = "API demo"  # no manual has it

COMMANDS: tuple[Command, ...] = (
    Command("CRVideo_GetAllMembers", "seed", (), MIRROR, returns="unknown"),
    Command("CRVideo_GetMemberInfo", "seed", (Str("userID", ""),), MIRROR, returns="unknown"),
    Command("CRVideo_GetMemberNickName", "seed", (Str("userID", ""),), MIRROR, returns="string"),
    Command("CRVideo_IsUserInMeeting", "seed", (Str("userID", ""),), MIRROR, returns="boolean"),
    Command("CRVideo_Init", "web docs", (Local("SDKParams", "unknown"),), BROWSER, returns="unknown"),
    Command("CRVideo_Uninit", "web docs", (), BROWSER, returns="void"),
    Command("CRVideo_GetSDKVersion", "web docs", (), MIRROR, returns="string"),
    Command("CRVideo_SetSDKParams", "web docs", (Local("SDKParams", "unknown"),), BROWSER, returns="void"),
    Command("CRVideo_SetServerAddr", "web docs", (Str("ServerAddr", ""),), BROWSER, returns="void"),
    Command("CRVideo_GetAllQueueInfo", "web docs", (), MIRROR, returns="unknown"),
    Command("CRVideo_GetQueuingInfo", "web docs", (), MIRROR, returns="unknown"),
    Command("CRVideo_GetServingQueues", "web docs", (), MIRROR, returns="unknown"),
    Command("CRVideo_GetSessionInfo", "web docs", (), MIRROR, returns="unknown"),
    Command("CRVideo_GetAudioStatus", "web docs", (Str("UID", ""),), MIRROR, returns="number"),
    Command("CRVideo_GetAudioMicNames", "web docs", (), MIRROR, returns="unknown"),
    Command("CRVideo_GetAudioSpkNames", "web docs", (), MIRROR, returns="unknown"),
    Command("CRVideo_GetAudioCfg", "web docs", (), MIRROR, returns="unknown"),
    Command("CRVideo_SetAudioCfg", "web docs", (Local("AudioCfg", "unknown"),), BROWSER, returns="void"),
    Command("CRVideo_GetAudioSubscribeMode", DEMO, (), MIRROR, returns="number"),
    Command("CRVideo_SetAudioSubscribeMode", DEMO, (Int("mode", 0),), BROWSER, returns="void"),
    Command(
        "CRVideo_SetAudioSubscribeList",
        DEMO,
        (Local("list", "readonly string[]"), Int("listType", 1)),
        BROWSER,
        returns="void",
    ),
    Command("CRVideo_PauseSpeaker", "web docs", (), BROWSER, returns="void"),
    Command("CRVideo_PlaySpeaker", "web docs", (), BROWSER, returns="void"),
    Command("CRVideo_GetVideoStatus", "web docs", (Str("UID", ""),), MIRROR, returns="number"),
    Command("CRVideo_GetAllVideoInfo", "web docs", (Str("UID", ""),), MIRROR, returns="unknown"),
    Command("CRVideo_GetDefaultVideo", "web docs", (Str("UID", ""),), MIRROR, returns="number"),
    Command("CRVideo_SetDefaultVideo", "web docs", (Str("UID", ""), Int("videoID", 0)), BROWSER, returns="void"),
    Command(
        "CRVideo_SetEnableMutiVideo",
        "web docs",
        (Str("UID", ""), Json("bool", False, "boolean")),
        BROWSER,
        returns="void",
    ),
    Command("CRVideo_GetOpenedVideoIDs", "web docs", (Str("UID", ""),), MIRROR, returns="unknown"),
    Command("CRVideo_GetVideoCfg", "web docs", (), MIRROR, returns="unknown"),
    Command("CRVideo_SetVideoCfg", "web docs", (Local("VideoCfg", "unknown"),), BROWSER, returns="unknown"),
    Command(
        "CRVideo_AddStreamCam",
        "web docs",
        (Local("videoStream", "MediaStream"), Str("videoName", "")),
        BROWSER,
        returns="number",
    ),
    Command("CRVideo_RemoveStreamVideo", "web docs", (Int("videoID"),), BROWSER, returns="void"),
    Command(
        "CRVideo_AddCanvasVCam",
        "web docs",
        (Local("canvas", "HTMLCanvasElement"), Str("videoName", ""), Local("options", "unknown")),
        BROWSER,
        returns="unknown",
    ),
    Command("CRVideo_RemoveCanvasVCam", "web docs", (Int("videoID"),), BROWSER, returns="void"),
    Command("CRVideo_SetVirtualBackground", "web docs", (Local("jsonCfg", "unknown"),), BROWSER, returns="number"),
    Command("CRVideo_CreatVideoObj", "web docs", (Local("CreateUIParams", "unknown"),), BROWSER, returns="unknown"),
    Command(
        "CRVideo_CreatScreenShareObj", "web docs", (Local("CreateUIParams", "unknown"),), BROWSER, returns="unknown"
    ),
    Command("CRVideo_SetScreenShareCfg", "web docs", (Local("ScreenCfg", "unknown"),), BROWSER, returns="void"),
    Command("CRVideo_GetAllCloudMixerInfo", "web docs", (), MIRROR, returns="unknown"),
)

NEWS: dict[type[Event], News] = {}
