"""The callbacks of data, queues, devices, sharing and mixers: arguments, English, Chinese; names without their prefix."""

from __future__ import annotations

MEDIA: dict[str, dict[str, tuple[str, str, str]]] = {
    "on-data": {
        "SendCmdRlst": (
            "taskID sdkErr cookie",
            "Whether the text was sent. Raised under both spellings.",
            "文本是否送出。两种拼写都会触发。",
        ),
        "SendCmdRslt": ("taskID sdkErr cookie", "The other spelling of SendCmdRlst.", "SendCmdRlst 的另一种拼写。"),
        "SendBufferRlst": (
            "taskID sdkErr cookie",
            "How the sending of a buffer ended. Raised under both spellings.",
            "数据发送的结果。两种拼写都会触发。",
        ),
        "SendBufferRslt": (
            "taskID sdkErr cookie",
            "The other spelling of SendBufferRlst.",
            "SendBufferRlst 的另一种拼写。",
        ),
        "SendFileRlst": (
            "taskID fileName sdkErr cookie",
            "How the sending of a file ended; this spelling has the name too.",
            "文件发送的结果，此拼写还带有文件名。",
        ),
        "SendFileRslt": (
            "taskID sdkErr cookie",
            "How the sending of a file ended; 1199 when it was called off.",
            "文件发送的结果，被取消时为 1199。",
        ),
        "SendProgress": (
            "taskID sendedLen totalLen cookie",
            "How many bytes of how many have been sent.",
            "已发送的字节数和总字节数。",
        ),
        "CancelSendRlst": (
            "taskID sdkErr cookie",
            "Whether the sending was called off. Raised under both spellings.",
            "取消发送的结果。两种拼写都会触发。",
        ),
        "CancelSendRslt": (
            "taskID sdkErr cookie",
            "The other spelling of CancelSendRlst.",
            "CancelSendRlst 的另一种拼写。",
        ),
        "NotifyCmdData": (
            "sourceUserId data",
            "A text from somebody, as it was sent.",
            "收到他人发来的文本，内容原样。",
        ),
        "NotifyBufferData": (
            "sourceUserId data",
            "A buffer from somebody, whole: what was sent as text as text, bytes as an ArrayBuffer.",
            "收到他人发来的完整数据：文本仍为文本，字节数据为 ArrayBuffer。",
        ),
        "NotifyFileData": (
            "UID fileBuffer fileName",
            "A file from somebody: its bytes and its name.",
            "收到他人发来的文件：内容和文件名。",
        ),
        "NotifyCancelSend": (
            "taskID",
            "The sender called off what you were getting.",
            "发送方取消了正在发给自己的内容。",
        ),
        "SendMeetingCustomMsgRslt": ("sdkErr cookie", "Whether the broadcast was sent.", "会议广播是否发出。"),
        "NotifyMeetingCustomMsg": (
            "UID stringMsg",
            "A broadcast in the meeting; your own too.",
            "会议中的广播，包括自己发出的。",
        ),
    },
    "on-queues": {
        "InitQueueDatRslt": ("sdkErr cookie", "The queues can be read now.", "队列数据已可读取。"),
        "QueueStatusChanged": (
            "queStatus",
            "A queue that concerns you has other numbers.",
            "与自己有关的队列状态有变化。",
        ),
        "GetQueueStatusRslt": ("queStatus sdkErr cookie", "How one queue stands.", "一个队列的状态。"),
        "QueuingInfoChanged": (
            "queuingInfo",
            "Your place has changed; position 1 is the head.",
            "自己的排队位置有变化，1 为队首。",
        ),
        "StartQueuingRslt": ("sdkErr cookie", "Whether you are waiting now.", "是否已开始排队。"),
        "StopQueuingRslt": ("sdkErr cookie", "Whether you have left the queue.", "是否已退出排队。"),
        "StartServiceRslt": ("queID sdkErr cookie", "Whether you serve the queue now.", "是否已开始服务该队列。"),
        "StopServiceRslt": (
            "queID sdkErr cookie",
            "Whether you have stopped serving the queue.",
            "是否已停止服务该队列。",
        ),
        "AutoAssignUser": (
            "user",
            "A customer is offered to you; answer within 30 seconds.",
            "分配来一个客户，请在 30 秒内应答。",
        ),
        "ReqAssignUserRslt": (
            "sdkErr user cookie",
            "The customer you asked for, or why there is none.",
            "所请求的客户，或没有客户的原因。",
        ),
        "ResponseAssignUserRslt": (
            "sdkErr cookie",
            "Whether your answer to an offer arrived in time.",
            "对分配的应答是否有效。",
        ),
        "CancelAssignUser": (
            "queID UID",
            "The offer is over: too late, or the customer has gone.",
            "分配已取消：超时，或客户已离开。",
        ),
    },
    "on-devices": {
        "AudioStatusChanged": (
            "UID oldStatus newStatus oprUserID",
            "A microphone was opened or closed, your own included; oprUserID is who did it.",
            "有麦克风打开或关闭，包括自己的；oprUserID 为操作者。",
        ),
        "VideoStatusChanged": (
            "UID oldStatus newStatus oprUserID",
            "A member's cameras were opened or closed, your own included; oprUserID is who did it.",
            "有成员的摄像头打开或关闭，包括自己的；oprUserID 为操作者。",
        ),
        "SpkStatusChanged": (
            "UID oldStatus newStatus oprUserID",
            "A member's speaker was opened or closed; oprUserID is who did it.",
            "有成员的扬声器打开或关闭；oprUserID 为操作者。",
        ),
        "MicEnergyUpdate": ("UID oldLevel newLevel", "How loud a member speaks, 0 to 10.", "成员说话的音量，0 到 10。"),
        "OpenMicFailed": ("errCode errDesc", "Your microphone could not be opened.", "自己的麦克风未能打开。"),
        "OpenVideoFailed": ("errCode errDesc videoID", "Your camera could not be opened.", "自己的摄像头未能打开。"),
        "MicDeviceChanged": ("", "A microphone of this machine came or went.", "本机的麦克风有增减。"),
        "SpkDeviceChanged": ("", "A speaker of this machine came or went.", "本机的扬声器有增减。"),
        "VideoDevChanged": (
            "UID",
            "A member has other cameras, or other ones are open.",
            "成员的摄像头或已打开的摄像头有变化。",
        ),
        "DefVideoChanged": ("UID videoID", "A member has another default camera.", "成员的默认摄像头有变化。"),
    },
    "on-sharing": {
        "StartScreenShareRslt": (
            "sdkErr",
            "Whether your screen is shared now; 700 when somebody shares already.",
            "屏幕共享是否开始，已有人共享时为 700。",
        ),
        "StopScreenShareRslt": ("sdkErr", "Whether your share has ended.", "屏幕共享是否结束。"),
        "NotifyScreenShareStarted": (
            "UID",
            "Somebody shares a screen; who comes later hears it too.",
            "有人开始共享屏幕，后来者也会收到。",
        ),
        "NotifyScreenShareStopped": ("UID", "The share has ended.", "屏幕共享已结束。"),
        "NotifyScreenMarkStarted": ("UID", "Somebody draws upon the shared screen.", "有人开始在共享屏幕上标注。"),
        "NotifyScreenMarkStopped": ("UID", "The drawing has ended.", "标注已结束。"),
        "NotifyMediaOpened": ("", "Your file is open and about to be played.", "自己的文件已打开，即将播放。"),
        "NotifyMediaStart": (
            "UID",
            "Somebody plays a film; who comes later hears it too.",
            "有人开始影音共享，后来者也会收到。",
        ),
        "NotifyMediaStop": ("UID", "The film has ended.", "影音共享已结束。"),
        "NotifyMediaPause": (
            "UID status",
            "The film was paused (1) or goes on (0).",
            "影音共享已暂停（1）或继续（0）。",
        ),
    },
    "on-mixer": {
        "CreateCloudMixerFailed": ("mixerID sdkErr", "The mixer could not be started.", "混图器未能启动。"),
        "CloudMixerStateChanged": (
            "mixerID state exParam operUserID",
            "A mixer starts, runs, ends or is gone; at its end exParam.err says why.",
            "混图器正在启动、运行、结束或已消失，结束时 exParam.err 说明原因。",
        ),
        "CloudMixerInfoChanged": ("mixerID", "A mixer has another layout.", "混图器的布局有变化。"),
        "CloudMixerOutputInfoChanged": (
            "mixerID outputInfo",
            "How one output of a mixer is doing; state 7 means that the file can be fetched.",
            "混图器的一个输出有进展，状态 7 表示文件可以取用。",
        ),
    },
}
