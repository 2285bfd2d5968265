"""What the functions of sound, picture, sharing and recording do, in both languages; names without their prefix."""

from __future__ import annotations

from webapp.dialects.reference import Text

MEDIA: dict[str, dict[str, Text]] = {
    "audio": {
        "OpenMic": (
            "Opens the own microphone, or asks the page of a member whom you may moderate to open theirs. Everybody hears AudioStatusChanged.",
            "打开自己的麦克风；有权限时也可请他人的页面打开麦克风。所有人收到 AudioStatusChanged。",
        ),
        "CloseMic": (
            "Closes the own microphone, or that of a member whom you may moderate.",
            "关闭自己的麦克风，有权限时也可关闭他人的麦克风。",
        ),
        "GetAudioStatus": ("The state of a member's microphone.", "成员麦克风的状态。"),
        "SetAllAudioClose": ("Closes every microphone in the meeting.", "关闭会议中所有的麦克风。"),
        "GetAudioMicNames": ("The microphones of this machine.", "本机的麦克风。"),
        "GetAudioSpkNames": ("The speakers of this machine.", "本机的扬声器。"),
        "GetAudioCfg": ("Which devices are used and how sound is processed.", "当前使用的设备和音频处理设置。"),
        "SetAudioCfg": (
            "Chooses devices and processing; what is not named stays.",
            "选择设备和处理方式，未给出的项保持不变。",
        ),
        "PauseSpeaker": ("Silences the meeting on this machine.", "在本机静音会议的声音。"),
        "PlaySpeaker": ("Lets the meeting be heard again.", "恢复播放会议的声音。"),
        "OpenSpk": ("Lets a member hear the meeting.", "打开某个成员的扬声器。"),
        "CloseSpk": ("Keeps the meeting's sound from a member.", "关闭某个成员的扬声器。"),
        "GetAudioSubscribeMode": (
            "Whether others are heard as one mixed stream or each by themselves.",
            "接收声音的方式：合成一路或每人一路。",
        ),
        "SetAudioSubscribeMode": ("Chooses how others are heard.", "选择接收声音的方式。"),
        "SetAudioSubscribeList": (
            "Names those who are heard, or those who are not, where each is heard by themselves.",
            "每人一路时，指定要听或不听的成员。",
        ),
    },
    "video": {
        "OpenVideo": (
            "Opens the own default camera, or asks the page of a member whom you may moderate to open theirs. Everybody hears VideoStatusChanged.",
            "打开自己的默认摄像头；有权限时也可请他人的页面打开摄像头。所有人收到 VideoStatusChanged。",
        ),
        "CloseVideo": (
            "Closes the own cameras, or those of a member whom you may moderate.",
            "关闭自己的摄像头，有权限时也可关闭他人的摄像头。",
        ),
        "GetVideoStatus": ("The state of a member's cameras.", "成员摄像头的状态。"),
        "GetAllVideoInfo": ("The cameras of a member, open or not.", "成员的全部摄像头，无论是否打开。"),
        "GetDefaultVideo": ("Which camera of a member is the default one.", "成员的默认摄像头。"),
        "SetDefaultVideo": ("Makes another of the own cameras the default one.", "更换自己的默认摄像头。"),
        "GetOpenedVideoIDs": ("Which cameras of a member are open.", "成员已打开的摄像头。"),
        "SetEnableMutiVideo": (
            "Whether all cameras are open at once or the default one only.",
            "是否同时打开全部摄像头，否则只打开默认摄像头。",
        ),
        "GetVideoCfg": ("Size, shape and frame rate of the own picture.", "自己画面的尺寸、比例和帧率。"),
        "SetVideoCfg": (
            "Changes the own picture; what is not named stays.",
            "修改自己的画面设置，未给出的项保持不变。",
        ),
        "SetVirtualBackground": (
            "Puts a colour, a picture or a blur behind the person before the camera. It is computed in the browser, by a model of this server.",
            "把摄像头画面中人物的背景换成颜色、图片或虚化。由浏览器用本服务器提供的模型计算。",
        ),
        "AddStreamCam": (
            "Makes a MediaStream one more of the own cameras, open at once in a meeting; five of the page at most (904).",
            "把一个 MediaStream 作为自己的又一个摄像头，在会议中立即打开；网页最多五个（904）。",
        ),
        "RemoveStreamVideo": ("Takes such a camera away.", "移除这样的摄像头。"),
        "AddCanvasVCam": ("Makes a canvas one more of the own cameras.", "把一个 canvas 作为自己的又一个摄像头。"),
        "RemoveCanvasVCam": ("Takes such a camera away.", "移除这样的摄像头。"),
        "CreatVideoObj": (
            "Makes a component that shows a camera. Its handler() is put on the page, its setVideo() says whose camera.",
            "创建显示摄像头的组件：把 handler() 放到页面上，用 setVideo() 指定显示谁的摄像头。",
        ),
    },
    "sharing": {
        "CreatScreenShareObj": ("Makes a component that shows a shared screen.", "创建显示共享屏幕的组件。"),
        "SetScreenShareCfg": ("Changes how one's screen is shared.", "修改屏幕共享的设置。"),
        "StartScreenShare": (
            "Shares one's screen; one share in a meeting at a time. Who comes later is told too.",
            "共享屏幕，一个会议同时只能有一个共享。后来的成员也会收到通知。",
        ),
        "StopScreenShare": ("Ends the own share.", "结束自己的屏幕共享。"),
        "StartScreenMark": ("Starts drawing upon the shared screen.", "开始在共享屏幕上标注。"),
        "StopScreenMark": ("Ends the drawing.", "结束标注。"),
        "CreatMediaObj": (
            "Makes a component that shows a played film; StartPlayMedia plays by it.",
            "创建显示影音共享的组件，StartPlayMedia 也由它播放。",
        ),
        "StartPlayMedia": (
            "Plays a file or an address into the meeting, or only for yourself.",
            "向会议播放一个文件或地址，也可以只在本机播放。",
        ),
        "PausePlayMedia": ("Pauses what is played, or goes on.", "暂停或继续播放。"),
        "StopPlayMedia": ("Ends what is played.", "结束播放。"),
        "GetMediaInfo": ("What is being played in the meeting.", "会议中正在播放的内容。"),
    },
    "mixer": {
        "CreateCloudMixer": (
            "Starts a recording or a live stream on the server. The id is returned at once.",
            "在服务器上开始录制或直播推流，编号立即返回。",
        ),
        "UpdateCloudMixerContent": (
            "Changes what a running mixer shows, or whom it records.",
            "修改运行中混图器的画面内容或录制对象。",
        ),
        "DestroyCloudMixer": ("Ends a mixer; its files are finished then.", "结束混图器，随后生成文件。"),
        "GetAllCloudMixerInfo": ("The mixers of the meeting.", "会议中的混图器。"),
        "StopSvrMixer": (
            "Ends the own mixers. The older form of DestroyCloudMixer.",
            "结束自己的混图器，是 DestroyCloudMixer 的旧形式。",
        ),
    },
}
