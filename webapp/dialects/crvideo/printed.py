"""Which names the manual of the session API prints; the rest stands in the vendor's web documents."""

from __future__ import annotations

from typing import Final

_PRINTED: Final = """
    Login Logout SetDNDStatus GetUserStatus StartUserStatusNotify StopUserStatusNotify CreateMeeting
    EnterMeeting ExitMeeting GetAllMembers GetMemberInfo GetMemberNickName IsUserInMeeting Call AcceptCall
    RejectCall HungupCall CallMoreParty CancelCallMoreParty SendCmd SendBuffer SendFile CancelSend
    EnterMeetingRslt StopMeetingRslt UserEnterMeeting UserLeftMeeting MeetingDropped LoginSuccess LoginFail
    SetDNDStatusSuccess SetDNDStatusFail GetUserStatusSuccess GetUserStatusFail StartUserStatusNotifyRslt
    StopUserStatusNotifyRslt NotifyUserStatus LineOff CreateMeetingSuccess CreateMeetingFail CallSuccess
    CallFail AcceptCallSuccess AcceptCallFail RejectCallSuccess RejectCallFail HangupCallSuccess
    HangupCallFail NotifyCallIn NotifyCallAccepted NotifyCallRejected NotifyCallHungup CallMorePartyRslt
    CancelCallMorePartyRslt NotifyCallMorePartyStatus SendCmdRlst SendBufferRlst SendFileRlst SendProgress
    CancelSendRlst NotifyCmdData NotifyBufferData NotifyFileData NotifyCancelSend AutoAssignUser
    ReqAssignUserRslt
"""
MANUAL: Final = frozenset(_PRINTED.split())
