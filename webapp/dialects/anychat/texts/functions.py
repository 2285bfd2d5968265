"""What every function does and returns, in both languages."""

from __future__ import annotations

from webapp.dialects.reference import Text

FUNCTIONS: dict[str, Text] = {
    # 5.1
    "BRAC_InitSDK": (
        "Prepares the client. Call it first; calling it again does no harm.",
        "初始化客户端。最先调用；重复调用没有副作用。",
    ),
    "BRAC_Logout": (
        "Signs out and closes the link. The others in the room and your friends are told; the page itself hears no OnAnyChatLinkClose. Connecting again works.",
        "注销并断开连接。同房间的用户和好友会收到通知；本页面不会收到 OnAnyChatLinkClose。之后可以重新连接。",
    ),
    "BRAC_Release": (
        "Frees the client: closes link, devices and pictures. Meant for onbeforeunload; never throws.",
        "释放客户端：关闭连接、设备和画面。适合放在 onbeforeunload 中，绝不抛出异常。",
    ),
    # 5.2
    "BRAC_SetServerAuthPass": (
        "Keeps the secret that the next BRAC_Connect presents. A server without a secret ignores it.",
        "保存下一次 BRAC_Connect 所使用的服务器验证密码。服务器未设密码时忽略。",
    ),
    "BRAC_Connect": (
        "Starts connecting and returns at once; the outcome is OnAnyChatConnect. An empty address means the server that served the page.",
        "开始连接并立即返回，结果由 OnAnyChatConnect 告知。地址为空表示网页所在的服务器。",
    ),
    "BRAC_Login": (
        "Signs in with an account, or as a visitor when the password is empty. It may be called right after BRAC_Connect: it waits for the link.",
        "用账号登录；密码为空则以游客身份登录。可以紧接着 BRAC_Connect 调用，连接建立后自动发送。",
    ),
    "BRAC_LoginEx": (
        "Signs in with an identity that the application's own back end has signed, instead of a password.",
        "使用由业务后台签名的身份登录，不需要密码。",
    ),
    "BRAC_VideoCallControl": (
        "Requests, answers, takes back and ends one-to-one calls. When a call is accepted both sides hear START with the number of a fresh room, which they then enter themselves.",
        "发起、应答、撤回和结束一对一视频呼叫。应答成功后双方收到 START 及新房间号，随后各自进入该房间。",
    ),
    "BRAC_EnterRoom": (
        "Enters a room by number. It may be called before the login has completed.",
        "按房间号进入房间。可以在登录完成之前调用。",
    ),
    "BRAC_EnterRoomEx": (
        "Enters a room by name. A name nobody uses makes a new room where the server allows it.",
        "按房间名进入房间。名称尚不存在时，若服务器允许则自动创建。",
    ),
    "BRAC_LeaveRoom": (
        "Leaves the room and stops the own devices. Leaving twice does no harm.",
        "离开房间并关闭本地设备。重复调用没有副作用。",
    ),
    # 5.3
    "BRAC_UserSpeakControl": (
        "For yourself: opens or closes the microphone. For somebody else: receives or drops their sound; their microphone is not touched.",
        "对自己：打开或关闭麦克风。对他人：接收或停止接收其声音，不影响对方的麦克风。",
    ),
    "BRAC_UserCameraControl": (
        "For yourself: opens or closes the camera. For somebody else: receives or drops their picture, shown where BRAC_SetVideoPos puts it, before or after this call.",
        "对自己：打开或关闭摄像头。对他人：接收或停止接收其视频，显示在 BRAC_SetVideoPos 指定的位置，调用先后不限。",
    ),
    "BRAC_UserCameraControlEx": (
        "BRAC_UserCameraControl for one of several cameras.",
        "针对多路摄像头中某一路的 BRAC_UserCameraControl。",
    ),
    "BRAC_SetVideoPos": (
        "Puts a view of a user's picture into an element, filling it. The picture appears as soon as it arrives; user, stream and element may come later.",
        "把用户的视频画面放入某个元素并充满它。画面到达后即显示；用户、视频流和元素都可以稍后才出现。",
    ),
    "BRAC_SetVideoPosEx": (
        "BRAC_SetVideoPos for one of several cameras.",
        "针对多路摄像头中某一路的 BRAC_SetVideoPos。",
    ),
    "BRAC_ShowLVProperty": (
        "Accepted without effect: a browser has no dialog for adjusting the camera's picture.",
        "接受但不起作用：浏览器没有摄像头属性调节窗口。",
    ),
    "BRAC_MultiCastControl": (
        "Always refused with 20: a browser cannot join a multicast group.",
        "始终返回 20：浏览器无法加入组播。",
    ),
    # 5.4
    "BRAC_GetCameraState": (
        "Tells whether somebody has a camera and whether it is open.",
        "查询用户是否有摄像头以及是否已打开。",
    ),
    "BRAC_GetSpeakState": ("Tells whether somebody's microphone is open.", "查询用户的麦克风是否已打开。"),
    "BRAC_GetUserName": (
        "The nickname the server gave a user, or the login name.",
        "服务器分配的用户昵称；没有昵称时为登录名。",
    ),
    "BRAC_GetUserLevel": ("The level the server gave a user.", "服务器分配的用户级别。"),
    "BRAC_QueryUserStateString": (
        "A state of a user that is a text: nickname, addresses.",
        "查询字符串类型的用户状态：昵称、IP 地址等。",
    ),
    "BRAC_QueryUserStateInt": (
        "A state of a user that is a number: devices, speaking volume, bit rates, network quality.",
        "查询整型的用户状态：设备、说话音量、码率、网络状况等。",
    ),
    "BRAC_QueryUserState": (
        "The general form of the two above: the kind of the value follows from the state that is asked for.",
        "以上两个函数的通用形式：返回值类型由所查询的状态决定。",
    ),
    "BRAC_GetUserStreamInfo": (
        "A fact about one video or audio stream of a user; number or text by the fact that is asked for.",
        "查询用户某一路音视频流的参数；返回数字或字符串由所查参数决定。",
    ),
    "BRAC_GetUserStreamInfoInt": (
        "A fact about a stream that is a number: size, frame rate, bit rate, loss.",
        "查询整型的流参数：分辨率、帧率、码率、丢包率。",
    ),
    "BRAC_GetUserStreamInfoString": ("A fact about a stream as text.", "以字符串形式查询流参数。"),
    "BRAC_SetUserStreamInfo": (
        "Sets a video parameter of one of your own cameras; option 35 applies what was set.",
        "设置自己某一路摄像头的视频参数；选项 35 使设置生效。",
    ),
    # 5.5
    "BRAC_GetVersion": ("The version of the client.", "客户端版本信息。"),
    "BRAC_GetOnlineUser": ("Who else is in your room.", "当前房间内的其他用户。"),
    "BRAC_GetRoomOnlineUsers": ("Who is in a room.", "指定房间内的用户。"),
    "BRAC_SendTextMessage": (
        "Says a line in the room, to all or to one. The sender hears no event.",
        "在房间内发送文字，可发给所有人或某个人。发送者自己不会收到事件。",
    ),
    "BRAC_TransBuffer": (
        "Sends up to 1024 bytes, reliably and in order; to one person anywhere or to all in the room, never to yourself.",
        "可靠有序地发送不超过 1024 字节的数据；可发给任意位置的某个人或本房间所有人，不会发回给自己。",
    ),
    "BRAC_TransBufferEx": (
        "Sends data of any size to one person as a tracked task.",
        "向某个人发送任意大小的数据，作为可跟踪的任务。",
    ),
    "BRAC_TransFile": (
        "Sends a file to one person as a tracked task. Pass a File, a Blob, or a file input instead of a path.",
        "向某个人发送文件，作为可跟踪的任务。用 File、Blob 或文件选择框代替路径。",
    ),
    "BRAC_QueryTransTaskInfo": ("Progress, speed or status of a transfer.", "查询传输任务的进度、速度或状态。"),
    "BRAC_CancelTransTask": (
        "Cancels a transfer from either side; its status becomes 4 or 5.",
        "由任意一方取消传输任务，状态变为 4 或 5。",
    ),
    "BRAC_SendSDKFilterData": (
        "Hands data to the server's business extension; what it sends back arrives as OnAnyChatSDKFilterData.",
        "把数据交给服务器端业务扩展；其回送的数据通过 OnAnyChatSDKFilterData 到达。",
    ),
    "BRAC_StreamRecordCtrl": (
        "Starts or stops recording somebody's streams. The result comes after the stop.",
        "开始或停止录制用户的音视频。停止之后返回结果。",
    ),
    "BRAC_StreamRecordCtrlEx": (
        "BRAC_StreamRecordCtrl with a text that comes back with the result.",
        "带字符串参数的 BRAC_StreamRecordCtrl，该字符串随结果返回。",
    ),
    "BRAC_SnapShot": ("Takes a still picture of somebody's video.", "对用户视频拍照。"),
    "BRAC_ChangeChatMode": ("Changes your own chat mode.", "改变自己的聊天模式。"),
    "BRAC_GetUserChatMode": ("Somebody's chat mode.", "查询用户的聊天模式。"),
    "BRAC_PrivateChatRequest": ("Asks somebody for a private conversation.", "请求与某人私聊。"),
    "BRAC_PrivateChatEcho": ("Accepts or refuses a request for a private conversation.", "接受或拒绝私聊请求。"),
    "BRAC_PrivateChatEchoEx": (
        "Answers a request for a private conversation with an error number; 0 accepts.",
        "以错误号应答私聊请求；0 表示接受。",
    ),
    "BRAC_PrivateChatExit": ("Ends a private conversation.", "结束私聊。"),
    # 5.6
    "BRAC_GetUserFriends": (
        "Your friends. Where the application says so, everybody else who is online.",
        "好友列表。应用可设定为所有其他在线用户。",
    ),
    "BRAC_GetFriendStatus": ("Whether a friend is online.", "好友是否在线。"),
    "BRAC_GetUserGroups": ("The groups your friends are sorted into.", "好友分组列表。"),
    "BRAC_GetGroupName": ("The name of a group.", "分组名称。"),
    "BRAC_GetGroupFriends": ("The friends in a group.", "分组内的好友。"),
    "BRAC_GetUserInfo": (
        "A text about a user, by number: 1 name, 2 address, 3 signature, 4 avatar.",
        "按编号查询用户信息文本：1 名称，2 IP 地址，3 签名，4 头像。",
    ),
    "BRAC_UserInfoControl": (
        "Sends a command about a user to the server's business extension. Numbers below 100 are the system's own.",
        "向服务器端业务扩展发送用户信息控制命令。100 以下的编号由系统保留。",
    ),
    # 5.7
    "BRAC_EnumDevices": ("The names of the cameras, microphones or speakers.", "枚举摄像头、麦克风或扬声器的名称。"),
    "BRAC_SelectVideoCapture": (
        "Chooses the device of a kind. An open one is changed at once.",
        "选择某类设备。已打开的设备立即切换。",
    ),
    "BRAC_GetCurrentDevice": ("The device in use.", "当前使用的设备名称。"),
    "BRAC_AudioGetVolume": ("The volume of the microphone or the speaker.", "麦克风或扬声器的音量。"),
    "BRAC_AudioSetVolume": ("Sets the volume of the microphone or the speaker.", "设置麦克风或扬声器的音量。"),
    "BRAC_GetSDKOptionInt": ("The value of an option that is a number.", "查询整型选项的值。"),
    "BRAC_GetSDKOptionString": ("The value of an option that is a text.", "查询字符串选项的值。"),
    "BRAC_GetSDKOptionStringEx": (
        "A text that an option makes of an input, such as the address of a finished transfer.",
        "由选项根据输入得出的文本，例如已完成任务的文件地址。",
    ),
    "BRAC_SetSDKOption": (
        "Sets an option; the kind of the value decides whether it is a number or a text.",
        "设置选项；由值的类型决定是整型还是字符串选项。",
    ),
    "BRAC_SetSDKOptionInt": ("Sets an option that is a number.", "设置整型选项。"),
    "BRAC_SetSDKOptionString": ("Sets an option that is a text.", "设置字符串选项。"),
    # 5.8
    "BRAC_ObjectGetIdList": (
        "The business objects of a kind that this client knows; queues only of the area one is in.",
        "本客户端已知的某类业务对象；队列仅限当前所在营业厅。",
    ),
    "BRAC_ObjectGetStringValue": ("An attribute of a business object that is a text.", "查询业务对象的字符串属性。"),
    "BRAC_ObjectGetIntValue": (
        "An attribute of a business object that is a number. Waiting times advance by themselves.",
        "查询业务对象的整型属性。等待时间会自动增长。",
    ),
    "BRAC_ObjectSetStringValue": (
        "Sets an attribute of a business object that is a text.",
        "设置业务对象的字符串属性。",
    ),
    "BRAC_ObjectSetIntValue": ("Sets an attribute of a business object that is a number.", "设置业务对象的整型属性。"),
    "BRAC_ObjectSetValue": (
        "Sets an attribute of either kind, told apart by the value.",
        "设置业务对象的属性，类型由值决定。",
    ),
    "BRAC_ObjectControl": (
        "A command to a business object: synchronise, enter and leave areas and queues, an agent's status, take and finish customers, rate a service.",
        "对业务对象发出命令：同步数据、进出营业厅与队列、坐席状态、接待与结束服务、评价。",
    ),
}

TASK: Text = (
    "the task's id, above 0; a failure is the error number below 0, or a task that ends with status 4",
    "任务编号，大于 0；失败时为负的错误号，或任务以状态 4 结束",
)
USERS: Text = ("user ids", "用户编号数组")
EITHER: Text = ("the value, a number or a text", "所查的值，数字或字符串")

RETURNS: dict[str, Text] = {
    "BRAC_InitSDK": ("0", "0"),
    "BRAC_Release": ("nothing", "无"),
    "BRAC_GetCameraState": ("0 no camera, 1 closed, 2 open", "0 没有摄像头，1 未打开，2 已打开"),
    "BRAC_GetSpeakState": ("0 closed, 1 open", "0 未打开，1 已打开"),
    "BRAC_GetVersion": ("the version as text", "版本文本"),
    "BRAC_GetUserLevel": ("the level", "级别"),
    "BRAC_GetUserChatMode": ("the mode", "聊天模式"),
    "BRAC_GetOnlineUser": ("user ids without your own", "用户编号数组，不含自己"),
    "BRAC_GetRoomOnlineUsers": USERS,
    "BRAC_GetUserFriends": USERS,
    "BRAC_GetGroupFriends": USERS,
    "BRAC_GetUserGroups": ("group ids", "分组编号数组"),
    "BRAC_GetFriendStatus": ("0 offline, 1 online", "0 离线，1 在线"),
    "BRAC_QueryTransTaskInfo": (
        "progress 0 to 100, bits per second, or status 1 preparing, 2 sending, 3 done, 4 cancelled by the sender, 5 by the receiver",
        "进度 0 至 100、速率 bps，或状态：1 准备，2 传输中，3 完成，4 发送方取消，5 接收方取消",
    ),
    "BRAC_TransFile": TASK,
    "BRAC_TransBufferEx": TASK,
    "BRAC_EnumDevices": ("device names", "设备名称数组"),
    "BRAC_GetCurrentDevice": ("the device's name", "设备名称"),
    "BRAC_AudioGetVolume": ("0 to 100", "0 至 100"),
    "BRAC_ObjectGetIdList": ("object ids", "对象编号数组"),
    "BRAC_QueryUserState": EITHER,
    "BRAC_GetUserStreamInfo": EITHER,
    "BRAC_MultiCastControl": ("20", "20"),
}
