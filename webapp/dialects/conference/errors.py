"""Conference SDK return codes and what each refusal of the domain is called."""

from __future__ import annotations

from enum import IntEnum

from webapp.kernel import errors
from webapp.kernel.errors import DomainError


class RetCode(IntEnum):
    """The error numbers as printed in the manual and used by existing pages."""

    Success = 0
    False_ = 1  # "False" in the header; a keyword here
    ParamErr = 2
    InitErr = 3
    InitedErr = 4
    UninitErr = 5
    SockErr = 6
    AddrErr = 7
    PortErr = 8
    CreateSockErr = 9
    SockBindErr = 10
    SockCnntErr = 11
    SockListenErr = 12
    SockAcceptErr = 13
    SockSendErr = 14
    SockRecvErr = 15
    SizeNotEnough = 16
    SizeEnough = 17
    MsgErr = 18
    CurlErr = 19
    CurlInitErr = 20
    CurlSendErr = 21
    CurlRecvErr = 22
    FileErr = 23
    FileExistErr = 24
    FileNotExistErr = 25
    FileHaveOpen = 26
    FileCreateErr = 27
    FileOpenErr = 28
    FileReadErr = 29
    FileReadEnd = 30
    FileWriteErr = 31
    FileSeekErr = 32
    FileCloseErr = 33
    FileCopyErr = 34
    FileCutErr = 35
    FileFormatErr = 36
    FileSameErr = 37
    FileAccessErr = 38
    FileSizeErr = 39
    FileFindErr = 40
    FileRemoveErr = 41
    DirErr = 42
    DirExistErr = 43
    DirNotexistErr = 44
    DirCreateErr = 45
    DirOpenErr = 46
    DirCloseErr = 47
    DirCopyErr = 48
    DirCutErr = 49
    DirFindErr = 50
    DirSameErr = 51
    DirAccessErr = 52
    DirRemoveErr = 53
    MemoryErr = 54
    MemoryAllocErr = 55
    MemoryFreeErr = 56
    MemoryOutErr = 57
    StreamErr = 58
    StreamNotErr = 59
    StreamExistErr = 60
    ListErr = 61
    QueueErr = 62
    QueueNodeErr = 63
    QueueEmptyErr = 64
    QueueFullErr = 65
    QueueFindErr = 66
    XmlErr = 67
    XmlOpenErr = 68
    XmlNodeErr = 69
    XmlAttributeErr = 70
    XmlNodeNotExist = 71
    RecordErr = 72
    RecordRunErr = 73
    RecordNotStart = 74
    RecordStopErr = 75
    RecordDirctErr = 76
    RecordResErr = 77
    VaCheckErr = 78
    VaProfileErr = 79
    VaRcErr = 80
    VaAdmixing = 81
    EncSupportErr = 82
    EncErr = 83
    EncInitedErr = 84
    EncNotFoundErr = 85
    EncUninitErr = 86
    ParseErr = 87
    DecSupportErr = 88
    DecSupportYUV420 = 89
    DecNotFoundEntryPoint = 90
    DecFailed = 91
    OpNotSupport = 92
    YUVFormatErr = 93
    IDEnrityErr = 94
    Timeout = 95
    NotObjectErr = 96
    ObjectSupportErr = 97
    DataErr = 98
    ZlibErr = 99
    NotLoginErr = 100
    ReloginedErr = 101
    StateErr = 102
    ThreadErr = 103
    CamCtrlErr = 104
    AccessErr = 105
    UserPasswordErr = 106
    NotLoginInfo = 107
    NoScreenConnection = 108
    UnSupportResolution = 109
    UnCompleteData = 110
    Unknow = 1000
    Exception = 4098
    ServerInterErr = 4099
    NvalidSessionErr = 4100
    NotFindUserErr = 4101
    VerifiFailureErr = 4102
    DenyAccessErr = 4103
    InvalidParam = 4104
    SytemMantainErr = 4105
    MuchVisitedErr = 4106
    NotFindFileErr = 4107
    NotFindFileListErr = 4108
    FileListExist = 4109
    FileTransChnUnexist = 4110
    FileUploading = 4111
    FileTooLarge = 4112
    SenderDidnotUpload = 65553
    FileExist = 65554
    NanmeOrPasswordErr = 65555
    RoomUnexist = 65556
    RoomFull = 65557
    ApplicationTypeMismatch = 65558
    ServerMismatch = 65559
    SpecifiedServerNotFound = 65560
    ServerFull = 65561
    UserExist = 65562
    NeedRoomPassword = 65563
    RoomLock = 65564
    RoomOverdue = 65565
    RoomClosed = 65566
    ModeratorRefusesJoin = 65567
    UserAreBlackListed = 65568
    ServerCascadeFailure = 65569
    ServerNotBoot = 65570
    ServerStoped = 65571
    LackOfBalance = 65572
    ServiceDiscontinuation = 65573
    ChairPasswordErr = 65574
    InteractiveClassroomUnexist = 65575
    AccessDenied = 65576
    KickOut = 65577
    UserClose = 65578
    StreamTypeMismatch = 65579
    ExceedMaxPreview = 65580
    OutOfResources = 65581
    NetworkException = 65582
    RegisterIdle = 65583
    Registering = 65584
    Registered = 65585
    DeRegistered = 65586
    RegisterFailed = 65587
    ErrorNetwork = 65588
    ErrorAuthFailed = 65589
    UserBusy = 65590
    LongTimeNoReSponse = 65591
    LoginFailed = 65592


# A class without a number of its own gets the nearest one that pages know.
ERRORS: dict[type[DomainError], int] = {
    errors.UnknownFailure: RetCode.Unknow,
    errors.InternalFault: RetCode.ServerInterErr,
    errors.MemoryExhausted: RetCode.MemoryErr,
    errors.NotInitialized: RetCode.InitErr,
    errors.AlreadyInitialized: RetCode.InitedErr,
    errors.InvalidArgument: RetCode.ParamErr,
    errors.InvalidData: RetCode.DataErr,
    errors.DataIncomplete: RetCode.UnCompleteData,
    errors.VersionUnsupported: RetCode.OpNotSupport,  # nearest
    errors.NotSupported: RetCode.OpNotSupport,
    errors.ServiceNotEnabled: RetCode.ServiceDiscontinuation,
    errors.InvalidState: RetCode.StateErr,
    errors.PermissionDenied: RetCode.AccessDenied,
    errors.ObjectMissing: RetCode.NotObjectErr,
    errors.AlreadyExists: RetCode.FileSameErr,
    errors.ServiceUnavailable: RetCode.SytemMantainErr,
    errors.ServerFull: RetCode.ServerFull,
    errors.ResourceExhausted: RetCode.OutOfResources,
    errors.InsufficientBalance: RetCode.LackOfBalance,
    errors.ConnectFailed: RetCode.SockCnntErr,
    errors.TimedOut: RetCode.Timeout,
    errors.ConnectionLost: RetCode.NetworkException,
    errors.ServerPasswordWrong: RetCode.VerifiFailureErr,
    errors.BadCredentials: RetCode.NanmeOrPasswordErr,
    errors.AuthFailed: RetCode.ErrorAuthFailed,
    errors.ExternalAuthMissing: RetCode.VerifiFailureErr,  # nearest
    errors.ExternalAuthUnexpected: RetCode.VerifiFailureErr,  # nearest
    errors.ExternalAuthUnreachable: RetCode.ServerInterErr,  # nearest
    errors.ExternalAuthDenied: RetCode.ErrorAuthFailed,  # nearest
    errors.TokenUnreadable: RetCode.NvalidSessionErr,  # nearest
    errors.TokenExpired: RetCode.NvalidSessionErr,  # nearest
    errors.AuthMethodMismatch: RetCode.ErrorAuthFailed,  # nearest
    errors.SessionInvalid: RetCode.NvalidSessionErr,
    errors.ApplicationMissing: RetCode.ApplicationTypeMismatch,  # nearest
    errors.NotLoggedIn: RetCode.NotLoginErr,
    errors.AlreadyLoggedIn: RetCode.ReloginedErr,
    errors.KickedOffline: RetCode.ReloginedErr,  # nearest
    errors.AccountLocked: RetCode.UserAreBlackListed,
    errors.AddressLocked: RetCode.UserAreBlackListed,  # nearest
    errors.VisitorsRefused: RetCode.AccessDenied,  # nearest
    errors.AccountMissing: RetCode.NotFindUserErr,
    errors.AddresseeMissing: RetCode.NotFindUserErr,  # nearest
    errors.NotSeated: RetCode.StateErr,  # nearest
    errors.RoomMissing: RetCode.RoomUnexist,
    errors.RoomClosed: RetCode.RoomClosed,
    errors.RoomExpired: RetCode.RoomOverdue,
    errors.RoomFull: RetCode.RoomFull,
    errors.RoomLocked: RetCode.RoomLock,
    errors.RoomPasswordRequired: RetCode.NeedRoomPassword,
    errors.WrongRoomPassword: RetCode.NeedRoomPassword,  # nearest
    errors.RoomEntryRejected: RetCode.ModeratorRefusesJoin,
    errors.RoomOwnerAbsent: RetCode.ModeratorRefusesJoin,  # nearest
    errors.RoomEnterFailed: RetCode.False_,  # nearest
    errors.AlreadySeated: RetCode.ReloginedErr,  # nearest
    errors.KickedFromRoom: RetCode.KickOut,
    errors.PeerLeftRoom: RetCode.NotFindUserErr,  # nearest
    errors.PeerConnectionLost: RetCode.UserClose,
    errors.CallMissing: RetCode.NotObjectErr,  # nearest
    errors.AlreadyInCall: RetCode.UserBusy,  # nearest
    errors.PeerBusy: RetCode.UserBusy,
    errors.PeerOffline: RetCode.NotFindUserErr,  # nearest
    errors.NobodyAnswered: RetCode.LongTimeNoReSponse,
    errors.CallCancelled: RetCode.NotObjectErr,  # nearest
    errors.CallRejected: RetCode.AccessDenied,  # nearest
    errors.PrivateChatRejected: RetCode.AccessDenied,  # nearest
    errors.PrivateChatMissing: RetCode.NotObjectErr,  # nearest
    errors.PrivateChatExists: RetCode.FileSameErr,  # nearest
    errors.ChatNotAllowed: RetCode.AccessDenied,  # nearest
    errors.ContentBlocked: RetCode.DataErr,  # nearest
    errors.QueueMissing: RetCode.NotObjectErr,  # nearest
    errors.QueueEmpty: RetCode.QueueEmptyErr,  # nearest
    errors.QueueUserLeft: RetCode.QueueFindErr,  # nearest
    errors.QueueClosed: RetCode.StateErr,  # nearest
    errors.AlreadyInQueue: RetCode.FileSameErr,  # nearest
    errors.CameraUnavailable: RetCode.AccessDenied,  # nearest
    errors.MicrophoneUnavailable: RetCode.AccessDenied,  # nearest
    errors.SpeakerUnavailable: RetCode.AccessDenied,  # nearest
    errors.MediaEngineFailed: RetCode.EncInitedErr,
    errors.CodecUnsupported: RetCode.EncSupportErr,
    errors.StreamMissing: RetCode.StreamNotErr,
    errors.StreamTypeMismatch: RetCode.StreamTypeMismatch,
    errors.PreviewLimitExceeded: RetCode.ExceedMaxPreview,
    errors.IpCameraError: RetCode.CamCtrlErr,  # nearest
    errors.RecordingRunning: RetCode.RecordRunErr,
    errors.RecordingNotRunning: RetCode.RecordNotStart,
    errors.RecordingLimitExceeded: RetCode.UnSupportResolution,  # nearest
    errors.PictureTooLarge: RetCode.UnSupportResolution,  # nearest
    errors.RecordingFailed: RetCode.RecordErr,
    errors.RecordingMissing: RetCode.FileNotExistErr,  # nearest
    errors.UploadStateInvalid: RetCode.FileUploading,
    errors.SendFailed: RetCode.SockSendErr,
    errors.MessageTooLarge: RetCode.SizeNotEnough,
    errors.PayloadTooLarge: RetCode.FileTooLarge,
    errors.TransferMissing: RetCode.FileTransChnUnexist,
    errors.TransferCancelled: RetCode.FileTransChnUnexist,  # nearest
    errors.FileMissing: RetCode.FileNotExistErr,
    errors.FileExists: RetCode.FileExistErr,
    errors.FileError: RetCode.FileErr,
}
