// Temporary, of the form that `manage.py export_contracts` writes.

export const ANYCHAT_FUNCTIONS = {
  "BRAC_AudioGetVolume": { where: "browser", section: "5.7.4", params: ["device"], stays: [] },
  "BRAC_AudioSetVolume": { where: "browser", section: "5.7.5", params: ["device", "dwVolume"], stays: [] },
  "BRAC_CancelTransTask": { where: "server", section: "2.2", params: ["dwUserId", "dwTaskId"], stays: [] },
  "BRAC_ChangeChatMode": { where: "server", section: "2.2", params: ["dwChatMode"], stays: [] },
  "BRAC_Connect": { where: "server", section: "5.2.2", params: ["lpServerAddr", "dwPort"], stays: [] },
  "BRAC_EnterRoom": { where: "server", section: "5.2.5", params: ["dwRoomid", "lpRoomPass", "dwParam"], stays: [] },
  "BRAC_EnterRoomEx": { where: "server", section: "5.2.6", params: ["lpRoomName", "lpRoomPass"], stays: [] },
  "BRAC_EnumDevices": { where: "browser", section: "5.7.1", params: ["dwDeviceType"], stays: [] },
  "BRAC_GetCameraState": { where: "mirror", section: "5.4.1", params: ["dwUserId"], stays: [] },
  "BRAC_GetCurrentDevice": { where: "browser", section: "5.7.3", params: ["dwDeviceType"], stays: [] },
  "BRAC_GetFriendStatus": { where: "mirror", section: "5.6.2", params: ["dwFriendUserId"], stays: [] },
  "BRAC_GetGroupFriends": { where: "mirror", section: "5.6.5", params: ["dwGroupId"], stays: [] },
  "BRAC_GetGroupName": { where: "mirror", section: "5.6.4", params: ["dwGroupId"], stays: [] },
  "BRAC_GetOnlineUser": { where: "mirror", section: "5.5.2", params: [], stays: [] },
  "BRAC_GetRoomOnlineUsers": { where: "mirror", section: "5.5.3", params: ["dwRoomid"], stays: [] },
  "BRAC_GetSDKOptionInt": { where: "mirror", section: "5.7.6", params: ["optname"], stays: [] },
  "BRAC_GetSDKOptionString": { where: "mirror", section: "5.7.7", params: ["optname"], stays: [] },
  "BRAC_GetSDKOptionStringEx": { where: "mirror", section: "3.1", params: ["optname", "strValue", "dwFlags"], stays: [] },
  "BRAC_GetSpeakState": { where: "mirror", section: "5.4.2", params: ["dwUserId"], stays: [] },
  "BRAC_GetUserChatMode": { where: "mirror", section: "2.2", params: ["dwUserId"], stays: [] },
  "BRAC_GetUserFriends": { where: "mirror", section: "5.6.1", params: [], stays: [] },
  "BRAC_GetUserGroups": { where: "mirror", section: "5.6.3", params: [], stays: [] },
  "BRAC_GetUserInfo": { where: "mirror", section: "5.6.6", params: ["dwUserId", "dwInfoId"], stays: [] },
  "BRAC_GetUserLevel": { where: "mirror", section: "2.2", params: ["dwUserId"], stays: [] },
  "BRAC_GetUserName": { where: "mirror", section: "5.4.3", params: ["dwUserId"], stays: [] },
  "BRAC_GetUserStreamInfo": { where: "mirror", section: "3.3", params: ["dwUserId", "dwStreamIndex", "infoname"], stays: [] },
  "BRAC_GetUserStreamInfoInt": { where: "mirror", section: "", params: ["dwUserId", "dwStreamIndex", "infoname"], stays: [] },
  "BRAC_GetUserStreamInfoString": { where: "mirror", section: "", params: ["dwUserId", "dwStreamIndex", "infoname"], stays: [] },
  "BRAC_GetVersion": { where: "mirror", section: "5.5.1", params: ["type"], stays: [] },
  "BRAC_InitSDK": { where: "browser", section: "5.1.1", params: ["apilevel"], stays: [] },
  "BRAC_LeaveRoom": { where: "server", section: "5.2.7", params: ["dwRoomid"], stays: [] },
  "BRAC_Login": { where: "server", section: "5.2.3", params: ["lpUserName", "lpPassword", "dwParam"], stays: [] },
  "BRAC_LoginEx": { where: "server", section: "5.2.3", params: ["lpNickName", "dwUserId", "lpStrUserId", "lpAppId", "dwTimeStamp", "lpSigStr", "lpStrParam"], stays: [] },
  "BRAC_Logout": { where: "server", section: "5.1.2", params: [], stays: [] },
  "BRAC_MultiCastControl": { where: "browser", section: "2.2", params: ["lpMultiCastAddr", "dwPort", "lpNicAddr", "dwTTL", "dwFlags"], stays: [] },
  "BRAC_ObjectControl": { where: "server", section: "5.8.4", params: ["dwObjectType", "dwObjectId", "dwCtrlCode", "dwParam1", "dwParam2", "dwParam3", "dwParam4", "strParam"], stays: [] },
  "BRAC_ObjectGetIdList": { where: "mirror", section: "5.8.1", params: ["dwObjectType"], stays: [] },
  "BRAC_ObjectGetIntValue": { where: "mirror", section: "5.8.2", params: ["dwObjectType", "dwObjectId", "dwInfoName"], stays: [] },
  "BRAC_ObjectGetStringValue": { where: "mirror", section: "5.8.2", params: ["dwObjectType", "dwObjectId", "dwInfoName"], stays: [] },
  "BRAC_ObjectSetIntValue": { where: "server", section: "5.8.3", params: ["dwObjectType", "dwObjectId", "dwInfoName", "value"], stays: [] },
  "BRAC_ObjectSetStringValue": { where: "server", section: "5.8.3", params: ["dwObjectType", "dwObjectId", "dwInfoName", "value"], stays: [] },
  "BRAC_ObjectSetValue": { where: "server", section: "", params: ["dwObjectType", "dwObjectId", "dwInfoName", "value"], stays: [] },
  "BRAC_PrivateChatEcho": { where: "server", section: "2.2", params: ["dwUserId", "dwRequestId", "bAccept"], stays: [] },
  "BRAC_PrivateChatEchoEx": { where: "server", section: "2.2", params: ["dwUserId", "dwRequestId", "dwErrorCode"], stays: [] },
  "BRAC_PrivateChatExit": { where: "server", section: "2.2", params: ["dwUserId"], stays: [] },
  "BRAC_PrivateChatRequest": { where: "server", section: "2.2", params: ["dwUserId"], stays: [] },
  "BRAC_QueryTransTaskInfo": { where: "mirror", section: "5.5.8", params: ["dwUserId", "dwTaskId", "infoname"], stays: [] },
  "BRAC_QueryUserState": { where: "mirror", section: "3.4", params: ["dwUserId", "infoname"], stays: [] },
  "BRAC_QueryUserStateInt": { where: "mirror", section: "5.4.5", params: ["dwUserId", "infoname"], stays: [] },
  "BRAC_QueryUserStateString": { where: "mirror", section: "5.4.4", params: ["dwUserId", "infoname"], stays: [] },
  "BRAC_Release": { where: "browser", section: "", params: [], stays: [] },
  "BRAC_SelectVideoCapture": { where: "browser", section: "5.7.2", params: ["dwDeviceType", "szCaptureName"], stays: [] },
  "BRAC_SendSDKFilterData": { where: "server", section: "5.5.9", params: ["lpBuf"], stays: [] },
  "BRAC_SendTextMessage": { where: "server", section: "5.5.4", params: ["dwUserId", "bSecret", "lpMsgBuf"], stays: [] },
  "BRAC_SetSDKOption": { where: "browser", section: "2.2", params: ["optname", "value"], stays: ["value"] },
  "BRAC_SetSDKOptionInt": { where: "browser", section: "5.7.8", params: ["optname", "value"], stays: [] },
  "BRAC_SetSDKOptionString": { where: "browser", section: "5.7.9", params: ["optname", "value"], stays: [] },
  "BRAC_SetServerAuthPass": { where: "browser", section: "5.2.1", params: ["lpPassword"], stays: [] },
  "BRAC_SetUserStreamInfo": { where: "browser", section: "", params: ["dwUserId", "dwStreamIndex", "infoname", "value"], stays: ["value"] },
  "BRAC_SetVideoPos": { where: "browser", section: "5.3.3", params: ["userid", "parentobj", "videoid"], stays: ["parentobj"] },
  "BRAC_SetVideoPosEx": { where: "browser", section: "", params: ["userid", "parentobj", "id", "streamindex"], stays: ["parentobj"] },
  "BRAC_ShowLVProperty": { where: "browser", section: "2.2", params: ["szCaption"], stays: [] },
  "BRAC_SnapShot": { where: "server", section: "5.5.11", params: ["dwUserId", "dwFlags", "dwParam"], stays: [] },
  "BRAC_StreamRecordCtrl": { where: "server", section: "5.5.10", params: ["dwUserId", "bStartRecord", "dwFlags", "dwParam"], stays: [] },
  "BRAC_StreamRecordCtrlEx": { where: "server", section: "4.3.6", params: ["dwUserId", "bStartRecord", "dwFlags", "dwParam", "lpUserStr"], stays: [] },
  "BRAC_TransBuffer": { where: "server", section: "5.5.5", params: ["dwUserId", "lpBuf"], stays: [] },
  "BRAC_TransBufferEx": { where: "server", section: "5.5.6", params: ["dwUserId", "lpBuf", "wParam", "lParam", "dwFlags"], stays: [] },
  "BRAC_TransFile": { where: "server", section: "5.5.7", params: ["dwUserId", "lpLocalPathName", "wParam", "lParam", "dwFlags"], stays: [] },
  "BRAC_UserCameraControl": { where: "server", section: "5.3.2", params: ["dwUserId", "bOpen"], stays: [] },
  "BRAC_UserCameraControlEx": { where: "server", section: "", params: ["dwUserId", "bOpen", "dwStreamIndex", "dwFlags", "szStrParam"], stays: [] },
  "BRAC_UserInfoControl": { where: "server", section: "5.6.7", params: ["dwUserId", "dwCtrlCode", "wParam", "lParam", "lpStrValue"], stays: [] },
  "BRAC_UserSpeakControl": { where: "server", section: "5.3.1", params: ["dwUserId", "bOpen"], stays: [] },
  "BRAC_VideoCallControl": { where: "server", section: "5.2.4", params: ["dwEventType", "dwUserId", "dwErrorCode", "dwFlags", "dwParam", "lpUserStr"], stays: [] },
} as const;

export const ANYCHAT_CONSTANTS = {
  "BRAC_SO_CORESDK_TMPDIR": 14,
  "BRAC_SO_CORESDK_MAGICADJUST": 15,
  "BRAC_SO_CORESDK_LOADCODEC": 16,
  "BRAC_SO_CORESDK_USEARMV6LIB": 17,
  "BRAC_SO_CORESDK_USEHWCODEC": 18,
  "BRAC_SO_CORESDK_REMOTEDDEBUG": 19,
  "BRAC_SO_CORESDK_REMOTEDEBUG": 19,
  "BRAC_SO_CORESDK_PATH": 20,
  "BRAC_SO_CORESDK_DUMPCOREINFO": 21,
  "BRAC_SO_CORESDK_MAINVERSION": 22,
  "BRAC_SO_CORESDK_SUBVERSION": 23,
  "BRAC_SO_CORESDK_BUILDTIME": 24,
  "BRAC_SO_CORESDK_ACTIVESTATE": 25,
  "BRAC_SO_CORESDK_EXTVIDEOINPUT": 26,
  "BRAC_SO_CORESDK_EXTAUDIOINPUT": 27,
  "BRAC_SO_CORESDK_LOWDELAYCTRL": 28,
  "BRAC_SO_PROXY_FUNCTIONCTRL": 50,
  "BRAC_SO_AUDIO_VADCTRL": 1,
  "BRAC_SO_AUDIO_NSCTRL": 2,
  "BRAC_SO_AUDIO_ECHOCTRL": 3,
  "BRAC_SO_AUDIO_AGCCTRL": 4,
  "BRAC_SO_AUDIO_CAPTUREMODE": 5,
  "BRAC_SO_AUDIO_MICBOOST": 6,
  "BRAC_SO_AUDIO_AUTOPARAM": 7,
  "BRAC_SO_AUDIO_MONOBITRATE": 8,
  "BRAC_SO_AUDIO_STEREOBITRATE": 9,
  "BRAC_SO_AUDIO_PLAYDRVCTRL": 70,
  "BRAC_SO_AUDIO_CNGCTRL": 71,
  "BRAC_SO_AUDIO_CODECID": 72,
  "BRAC_SO_AUDIO_SOFTVOLMODE": 73,
  "BRAC_SO_AUDIO_RECORDDRVCTRL": 74,
  "BRAC_SO_PROXY_AUDIOCTRL": 52,
  "BRAC_SO_LOCALVIDEO_BITRATECTRL": 30,
  "BRAC_SO_LOCALVIDEO_QUALITYCTRL": 31,
  "BRAC_SO_LOCALVIDEO_GOPCTRL": 32,
  "BRAC_SO_LOCALVIDEO_FPSCTRL": 33,
  "BRAC_SO_LOCALVIDEO_PRESETCTRL": 34,
  "BRAC_SO_LOCALVIDEO_APPLYPARAM": 35,
  "BRAC_SO_LOCALVIDEO_VIDEOSIZEPOLITIC": 36,
  "BRAC_SO_LOCALVIDEO_DEINTERLACE": 37,
  "BRAC_SO_LOCALVIDEO_WIDTHCTRL": 38,
  "BRAC_SO_LOCALVIDEO_HEIGHTCTRL": 39,
  "BRAC_SO_LOCALVIDEO_FOCUSCTRL": 90,
  "BRAC_SO_LOCALVIDEO_PIXFMTCTRL": 91,
  "BRAC_SO_LOCALVIDEO_OVERLAY": 92,
  "BRAC_SO_LOCALVIDEO_CODECID": 93,
  "BRAC_SO_LOCALVIDEO_ROTATECTRL": 94,
  "BRAC_SO_LOCALVIDEO_CAPDRIVER": 95,
  "BRAC_SO_LOCALVIDEO_FIXCOLORDEVIA": 96,
  "BRAC_SO_LOCALVIDEO_TVFORMAT": 104,
  "BRAC_SO_LOCALVIDEO_OVERLAYTIMESTAMP": 105,
  "BRAC_SO_LOCALVIDEO_DEVICENAME": 106,
  "BRAC_SO_PROXY_VIDEOCTRL": 51,
  "BRAC_SO_RECORD_VIDEOBR": 10,
  "BRAC_SO_RECORD_AUDIOBR": 11,
  "BRAC_SO_RECORD_TMPDIR": 12,
  "BRAC_SO_SNAPSHOT_TMPDIR": 13,
  "BRAC_SO_RECORD_FILETYPE": 140,
  "BRAC_SO_RECORD_WIDTH": 141,
  "BRAC_SO_RECORD_HEIGHT": 142,
  "BRAC_SO_RECORD_FILENAMERULE": 143,
  "BRAC_SO_RECORD_CLIPMODE": 144,
  "BRAC_SO_RECORD_DISABLEDATEDIR": 145,
  "BRAC_SO_STREAM_MAXBUFFERTIME": 60,
  "BRAC_SO_STREAM_SMOOTHPLAYMODE": 61,
  "BRAC_SO_NETWORK_P2PPOLITIC": 40,
  "BRAC_SO_NETWORK_P2PCONNECT": 41,
  "BRAC_SO_NETWORK_P2PBREAK": 42,
  "BRAC_SO_NETWORK_TCPSERVICEPORT": 43,
  "BRAC_SO_NETWORK_UDPSERVICEPORT": 44,
  "BRAC_SO_NETWORK_MULTICASTPOLITIC": 45,
  "BRAC_SO_NETWORK_TRANSBUFMAXBITRATE": 46,
  "BRAC_SO_NETWORK_AUTORECONNECT": 47,
  "BRAC_SO_UDPTRACE_MODE": 160,
  "BRAC_SO_UDPTRACE_PACKSIZE": 161,
  "BRAC_SO_UDPTRACE_BITRATE": 162,
  "BRAC_SO_UDPTRACE_START": 163,
  "BRAC_SO_UDPTRACE_LOCALRCVNUM": 164,
  "BRAC_SO_UDPTRACE_LOCALRECVNUM": 164,
  "BRAC_SO_UDPTRACE_SERVERRCVNUM": 165,
  "BRAC_SO_UDPTRACE_SERVERRECVNUM": 165,
  "BRAC_SO_UDPTRACE_SOURCESENDNUM": 166,
  "BRAC_SO_UDPTRACE_SENDUSERID": 167,
  "BRAC_SO_VIDEOSHOW_MODECTRL": 80,
  "BRAC_SO_VIDEOSHOW_SETPRIMARYUSER": 81,
  "BRAC_SO_VIDEOSHOW_SETOVERLAYUSER": 82,
  "BRAC_SO_VIDEOSHOW_DRIVERCTRL": 83,
  "BRAC_SO_VIDEOSHOW_CLIPMODE": 86,
  "BRAC_SO_ENABLEWEBSERVICE": 11002,
  "BRAC_SO_LOCALPATH2URL": 11003,
  "BRAC_SO_GETTASKPATHNAME": 11004,
  "BRAC_SO_OBJECT_INITFLAGS": 200,
  "BRAC_SO_CLOUD_APPGUID": 300,
  "BRAC_SO_CORESDK_SCREENCAMERACTRL": 131,
  "BRAC_SO_VIDEOBKIMAGE": 11006,
  "BRAC_DEVICE_VIDEOCAPTURE": 1,
  "BRAC_DEVICE_AUDIOCAPTURE": 2,
  "BRAC_DEVICE_AUDIOPLAYBACK": 3,
  "BRAC_AD_WAVEIN": 0,
  "BRAC_AD_WAVEOUT": 1,
  "BRAC_STREAMINFO_VIDEOWIDTH": 180,
  "BRAC_STREAMINFO_VIDEOHEIGHT": 181,
  "BRAC_STREAMINFO_VIDEOFPS": 182,
  "BRAC_STREAMINFO_VIDEOBITRATE": 183,
  "BRAC_STREAMINFO_VIDEOCODECID": 184,
  "BRAC_STREAMINFO_VIDEOPACKLOSSRATE": 185,
  "BRAC_STREAMINFO_ADUIOCHANNELS": 190,
  "BRAC_STREAMINFO_AUDIOCHANNELS": 190,
  "BRAC_STREAMINFO_AUDIOSAMPLERATE": 191,
  "BRAC_STREAMINFO_AUDIOBITRATE": 192,
  "BRAC_STREAMINFO_AUDIODECODECID": 193,
  "BRAC_STREAMINFO_AUDIOCODECID": 193,
  "BRAC_STREAMINFO_AUDIOPACKLOSSRATE": 194,
  "BRAC_USERSTATE_CAMERA": 1,
  "BRAC_USERSTATE_HOLDMIC": 2,
  "BRAC_USERSTATE_SPEAKVOLUME": 3,
  "BRAC_USERSTATE_RECORDING": 4,
  "BRAC_USERSTATE_LEVEL": 5,
  "BRAC_USERSTATE_NICKNAME": 6,
  "BRAC_USERSTATE_LOCALIP": 7,
  "BRAC_USERSTATE_INTERNETIP": 8,
  "BRAC_USERSTATE_VIDEOBITRATE": 9,
  "BRAC_USERSTATE_AUDIOBITRATE": 10,
  "BRAC_USERSTATE_P2PCONNECT": 11,
  "BRAC_USERSTATE_NETWORKSTATUS": 12,
  "BRAC_USERSTATE_VIDEOSIZE": 13,
  "BRAC_USERSTATE_PACKLOSSRATE": 14,
  "BRAC_USERSTATE_DEVICETYPE": 15,
  "BRAC_RECORD_FLAGS_VIDEO": 1,
  "BRAC_RECORD_FLAGS_AUDIO": 2,
  "BRAC_RECORD_FLAGS_SERVER": 4,
  "BRAC_RECORD_FLAGS_MIXAUDIO": 16,
  "BRAC_RECORD_FLAGS_MIXVIDEO": 32,
  "BRAC_RECORD_FLAGS_ABREAST": 256,
  "BRAC_RECORD_FLAGS_STEREO": 512,
  "BRAC_RECORD_FLAGS_SNAPSHOT": 1024,
  "BRAC_RECORD_FLAGS_LOCALCB": 2048,
  "BRAC_RECORD_FLAGS_STREAM": 4096,
  "BRAC_RECORD_FLAGS_USERFILENAME": 8192,
  "ANYCHAT_RECORD_FLAGS_SNAPSHOT": 1024,
  "ANYCHAT_RECORD_FLAGS_VIDEO": 1,
  "ANYCHAT_RECORD_FLAGS_AUDIO": 2,
  "ANYCHAT_RECORD_FLAGS_SERVER": 4,
  "ANYCHAT_RECORD_FLAGS_MIXAUDIO": 16,
  "ANYCHAT_RECORD_FLAGS_MIXVIDEO": 32,
  "ANYCHAT_RECORD_FLAGS_ABREAST": 256,
  "ANYCHAT_RECORD_FLAGS_STEREO": 512,
  "ANYCHAT_RECORD_FLAGS_LOCALCB": 2048,
  "ANYCHAT_RECORD_FLAGS_STREAM": 4096,
  "ANYCHAT_OBJECT_TYPE_AREA": 4,
  "ANYCHAT_OBJECT_TYPE_QUEUE": 5,
  "ANYCHAT_OBJECT_TYPE_AGENT": 6,
  "ANYCHAT_OBJECT_TYPE_CLIENTUSER": 8,
  "ANYCHAT_OBJECT_FLAGS_CLIENT": 0,
  "ANYCHAT_OBJECT_FLAGS_AGENT": 2,
  "ANYCHAT_OBJECT_FLAGS_MANANGER": 4,
  "ANYCHAT_INVALID_OBJECT_ID": -1,
  "ANYCHAT_OBJECT_INFO_FLAGS": 7,
  "ANYCHAT_OBJECT_INFO_NAME": 8,
  "ANYCHAT_OBJECT_INFO_PRIORITY": 9,
  "ANYCHAT_OBJECT_INFO_ATTRIBUTE": 10,
  "ANYCHAT_OBJECT_INFO_DESCRIPTION": 11,
  "ANYCHAT_OBJECT_INFO_INTTAG": 12,
  "ANYCHAT_OBJECT_INFO_STRINGTAG": 13,
  "ANYCHAT_AREA_INFO_AGENTCOUNT": 401,
  "ANYCHAT_AREA_INFO_GUESTCOUNT": 402,
  "ANYCHAT_AREA_INFO_QUEUEUSERCOUNT": 403,
  "ANYCHAT_AREA_INFO_QUEUECOUNT": 404,
  "ANYCHAT_QUEUE_INFO_MYSEQUENCENO": 501,
  "ANYCHAT_QUEUE_INFO_BEFOREUSERNUM": 502,
  "ANYCHAT_QUEUE_INFO_MYENTERQUEUEUETIME": 503,
  "ANYCHAT_QUEUE_INFO_MYENTERQUEUETIME": 503,
  "ANYCHAT_QUEUE_INFO_LENGTH": 504,
  "ANYCHAT_QUEUE_INFO_WAITTIMESECOND": 508,
  "ANYCHAT_AGENT_INFO_SERVICESTATUS": 601,
  "ANYCHAT_AGENT_INFO_SERVICEUSERID": 602,
  "ANYCHAT_AGENT_INFO_SERVICEBEGINTIME": 603,
  "ANYCHAT_AGENT_INFO_SERVICETOTALTIME": 604,
  "ANYCHAT_AGENT_INFO_SERVICETOTALNUM": 605,
  "ANYCHAT_AGENT_STATUS_CLOSEED": 0,
  "ANYCHAT_AGENT_STATUS_WAITTING": 1,
  "ANYCHAT_AGENT_STATUS_WORKING": 2,
  "ANYCHAT_AGENT_STATUS_PAUSED": 3,
  "ANYCHAT_OBJECT_CTRL_CREATE": 2,
  "ANYCHAT_OBJECT_CTRL_SYNCDATA": 3,
  "ANYCHAT_OBJECT_CTRL_DEBUGOUTPUT": 4,
  "ANYCHAT_AREA_CTRL_USERENTER": 401,
  "ANYCHAT_AREA_CTRL_USERLEAVE": 402,
  "ANYCHAT_QUEUE_CTRL_USERENTER": 501,
  "ANYCHAT_QUEUE_CTRL_USERLEAVE": 502,
  "ANYCHAT_AGENT_CTRL_SERVICESTATUS": 601,
  "ANYCHAT_AGENT_CTRL_SERVICEREQUEST": 602,
  "ANYCHAT_AGENT_CTRL_FINISHSERVICE": 604,
  "ANYCHAT_AGENT_CTRL_EVALUATION": 605,
  "ANYCHAT_OBJECT_EVENT_UPDATE": 1,
  "ANYCHAT_OBJECT_EVENT_SYNCDATAFINISH": 2,
  "ANYCHAT_AREA_EVENT_STATUSCHANGE": 401,
  "ANYCHAT_AREA_EVENT_ENTERRESULT": 402,
  "ANYCHAT_AREA_EVENT_USERENTER": 403,
  "ANYCHAT_AREA_EVENT_USERLEAVE": 404,
  "ANYCHAT_AREA_EVENT_LEAVERESULT": 405,
  "ANYCHAT_QUEUE_EVENT_STATUSCHANGE": 501,
  "ANYCHAT_QUEUE_EVENT_ENTERRESULT": 502,
  "ANYCHAT_QUEUE_EVENT_USERENTER": 503,
  "ANYCHAT_QUEUE_EVENT_USERLEAVE": 504,
  "ANYCHAT_QUEUE_EVENT_LEAVERESULT": 505,
  "ANYCHAT_AGENT_EVENT_STATUSCHANGE": 601,
  "ANYCHAT_AGENT_EVENT_SERVICENOTIFY": 602,
  "ANYCHAT_AGENT_EVENT_WAITINGUSER": 603,
  "BRAC_VIDEOCALL_EVENT_START": 3,
  "BRAC_VIDEOCALL_EVENT_REQUEST": 1,
  "BRAC_VIDEOCALL_EVENT_REPLY": 2,
  "BRAC_VIDEOCALL_EVENT_FINISH": 4,
  "BRAC_VIDEOCALL_FLAGS_AUDIO": 1,
  "BRAC_VIDEOCALL_FLAGS_VIDEO": 2,
  "BRAC_VIDEOCALL_FLAGS_FBSRCAUDIO": 16,
  "BRAC_VIDEOCALL_FLAGS_FBSRCVIDEO": 32,
  "BRAC_VIDEOCALL_FLAGS_FBTARAUDIO": 64,
  "BRAC_VIDEOCALL_FLAGS_FBTARVIDEO": 128,
  "TRANSTASK_PROGRESS": 1,
  "BRAC_TRANSTASK_PROGRESS": 1,
  "TRANSTASK_BITRATE": 2,
  "BRAC_TRANSTASK_BITRATE": 2,
  "TRANSTASK_STATUS": 3,
  "BRAC_TRANSTASK_STATUS": 3,
  "WM_GV": 1224,
  "WM_GV_CONNECT": 1225,
  "WM_GV_LOGINSYSTEM": 1226,
  "WM_GV_ENTERROOM": 1227,
  "WM_GV_MICSTATECHANGE": 1228,
  "WM_GV_USERATROOM": 1229,
  "WM_GV_LINKCLOSE": 1230,
  "WM_GV_ONLINEUSER": 1231,
  "WM_GV_CAMERASTATE": 1235,
  "WM_GV_P2PCONNECTSTATE": 1238,
  "WM_GV_VIDEOSIZECHG": 1239,
  "WM_GV_USERINFOUPDATE": 1240,
  "WM_GV_FRIENDSTATUS": 1241,
  "WM_GV_PRIVATEREQUEST": 1245,
  "WM_GV_PRIVATEECHO": 1246,
  "WM_GV_PRIVATEEXIT": 1247,
} as const;

export const ANYCHAT_ERRORS = {
} as const;

export interface AnyChatFunctions {
  BRAC_AudioGetVolume(device?: number): number;
  BRAC_AudioSetVolume(device?: number, dwVolume?: number): number;
  BRAC_CancelTransTask(dwUserId?: number, dwTaskId?: number): number;
  BRAC_ChangeChatMode(dwChatMode?: number): number;
  BRAC_Connect(lpServerAddr?: string, dwPort?: number): number;
  BRAC_EnterRoom(dwRoomid?: number, lpRoomPass?: string, dwParam?: number): number;
  BRAC_EnterRoomEx(lpRoomName?: string, lpRoomPass?: string): number;
  BRAC_EnumDevices(dwDeviceType?: number): string[];
  BRAC_GetCameraState(dwUserId?: number): number;
  BRAC_GetCurrentDevice(dwDeviceType?: number): string;
  BRAC_GetFriendStatus(dwFriendUserId?: number): number;
  BRAC_GetGroupFriends(dwGroupId?: number): number[];
  BRAC_GetGroupName(dwGroupId?: number): string;
  BRAC_GetOnlineUser(): number[];
  BRAC_GetRoomOnlineUsers(dwRoomid?: number): number[];
  BRAC_GetSDKOptionInt(optname?: number): number;
  BRAC_GetSDKOptionString(optname?: number): string;
  BRAC_GetSDKOptionStringEx(optname?: number, strValue?: string, dwFlags?: number): string;
  BRAC_GetSpeakState(dwUserId?: number): number;
  BRAC_GetUserChatMode(dwUserId?: number): number;
  BRAC_GetUserFriends(): number[];
  BRAC_GetUserGroups(): number[];
  BRAC_GetUserInfo(dwUserId?: number, dwInfoId?: number): string;
  BRAC_GetUserLevel(dwUserId?: number): number;
  BRAC_GetUserName(dwUserId?: number): string;
  BRAC_GetUserStreamInfo(dwUserId?: number, dwStreamIndex?: number, infoname?: number): number | string;
  BRAC_GetUserStreamInfoInt(dwUserId?: number, dwStreamIndex?: number, infoname?: number): number;
  BRAC_GetUserStreamInfoString(dwUserId?: number, dwStreamIndex?: number, infoname?: number): string;
  BRAC_GetVersion(type?: number): string;
  BRAC_InitSDK(apilevel?: string): number;
  BRAC_LeaveRoom(dwRoomid?: number): number;
  BRAC_Login(lpUserName?: string, lpPassword?: string, dwParam?: number): number;
  BRAC_LoginEx(lpNickName?: string, dwUserId?: number, lpStrUserId?: string, lpAppId?: string, dwTimeStamp?: number, lpSigStr?: string, lpStrParam?: string): number;
  BRAC_Logout(): number;
  BRAC_MultiCastControl(lpMultiCastAddr?: string, dwPort?: number, lpNicAddr?: string, dwTTL?: number, dwFlags?: number): number;
  BRAC_ObjectControl(dwObjectType?: number, dwObjectId?: number, dwCtrlCode?: number, dwParam1?: number, dwParam2?: number, dwParam3?: number, dwParam4?: number, strParam?: string): number;
  BRAC_ObjectGetIdList(dwObjectType?: number): number[];
  BRAC_ObjectGetIntValue(dwObjectType?: number, dwObjectId?: number, dwInfoName?: number): number;
  BRAC_ObjectGetStringValue(dwObjectType?: number, dwObjectId?: number, dwInfoName?: number): string;
  BRAC_ObjectSetIntValue(dwObjectType?: number, dwObjectId?: number, dwInfoName?: number, value?: number): number;
  BRAC_ObjectSetStringValue(dwObjectType?: number, dwObjectId?: number, dwInfoName?: number, value?: string): number;
  BRAC_ObjectSetValue(dwObjectType: number, dwObjectId: number, dwInfoName: number, value: number | string): number;
  BRAC_PrivateChatEcho(dwUserId?: number, dwRequestId?: number, bAccept?: number): number;
  BRAC_PrivateChatEchoEx(dwUserId?: number, dwRequestId?: number, dwErrorCode?: number): number;
  BRAC_PrivateChatExit(dwUserId?: number): number;
  BRAC_PrivateChatRequest(dwUserId?: number): number;
  BRAC_QueryTransTaskInfo(dwUserId?: number, dwTaskId?: number, infoname?: number): number;
  BRAC_QueryUserState(dwUserId?: number, infoname?: number): number | string;
  BRAC_QueryUserStateInt(dwUserId?: number, infoname?: number): number;
  BRAC_QueryUserStateString(dwUserId?: number, infoname?: number): string;
  BRAC_Release(): void;
  BRAC_SelectVideoCapture(dwDeviceType?: number, szCaptureName?: string): number;
  BRAC_SendSDKFilterData(lpBuf?: string): number;
  BRAC_SendTextMessage(dwUserId?: number, bSecret?: number, lpMsgBuf?: string): number;
  BRAC_SetSDKOption(optname: number, value: number | string): number;
  BRAC_SetSDKOptionInt(optname?: number, value?: number): number;
  BRAC_SetSDKOptionString(optname?: number, value?: string): number;
  BRAC_SetServerAuthPass(lpPassword?: string): number;
  BRAC_SetUserStreamInfo(dwUserId: number, dwStreamIndex: number, infoname: number, value: number | string): number;
  BRAC_SetVideoPos(userid: number, parentobj: Element | string, videoid?: string): number;
  BRAC_SetVideoPosEx(userid: number, parentobj: Element | string, id?: string, streamindex?: number): number;
  BRAC_ShowLVProperty(szCaption?: string): number;
  BRAC_SnapShot(dwUserId?: number, dwFlags?: number, dwParam?: number): number;
  BRAC_StreamRecordCtrl(dwUserId?: number, bStartRecord?: number, dwFlags?: number, dwParam?: number): number;
  BRAC_StreamRecordCtrlEx(dwUserId?: number, bStartRecord?: number, dwFlags?: number, dwParam?: number, lpUserStr?: string): number;
  BRAC_TransBuffer(dwUserId: number, lpBuf: string): number;
  BRAC_TransBufferEx(dwUserId: number, lpBuf: string, wParam?: number, lParam?: number, dwFlags?: number): number;
  BRAC_TransFile(dwUserId?: number, lpLocalPathName?: string, wParam?: number, lParam?: number, dwFlags?: number): number;
  BRAC_UserCameraControl(dwUserId?: number, bOpen?: number): number;
  BRAC_UserCameraControlEx(dwUserId?: number, bOpen?: number, dwStreamIndex?: number, dwFlags?: number, szStrParam?: string): number;
  BRAC_UserInfoControl(dwUserId?: number, dwCtrlCode?: number, wParam?: number, lParam?: number, lpStrValue?: string): number;
  BRAC_UserSpeakControl(dwUserId?: number, bOpen?: number): number;
  BRAC_VideoCallControl(dwEventType?: number, dwUserId?: number, dwErrorCode?: number, dwFlags?: number, dwParam?: number, lpUserStr?: string): number;
}
