"""How the reference is divided: chapters of functions and of callbacks."""

from __future__ import annotations

from webapp.dialects.reference import Text, Titles

TITLES = Titles(
    ("CRVideo for Web: functions and callbacks", "CRVideo for Web：函数与回调"),
    ("Structures, numbers and errors", "结构、数值与错误"),
    (
        "Numbers that the vendor named stand in frozen maps, like CRVideo_ASTATUS.AOPEN; the module has them without prefix.",
        "厂商命名过的数值放在冻结的对象中，如 CRVideo_ASTATUS.AOPEN；模块中的名称不带前缀。",
    ),
)

CHAPTERS: dict[str, Text] = {
    "start": ("Start and end", "初始化与释放"),
    "login": ("Login", "登录"),
    "presence": ("Who is there", "用户状态"),
    "meetings": ("Meetings and members", "会议与成员"),
    "attributes": ("Attributes", "会议与成员属性"),
    "calls": ("Calls, third parties, invitations", "呼叫、第三方与邀请"),
    "data": ("Texts, data and files", "文本、数据与文件"),
    "queues": ("Queues", "排队"),
    "audio": ("Sound", "音频"),
    "video": ("Picture", "视频"),
    "sharing": ("Screens and films", "屏幕与影音共享"),
    "mixer": ("Recording and live streams", "录制与直播"),
}

EVENT_CHAPTERS: dict[str, Text] = {
    "on-login": ("Login and link", "登录与连接"),
    "on-presence": ("Who is there", "用户状态"),
    "on-meetings": ("Meetings and members", "会议与成员"),
    "on-attributes": ("Attributes", "会议与成员属性"),
    "on-calls": ("Calls, third parties, invitations", "呼叫、第三方与邀请"),
    "on-data": ("Texts, data and files", "文本、数据与文件"),
    "on-queues": ("Queues", "排队"),
    "on-devices": ("Microphones, speakers, cameras", "麦克风、扬声器与摄像头"),
    "on-sharing": ("Screens and films", "屏幕与影音共享"),
    "on-mixer": ("Recording and live streams", "录制与直播"),
}
