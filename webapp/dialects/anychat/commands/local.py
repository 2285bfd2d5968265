"""Functions that the page answers itself: from its mirror, or from the browser (devices, views, options)."""

from __future__ import annotations

from webapp.dialects.base import Command, Int, Local, News, Str, Where
from webapp.kernel.events import Event

MIRROR, BROWSER = Where.MIRROR, Where.BROWSER

COMMANDS: tuple[Command, ...] = (
    Command("BRAC_InitSDK", "5.1.1", (Str("apilevel", ""),), BROWSER, returns="number"),
    Command("BRAC_SetServerAuthPass", "5.2.1", (Str("lpPassword", ""),), BROWSER, returns="number"),
    Command("BRAC_Connect", "5.2.2", (Str("lpServerAddr", ""), Int("dwPort", 0)), BROWSER, returns="number"),
    Command(
        "BRAC_SetVideoPos",
        "5.3.3",
        (Int("userid", 0), Local("parentobj", "Element | string"), Str("videoid", "")),
        BROWSER,
        returns="number",
    ),
    Command("BRAC_GetCameraState", "5.4.1", (Int("dwUserId", 0),), MIRROR, returns="number"),
    Command("BRAC_GetSpeakState", "5.4.2", (Int("dwUserId", 0),), MIRROR, returns="number"),
    Command("BRAC_GetUserName", "5.4.3", (Int("dwUserId", 0),), MIRROR, returns="string"),
    Command("BRAC_QueryUserStateString", "5.4.4", (Int("dwUserId", 0), Int("infoname", 0)), MIRROR, returns="string"),
    Command("BRAC_QueryUserStateInt", "5.4.5", (Int("dwUserId", 0), Int("infoname", 0)), MIRROR, returns="number"),
    Command("BRAC_GetVersion", "5.5.1", (Int("type", 0),), MIRROR, returns="string"),
    Command("BRAC_GetOnlineUser", "5.5.2", (), MIRROR, returns="number[]"),
    Command("BRAC_GetRoomOnlineUsers", "5.5.3", (Int("dwRoomid", 0),), MIRROR, returns="number[]"),
    Command("BRAC_GetUserFriends", "5.6.1", (), MIRROR, returns="number[]"),
    Command("BRAC_GetFriendStatus", "5.6.2", (Int("dwFriendUserId", 0),), MIRROR, returns="number"),
    Command("BRAC_GetUserGroups", "5.6.3", (), MIRROR, returns="number[]"),
    Command("BRAC_GetGroupName", "5.6.4", (Int("dwGroupId", 0),), MIRROR, returns="string"),
    Command("BRAC_GetGroupFriends", "5.6.5", (Int("dwGroupId", 0),), MIRROR, returns="number[]"),
    Command("BRAC_GetUserInfo", "5.6.6", (Int("dwUserId", 0), Int("dwInfoId", 0)), MIRROR, returns="string"),
    Command("BRAC_EnumDevices", "5.7.1", (Int("dwDeviceType", 0),), BROWSER, returns="string[]"),
    Command(
        "BRAC_SelectVideoCapture",
        "5.7.2",
        (Int("dwDeviceType", 0), Str("szCaptureName", "")),
        BROWSER,
        returns="number",
    ),
    Command("BRAC_GetCurrentDevice", "5.7.3", (Int("dwDeviceType", 0),), BROWSER, returns="string"),
    Command("BRAC_AudioGetVolume", "5.7.4", (Int("device", 0),), BROWSER, returns="number"),
    Command("BRAC_AudioSetVolume", "5.7.5", (Int("device", 0), Int("dwVolume", 0)), BROWSER, returns="number"),
    Command("BRAC_GetSDKOptionInt", "5.7.6", (Int("optname", 0),), MIRROR, returns="number"),
    Command("BRAC_GetSDKOptionString", "5.7.7", (Int("optname", 0),), MIRROR, returns="string"),
    Command("BRAC_SetSDKOptionInt", "5.7.8", (Int("optname", 0), Int("value", 0)), BROWSER, returns="number"),
    Command("BRAC_SetSDKOptionString", "5.7.9", (Int("optname", 0), Str("value", "")), BROWSER, returns="number"),
    Command("BRAC_ObjectGetIdList", "5.8.1", (Int("dwObjectType", 0),), MIRROR, returns="number[]"),
    Command(
        "BRAC_ObjectGetStringValue",
        "5.8.2",
        (Int("dwObjectType", 0), Int("dwObjectId", 0), Int("dwInfoName", 0)),
        MIRROR,
        returns="string",
    ),
    Command(
        "BRAC_ObjectGetIntValue",
        "5.8.2",
        (Int("dwObjectType", 0), Int("dwObjectId", 0), Int("dwInfoName", 0)),
        MIRROR,
        returns="number",
    ),
    Command(
        "BRAC_SetSDKOption", "2.2", (Int("optname", 0), Local("value", "number | string")), BROWSER, returns="number"
    ),
    Command("BRAC_GetUserLevel", "2.2", (Int("dwUserId", 0),), MIRROR, returns="number"),
    Command("BRAC_ShowLVProperty", "2.2", (Str("szCaption", ""),), BROWSER, returns="number"),
    Command(
        "BRAC_MultiCastControl",
        "2.2",
        (Str("lpMultiCastAddr", ""), Int("dwPort", 0), Str("lpNicAddr", ""), Int("dwTTL", 0), Int("dwFlags", 0)),
        BROWSER,
        returns="number",
    ),
    Command("BRAC_GetUserChatMode", "2.2", (Int("dwUserId", 0),), MIRROR, returns="number"),
    Command(
        "BRAC_GetSDKOptionStringEx",
        "3.1",
        (Int("optname", 0), Str("strValue", ""), Int("dwFlags", 0)),
        MIRROR,
        returns="string",
    ),
    Command(
        "BRAC_GetUserStreamInfo",
        "3.3",
        (Int("dwUserId", 0), Int("dwStreamIndex", 0), Int("infoname", 0)),
        MIRROR,
        returns="number | string",
    ),
    Command("BRAC_QueryUserState", "3.4", (Int("dwUserId", 0), Int("infoname", 0)), MIRROR, returns="number | string"),
    Command("BRAC_Release", "SDK file", (), BROWSER, returns="void"),
    Command(
        "BRAC_SetVideoPosEx",
        "SDK file",
        (Int("userid", 0), Local("parentobj", "Element | string"), Str("id", ""), Int("streamindex", 0)),
        BROWSER,
        returns="number",
    ),
    Command(
        "BRAC_GetUserStreamInfoInt",
        "SDK file",
        (Int("dwUserId", 0), Int("dwStreamIndex", 0), Int("infoname", 0)),
        MIRROR,
        returns="number",
    ),
    Command(
        "BRAC_GetUserStreamInfoString",
        "SDK file",
        (Int("dwUserId", 0), Int("dwStreamIndex", 0), Int("infoname", 0)),
        MIRROR,
        returns="string",
    ),
    Command(
        "BRAC_SetUserStreamInfo",
        "SDK file",
        (Int("dwUserId", 0), Int("dwStreamIndex", 0), Int("infoname", 0), Local("value", "number | string")),
        BROWSER,
        returns="number",
    ),
)

NEWS: dict[type[Event], News] = {}
