"""Every event: its section, its parameters, how it reaches the page and what it tells, in both languages."""

from __future__ import annotations

from webapp.dialects.reference import EventRow

CODE, USER = "errorcode", "dwUserId"


def numbers(*names: str) -> tuple[tuple[str, str], ...]:
    """Parameters that are all numbers."""
    return tuple((name, "number") for name in names)


OBJECT = numbers("dwObjectType", "dwObjectId")
RESULT = (*OBJECT, ("dwErrorCode", "number"))
TEXT = "string"

EVENTS: tuple[EventRow, ...] = (
    EventRow(
        "OnAnyChatConnect",
        "4.1.2",
        ("The outcome of BRAC_Connect, once per attempt.", "BRAC_Connect 的结果，每次连接触发一次。"),
        numbers("bSuccess", CODE),
        "WM_GV_CONNECT",
    ),
    EventRow(
        "OnAnyChatLoginSystem",
        "4.1.3",
        (
            "The outcome of a login. Your own name, level and info can be read in it.",
            "登录结果。此时已可读取自己的名称、级别和用户信息。",
        ),
        numbers(USER, CODE),
        "WM_GV_LOGINSYSTEM",
    ),
    EventRow(
        "OnAnyChatEnterRoom",
        "4.1.4",
        (
            "The outcome of entering a room. Open devices and place views here.",
            "进入房间的结果。可在此打开设备、放置画面。",
        ),
        numbers("dwRoomId", CODE),
        "WM_GV_ENTERROOM",
    ),
    EventRow(
        "OnAnyChatRoomOnlineUser",
        "4.1.5",
        ("How many are in the room, you included; the list is complete now.", "房间内人数（含自己）；用户列表已完整。"),
        numbers("dwUserCount", "dwRoomId"),
        "WM_GV_ONLINEUSER",
    ),
    EventRow(
        "OnAnyChatUserAtRoom",
        "4.1.6",
        ("Somebody else entered (1) or left (0).", "其他用户进入 (1) 或离开 (0) 房间。"),
        numbers(USER, "bEnterRoom"),
        "WM_GV_USERATROOM",
    ),
    EventRow(
        "OnAnyChatLinkClose",
        "4.1.7",
        ("The link was lost. Not after a logout of your own.", "连接中断。主动注销时不触发。"),
        numbers("reason", CODE),
        "WM_GV_LINKCLOSE",
    ),
    EventRow(
        "OnAnyChatUserInfoUpdate",
        "4.2.2",
        ("User information changed; (0, 0) means the list of friends.", "用户信息更新；(0, 0) 表示好友列表。"),
        numbers(USER, "dwType"),
        "WM_GV_USERINFOUPDATE",
    ),
    EventRow(
        "OnAnyChatFriendStatus",
        "4.2.3",
        ("A friend came online (1) or went (0).", "好友上线 (1) 或下线 (0)。"),
        numbers(USER, "dwStatus"),
        "WM_GV_FRIENDSTATUS",
    ),
    EventRow(
        "OnAnyChatMicStateChange",
        "4.3.2",
        ("Somebody's microphone opened (1) or closed (0).", "用户麦克风打开 (1) 或关闭 (0)。"),
        numbers(USER, "State"),
        "WM_GV_MICSTATECHANGE",
    ),
    EventRow(
        "OnAnyChatVolumeChange",
        "4.3.3",
        ("The volume of a device changed.", "设备音量改变。"),
        numbers("device", "dwCurrentVolume"),
    ),
    EventRow(
        "OnAnyChatCameraStateChange",
        "4.3.4",
        ("Somebody's camera changed: 0 none, 1 closed, 2 open.", "用户摄像头状态改变：0 无，1 关闭，2 打开。"),
        numbers(USER, "State"),
        "WM_GV_CAMERASTATE",
    ),
    EventRow(
        "OnAnyChatP2PConnectState",
        "4.3.5",
        (
            "The direct path to a user changed: 0 none, 1 TCP, 2 UDP, 3 both.",
            "与用户的直连状态改变：0 无，1 TCP，2 UDP，3 两者。",
        ),
        numbers(USER, "State"),
        "WM_GV_P2PCONNECTSTATE",
    ),
    EventRow(
        "OnAnyChatVideoSizeChange",
        "",
        (
            "A picture's size changed: width in the low 16 bits, height in the high.",
            "视频分辨率改变：低 16 位为宽，高 16 位为高。",
        ),
        numbers(USER, "dwResolution"),
        "WM_GV_VIDEOSIZECHG",
    ),
    EventRow(
        "OnAnyChatRecordSnapShot",
        "4.3.1",
        ("A recording or picture is finished (short form).", "录像或拍照完成（简短形式）。"),
        (*numbers(USER), ("lpFileName", TEXT), *numbers("dwParam", "bRecordType")),
    ),
    EventRow(
        "OnAnyChatRecordSnapShotEx",
        "4.3.6",
        ("A recording or picture is finished, with length and text.", "录像或拍照完成，含时长和自定义字符串。"),
        (*numbers(USER), ("lpFileName", TEXT), *numbers("dwElapse", "dwFlags", "dwParam"), ("lpUserStr", TEXT)),
    ),
    EventRow(
        "OnAnyChatRecordSnapShotEx2",
        "",
        ("The same with an error number.", "同上，另含错误号。"),
        (
            *numbers(USER, "dwErrorCode"),
            ("lpFileName", TEXT),
            *numbers("dwElapse", "dwFlags", "dwParam"),
            ("lpUserStr", TEXT),
        ),
    ),
    EventRow(
        "OnAnyChatTextMessage",
        "4.4.2",
        (
            "Somebody said a line; never your own. The addressee -1 means all.",
            "收到文字消息，不含自己发送的。接收者 -1 表示所有人。",
        ),
        (*numbers("dwFromUserId", "dwToUserId", "bSecret"), ("lpMsgBuf", TEXT), ("dwLen", "number")),
    ),
    EventRow(
        "OnAnyChatTransFile",
        "4.5.2",
        ("A file has arrived; the third value is its address.", "文件接收完成；第三个值为文件地址。"),
        (
            *numbers(USER),
            ("lpFileName", TEXT),
            ("lpTempFilePath", TEXT),
            *numbers("dwFileLength", "wParam", "lParam", "dwTaskId"),
        ),
    ),
    EventRow(
        "OnAnyChatTransBuffer",
        "4.5.3",
        ("A small buffer arrived.", "收到缓冲区数据。"),
        (*numbers(USER), ("lpBuf", TEXT), ("dwLen", "number")),
    ),
    EventRow(
        "OnAnyChatTransBufferEx",
        "4.5.4",
        ("A large buffer arrived: text, or bytes where it is not text.", "收到大块数据：字符串，非文本时为字节。"),
        (*numbers(USER), ("lpBuf", "string | Uint8Array"), *numbers("dwLen", "wParam", "lParam", "dwTaskId")),
    ),
    EventRow(
        "OnAnyChatSDKFilterData",
        "4.5.5",
        ("The server's business extension sent data.", "服务器端业务扩展下发的数据。"),
        (("lpBuf", TEXT), ("dwLen", "number")),
    ),
    EventRow(
        "OnAnyChatVideoCallEvent",
        "4.6.2",
        (
            "A step of a call; the user is always the other side. START carries the room in dwParam.",
            "呼叫事件；用户编号始终为对方。START 的 dwParam 为房间号。",
        ),
        (*numbers("dwEventType", USER, "dwErrorCode", "dwFlags", "dwParam"), ("szUserStr", TEXT)),
    ),
    EventRow(
        "OnAnyChatPrivateRequest",
        "",
        ("Somebody asks for a private conversation.", "收到私聊请求。"),
        numbers(USER, "dwRequestId"),
        "WM_GV_PRIVATEREQUEST",
    ),
    EventRow(
        "OnAnyChatPrivateEcho",
        "5.5.4",
        ("The answer to your request for a private conversation.", "私聊请求的应答。"),
        numbers(USER, CODE),
        "WM_GV_PRIVATEECHO",
    ),
    EventRow(
        "OnAnyChatPrivateExit",
        "",
        ("The other side left the private conversation.", "对方退出私聊。"),
        numbers(USER, CODE),
        "WM_GV_PRIVATEEXIT",
    ),
    EventRow(
        "OnAnyChatObjectEvent",
        "4.7.2",
        (
            "Every event of a business object as it is. A page that defines it hears none of the ones below.",
            "业务对象的原始事件。页面定义了它，则不再触发以下各事件。",
        ),
        (*OBJECT, *numbers("dwEventType", "dwParam1", "dwParam2", "dwParam3", "dwParam4"), ("strParam", TEXT)),
    ),
    EventRow(
        "OnAnyChatObjectUpdate",
        "4.7.3",
        ("An object's data are there, or new.", "业务对象数据更新。"),
        OBJECT,
        "ANYCHAT_OBJECT_EVENT_UPDATE",
    ),
    EventRow(
        "OnAnyChatObjectSyncDataFinish",
        "",
        ("All objects of the kind were delivered.", "该类对象数据同步完成。"),
        OBJECT,
        "ANYCHAT_OBJECT_EVENT_SYNCDATAFINISH",
    ),
    EventRow(
        "OnAnyChatEnterAreaResult",
        "4.7.4",
        ("The outcome of entering an area.", "进入营业厅的结果。"),
        RESULT,
        "ANYCHAT_AREA_EVENT_ENTERRESULT",
    ),
    EventRow(
        "OnAnyChatLeaveAreaResult",
        "4.7.5",
        ("The outcome of leaving an area.", "离开营业厅的结果。"),
        RESULT,
        "ANYCHAT_AREA_EVENT_LEAVERESULT",
    ),
    EventRow(
        "OnAnyChatAreaStatusChange",
        "",
        ("The counters of an area changed.", "营业厅状态变化。"),
        RESULT,
        "ANYCHAT_AREA_EVENT_STATUSCHANGE",
    ),
    EventRow(
        "OnAnyChatQueueStatusChanged",
        "4.7.6",
        ("A queue's length or order changed.", "队列长度或次序变化。"),
        OBJECT,
        "ANYCHAT_QUEUE_EVENT_STATUSCHANGE",
    ),
    EventRow(
        "OnAnyChatEnterQueueResult",
        "4.7.7",
        ("The outcome of joining a queue.", "进入队列的结果。"),
        RESULT,
        "ANYCHAT_QUEUE_EVENT_ENTERRESULT",
    ),
    EventRow(
        "OnAnyChatLeaveQueueResult",
        "4.7.8",
        ("The outcome of leaving a queue.", "离开队列的结果。"),
        RESULT,
        "ANYCHAT_QUEUE_EVENT_LEAVERESULT",
    ),
    EventRow(
        "OnAnyChatAgentStatusChanged",
        "4.7.9",
        ("An agent's status changed; the third value is the new one.", "坐席状态变化；第三个值为新状态。"),
        (*OBJECT, ("dwParam1", "number")),
        "ANYCHAT_AGENT_EVENT_STATUSCHANGE",
    ),
    EventRow(
        "OnAnyChatServiceStart",
        "4.7.10",
        (
            "An agent was given a customer of a queue. Others hear it too: compare the ids.",
            "坐席开始为客户服务。其他人也会收到，请比较编号。",
        ),
        numbers("dwAgentId", "clientId", "dwQueueId"),
        "ANYCHAT_AGENT_EVENT_SERVICENOTIFY",
    ),
    EventRow(
        "OnAnyChatAgentWaitingUser",
        "4.7.11",
        ("The agent asked for a customer, and nobody waits.", "坐席请求服务，但没有客户在排队。"),
        (),
        "ANYCHAT_AGENT_EVENT_WAITINGUSER",
    ),
    EventRow(
        "OnAnyChatNotifyMessage",
        "",
        (
            "Every numbered message as it is: number and two values. A page that defines it hears none of the handlers it stands for.",
            "所有带编号的消息：编号和两个值。页面定义了它，则不再触发相应的各事件。",
        ),
        numbers("dwNotifyMsg", "wParam", "lParam"),
    ),
    EventRow(
        "OnAnyChatCoreSDKEvent",
        "",
        (
            "General events of the client, as JSON. Pages may define it; this SDK has none to tell.",
            "客户端通用事件，JSON 格式。可以定义，本 SDK 暂不触发。",
        ),
        (("dwEventType", "number"), ("lpEventJsonStr", TEXT)),
    ),
)
