"""CRVideo error numbers and what each refusal of the domain is called."""

from __future__ import annotations

from enum import IntEnum

from webapp.kernel import errors
from webapp.kernel.errors import DomainError


class CrErr(IntEnum):
    """The error numbers as printed in the manual and used by existing pages."""

    NOERR = 0
    UNKNOWERR = 1
    OUTOF_MEM = 2
    INNER_ERR = 3
    MISMATCHCLIENTVER = 4
    MEETPARAM_ERR = 5
    DATA = 6
    ANCTPSWD_ERR = 7
    SERVER_EXCEPTION = 8
    LOGINSTATE_ERROR = 9
    CRVideoSDK_USER_BEEN_KICKOUT = 10
    NOT_INIT = 11
    NOT_LOGIN = 12
    BASE64_COV_ERR = 13
    CUSTOMAUTH_NOINFO = 14
    CUSTOMAUTH_NOTSUPPORT = 15
    CUSTOMAUTH_EXCEPTION = 16
    CUSTOMAUTH_FAILED = 17
    TOKEN_TIMEOUT = 18
    TOKEN_AUTHINFOERR = 19
    TOKEN_APPIDNOTEXIST = 20
    TOKEN_AUTH_FAILED = 21
    TOKEN_NOTTOKENTYPE = 22
    NETWORK_INITFAILED = 200
    NO_SERVERINFO = 201
    NOSERVER_RSP = 202
    CREATE_CONN_FAILED = 203
    SOCKETEXCEPTION = 204
    SOCKETTIMEOUT = 205
    FORCEDCLOSECONNECTION = 206
    CONNECTIONLOST = 207
    VOICEENG_INITFAILED = 208
    SSL_ERR = 209
    QUE_ID_INVALID = 400
    QUE_NOUSER = 401
    QUE_USER_CANCELLED = 402
    QUE_SERVICE_NOT_START = 403
    ALREADY_OTHERQUE = 404
    INVALID_CALLID = 600
    CALL_EXIST = 601
    BUSY = 602
    OFFLINE = 603
    NOANSWER = 604
    USER_NOT_FOUND = 605
    REFUSE = 606
    CODE_700 = 700
    CODE_701 = 701
    CODE_702 = 702
    CODE_703 = 703
    CODE_704 = 704
    CODE_705 = 705
    MEETNOTEXIST = 800
    AUTHERROR = 801
    MEMBEROVERFLOWERROR = 802
    RESOURCEALLOCATEERROR = 803
    MEETROOMLOCKED = 804
    BALANCELESSERROR = 805
    SEVICE_NOTENABLED = 806
    ALREADYLOGIN = 807
    MIC_NORIGHT = 808
    MIC_BEING_USED = 809
    MIC_UNKNOWERR = 810
    SPK_NORIGHT = 811
    SPK_BEING_USED = 812
    SPK_UNKNOWERR = 813
    RECORD_MAX = 901
    RECORD_SIZE_ERR = 903
    CFG_RESTRICTED = 904
    FILE_ERR = 905
    RECORDSTARTED = 906
    SENDFAIL = 1000
    CONTAIN_SENSITIVEWORDS = 1001
    CODE_1002 = 1002
    SENDCMD_LARGE = 1100
    SENDBUFFER_LARGE = 1101
    SENDDATA_TARGETINVALID = 1102
    SENDFILE_FILEINERROR = 1103
    TRANSID_INVALID = 1104
    RECORDFILE_STATE_ERR = 1200
    RECORDFILE_NOT_EXIST = 1201
    IPCAM_URLERR = 1300
    IPCAM_ALREADYEXIST = 1301
    IPCAM_TOOMUCH = 1302
    FILE_NOT_EXIST = 1400
    FILE_READ_ERR = 1401
    FILE_WRITE_ERR = 1402
    CODE_1403 = 1403
    CODE_101 = 101
    CATCH_SCREEN_ERR = 900
    RECORD_NO_DISK = 902
    NOMORE_MCU = 907
    CRVSDKERR_SVRRECORD_SPACE_FULL = 908
    CODE_1199 = 1199
    FILE_OPERATOR_ERR = 1404
    WEB_OCX_NOTINSTALLED = 2001
    WEB_BROWER_NOTUPPORTED = 2002
    OCX_VERSION_NOTUPPORTED = 2003
    CODE_8001 = 8001
    CODE_8002 = 8002
    CODE_8003 = 8003
    CODE_8004 = 8004
    CODE_8005 = 8005
    CODE_8006 = 8006
    CODE_8007 = 8007


# A class without a number of its own gets the nearest one that pages know.
ERRORS: dict[type[DomainError], int] = {
    errors.UnknownFailure: CrErr.UNKNOWERR,
    errors.InternalFault: CrErr.INNER_ERR,
    errors.MemoryExhausted: CrErr.OUTOF_MEM,
    errors.NotInitialized: CrErr.NOT_INIT,
    errors.AlreadyInitialized: CrErr.INNER_ERR,  # nearest
    errors.InvalidArgument: CrErr.MEETPARAM_ERR,
    errors.InvalidData: CrErr.DATA,
    errors.DataIncomplete: CrErr.DATA,  # nearest
    errors.VersionUnsupported: CrErr.MISMATCHCLIENTVER,
    errors.NotSupported: CrErr.SEVICE_NOTENABLED,  # nearest
    errors.ServiceNotEnabled: CrErr.SEVICE_NOTENABLED,
    errors.InvalidState: CrErr.LOGINSTATE_ERROR,
    errors.PermissionDenied: CrErr.SEVICE_NOTENABLED,  # nearest
    errors.ObjectMissing: CrErr.DATA,  # nearest
    errors.AlreadyExists: CrErr.LOGINSTATE_ERROR,  # nearest
    errors.ServiceUnavailable: CrErr.SERVER_EXCEPTION,
    errors.ServerFull: CrErr.SERVER_EXCEPTION,  # nearest
    errors.ResourceExhausted: CrErr.RESOURCEALLOCATEERROR,
    errors.InsufficientBalance: CrErr.BALANCELESSERROR,
    errors.ConnectFailed: CrErr.CREATE_CONN_FAILED,
    errors.TimedOut: CrErr.SOCKETTIMEOUT,
    errors.ConnectionLost: CrErr.CONNECTIONLOST,
    errors.ServerPasswordWrong: CrErr.TOKEN_AUTH_FAILED,  # nearest
    errors.BadCredentials: CrErr.ANCTPSWD_ERR,
    errors.AuthFailed: CrErr.TOKEN_AUTH_FAILED,
    errors.ExternalAuthMissing: CrErr.CUSTOMAUTH_NOINFO,
    errors.ExternalAuthUnexpected: CrErr.CUSTOMAUTH_NOTSUPPORT,
    errors.ExternalAuthUnreachable: CrErr.CUSTOMAUTH_EXCEPTION,
    errors.ExternalAuthDenied: CrErr.CUSTOMAUTH_FAILED,
    errors.TokenUnreadable: CrErr.TOKEN_AUTHINFOERR,
    errors.TokenExpired: CrErr.TOKEN_TIMEOUT,
    errors.AuthMethodMismatch: CrErr.TOKEN_NOTTOKENTYPE,
    errors.SessionInvalid: CrErr.TOKEN_TIMEOUT,  # nearest
    errors.ApplicationMissing: CrErr.TOKEN_APPIDNOTEXIST,
    errors.NotLoggedIn: CrErr.NOT_LOGIN,
    errors.AlreadyLoggedIn: CrErr.ALREADYLOGIN,
    errors.KickedOffline: CrErr.CRVideoSDK_USER_BEEN_KICKOUT,
    errors.AccountLocked: CrErr.TOKEN_AUTH_FAILED,  # nearest
    errors.AddressLocked: CrErr.TOKEN_AUTH_FAILED,  # nearest
    errors.VisitorsRefused: CrErr.TOKEN_AUTH_FAILED,  # nearest
    errors.AccountMissing: CrErr.USER_NOT_FOUND,
    errors.AddresseeMissing: CrErr.SENDDATA_TARGETINVALID,
    errors.NotSeated: CrErr.LOGINSTATE_ERROR,  # nearest
    errors.RoomMissing: CrErr.MEETNOTEXIST,
    errors.RoomClosed: CrErr.MEETNOTEXIST,  # nearest
    errors.RoomExpired: CrErr.MEETNOTEXIST,  # nearest
    errors.RoomFull: CrErr.MEMBEROVERFLOWERROR,
    errors.RoomLocked: CrErr.MEETROOMLOCKED,
    errors.RoomPasswordRequired: CrErr.AUTHERROR,  # nearest
    errors.WrongRoomPassword: CrErr.AUTHERROR,
    errors.RoomEntryRejected: CrErr.MEETROOMLOCKED,  # nearest
    errors.RoomOwnerAbsent: CrErr.MEETNOTEXIST,  # nearest
    errors.RoomEnterFailed: CrErr.RESOURCEALLOCATEERROR,  # nearest
    errors.AlreadySeated: CrErr.ALREADYLOGIN,  # nearest
    errors.KickedFromRoom: CrErr.CRVideoSDK_USER_BEEN_KICKOUT,  # nearest
    errors.PeerLeftRoom: CrErr.OFFLINE,  # nearest
    errors.PeerConnectionLost: CrErr.CONNECTIONLOST,  # nearest
    errors.CallMissing: CrErr.INVALID_CALLID,
    errors.AlreadyInCall: CrErr.CALL_EXIST,
    errors.PeerBusy: CrErr.BUSY,
    errors.PeerOffline: CrErr.OFFLINE,
    errors.NobodyAnswered: CrErr.NOANSWER,
    errors.CallCancelled: CrErr.INVALID_CALLID,  # nearest
    errors.CallRejected: CrErr.REFUSE,
    errors.PrivateChatRejected: CrErr.REFUSE,  # nearest
    errors.PrivateChatMissing: CrErr.INVALID_CALLID,  # nearest
    errors.PrivateChatExists: CrErr.CALL_EXIST,  # nearest
    errors.ChatNotAllowed: CrErr.CODE_1002,
    errors.ContentBlocked: CrErr.CONTAIN_SENSITIVEWORDS,
    errors.QueueMissing: CrErr.QUE_ID_INVALID,
    errors.QueueEmpty: CrErr.QUE_NOUSER,
    errors.QueueUserLeft: CrErr.QUE_USER_CANCELLED,
    errors.QueueClosed: CrErr.QUE_SERVICE_NOT_START,
    errors.AlreadyInQueue: CrErr.ALREADY_OTHERQUE,
    errors.CameraUnavailable: CrErr.CODE_702,
    errors.MicrophoneUnavailable: CrErr.MIC_NORIGHT,
    errors.SpeakerUnavailable: CrErr.SPK_NORIGHT,
    errors.MediaEngineFailed: CrErr.VOICEENG_INITFAILED,
    errors.CodecUnsupported: CrErr.CFG_RESTRICTED,  # nearest
    errors.StreamMissing: CrErr.DATA,  # nearest
    errors.StreamTypeMismatch: CrErr.MEETPARAM_ERR,  # nearest
    errors.PreviewLimitExceeded: CrErr.CFG_RESTRICTED,  # nearest
    errors.IpCameraError: CrErr.IPCAM_URLERR,
    errors.RecordingRunning: CrErr.RECORDSTARTED,
    errors.RecordingNotRunning: CrErr.FILE_ERR,  # nearest
    errors.RecordingLimitExceeded: CrErr.CFG_RESTRICTED,
    errors.PictureTooLarge: CrErr.RECORD_SIZE_ERR,
    errors.RecordingFailed: CrErr.FILE_ERR,
    errors.RecordingMissing: CrErr.RECORDFILE_NOT_EXIST,
    errors.UploadStateInvalid: CrErr.RECORDFILE_STATE_ERR,
    errors.SendFailed: CrErr.SENDFAIL,
    errors.MessageTooLarge: CrErr.SENDCMD_LARGE,
    errors.PayloadTooLarge: CrErr.SENDBUFFER_LARGE,
    errors.TransferMissing: CrErr.TRANSID_INVALID,
    errors.TransferCancelled: CrErr.CODE_1199,
    errors.FileMissing: CrErr.FILE_NOT_EXIST,
    errors.FileExists: CrErr.CODE_1403,  # nearest
    errors.FileError: CrErr.CODE_1403,
}
