"""The numbers that pages compare with, by the vendor's name of the list; values without a name have none in the manual.

Source: constants manual (microphone, camera, mixer, output), web docs for the others.
"""

from __future__ import annotations

from typing import Final

from webapp.dialects.reference import Text

Value = tuple[int | str, str, str, str]  # value, name, English, Chinese

ENUMS: Final[dict[str, tuple[Text, tuple[Value, ...]]]] = {
    "CRVideo_ASTATUS": (
        ("Microphone", "麦克风"),
        (
            (0, "AUNKNOWN", "not known", "状态不明"),
            (1, "ANULL", "there is none", "没有麦克风"),
            (2, "ACLOSE", "closed", "已关闭"),
            (3, "AOPEN", "open", "已打开"),
            (4, "AOPENING", "being opened", "正在打开"),
            (5, "AACCEPTING", "being opened for somebody else", "正在为他人打开"),
        ),
    ),
    "CRVideo_VSTATUS": (
        ("Camera", "摄像头"),
        (
            (0, "VUNKNOWN", "not known", "状态不明"),
            (1, "VNULL", "there is none", "没有摄像头"),
            (2, "VCLOSE", "closed", "已关闭"),
            (3, "VOPEN", "open", "已打开"),
            (4, "VOPENING", "being opened", "正在打开"),
        ),
    ),
    "CRVideo_MIXER_STATE": (
        ("Mixer", "混图器"),
        (
            (0, "MIXER_NULL", "gone, or never made", "不存在"),
            (1, "MIXER_STARTING", "starting", "启动中"),
            (2, "MIXER_RUNNING", "running", "运行中"),
            (4, "MIXER_STOPPING", "ending", "结束中"),
        ),
    ),
    "CRVideo_OUTPUT_STATE": (
        ("Output of a mixer, as the manual prints it", "混图器输出（手册所列）"),
        (
            (0, "OUTPUT_CREATED", "made", "已建立"),
            (1, "OUTPUT_WRITING", "being written", "写入中"),
            (2, "OUTPUT_CLOSED", "closed", "已关闭"),
            (3, "OUTPUT_ERR", "failed", "出错"),
        ),
    ),
    "CRVideo_CLOUDMIXER_OUTPUT_STATE": (
        ("Output of a cloud mixer", "云端混图器输出"),
        (
            (0, "CRVSDK_CLOUDMO_NULL", "nothing yet", "尚未开始"),
            (1, "CRVSDK_CLOUDMO_RUNNING", "being recorded", "录制中"),
            (2, "CRVSDK_CLOUDMO_STOPPED", "recorded", "录制结束"),
            (3, "CRVSDK_CLOUDMO_FAIL", "recording failed", "录制失败"),
            (4, "CRVSDK_CLOUDMO_UPLOADING", "being uploaded", "上传中"),
            (5, "CRVSDK_CLOUDMO_UPLOADED", "uploaded", "已上传"),
            (6, "CRVSDK_CLOUDMO_UPLOADFAIL", "uploading failed", "上传失败"),
            (7, "", "all done: the file can be fetched", "全部完成，可以取用"),
        ),
    ),
    "CRVideo_USER_STATUS": (
        ("Status of a user", "用户状态"),
        (
            (0, "", "offline", "离线"),
            (1, "", "free", "空闲"),
            (2, "", "busy", "忙"),
            (3, "", "in a meeting", "会议中"),
        ),
    ),
    "CRVideo_DND": (
        ("Do not disturb", "免打扰"),
        ((0, "", "off", "关闭"), (1, "", "on, like any other number", "开启，其他数值同")),
    ),
    "CRVideo_CALLMORE_STATE": (
        ("Third party", "第三方呼叫"),
        (
            (0, "CRVSDK_CALLMORE_RING", "ringing", "振铃"),
            (1, "CRVSDK_CALLMORE_ACCEPTED", "answered", "已接听"),
            (2, "CRVSDK_CALLMORE_REJECTED", "declined", "已拒绝"),
            (3, "CRVSDK_CALLMORE_NOANSWER", "no answer", "无人应答"),
            (4, "CRVSDK_CALLMORE_HUNGUP", "hung up", "已挂断"),
        ),
    ),
    "CRVideo_MIXER_MODE": (
        ("Kind of mixer", "混图器模式"),
        ((0, "", "one film of all", "合成一个文件"), (1, "", "one file for each stream", "每路一个文件")),
    ),
    "CRVideo_MIXER_VCONTENT_TYPE": (
        ("Thing in a mixer's picture", "混图器画面内容"),
        (
            (0, "MIXVTP_VIDEO", "a camera", "摄像头"),
            (1, "MIXVTP_PIC", "a picture", "图片"),
            (2, "MIXVTP_SCREEN", "the own screen", "本机屏幕"),
            (3, "MIXVTP_MEDIA", "a played film", "影音共享"),
            (4, "MIXVTP_TIMESTAMP", "the time (older)", "时间戳（旧）"),
            (5, "MIXVTP_REMOTE_SCREEN", "a shared screen", "共享屏幕"),
            (6, "MIXVTP_WBOARD", "a whiteboard", "白板"),
            (7, "MIXVTP_TEXT", "a text (older)", "文本（旧）"),
            (9, "", "sound only", "仅声音"),
            (10, "CRVSDK_MIXCONT_TEXT", "a text; %timestamp% in it is the time", "文本，其中 %timestamp% 为时间"),
        ),
    ),
    "CRVideo_MIXER_STATE_native": (
        ("Mixer of an installed client", "本地混图器"),
        ((3, "CRVSDK_MIXER_PAUSED", "paused; never here", "已暂停，此处不会出现"),),
    ),
    "CRVideo_MEDIA_STATE": (
        ("Played film", "影音共享"),
        ((0, "", "playing", "播放中"), (1, "", "paused", "已暂停"), (2, "", "nothing is played", "没有播放")),
    ),
    "CRVideo_VIDEO_SIZE": (
        ("Size of the own picture", "画面尺寸"),
        (
            (1, "", "360 lines", "360 行"),
            (2, "", "480 lines", "480 行"),
            (3, "", "720 lines", "720 行"),
            (4, "", "1080 lines", "1080 行"),
        ),
    ),
    "CRVideo_VIDEO_RATIO": (
        ("Shape of the own picture", "画面比例"),
        (
            (1, "", "16:9", "16:9"),
            (2, "", "4:3", "4:3"),
            (3, "", "1:1", "1:1"),
            (4, "", "3:4", "3:4"),
            (5, "", "9:16", "9:16"),
        ),
    ),
    "CRVideo_MSPROTOCOL": (
        ("Way of the media", "媒体传输方式"),
        ((0, "", "the SDK chooses", "自动"), (1, "", "UDP", "UDP"), (2, "", "TCP", "TCP")),
    ),
    "CRVideo_AUDIO_SUBSCRIBE_MODE": (
        ("How others are heard", "声音接收方式"),
        ((0, "", "one mixed stream", "合成一路"), (1, "", "one stream for each person", "每人一路")),
    ),
    "CRVideo_AUDIO_SUBSCRIBE_LIST_TYPE": (
        ("Who is heard", "声音接收名单"),
        ((0, "", "only those in the list", "只听名单中的人"), (1, "", "all but those in the list", "不听名单中的人")),
    ),
    "CRVideo_LEFT_REASON": (
        ("Why a member left", "离开会议的原因"),
        (("kick", "", "put out", "被请出"), ("extrude", "", "the link broke", "断线")),
    ),
    "CRVideo_MEETING_DROPPED_REASON": (
        ("Why one's own seat was lost", "掉出会议的原因"),
        (
            (0, "CRVIDEOSDK_DROPPED_TIMEOUT", "the network", "网络超时"),
            (1, "CRVIDEOSDK_DROPPED_KICKOUT", "put out", "被请出"),
            (2, "CRVIDEOSDK_DROPPED_BALANCELESS", "no credit", "余额不足"),
            (3, "CRVIDEOSDK_DROPPED_TOKENINVALID", "the token", "令牌失效"),
        ),
    ),
    "CRVideo_MAIN_PAGE_TYPE": (
        ("What is in the middle of the page; not offered here", "主界面类型，此处不提供"),
        (
            (4, "", "a whiteboard", "白板"),
            (6, "", "a shared screen", "屏幕共享"),
            (7, "", "a film", "影音共享"),
            (8, "", "the faces", "视频墙"),
        ),
    ),
    "CRVideo_MAIN_VIDEO_MODE": (
        ("Who is shown large; not offered here", "主视频模式，此处不提供"),
        (
            (1, "", "who speaks", "语音激励"),
            (2, "", "who presents", "跟随主讲"),
            (3, "", "a certain member", "跟随指定成员"),
        ),
    ),
}
