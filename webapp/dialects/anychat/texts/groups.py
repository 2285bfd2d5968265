"""How the reference is divided: chapters of functions and events, groups of constants."""

from __future__ import annotations

from webapp.dialects.reference import Text, Titles

TITLES = Titles(
    ("AnyChat for Web: functions and events", "AnyChat for Web：函数与事件"),
    ("Options, constants and errors", "选项、常量与错误"),
    (
        "Every constant is a global of the classic script and an export of the module.",
        "每个常量都是传统脚本的全局变量，也是模块的导出项。",
    ),
)

# key, chapter of the manual, title
CHAPTERS: tuple[tuple[str, str, Text], ...] = (
    ("start", "5.1", ("Start and end", "初始化与释放")),
    ("login", "5.2", ("Connection, login, calls and rooms", "连接、登录、呼叫与房间")),
    ("media", "5.3", ("Sound and picture", "音视频")),
    ("state", "5.4", ("What is known of users", "用户状态")),
    ("data", "5.5", ("Text, data, files and recording", "文字、数据、文件与录像")),
    ("friends", "5.6", ("Friends and user information", "好友与用户信息")),
    ("settings", "5.7", ("Devices and options", "设备与选项")),
    ("objects", "5.8", ("Areas, queues and agents", "营业厅、队列与坐席")),
)

# Functions that the manual's chapter 5 does not describe: where they belong.
ELSEWHERE: dict[str, str] = {
    "BRAC_Release": "5.1",
    "BRAC_UserCameraControlEx": "5.3",
    "BRAC_SetVideoPosEx": "5.3",
    "BRAC_ShowLVProperty": "5.3",
    "BRAC_MultiCastControl": "5.3",
    "BRAC_GetUserLevel": "5.4",
    "BRAC_QueryUserState": "5.4",
    "BRAC_GetUserStreamInfo": "5.4",
    "BRAC_GetUserStreamInfoInt": "5.4",
    "BRAC_GetUserStreamInfoString": "5.4",
    "BRAC_SetUserStreamInfo": "5.4",
    "BRAC_StreamRecordCtrlEx": "5.5",
    "BRAC_CancelTransTask": "5.5",
    "BRAC_ChangeChatMode": "5.5",
    "BRAC_GetUserChatMode": "5.5",
    "BRAC_PrivateChatRequest": "5.5",
    "BRAC_PrivateChatEcho": "5.5",
    "BRAC_PrivateChatEchoEx": "5.5",
    "BRAC_PrivateChatExit": "5.5",
    "BRAC_SetSDKOption": "5.7",
    "BRAC_GetSDKOptionStringEx": "5.7",
}

# key, chapter, title, which events
EVENT_CHAPTERS: tuple[tuple[str, str, Text, str], ...] = (
    (
        "on-link",
        "4.1",
        ("Connection and rooms", "连接与房间"),
        r"OnAnyChat(Connect|LoginSystem|EnterRoom|RoomOnlineUser|UserAtRoom|LinkClose|NotifyMessage|CoreSDKEvent)$",
    ),
    ("on-friends", "4.2", ("Friends", "好友"), r"OnAnyChat(UserInfoUpdate|FriendStatus)$"),
    (
        "on-media",
        "4.3",
        ("Devices and recording", "设备与录像"),
        r"OnAnyChat(Mic|Volume|Camera|P2P|VideoSize|RecordSnapShot)",
    ),
    ("on-text", "4.4", ("Text and private chat", "文字与私聊"), r"OnAnyChat(TextMessage|Private)"),
    ("on-data", "4.5", ("Data and files", "数据与文件"), r"OnAnyChat(Trans|SDKFilter)"),
    ("on-call", "4.6", ("Calls", "视频呼叫"), r"OnAnyChatVideoCallEvent$"),
    (
        "on-objects",
        "4.7",
        ("Areas, queues and agents", "营业厅、队列与坐席"),
        r"OnAnyChat(Object|EnterArea|LeaveArea|Area|Queue|EnterQueue|LeaveQueue|Agent|Service)",
    ),
)

# key, chapter, title, which constants
GROUPS: tuple[tuple[str, str, Text, str], ...] = (
    ("options-core", "3.1", ("Options: client", "选项：内核"), r"BRAC_SO_(CORESDK|PROXY_FUNCTION|CLOUD|OBJECT)"),
    ("options-audio", "3.1", ("Options: sound", "选项：音频"), r"BRAC_SO_(AUDIO|PROXY_AUDIO)"),
    ("options-video", "3.1", ("Options: own picture", "选项：本地视频"), r"BRAC_SO_(LOCALVIDEO|PROXY_VIDEO)"),
    ("options-record", "3.1", ("Options: recording", "选项：录像与拍照"), r"BRAC_SO_(RECORD|SNAPSHOT)"),
    (
        "options-network",
        "3.1",
        ("Options: network and streams", "选项：网络与码流"),
        r"BRAC_SO_(NETWORK|STREAM|UDPTRACE)",
    ),
    (
        "options-show",
        "3.1",
        ("Options: display and files", "选项：显示与文件"),
        r"BRAC_SO_(VIDEOSHOW|VIDEOBK|ENABLEWEB|LOCALPATH|GETTASK)",
    ),
    ("devices", "5.7.1", ("Kinds of devices", "设备类型"), r"BRAC_DEVICE_"),
    ("audio-devices", "3.2", ("Volumes", "音量设备"), r"BRAC_AD_"),
    ("streams", "3.3", ("Stream information", "流信息"), r"BRAC_STREAMINFO_"),
    ("user-states", "3.4", ("User state", "用户状态"), r"BRAC_USERSTATE_"),
    ("record", "3.5", ("Recording", "录像标志"), r"(BRAC|ANYCHAT)_RECORD_FLAGS_"),
    ("call-events", "4.6", ("Steps of a call", "呼叫事件"), r"BRAC_VIDEOCALL_EVENT_"),
    ("call-flags", "4.6", ("Kinds of calls", "呼叫标志"), r"BRAC_VIDEOCALL_FLAGS_"),
    ("tasks", "5.5.8", ("Transfers", "传输任务"), r"(BRAC_)?TRANSTASK_"),
    ("object-types", "3.6", ("Business objects", "业务对象类型"), r"ANYCHAT_OBJECT_TYPE_"),
    ("object-flags", "3.6", ("Roles of client users", "业务对象标志"), r"ANYCHAT_(OBJECT_FLAGS|INVALID)_"),
    ("object-info", "3.6", ("Attributes of objects", "业务对象属性"), r"ANYCHAT_(OBJECT|AREA|QUEUE|AGENT)_INFO_"),
    ("agent-status", "3.6", ("Status of agents", "坐席状态"), r"ANYCHAT_AGENT_STATUS_"),
    ("object-commands", "3.6", ("Commands to objects", "业务对象命令"), r"ANYCHAT_(OBJECT|AREA|QUEUE|AGENT)_CTRL_"),
    ("object-events", "4.7", ("Events of objects", "业务对象事件"), r"ANYCHAT_(OBJECT|AREA|QUEUE|AGENT)_EVENT_"),
    ("messages", "4.1", ("Numbered messages", "消息编号"), r"WM_GV"),
)
