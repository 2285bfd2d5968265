"""What every error number means, in both languages."""

from __future__ import annotations

from webapp.dialects.reference import Text

ERRORS: dict[str, Text] = {
    "GV_ERR_SUCCESS": ("no error", "成功"),
    "GV_ERR_DB_ERROR": ("the server failed", "服务器内部错误"),
    "GV_ERR_NOTINIT": ("not initialised, or not logged in", "尚未初始化，或尚未登录"),
    "GV_ERR_NOTINROOM": ("not in a room", "不在房间中"),
    "GV_ERR_FUNCNOTALLOW": ("not permitted, or an argument is wrong", "不允许，或参数错误"),
    "GV_ERR_CONNECT_TIMEOUT": ("the server cannot be reached", "连接服务器超时"),
    "GV_ERR_CONNECT_ABORT": ("the link is lost", "连接中断"),
    "GV_ERR_CONNECT_AUTHFAIL": (
        "the server's secret is wrong, or the application is unknown",
        "服务器验证密码错误，或应用不存在",
    ),
    "GV_ERR_CERTIFY_FAIL": ("wrong name, password or signature", "用户名、密码或签名错误"),
    "GV_ERR_ALREADY_LOGIN": ("already logged in", "已登录"),
    "GV_ERR_ACCOUNT_LOCK": ("the account is locked for a while", "账号暂时锁定"),
    "GV_ERR_IPADDR_LOCK": ("the address is locked for a while", "IP 地址暂时锁定"),
    "GV_ERR_VISITOR_DENY": ("visitors are not admitted", "不允许游客登录"),
    "GV_ERR_INVALID_USERID": ("no such user", "用户不存在"),
    "GV_ERR_ROOM_LOCK": ("the room is locked", "房间已锁定"),
    "GV_ERR_ROOM_PASSERR": ("wrong room password", "房间密码错误"),
    "GV_ERR_ROOM_FULLUSER": ("the room is full", "房间人数已满"),
    "GV_ERR_ROOM_INVALID": ("no such room", "房间不存在"),
    "GV_ERR_ROOM_EXPIRE": ("the room's time is over", "房间服务时间已到期"),
    "GV_ERR_ROOM_REJECT": ("the owner refuses entry", "房主拒绝进入"),
    "GV_ERR_ROOM_OWNERBEOUT": ("the owner is away", "房主不在，不能进入"),
    "GV_ERR_ROOM_ENTERFAIL": ("entering failed", "进入房间失败"),
    "GV_ERR_ROOM_ALREADYIN": ("already there", "已在房间中"),
    "GV_ERR_ROOM_PRINULL": ("the other side is gone", "对方已离开"),
    "GV_ERR_ROOM_REJECTPRI": ("the private conversation was refused", "对方拒绝私聊"),
    "GV_ERR_ROOM_PRIDENY": ("no private conversation with this user", "不允许与该用户私聊"),
    "GV_ERR_ROOM_PRIREQIDERR": ("no such request", "请求号错误"),
    "GV_ERR_ROOM_PRIALRCHAT": ("already talking with this user", "已与该用户处于会话中"),
    "GV_ERR_SESSION_QUIT": ("the caller gave up", "主叫放弃呼叫"),
    "GV_ERR_SESSION_OFFLINE": ("the other side is offline", "对方不在线"),
    "GV_ERR_SESSION_BUSY": ("the other side is busy", "对方忙"),
    "GV_ERR_SESSION_REFUSE": ("the other side refuses", "对方拒绝"),
    "GV_ERR_SESSION_TIMEOUT": ("nobody answered in time", "呼叫超时无人应答"),
    "GV_ERR_SESSION_DISCONNECT": ("the link was lost during the call", "会话期间连接断开"),
    "GV_ERR_PLUGINNOINSTALL": ("the client part is missing; never with this SDK", "未安装插件；本 SDK 不会出现"),
    "GV_ERR_PLUGINOLDVERSION": ("the client part is too old; never with this SDK", "插件版本过低；本 SDK 不会出现"),
}
