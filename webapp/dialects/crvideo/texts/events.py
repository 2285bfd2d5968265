"""Every callback by chapter: the names of its arguments, and what it tells, in both languages; without their prefix."""

from __future__ import annotations

from webapp.dialects.crvideo.texts.events_media import MEDIA

Said = tuple[str, str, str]  # arguments with blanks between them, English, Chinese


def done(what: str, english: str, chinese: str) -> Said:
    """The good end of a step of a call or an invitation."""
    return (f"{what}ID cookie", f"It worked: {english}.", f"操作成功：{chinese}。")


def failed(what: str, english: str, chinese: str) -> Said:
    """The bad end of such a step, with the reason."""
    return (
        f"{what}ID sdkErr cookie",
        f"It did not work: {english}; the number says why.",
        f"操作失败：{chinese}，错误号说明原因。",
    )


def outcome(function: str, arguments: str = "sdkErr cookie") -> Said:
    """0 or the reason why not."""
    return (arguments, f"The outcome of {function}: 0, or why not.", f"{function} 的结果：0 或失败原因。")


SESSION: dict[str, dict[str, Said]] = {
    "on-login": {
        "LoginSuccess": ("usrID cookie", "You are logged in under this user id.", "登录成功，给出自己的用户编号。"),
        "LoginFail": ("sdkErr cookie", "The login was refused; the number says why.", "登录被拒绝，错误号说明原因。"),
        "LineOff": (
            "sdkErr",
            "The session ended by itself: 10 the same user logged in elsewhere, 18 the token ran out, 204 the network.",
            "会话意外结束：10 同一用户在别处登录，18 令牌过期，204 网络中断。",
        ),
        "NotifyTokenWillExpire": (
            "",
            "The token runs out in 30 seconds: give a fresh one to UpdateToken.",
            "令牌将在 30 秒后过期，请用 UpdateToken 更换。",
        ),
        "UpdateTokenRslt": outcome("UpdateToken", "sdkErr"),
        "NetStateChanged": (
            "score",
            "How well the network carries the meeting: above 8 well, above 5 fairly, below that badly.",
            "网络质量评分：8 以上良好，5 以上一般，更低为差。",
        ),
    },
    "on-presence": {
        "SetDNDStatusSuccess": ("cookie", "Do not disturb is as you wanted it.", "免打扰设置成功。"),
        "SetDNDStatusFail": ("sdkErr cookie", "Do not disturb was not changed.", "免打扰设置失败。"),
        "GetUserStatusSuccess": ("userStatus cookie", "How everybody is, as a list.", "所有用户的状态列表。"),
        "GetUserStatusFail": ("sdkErr cookie", "The list could not be had.", "未能取得状态列表。"),
        "StartUserStatusNotifyRslt": outcome("StartUserStatusNotify"),
        "StopUserStatusNotifyRslt": outcome("StopUserStatusNotify"),
        "NotifyUserStatus": (
            "userStatus cookie",
            "Somebody came, went, began or ended a call or a meeting, or changed do-not-disturb.",
            "某个用户上线、下线、开始或结束呼叫或会议，或修改了免打扰。",
        ),
    },
    "on-meetings": {
        "CreateMeetingSuccess": (
            "meetObj cookie",
            "The meeting is there; enter it by its ID.",
            "会议已创建，可用其 ID 进入。",
        ),
        "CreateMeetingFail": ("sdkErr cookie", "No meeting was made.", "会议创建失败。"),
        "EnterMeetingRslt": (
            "sdkErr cookie",
            "The outcome of entering. With 0 the members and their devices can be read already.",
            "进入会议的结果。为 0 时成员及其设备已可读取。",
        ),
        "UserEnterMeeting": ("UID", "Somebody else came into the meeting.", "有其他人进入会议。"),
        "UserLeftMeeting": (
            "UID reason",
            "Somebody left: kick when put out (you hear it of yourself then), extrude when the link broke, else empty.",
            "有人离开会议：被请出为 kick（本人也会收到），断线为 extrude，其他情况为空。",
        ),
        "MeetingDropped": (
            "sdkErr",
            "Your own seat in the meeting was lost; enter again.",
            "自己掉出了会议，请重新进入。",
        ),
        "DestroyMeetingRslt": outcome("DestroyMeeting"),
        "StopMeetingRslt": outcome("StopMeeting", "sdkErr"),
        "MeetingStopped": ("", "The meeting that you are in was ended.", "自己所在的会议已被结束。"),
        "NotifyNickNameChanged": (
            "UID oldName newName",
            "A member has another name now; you too hear of your own.",
            "成员改了昵称，自己改名也会收到。",
        ),
    },
    "on-attributes": {
        "GetMeetingAllAttrsSuccess": ("attrs cookie", "The meeting's attributes by key.", "会议属性，以键名索引。"),
        "GetMeetingAllAttrsFail": ("sdkErr cookie", "They could not be read.", "读取会议属性失败。"),
        "GetMeetingAttrsSuccess": (
            "attrs cookie",
            "Those attributes of the meeting that were asked for.",
            "所查询的会议属性。",
        ),
        "GetMeetingAttrsFail": ("sdkErr cookie", "They could not be read.", "读取会议属性失败。"),
        "SetMeetingAttrsRslt": outcome("SetMeetingAttrs"),
        "AddOrUpdateMeetingAttrsRslt": outcome("AddOrUpdateMeetingAttrs"),
        "DelMeetingAttrsRslt": outcome("DelMeetingAttrs"),
        "ClearMeetingAttrsRslt": outcome("ClearMeetingAttrs"),
        "GetUserAttrsSuccess": (
            "attrsMap cookie",
            "Members' attributes by user id and key.",
            "成员属性，以用户编号和键名索引。",
        ),
        "GetUserAttrsFail": ("sdkErr cookie", "They could not be read.", "读取成员属性失败。"),
        "SetUserAttrsRslt": outcome("SetUserAttrs"),
        "AddOrUpdateUserAttrsRslt": outcome("AddOrUpdateUserAttrs"),
        "DelUserAttrsRslt": outcome("DelUserAttrs"),
        "ClearUserAttrsRslt": outcome("ClearUserAttrs"),
        "ClearAllUserAttrsRslt": outcome("ClearAllUserAttrs"),
        "NotifyMeetingAttrsChanged": (
            "adds updates delKeys",
            "Attributes of the meeting came, changed and went; whoever did it hears it too.",
            "会议属性有新增、修改和删除，操作者本人也会收到。",
        ),
        "NotifyUserAttrsChanged": (
            "UID adds updates delKeys",
            "The same of a member's attributes.",
            "成员属性有新增、修改和删除。",
        ),
    },
    "on-calls": {
        "CallSuccess": ("callID cookie", "The other side is ringing.", "对方正在振铃。"),
        "CallFail": (
            "callID sdkErr cookie",
            "Nobody is rung: you or they are in a call, busy, offline or unknown.",
            "呼叫未能发出：自己或对方已在通话、对方忙、不在线或不存在。",
        ),
        "AcceptCallSuccess": done("call", "you took the call", "已接听"),
        "AcceptCallFail": failed("call", "the call could not be taken", "未能接听"),
        "RejectCallSuccess": done("call", "you declined the call", "已拒绝"),
        "RejectCallFail": failed("call", "the call could not be declined", "未能拒绝"),
        "HangupCallSuccess": done("call", "the call is over", "通话已结束"),
        "HangupCallFail": failed("call", "there was no such call to end", "没有可结束的呼叫"),
        "NotifyCallIn": ("callID meetObj callerID usrExtDat", "Somebody rings you.", "有人呼叫自己。"),
        "NotifyCallAccepted": (
            "callID meetObj usrExtDat",
            "The other side took your call; enter the meeting.",
            "对方接听了呼叫，可进入会议。",
        ),
        "NotifyCallRejected": (
            "callID sdkErr usrExtDat",
            "Your call was not taken: 606 declined, 604 nobody answered.",
            "呼叫未被接听：606 被拒绝，604 无人应答。",
        ),
        "NotifyCallHungup": (
            "callID usrExtDat",
            "The other side ended the call. Raised under both spellings.",
            "对方结束了呼叫。两种拼写都会触发。",
        ),
        "NotifyCallHangup": (
            "callID usrExtDat",
            "The other spelling of NotifyCallHungup.",
            "NotifyCallHungup 的另一种拼写。",
        ),
        "CallMorePartyRslt": outcome("CallMoreParty", "inviteID sdkErr cookie"),
        "CancelCallMorePartyRslt": outcome("CancelCallMoreParty", "inviteID sdkErr cookie"),
        "NotifyCallMorePartyStatus": (
            "inviteID status",
            "What becomes of the third party: 0 ringing, 1 answered, 2 declined, 3 no answer, 4 hung up.",
            "第三方的状态：0 振铃，1 接听，2 拒绝，3 无人应答，4 挂断。",
        ),
        "InviteSuccess": done("invite", "the invitation was delivered", "邀请已送达"),
        "InviteFail": failed("invite", "nobody was invited", "邀请未送达"),
        "AcceptInviteSuccess": done("invite", "you said yes", "已接受邀请"),
        "AcceptInviteFail": failed("invite", "there is no such invitation", "没有这个邀请"),
        "RejectInviteSuccess": done("invite", "you said no", "已拒绝邀请"),
        "RejectInviteFail": failed("invite", "there is no such invitation", "没有这个邀请"),
        "CancelInviteSuccess": done("invite", "the invitation was taken back", "邀请已撤回"),
        "CancelInviteFail": failed("invite", "there is no such invitation", "没有这个邀请"),
        "NotifyInviteIn": ("inviteID inviterUserID userExtDat", "Somebody invites you.", "有人邀请自己。"),
        "NotifyInviteAccepted": ("inviteID userExtDat", "Your invitation was accepted.", "对方接受了邀请。"),
        "NotifyInviteRejected": (
            "inviteID reason userExtDat",
            "Your invitation was declined, or nobody answered it.",
            "邀请被拒绝，或无人应答。",
        ),
        "NotifyInviteCanceled": (
            "inviteID reason userExtDat",
            "An invitation to you was taken back.",
            "给自己的邀请已被撤回。",
        ),
    },
}

EVENTS: dict[str, dict[str, Said]] = SESSION | MEDIA
