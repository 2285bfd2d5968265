"""Devices, settings and view components: fields and methods as "name type", English, Chinese."""

from __future__ import annotations

from webapp.dialects.reference import Text

Field = tuple[str, str, str]


def place(what: str, english: str, chinese: str) -> Field:
    """A method that reads a side without an argument and sets it with one."""
    return (
        f"{what}({what}?: number | string) => string | void",
        f"reads or sets the {english}",
        f"读取或设置{chinese}",
    )


VIEW: tuple[Field, ...] = (
    ("handler() => HTMLElement", "the element to put on the page, always the same", "放到页面上的元素，每次相同"),
    (
        "setVideo(UID: string, camID?: number | string, level?: 1 | 2) => void",
        "shows somebody's camera; 0 or an empty id shows nothing. The level changes nothing: the picture comes as large "
        "as the component is and the link carries",
        "显示某人的摄像头；编号为 0 或空则不显示。level 不起作用：画面大小自动适应组件尺寸和网络",
    ),
    ("getVideoID() => number", "the camera that is shown", "正在显示的摄像头"),
    ("setNickNameStyle(style: Partial<CSSStyleDeclaration>) => void", "CSS of the name", "昵称的 CSS 样式"),
    ("setNickNameContent(text: string) => void", "another text in the name's place", "替换昵称的文本"),
    ("setVisibleNickName(visible: boolean) => void", "shows or hides the name", "显示或隐藏昵称"),
    ("getVisibleNickName() => boolean", "whether the name is shown", "昵称是否显示"),
    ("dblClickFullScreen(on?: boolean | number) => boolean | void", "full screen by a double click", "双击全屏"),
    ("showVideoSize?(on: boolean) => void", "shows the picture's size upon it", "在画面上显示尺寸"),
    ("id(ID?: string) => string | void", "reads or sets the element's id", "读取或设置元素的 id"),
    ("destroy() => void", "takes the component away", "销毁组件"),
    ("savePic(fileName?: string) => void", "downloads the picture of the moment", "下载当前画面"),
    ("savePicToBase64(format?: string) => string", "the picture of the moment as a data URL", "当前画面的 data URL"),
    ("clear() => void", "shows nothing", "清空画面"),
    ("isPicEmpty() => 0 | 1", "0 when there is no picture", "没有画面时为 0"),
    place("width", "width", "宽度"),
    place("height", "height", "高度"),
    place("left", "left side", "左边距"),
    place("top", "upper side", "上边距"),
    ("show() => void", "shows the component", "显示组件"),
    ("hide() => void", "hides the component", "隐藏组件"),
)
MARK: Field = (
    "setMark?(options: CRVideo_MarkOptions) => void",
    "who may draw here, and with which pen",
    "是否允许标注及所用画笔",
)

UI: dict[str, tuple[Text, tuple[Field, ...]]] = {
    "CRVideo_VideoObj": (("A component that shows a camera.", "显示摄像头的组件。"), VIEW),
    "CRVideo_ScreenShareObj": (("A component that shows a shared screen.", "显示共享屏幕的组件。"), (*VIEW, MARK)),
    "CRVideo_MediaObj": (("A component that shows a played film.", "显示影音共享的组件。"), VIEW),
    "CRVideo_CreateUIParams": (
        ("How a component looks.", "组件的外观。"),
        (
            ("poster? string", "the picture that stands while there is none", "没有画面时显示的图片"),
            ("style? Partial<CSSStyleDeclaration>", "CSS of the video", "视频的 CSS 样式"),
        ),
    ),
    "CRVideo_MarkOptions": (
        ("A pen for drawing upon a shared screen.", "标注画笔。"),
        (
            ("allowMark? boolean", "whether one may draw", "是否允许标注"),
            ("type? number", "1 a pencil", "1 为铅笔"),
            ("strokeStyle? string", "its colour", "颜色"),
            ("lineWidth? number", "its width", "线宽"),
            ("cursor? string", "the CSS cursor", "CSS 光标"),
        ),
    ),
    "CRVideo_VideoInfoObj": (
        ("A camera.", "摄像头。"),
        (
            ("userID string", "whose", "所属用户"),
            ("videoID number", "its number, from 1", "编号，从 1 开始"),
            ("videoName string", "its name", "名称"),
        ),
    ),
    "CRVideo_MicInfoObj": (
        ("A microphone.", "麦克风。"),
        (("micID number", "its number", "编号"), ("micName string", "its name", "名称")),
    ),
    "CRVideo_SpeakerInfoObj": (
        ("A speaker.", "扬声器。"),
        (("speakerID number", "its number", "编号"), ("speakerName string", "its name", "名称")),
    ),
    "CRVideo_AudioCfg": (
        ("Devices and processing of sound.", "音频设备与处理。"),
        (
            ("micID number", "the microphone", "麦克风"),
            ("speakerID number", "the speaker", "扬声器"),
            ("autoGainControl boolean", "evens out loudness", "自动增益"),
            ("echoCancellation boolean", "removes echo", "回声消除"),
            ("noiseSuppression boolean", "removes noise", "降噪"),
            ("micVolume number", "0 silent, 100 as it is, more is louder", "0 静音，100 正常，更大更响"),
            ("speakerPause boolean", "the meeting is silenced here", "本机已静音会议"),
        ),
    ),
    "CRVideo_VideoCfg": (
        ("Size, shape and frame rate of the own picture.", "自己画面的尺寸、比例和帧率。"),
        (
            (
                "size CRVideo_VIDEO_SIZE",
                "1 360 lines, 2 480, 3 720, 4 1080",
                "1 为 360 行，2 为 480，3 为 720，4 为 1080",
            ),
            ("fps number", "5 to 30", "5 至 30"),
            ("ratio CRVideo_VIDEO_RATIO", "1 16:9, 2 4:3, 3 1:1, 4 3:4, 5 9:16", "1 16:9，2 4:3，3 1:1，4 3:4，5 9:16"),
            ("aspectRatio? number", "any other shape", "其他比例"),
            ("width? number", "width in pixels instead", "直接给出宽度"),
            ("height? number", "height in pixels instead", "直接给出高度"),
        ),
    ),
    "CRVideo_ScreenCfgObj": (
        ("How a screen is shared.", "屏幕共享的设置。"),
        (
            (
                "catchRect? { left: number; top: number; width: number; height: number } | null",
                "the part of the screen; null for all of it",
                "共享的区域，null 为全屏",
            ),
            ("maxFPS? number", "frames in a second at most", "最大帧率"),
            ("maxKbps? number", "kbit/s at most", "最大码率 kbps"),
        ),
    ),
    "CRVideo_MediaInfoObj": (
        ("What is played in the meeting.", "会议中播放的内容。"),
        (
            ("userID string", "who plays it", "播放者"),
            ("state CRVideo_MEDIA_STATE", "0 playing, 1 paused, 2 nothing", "0 播放，1 暂停，2 没有播放"),
            ("mediaName string", "its name", "名称"),
        ),
    ),
}
