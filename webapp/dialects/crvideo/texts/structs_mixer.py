"""Mixers and their outputs: fields as "name type", English, Chinese."""

from __future__ import annotations

from webapp.dialects.reference import Text

Field = tuple[str, str, str]

CHANNELS: tuple[Field, ...] = (
    ("aChannelType? number", "0 one channel, 1 a person left and one right", "0 单声道，1 左右各一人"),
    (
        "aChannelContent? string[]",
        "the two user ids for left and right; everybody else is on the right",
        "左右声道的用户编号，其他人在右声道",
    ),
)
PER_STREAM: tuple[Field, ...] = (
    ("svrPath? string", "mode 1: the folder, where no full path is given", "模式 1：目录，未给出完整路径时使用"),
    ("svrFileNameSuffix? string", "mode 1: the kind of file", "模式 1：文件后缀"),
)

MIXER: dict[str, tuple[Text, tuple[Field, ...]]] = {
    "CRVideo_CloudMixerCfgObj": (
        ("What a mixer records and where it writes.", "混图器的录制内容与输出。"),
        (
            ("mode CRVideo_MIXER_MODE", "0 one film of all, 1 one for each stream", "0 合成一个文件，1 每路一个文件"),
            ("videoFileCfg? CRVideo_CloudMixerVideoFileCfg", "the film", "视频输出"),
            ("audioFileCfg? CRVideo_CloudMixerAudioFileCfg", "the sound", "音频输出"),
            (
                "storageConfig? CRVideo_CloudStorageConfig",
                "means nothing here: files stay on this server",
                "此处没有含义：文件保存在本服务器",
            ),
        ),
    ),
    "CRVideo_CloudMixerVideoFileCfg": (
        ("A film.", "视频输出。"),
        (
            (
                "svrPathName? string",
                "paths and live addresses with semicolons between them; mode 1: paths with $UID$, $CAMID$ and $TIME$",
                "路径和直播地址，用分号分隔；模式 1：可含 $UID$、$CAMID$、$TIME$ 的路径",
            ),
            ("vWidth? number", "width", "宽度"),
            ("vHeight? number", "height", "高度"),
            ("vFps? number", "frames in a second, up to 30", "帧率，至多 30"),
            ("vBps? number", "bits in a second", "码率 bps"),
            ("vQP? number", "means nothing here: vBps says how fine it is", "此处没有含义：由 vBps 决定画质"),
            *CHANNELS,
            ("layoutConfig? CRVideo_MixerContentObj[]", "what is shown where", "画面布局"),
            *PER_STREAM,
            (
                "subscribeVideos? string[]",
                "mode 1: which cameras: `_cr_all_`, `_cr_allDefCam_` or user and camera as `userID.camID`",
                "模式 1：录制哪些摄像头：`_cr_all_`、`_cr_allDefCam_` 或 `userID.camID`",
            ),
            (
                "aStreamType? number",
                "mode 1: 0 only that person's voice, 1 everybody's",
                "模式 1：0 只含本人声音，1 含所有人声音",
            ),
        ),
    ),
    "CRVideo_CloudMixerAudioFileCfg": (
        ("A sound file.", "音频输出。"),
        (
            ("svrPathName? string", "its path", "路径"),
            *CHANNELS,
            *PER_STREAM,
            (
                "subscribeAudios? string[]",
                "mode 1: whose microphones: `_cr_all_` or user ids",
                "模式 1：录制哪些人的声音：`_cr_all_` 或用户编号",
            ),
        ),
    ),
    "CRVideo_CloudStorageConfig": (
        ("Storage elsewhere.", "外部存储。"),
        (
            ("vendor number", "which provider", "服务商"),
            ("region string", "its region", "地域"),
            ("bucket string", "the bucket", "存储桶"),
            ("accessKey string", "the key's id", "访问密钥"),
            ("secretKey string", "the key", "私密密钥"),
        ),
    ),
    "CRVideo_MixerContentObj": (
        (
            "One thing in the picture. Later ones lie above earlier ones, texts above all pictures.",
            "画面中的一项。后面的项覆盖前面的项，文本始终在画面之上。",
        ),
        (
            ("type CRVideo_MIXER_VCONTENT_TYPE", "what it is", "类型"),
            ("left number", "pixels from the left", "左边距，像素"),
            ("top number", "pixels from above", "上边距，像素"),
            ("width? number", "width; a text has its own", "宽度，文本除外"),
            ("height? number", "height; a text has its own", "高度，文本除外"),
            ("keepAspectRatio? number", "1 keeps its shape", "1 保持比例"),
            (
                "param? Record<string, unknown>",
                "camid of a camera (-1: that person's default one, which is followed); text, color, background, font-size; "
                "resourceid of an image: its key in the admin, or the image itself as data:image/...;base64, up to 256 KB",
                "摄像头用 camid（-1 为该用户的默认摄像头，切换时跟随）；文本用 text、color、background、font-size；"
                "图片用 resourceid：后台中图片的标识，或图片本身（data:image/...;base64，最大 256 KB）",
            ),
        ),
    ),
    "CRVideo_CloudMixerInfo": (
        ("A mixer of the meeting.", "会议中的混图器。"),
        (
            ("ID string", "its id", "编号"),
            ("owner string", "who made it", "创建者"),
            ("cfg CRVideo_CloudMixerCfgObj", "its configuration", "配置"),
            ("state CRVideo_MIXER_STATE", "1 starting, 2 running, 4 ending", "1 启动中，2 运行中，4 结束中"),
        ),
    ),
    "CRVideo_CloudMixerOutputInfo": (
        ("How an output is doing.", "一个输出的进展。"),
        (
            ("id string", "the output's id, the same from start to end", "输出编号，始终不变"),
            ("state CRVideo_CLOUDMIXER_OUTPUT_STATE", "how far it is", "进展"),
            ("svrFilePathName string", "its path", "路径"),
            (
                "fileName string",
                "its file name, by which `/CLOUDMEETING-API/netDisk/query` finds the file at state 7, and a live play "
                "list with its page for spectators (`downUrl`, `watchUrl`) from state 1 on",
                "文件名；状态 7 时可通过 `/CLOUDMEETING-API/netDisk/query` 查询文件，"
                "直播播放列表及其观看页面（`downUrl`、`watchUrl`）自状态 1 起可查询",
            ),
            ("startTime? number", "when it began, in ms since 1970", "开始时间，1970 年以来的毫秒数"),
            ("duration? number", "its length in ms", "时长，毫秒"),
            ("fileSize? number", "its bytes", "字节数"),
            ("progress? number", "0 to 100 while it is being uploaded", "上传进度 0 至 100"),
            ("errCode? number", "why it failed", "失败原因"),
            ("errDesc? string", "the same in words", "失败说明"),
        ),
    ),
}
