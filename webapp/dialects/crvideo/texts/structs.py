"""The objects that pages pass and get: fields as "name type", English, Chinese; a name with ? may be missing."""

from __future__ import annotations

import re

from webapp.dialects.crvideo.texts.structs_mixer import MIXER
from webapp.dialects.crvideo.texts.structs_ui import UI
from webapp.dialects.reference import FieldRow, StructRow, Text

Field = tuple[str, str, str]

SESSION: dict[str, tuple[Text, tuple[Field, ...]]] = {
    "CRVideo_MeetInfoObj": (
        ("A meeting.", "会议。"),
        (
            ("ID number", "its number of eight digits; 0 for none", "8 位会议号，0 表示没有"),
            ("pswd? string", "its password", "密码"),
            ("subject? string", "its subject", "主题"),
            ("pubMeetUrl? string", "a public address", "公开链接"),
            ("creator? string", "user id of who made it", "创建者的用户编号"),
            ("memberCount? number", "how many are in it", "在会人数"),
            ("startTime? number", "when it was made, in seconds since 1970", "创建时间，1970 年以来的秒数"),
        ),
    ),
    "CRVideo_UserStatus": (
        ("How somebody is.", "用户状态。"),
        (
            ("userID string", "who", "用户编号"),
            (
                "userStatus CRVideo_USER_STATUS",
                "0 offline, 1 free, 2 busy, 3 in a meeting",
                "0 离线，1 空闲，2 忙，3 会议中",
            ),
            ("DNDType number", "do not disturb; 0 when off", "免打扰，0 为关闭"),
        ),
    ),
    "CRVideo_MemberInfo": (
        ("A member of the meeting.", "会议成员。"),
        (
            ("userID string", "who", "用户编号"),
            ("nickname string", "the name", "昵称"),
            ("audioStatus CRVideo_ASTATUS", "the microphone", "麦克风状态"),
            ("videoStatus CRVideo_VSTATUS", "the cameras", "摄像头状态"),
            ("spkStatus number", "the speaker", "扬声器状态"),
        ),
    ),
    "CRVideo_QueueInfo": (
        ("A queue.", "队列。"),
        (
            ("queID number", "its number", "队列编号"),
            ("name string", "its name", "名称"),
            ("desc string", "what it is for", "说明"),
            ("prio number", "smaller is served first", "优先级，数值小的优先"),
        ),
    ),
    "CRVideo_QueStatus": (
        ("How a queue stands.", "队列状态。"),
        (
            ("queID number", "its number", "队列编号"),
            ("agent_num number", "agents who serve it", "服务的坐席数"),
            ("wait_num number", "customers who wait", "等待的客户数"),
            ("srv_num number", "customers who are being served", "正在服务的会话数"),
        ),
    ),
    "CRVideo_QueUser": (
        ("A customer who was offered.", "分配来的客户。"),
        (
            ("queID number", "from which queue", "所在队列"),
            ("userID string", "who", "用户编号"),
            ("nickname string", "the name", "昵称"),
            ("queuingTime number", "seconds waited", "已等待的秒数"),
            ("usrExtDat string", "what the customer gave to StartQueuing", "StartQueuing 附带的文本"),
        ),
    ),
    "CRVideo_QueuingInfo": (
        ("One's own place in a queue.", "自己的排队情况。"),
        (
            ("queID number", "which queue; -1 for none", "队列编号，-1 表示未排队"),
            ("position number", "1 is the head", "1 为队首"),
            ("queuingTime number", "seconds waited", "已等待的秒数"),
        ),
    ),
    "CRVideo_SessionInfo": (
        ("The call that survived a reconnect.", "重新连接后仍在的呼叫。"),
        (
            ("callID string", "its id; empty for none", "呼叫编号，没有则为空"),
            ("peerID string", "the other side", "对方的用户编号"),
            ("peerName string", "the other side's name", "对方的昵称"),
            ("bCallAccepted number", "0 ringing, 1 accepted", "0 振铃，1 已接听"),
            ("meetingID number", "its meeting", "会议号"),
            ("meetingPswd string", "the meeting's password", "会议密码"),
            ("duration number", "seconds since it was accepted", "接听后的秒数"),
        ),
    ),
    "CRVideo_MeetingAttr": (
        ("One attribute.", "一个属性。"),
        (
            ("value string", "its value", "属性值"),
            ("lastModifyUserID string", "who wrote it", "最后修改者"),
            ("lastModifyTs number", "when, in seconds since 1970", "最后修改时间，1970 年以来的秒数"),
        ),
    ),
    "CRVideo_MeetingAttrObjs": (
        ("Attributes by their keys.", "以键名索引的属性。"),
        (("[key: string] CRVideo_MeetingAttr", "the attribute of that key", "该键名的属性"),),
    ),
    "CRVideo_UsrMeetingAttrObjs": (
        ("Members' attributes by user id.", "以用户编号索引的成员属性。"),
        (("[userID: string] CRVideo_MeetingAttrObjs", "the attributes of that member", "该成员的属性"),),
    ),
    "CRVideo_MeetingAttrOptions": (
        ("How a change of attributes is told.", "属性变化的通知方式。"),
        (("notifyAll? 0 | 1", "1: everybody in the meeting hears of it", "1 表示通知会议所有人"),),
    ),
    "CRVideo_SDKParams": (
        ("Settings of the SDK.", "SDK 设置。"),
        (
            ("isSDKConsole? boolean", "log lines in the console", "控制台日志"),
            ("isUploadLog? boolean", "means nothing here", "此处没有含义"),
            ("videoSendBW? number", "kbit/s for one camera", "每个摄像头的码率 kbps"),
            ("screenSendBW? number", "kbit/s for a shared screen", "屏幕共享的码率 kbps"),
            ("mediaSendBW? number", "kbit/s for a played film", "影音共享的码率 kbps"),
            ("isHttp? boolean", "no TLS", "不使用 TLS"),
            (
                "isCallSer? boolean",
                "means nothing here: calls and queues are always there",
                "此处没有含义：呼叫和队列始终可用",
            ),
            ("isWebRTC? boolean", "means nothing here", "此处没有含义"),
            (
                "MSProtocol? number | string",
                "means nothing here: the browser takes UDP, and TCP where UDP does not get through",
                "此处没有含义：浏览器优先使用 UDP，不通时改用 TCP",
            ),
            (
                "svrTimeout? number",
                "means nothing here: a login fails after 10 s without a connection (203) or 20 s without an answer (202)",
                "此处没有含义：10 秒内连接不上（203）或 20 秒内没有应答（202）即登录失败",
            ),
            (
                "virtualBackgroundAssets? string",
                "means nothing here: the model comes from this server",
                "此处没有含义：模型由本服务器提供",
            ),
            ("securityEnhancement? boolean", "means nothing here", "此处没有含义"),
            ("isRtcLog? boolean", "means nothing here", "此处没有含义"),
        ),
    ),
    "CRVideo_BoardObj": (
        ("A whiteboard; not offered here.", "白板，此处不提供。"),
        (
            ("boardID string", "its id", "白板编号"),
            ("title string", "its title", "标题"),
            ("width number", "its width", "宽度"),
            ("height number", "its height", "高度"),
            ("pageCount number", "how many pages it has", "页数"),
            ("curPage number", "the page that is shown", "当前页"),
        ),
    ),
}


def field(row: Field) -> FieldRow:
    """A row from its three texts: "name type", "[key: string] type" or "method(arguments) => type"."""
    declared = re.match(r"(\[\w+: string\]|\w+)(\??) ?(.*)", row[0])
    assert declared, row
    name, mark, ts = declared.groups()
    return FieldRow(name, ts, (row[1], row[2]), is_optional=mark == "?")


STRUCTS: tuple[StructRow, ...] = tuple(
    StructRow(name, text, tuple(map(field, fields))) for name, (text, fields) in (SESSION | MIXER | UI).items()
)
