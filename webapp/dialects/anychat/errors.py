"""AnyChat error numbers (manual chapter 6) and what each refusal of the domain is called."""

from __future__ import annotations

from enum import IntEnum

from webapp.kernel import errors
from webapp.kernel.errors import DomainError


class GvErr(IntEnum):
    """The error numbers as printed in the manual and used by existing pages."""

    SUCCESS = 0
    DB_ERROR = 1
    NOTINIT = 2
    NOTINROOM = 3
    FUNCNOTALLOW = 20
    CONNECT_TIMEOUT = 100
    CONNECT_ABORT = 101
    CONNECT_AUTHFAIL = 102
    CERTIFY_FAIL = 200
    ALREADY_LOGIN = 201
    ACCOUNT_LOCK = 202
    IPADDR_LOCK = 203
    VISITOR_DENY = 204
    INVALID_USERID = 205
    ROOM_LOCK = 300
    ROOM_PASSERR = 301
    ROOM_FULLUSER = 302
    ROOM_INVALID = 303
    ROOM_EXPIRE = 304
    ROOM_REJECT = 305
    ROOM_OWNERBEOUT = 306
    ROOM_ENTERFAIL = 307
    ROOM_ALREADYIN = 308
    ROOM_PRINULL = 401
    ROOM_REJECTPRI = 402
    ROOM_PRIDENY = 403
    ROOM_PRIREQIDERR = 420
    ROOM_PRIALRCHAT = 421
    SESSION_QUIT = 100101
    SESSION_OFFLINE = 100102
    SESSION_BUSY = 100103
    SESSION_REFUSE = 100104
    SESSION_TIMEOUT = 100105
    SESSION_DISCONNECT = 100106
    PLUGINNOINSTALL = 1010000
    PLUGINOLDVERSION = 1010001


# A class without a number of its own gets the nearest one that pages know.
ERRORS: dict[type[DomainError], int] = {
    errors.UnknownFailure: GvErr.DB_ERROR,  # nearest
    errors.InternalFault: GvErr.DB_ERROR,
    errors.MemoryExhausted: GvErr.DB_ERROR,  # nearest
    errors.NotInitialized: GvErr.NOTINIT,
    errors.AlreadyInitialized: GvErr.FUNCNOTALLOW,  # nearest
    errors.InvalidArgument: GvErr.FUNCNOTALLOW,  # nearest
    errors.InvalidData: GvErr.FUNCNOTALLOW,  # nearest
    errors.DataIncomplete: GvErr.FUNCNOTALLOW,  # nearest
    errors.VersionUnsupported: GvErr.PLUGINOLDVERSION,
    errors.NotSupported: GvErr.FUNCNOTALLOW,
    errors.ServiceNotEnabled: GvErr.FUNCNOTALLOW,  # nearest
    errors.InvalidState: GvErr.FUNCNOTALLOW,  # nearest
    errors.PermissionDenied: GvErr.FUNCNOTALLOW,  # nearest
    errors.ObjectMissing: GvErr.FUNCNOTALLOW,  # nearest
    errors.AlreadyExists: GvErr.ROOM_ALREADYIN,  # nearest
    errors.ServiceUnavailable: GvErr.CONNECT_TIMEOUT,  # nearest
    errors.ServerFull: GvErr.ROOM_FULLUSER,  # nearest
    errors.ResourceExhausted: GvErr.ROOM_ENTERFAIL,  # nearest
    errors.InsufficientBalance: GvErr.ROOM_EXPIRE,  # nearest
    errors.ConnectFailed: GvErr.CONNECT_TIMEOUT,  # nearest
    errors.TimedOut: GvErr.CONNECT_TIMEOUT,
    errors.ConnectionLost: GvErr.CONNECT_ABORT,
    errors.ServerPasswordWrong: GvErr.CONNECT_AUTHFAIL,
    errors.BadCredentials: GvErr.CERTIFY_FAIL,
    errors.AuthFailed: GvErr.CERTIFY_FAIL,  # nearest
    errors.ExternalAuthMissing: GvErr.CERTIFY_FAIL,  # nearest
    errors.ExternalAuthUnexpected: GvErr.CERTIFY_FAIL,  # nearest
    errors.ExternalAuthUnreachable: GvErr.DB_ERROR,  # nearest
    errors.ExternalAuthDenied: GvErr.CERTIFY_FAIL,  # nearest
    errors.TokenUnreadable: GvErr.CERTIFY_FAIL,  # nearest
    errors.TokenExpired: GvErr.CERTIFY_FAIL,  # nearest
    errors.AuthMethodMismatch: GvErr.CERTIFY_FAIL,  # nearest
    errors.SessionInvalid: GvErr.CONNECT_ABORT,  # nearest
    errors.ApplicationMissing: GvErr.CONNECT_AUTHFAIL,  # nearest
    errors.NotLoggedIn: GvErr.NOTINIT,  # nearest
    errors.AlreadyLoggedIn: GvErr.ALREADY_LOGIN,
    errors.KickedOffline: GvErr.ALREADY_LOGIN,  # nearest
    errors.AccountLocked: GvErr.ACCOUNT_LOCK,
    errors.AddressLocked: GvErr.IPADDR_LOCK,
    errors.VisitorsRefused: GvErr.VISITOR_DENY,
    errors.AccountMissing: GvErr.INVALID_USERID,
    errors.AddresseeMissing: GvErr.INVALID_USERID,  # nearest
    errors.NotSeated: GvErr.NOTINROOM,
    errors.RoomMissing: GvErr.ROOM_INVALID,
    errors.RoomClosed: GvErr.ROOM_INVALID,  # nearest
    errors.RoomExpired: GvErr.ROOM_EXPIRE,
    errors.RoomFull: GvErr.ROOM_FULLUSER,
    errors.RoomLocked: GvErr.ROOM_LOCK,
    errors.RoomPasswordRequired: GvErr.ROOM_PASSERR,  # nearest
    errors.WrongRoomPassword: GvErr.ROOM_PASSERR,
    errors.RoomEntryRejected: GvErr.ROOM_REJECT,
    errors.RoomOwnerAbsent: GvErr.ROOM_OWNERBEOUT,
    errors.RoomEnterFailed: GvErr.ROOM_ENTERFAIL,
    errors.AlreadySeated: GvErr.ROOM_ALREADYIN,
    errors.KickedFromRoom: GvErr.ROOM_REJECT,  # nearest
    errors.PeerLeftRoom: GvErr.ROOM_PRINULL,
    errors.PeerConnectionLost: GvErr.SESSION_DISCONNECT,
    errors.CallMissing: GvErr.ROOM_PRIREQIDERR,  # nearest
    errors.AlreadyInCall: GvErr.ROOM_PRIALRCHAT,  # nearest
    errors.PeerBusy: GvErr.SESSION_BUSY,
    errors.PeerOffline: GvErr.SESSION_OFFLINE,
    errors.NobodyAnswered: GvErr.SESSION_TIMEOUT,
    errors.CallCancelled: GvErr.SESSION_QUIT,
    errors.CallRejected: GvErr.SESSION_REFUSE,
    errors.PrivateChatRejected: GvErr.ROOM_REJECTPRI,
    errors.PrivateChatMissing: GvErr.ROOM_PRIREQIDERR,
    errors.PrivateChatExists: GvErr.ROOM_PRIALRCHAT,
    errors.ChatNotAllowed: GvErr.ROOM_PRIDENY,
    errors.ContentBlocked: GvErr.ROOM_PRIDENY,  # nearest
    errors.QueueMissing: GvErr.FUNCNOTALLOW,  # nearest
    errors.QueueEmpty: GvErr.FUNCNOTALLOW,  # nearest
    errors.QueueUserLeft: GvErr.ROOM_PRINULL,  # nearest
    errors.QueueClosed: GvErr.FUNCNOTALLOW,  # nearest
    errors.AlreadyInQueue: GvErr.ROOM_ALREADYIN,  # nearest
    errors.CameraUnavailable: GvErr.FUNCNOTALLOW,  # nearest
    errors.MicrophoneUnavailable: GvErr.FUNCNOTALLOW,  # nearest
    errors.SpeakerUnavailable: GvErr.FUNCNOTALLOW,  # nearest
    errors.MediaEngineFailed: GvErr.DB_ERROR,  # nearest
    errors.CodecUnsupported: GvErr.FUNCNOTALLOW,  # nearest
    errors.StreamMissing: GvErr.ROOM_PRINULL,  # nearest
    errors.StreamTypeMismatch: GvErr.FUNCNOTALLOW,  # nearest
    errors.PreviewLimitExceeded: GvErr.ROOM_FULLUSER,  # nearest
    errors.IpCameraError: GvErr.FUNCNOTALLOW,  # nearest
    errors.RecordingRunning: GvErr.FUNCNOTALLOW,  # nearest
    errors.RecordingNotRunning: GvErr.FUNCNOTALLOW,  # nearest
    errors.RecordingLimitExceeded: GvErr.FUNCNOTALLOW,  # nearest
    errors.PictureTooLarge: GvErr.FUNCNOTALLOW,  # nearest
    errors.RecordingFailed: GvErr.DB_ERROR,  # nearest
    errors.RecordingMissing: GvErr.FUNCNOTALLOW,  # nearest
    errors.UploadStateInvalid: GvErr.FUNCNOTALLOW,  # nearest
    errors.SendFailed: GvErr.CONNECT_ABORT,  # nearest
    errors.MessageTooLarge: GvErr.FUNCNOTALLOW,  # nearest
    errors.PayloadTooLarge: GvErr.FUNCNOTALLOW,  # nearest
    errors.TransferMissing: GvErr.FUNCNOTALLOW,  # nearest
    errors.TransferCancelled: GvErr.FUNCNOTALLOW,  # nearest
    errors.FileMissing: GvErr.FUNCNOTALLOW,  # nearest
    errors.FileExists: GvErr.FUNCNOTALLOW,  # nearest
    errors.FileError: GvErr.DB_ERROR,  # nearest
}
