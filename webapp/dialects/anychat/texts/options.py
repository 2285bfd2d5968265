"""Every option of the SDK (BRAC_SO_*), in both languages."""

from __future__ import annotations

from webapp.dialects.reference import Text

# Kept and read back, but a browser has no such thing.
NOTHING: Text = (" (no effect in a browser)", "（在浏览器中不起作用）")


def kept(english: str, chinese: str) -> Text:
    """An option that is stored and read back, and does nothing."""
    return english + NOTHING[0], chinese + NOTHING[1]


OPTIONS: dict[str, Text] = {
    "BRAC_SO_CORESDK_TMPDIR": kept("directory for temporary files", "临时文件目录"),
    "BRAC_SO_CORESDK_MAGICADJUST": kept("internal adjustment", "内核调试参数"),
    "BRAC_SO_CORESDK_LOADCODEC": kept("codec library to load", "加载外部编解码器"),
    "BRAC_SO_CORESDK_USEARMV6LIB": kept("ARMv6 libraries", "使用 ARMv6 库"),
    "BRAC_SO_CORESDK_USEHWCODEC": kept("hardware codecs", "使用硬件编解码"),
    "BRAC_SO_CORESDK_REMOTEDEBUG": kept("remote debugging of a user", "远程调试用户"),
    "BRAC_SO_CORESDK_PATH": kept("directory of the client's parts", "组件所在目录"),
    "BRAC_SO_CORESDK_DUMPCOREINFO": kept("write the client's state to the log", "将内核信息写入日志"),
    "BRAC_SO_CORESDK_MAINVERSION": ("main version, read only", "主版本号，只读"),
    "BRAC_SO_CORESDK_SUBVERSION": ("sub version, read only", "从版本号，只读"),
    "BRAC_SO_CORESDK_BUILDTIME": ("build time, a text, read only", "编译时间，字符串，只读"),
    "BRAC_SO_CORESDK_ACTIVESTATE": (
        "1 the page is in front, 0 in the background: what the browser says, or what the page has set",
        "1 前台，0 后台；未设置时为浏览器的实际状态",
    ),
    "BRAC_SO_CORESDK_EXTVIDEOINPUT": kept("pictures from outside", "外部视频输入"),
    "BRAC_SO_CORESDK_EXTAUDIOINPUT": kept("sound from outside", "外部音频输入"),
    "BRAC_SO_CORESDK_LOWDELAYCTRL": (
        "1 plays what is received with the shortest delay",
        "1 以最短延迟播放接收的音视频",
    ),
    "BRAC_SO_CORESDK_SCREENCAMERACTRL": ("1 offers the screen as a camera", "1 将桌面作为摄像头提供"),
    "BRAC_SO_PROXY_FUNCTIONCTRL": kept("act as a proxy", "代理功能开关"),
    "BRAC_SO_PROXY_AUDIOCTRL": kept("user whose sound is replaced", "代理其音频的用户"),
    "BRAC_SO_PROXY_VIDEOCTRL": kept("user whose picture is replaced", "代理其视频的用户"),
    "BRAC_SO_AUDIO_VADCTRL": (
        "voice detection: 1 sends nothing while nobody speaks",
        "静音检测：1 表示无人说话时不发送",
    ),
    "BRAC_SO_AUDIO_NSCTRL": ("noise suppression on or off", "噪音抑制开关"),
    "BRAC_SO_AUDIO_ECHOCTRL": ("echo cancellation on or off", "回音消除开关"),
    "BRAC_SO_AUDIO_AGCCTRL": ("automatic gain on or off", "自动增益开关"),
    "BRAC_SO_AUDIO_CAPTUREMODE": (
        "what is captured: 0 speech, 1 singing, 2 karaoke, 3 line in; all but speech in two channels, without what spoils music",
        "采集模式：0 发言，1 放歌，2 卡拉 OK，3 线路输入；除发言外均为双声道，且不做有损音乐的处理",
    ),
    "BRAC_SO_AUDIO_MICBOOST": ("microphone boost: 1 is ten decibels louder", "麦克风增强：1 提高 10 分贝"),
    "BRAC_SO_AUDIO_AUTOPARAM": (
        "1: options 1 to 4, 8 and 9 follow from the capture mode alone",
        "1 表示选项 1 至 4、8、9 只由采集模式决定",
    ),
    "BRAC_SO_AUDIO_MONOBITRATE": ("highest bit rate of one channel, bps", "单声道最高码率，bps"),
    "BRAC_SO_AUDIO_STEREOBITRATE": ("highest bit rate of two channels, bps", "双声道最高码率，bps"),
    "BRAC_SO_AUDIO_PLAYDRVCTRL": kept("playback driver", "播放驱动"),
    "BRAC_SO_AUDIO_RECORDDRVCTRL": kept("capture driver", "采集驱动"),
    "BRAC_SO_AUDIO_CNGCTRL": kept("comfort noise", "舒适噪音"),
    "BRAC_SO_AUDIO_CODECID": kept("audio codec; -1 the default", "音频编码器，-1 为默认"),
    "BRAC_SO_AUDIO_SOFTVOLMODE": kept("volume in software", "软件音量模式"),
    "BRAC_SO_LOCALVIDEO_BITRATECTRL": (
        "bit rate of one's own video, bps; 0 leaves it to the quality; like all video options at once on an open camera",
        "本地视频码率，bps；0 为质量优先；与其他视频参数一样，对已打开的摄像头立即生效",
    ),
    "BRAC_SO_LOCALVIDEO_QUALITYCTRL": (
        "quality 1 (poor) to 5 (best): bits per pixel while no bit rate is set",
        "质量 1（差）至 5（最好）：未设置码率时每像素的比特数",
    ),
    "BRAC_SO_LOCALVIDEO_GOPCTRL": (
        "frames from one key frame to the next; 0: only when a viewer needs one",
        "关键帧间隔（帧）；0 表示仅在观看者需要时发送",
    ),
    "BRAC_SO_LOCALVIDEO_FPSCTRL": ("frames per second", "帧率"),
    "BRAC_SO_LOCALVIDEO_PRESETCTRL": (
        "1 to 5, what gives way on a slow machine or network: 1 and 2 the size, 3 both, 4 and 5 the frame rate",
        "编码预设 1 至 5，机器或网络较慢时的取舍：1、2 降低分辨率，3 两者兼顾，4、5 降低帧率",
    ),
    "BRAC_SO_LOCALVIDEO_APPLYPARAM": (
        "1 applies what was set (it is already in effect), 0 returns size, rates, quality and preset to the defaults",
        "1 使设置生效（设置时已生效），0 将分辨率、帧率、码率、质量和预设恢复为默认值",
    ),
    "BRAC_SO_LOCALVIDEO_VIDEOSIZEPOLITIC": (
        "if the camera has not that size: 0 the nearest it has, 1 the usual 640 x 480",
        "摄像头不支持所设分辨率时：0 取最接近的，1 取通用的 640 x 480",
    ),
    "BRAC_SO_LOCALVIDEO_DEINTERLACE": kept("de-interlacing", "反交织"),
    "BRAC_SO_LOCALVIDEO_WIDTHCTRL": (
        "width of the picture; read while the camera is open: what it captures",
        "采集宽度；摄像头打开时读到的是实际采集值",
    ),
    "BRAC_SO_LOCALVIDEO_HEIGHTCTRL": (
        "height of the picture; read while the camera is open: what it captures",
        "采集高度；摄像头打开时读到的是实际采集值",
    ),
    "BRAC_SO_LOCALVIDEO_FOCUSCTRL": (
        "1 focuses by itself, 0 by hand; a camera that cannot reads 0",
        "1 自动对焦，0 手动；不支持对焦的摄像头读到 0",
    ),
    "BRAC_SO_LOCALVIDEO_PIXFMTCTRL": kept("pixel format; -1 automatic", "像素格式，-1 自动"),
    "BRAC_SO_LOCALVIDEO_OVERLAY": kept("overlay mode", "Overlay 模式"),
    "BRAC_SO_LOCALVIDEO_CODECID": (
        "video codec of one's own picture, where all who see it decode it: 1 H.264, 2 VP8, 3 VP9, 4 AV1; -1: the server's choice",
        "本地视频编码器（所有观看者都能解码时生效）：1 H.264，2 VP8，3 VP9，4 AV1；-1 由服务器与浏览器协商",
    ),
    "BRAC_SO_LOCALVIDEO_ROTATECTRL": (
        "1 turns one's own picture upside down; 90, 180 and 270 turn it clockwise, for everybody; 0 does not",
        "1 垂直翻转本地视频；90、180、270 顺时针旋转，对所有人有效；0 不旋转",
    ),
    "BRAC_SO_LOCALVIDEO_CAPDRIVER": kept("capture driver", "采集驱动"),
    "BRAC_SO_LOCALVIDEO_FIXCOLORDEVIA": kept("colour correction", "修正偏色"),
    "BRAC_SO_LOCALVIDEO_TVFORMAT": kept("TV format", "电视制式"),
    "BRAC_SO_LOCALVIDEO_OVERLAYTIMESTAMP": (
        "1 writes date and time of this machine onto one's own picture, for everybody",
        "1 在本地视频上叠加本机日期和时间，对所有人有效",
    ),
    "BRAC_SO_LOCALVIDEO_DEVICENAME": ("camera to open, by name", "要打开的摄像头名称"),
    "BRAC_SO_RECORD_VIDEOBR": ("video bit rate of recordings, bps", "录像视频码率，bps"),
    "BRAC_SO_RECORD_AUDIOBR": ("audio bit rate of recordings, bps", "录像音频码率，bps"),
    "BRAC_SO_RECORD_TMPDIR": kept("directory of recordings", "录像目录"),
    "BRAC_SO_SNAPSHOT_TMPDIR": kept("directory of pictures", "拍照目录"),
    "BRAC_SO_RECORD_FILETYPE": ("format: 0 MP4, 1 WMV, 2 FLV, 3 MP3", "文件格式：0 MP4，1 WMV，2 FLV，3 MP3"),
    "BRAC_SO_RECORD_WIDTH": ("width of recordings", "录像宽度"),
    "BRAC_SO_RECORD_HEIGHT": ("height of recordings", "录像高度"),
    "BRAC_SO_RECORD_FILENAMERULE": ("how recordings are named", "录像文件命名规则"),
    "BRAC_SO_RECORD_CLIPMODE": ("how pictures are fitted into a recording", "录像画面裁剪模式"),
    "BRAC_SO_RECORD_DISABLEDATEDIR": kept(
        "1: no folder per day; there never is one", "1 表示不按日期建目录；本服务器从不建"
    ),
    "BRAC_SO_STREAM_MAXBUFFERTIME": (
        "how long received streams are held back to be played evenly, ms",
        "接收流的缓冲时间，毫秒",
    ),
    "BRAC_SO_STREAM_SMOOTHPLAYMODE": (
        "1 plays on over lost packets: received streams are held back for 400 ms, or the buffer time if that is shorter",
        "1 平滑播放：缓冲 400 毫秒，若最大缓冲时间更短则以其为准",
    ),
    "BRAC_SO_NETWORK_P2PPOLITIC": (
        "direct paths: 0 never, 1 the server decides, 2 the application, 3 on demand",
        "P2P 策略：0 禁止，1 服务器决定，2 应用决定，3 按需",
    ),
    "BRAC_SO_NETWORK_P2PCONNECT": ("try a direct path to this user", "与该用户建立 P2P"),
    "BRAC_SO_NETWORK_P2PBREAK": ("end the direct path to this user", "断开与该用户的 P2P"),
    "BRAC_SO_NETWORK_TCPSERVICEPORT": kept("local TCP port", "本地 TCP 端口"),
    "BRAC_SO_NETWORK_UDPSERVICEPORT": kept("local UDP port", "本地 UDP 端口"),
    "BRAC_SO_NETWORK_MULTICASTPOLITIC": kept("multicast policy", "组播策略"),
    "BRAC_SO_NETWORK_TRANSBUFMAXBITRATE": (
        "limit for files and buffers, both ways, bps; 0 none",
        "文件与缓冲区收发码率上限，bps；0 不限",
    ),
    "BRAC_SO_NETWORK_AUTORECONNECT": (
        "1: after a lost link the page is connected, logged in and in its room again by itself",
        "1 表示断线后自动重连、重新登录并进入原房间",
    ),
    "BRAC_SO_UDPTRACE_MODE": kept("UDP test: mode", "UDP 测试：模式"),
    "BRAC_SO_UDPTRACE_PACKSIZE": kept("UDP test: size of packets", "UDP 测试：包大小"),
    "BRAC_SO_UDPTRACE_BITRATE": kept("UDP test: rate", "UDP 测试：码率"),
    "BRAC_SO_UDPTRACE_START": kept("UDP test: 1 starts, 0 stops", "UDP 测试：1 开始，0 停止"),
    "BRAC_SO_UDPTRACE_LOCALRECVNUM": kept("UDP test: packets received here", "UDP 测试：本地接收包数"),
    "BRAC_SO_UDPTRACE_SERVERRECVNUM": kept("UDP test: packets received by the server", "UDP 测试：服务器接收包数"),
    "BRAC_SO_UDPTRACE_SOURCESENDNUM": kept("UDP test: packets sent", "UDP 测试：发送包数"),
    "BRAC_SO_UDPTRACE_SENDUSERID": kept("UDP test: who sends", "UDP 测试：发送者"),
    "BRAC_SO_VIDEOSHOW_MODECTRL": kept("0 one picture, 1 overlaid", "显示模式：0 单画面，1 叠加"),
    "BRAC_SO_VIDEOSHOW_SETPRIMARYUSER": kept("user of the main picture", "主画面用户"),
    "BRAC_SO_VIDEOSHOW_SETOVERLAYUSER": kept("user of the overlaid picture", "叠加画面用户"),
    "BRAC_SO_VIDEOSHOW_DRIVERCTRL": kept("display driver", "显示驱动"),
    "BRAC_SO_VIDEOSHOW_CLIPMODE": (
        "how pictures fit: 0 automatic, 1 fill, 2 shrink, 3 stretch, 4 dynamic",
        "画面裁剪：0 自动，1 充满，2 缩小，3 拉伸，4 动态",
    ),
    "BRAC_SO_VIDEOBKIMAGE": ("address of the picture shown where there is no video", "无视频时显示的背景图地址"),
    "BRAC_SO_ENABLEWEBSERVICE": kept("local web service", "本地 Web 服务"),
    "BRAC_SO_LOCALPATH2URL": ("makes an address of a path", "将路径转换为 URL"),
    "BRAC_SO_GETTASKPATHNAME": ("address of a finished task's file", "已完成任务的文件地址"),
    "BRAC_SO_OBJECT_INITFLAGS": (
        "as what one comes to areas: ANYCHAT_OBJECT_FLAGS_*",
        "业务对象身份：ANYCHAT_OBJECT_FLAGS_*",
    ),
    "BRAC_SO_CLOUD_APPGUID": ("the application's id, set before connecting", "应用编号，连接之前设置"),
}
