"""What every function does, in both languages, by chapter; names without their prefix."""

from __future__ import annotations

from webapp.dialects.crvideo.texts.functions_media import MEDIA
from webapp.dialects.reference import Text

SESSION: dict[str, dict[str, Text]] = {
    "start": {
        "Init": (
            "Prepares the SDK and lists cameras, microphones and speakers. Call it first; after Uninit it may be called again.",
            "初始化 SDK 并列出摄像头、麦克风和扬声器。最先调用；Uninit 之后可以再次调用。",
        ),
        "Uninit": ("Ends the link and frees the devices.", "断开连接并释放设备。"),
        "GetSDKVersion": ("The version of the script; needs no Init.", "脚本的版本，无需初始化即可读取。"),
        "SetSDKParams": ("Changes settings; what is not named stays.", "修改设置，未给出的项保持不变。"),
        "SetServerAddr": (
            "Chooses the server for the next login. An empty text means the server that served the page.",
            "指定下一次登录的服务器。空字符串表示网页所在的服务器。",
        ),
    },
    "login": {
        "Login": (
            "Logs in with the application's account and the MD5 of its secret. Both may be 默认 for the default application. A second login of the same user ends the first one (LineOff 10).",
            "用项目账号及其密钥的 MD5 登录；默认项目两项都填 默认。同一用户再次登录时，先前的会话被挤下线（LineOff 10）。",
        ),
        "LoginByToken": (
            "Logs in with a token that the application's own back end has signed.",
            "使用业务后台签发的令牌登录。",
        ),
        "UpdateToken": (
            "Puts a fresh token in the place of one that is about to expire.",
            "在令牌到期之前换上新的令牌。",
        ),
        "Logout": (
            "Ends the session: calls, queues and meetings included. Logging in again works.",
            "结束会话，同时结束呼叫、排队和会议。之后可以重新登录。",
        ),
    },
    "presence": {
        "SetDNDStatus": (
            "Do not disturb: nobody is assigned, and who calls is told that you are busy. Calling others still works.",
            "免打扰：不再自动分配客户，来电者得到忙的答复；自己仍可呼出。",
        ),
        "GetUserStatus": ("Asks how everybody of the application is.", "查询项目内所有用户的状态。"),
        "GetOneUserStatus": (
            "Asks how one user is; the answer is a list with that user alone.",
            "查询一个用户的状态，结果列表中只有该用户。",
        ),
        "StartUserStatusNotify": (
            "From now on every change of anybody's status is told. Ask GetUserStatus first for how things stand.",
            "开始接收任何用户的状态变化。先用 GetUserStatus 取得当前状态。",
        ),
        "StopUserStatusNotify": ("Ends those notices.", "停止接收状态变化。"),
    },
    "meetings": {
        "CreateMeeting": (
            "Makes a meeting with a subject. The older form of CreateMeeting2.",
            "创建带主题的会议，是 CreateMeeting2 的旧形式。",
        ),
        "CreateMeeting2": (
            "Makes a meeting without a password under a number of eight digits; it stays until it is destroyed, or "
            "until nobody has been in it for long (30 days where the server is not set otherwise).",
            "创建无密码的会议，编号为 8 位数字，销毁之前一直有效；长期无人进入（默认 30 天）则自动结束。",
        ),
        "EnterMeeting": (
            "Enters a meeting, with its password where it has one; a name given here becomes yours.",
            "进入会议，有密码时一并给出；此处的昵称即成为自己的昵称。",
        ),
        "EnterMeeting3": ("Enters a meeting that needs no password.", "进入不需要密码的会议。"),
        "ExitMeeting": (
            "Leaves the meeting and stops the own devices. Leaving twice does no harm.",
            "离开会议并关闭本地设备。重复调用没有副作用。",
        ),
        "DestroyMeeting": (
            "Ends a meeting for everybody. Whoever hung up may do it, from inside or outside.",
            "为所有人结束会议。任何一方都可以调用，无论是否还在会议中。",
        ),
        "StopMeeting": ("The older name of DestroyMeeting.", "DestroyMeeting 的旧名称。"),
        "GetAllMembers": ("Everybody in the meeting, yourself included.", "会议中的全部成员，包括自己。"),
        "GetMemberInfo": ("What is known of one member.", "某个成员的信息。"),
        "GetMemberNickName": ("The name of one member.", "某个成员的昵称。"),
        "IsUserInMeeting": ("Whether somebody is in your meeting.", "某人是否在自己的会议中。"),
        "Kickout": (
            "Puts a member out. Everybody hears UserLeftMeeting with the reason kick, the member too.",
            "请出一个成员。所有人（包括该成员）收到原因为 kick 的 UserLeftMeeting。",
        ),
        "SetNickName": ("Gives a member, or yourself, another name.", "修改自己或某个成员的昵称。"),
    },
    "attributes": {
        "GetMeetingAllAttrs": ("Reads all attributes of the meeting.", "读取会议的全部属性。"),
        "GetMeetingAttrs": ("Reads those attributes of the meeting that are named.", "读取会议的指定属性。"),
        "SetMeetingAttrs": (
            "Writes the meeting's attributes; those that are not named go.",
            "写入会议属性，未给出的属性被删除。",
        ),
        "AddOrUpdateMeetingAttrs": (
            "Adds or changes attributes of the meeting; others stay.",
            "新增或修改会议属性，其他属性不变。",
        ),
        "DelMeetingAttrs": ("Deletes attributes of the meeting by their keys.", "按键名删除会议属性。"),
        "ClearMeetingAttrs": ("Deletes all attributes of the meeting.", "删除会议的全部属性。"),
        "GetUserAttrs": (
            "Reads attributes of up to 50 members; without keys all of them.",
            "读取至多 50 个成员的属性，不给键名时读取全部。",
        ),
        "SetUserAttrs": (
            "Writes a member's attributes; those that are not named go.",
            "写入成员属性，未给出的属性被删除。",
        ),
        "AddOrUpdateUserAttrs": (
            "Adds or changes attributes of a member; others stay.",
            "新增或修改成员属性，其他属性不变。",
        ),
        "DelUserAttrs": ("Deletes attributes of a member by their keys.", "按键名删除成员属性。"),
        "ClearUserAttrs": ("Deletes all attributes of these members.", "删除这些成员的全部属性。"),
        "ClearAllUserAttrs": ("Deletes all attributes of all members.", "删除全体成员的属性。"),
    },
    "calls": {
        "Call": (
            "Rings somebody; after 30 seconds without an answer the call ends by itself. The id is returned at once and is the same everywhere later.",
            "呼叫某人，30 秒无人应答自动结束。呼叫编号立即返回，之后各处相同。",
        ),
        "AcceptCall": ("Takes a call; both sides then enter the meeting.", "接听来电，随后双方各自进入会议。"),
        "RejectCall": ("Declines a call; the caller hears 606.", "拒绝来电，主叫得到 606。"),
        "HungupCall": (
            "Ends a call, or takes it back while it rings. The same as HangupCall.",
            "挂断呼叫，振铃时为撤回。与 HangupCall 相同。",
        ),
        "HangupCall": ("Ends a call, or takes it back while it rings.", "挂断呼叫，振铃时为撤回。"),
        "CallMoreParty": (
            "Rings a third party into the running call or meeting, who answers it like any call.",
            "把第三方呼入正在进行的通话或会议，对方像普通来电一样应答。",
        ),
        "CancelCallMoreParty": ("Takes the call of a third party back, or ends it.", "撤回或结束对第三方的呼叫。"),
        "Invite": (
            "Asks somebody into a meeting; the text should say which one. It is a question, not a call: nobody becomes busy.",
            "邀请某人入会，文本中应说明是哪个会议。邀请只是询问，不占用双方的通话状态。",
        ),
        "AcceptInvite": ("Says yes to an invitation.", "接受邀请。"),
        "RejectInvite": ("Says no to an invitation.", "拒绝邀请。"),
        "CancelInvite": ("Takes an invitation back.", "撤回邀请。"),
    },
    "data": {
        "SendCmd": (
            "Sends a text of at most 64 KB to one person, in a meeting or not. It cannot be cancelled.",
            "向一个用户发送至多 64 KB 的文本，不必在会议中。不可取消。",
        ),
        "SendBuffer": (
            "Sends up to 100 MB in pieces to one person; the other side gets it whole.",
            "向一个用户分块发送至多 100 MB 的数据，对方一次收到完整内容。",
        ),
        "SendFile": (
            "Sends a file of at most 100 MB to one person; the other side gets its bytes and its name.",
            "向一个用户发送至多 100 MB 的文件，对方得到文件内容和名称。",
        ),
        "CancelSend": ("Calls a file or a buffer off while it is under way.", "取消正在发送的文件或数据。"),
        "SendMeetingCustomMsg": (
            "Sends a text of at most 8 KB to everybody in the meeting, yourself included.",
            "向会议中的所有人（包括自己）发送至多 8 KB 的文本。",
        ),
    },
    "queues": {
        "InitQueueDat": (
            "Loads the queues, your place in them and a call that survived. It may be called again at any time.",
            "加载队列、自己的排队情况以及仍在进行的呼叫。可以随时再次调用。",
        ),
        "GetAllQueueInfo": ("All queues of the application.", "项目的全部队列。"),
        "RefreshAllQueueStatus": (
            "Asks how all queues stand; one GetQueueStatusRslt for each.",
            "刷新全部队列的状态，每个队列得到一次 GetQueueStatusRslt。",
        ),
        "GetQueueStatus": ("Asks how one queue stands.", "查询一个队列的状态。"),
        "GetQueuingInfo": ("Your own place in a queue.", "自己的排队情况。"),
        "GetServingQueues": ("The queues that you serve.", "自己正在服务的队列。"),
        "GetSessionInfo": (
            "The call that is still yours after a reconnect.",
            "重新连接之后仍属于自己的呼叫。",
        ),
        "StartQueuing": (
            "Joins a queue as a customer, one at a time. The text reaches the agent.",
            "作为客户排队，同时只能排一个队列。附带的文本会交给坐席。",
        ),
        "StopQueuing": (
            "Leaves the queue. A call that an agent makes meanwhile goes on.",
            "退出排队。坐席此时发起的呼叫不受影响。",
        ),
        "StartService": (
            "Starts to serve a queue as an agent; several at a time are possible. Priority 0 is asked first.",
            "作为坐席开始服务一个队列，可同时服务多个。优先级 0 最先分配。",
        ),
        "StopService": ("Stops serving a queue.", "停止服务一个队列。"),
        "ReqAssignUser": (
            "Asks for the next customer by hand, for an agent who does not want to be disturbed.",
            "免打扰的坐席主动请求下一个客户。",
        ),
        "AcceptAssignUser": ("Takes the customer that was offered.", "接受分配来的客户。"),
        "RejectAssignUser": (
            "Declines the customer, who goes back to the head of the queue for another agent.",
            "拒绝分配来的客户，客户回到队首等待其他坐席。",
        ),
    },
}

FUNCTIONS: dict[str, dict[str, Text]] = SESSION | MEDIA
