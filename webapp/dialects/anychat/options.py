"""What an option may hold, what it holds by default and when a new value counts: the words are in texts/options.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Takes(StrEnum):
    """When a value that a page sets takes effect."""

    NEVER = "never"
    AT_ONCE = "at once"
    RECORDING = "with the next recording"
    CONNECTING = "with the next login"
    ON_LOSS = "at once, for the next lost link"
    READ_ONLY = "read only"


@dataclass(frozen=True, slots=True)
class Option:
    """`values` is the range in words; a text option has a text as its default."""

    values: str
    default: int | str = 0
    takes: Takes = Takes.AT_ONCE


SWITCH: Final = "0, 1"
_TEXT = Option("text", "", Takes.NEVER)
_NUMBER = Option("number", 0, Takes.NEVER)
_SWITCH = Option(SWITCH, 0, Takes.NEVER)
_USER = Option("user id", 0, Takes.NEVER)

OPTIONS: dict[str, Option] = {
    "BRAC_SO_AUDIO_VADCTRL": Option(SWITCH, 1),
    "BRAC_SO_AUDIO_NSCTRL": Option(SWITCH, 1),
    "BRAC_SO_AUDIO_ECHOCTRL": Option(SWITCH, 1),
    "BRAC_SO_AUDIO_AGCCTRL": Option(SWITCH, 1),
    "BRAC_SO_AUDIO_CAPTUREMODE": Option("0 to 3"),
    "BRAC_SO_AUDIO_MICBOOST": Option(SWITCH),
    "BRAC_SO_AUDIO_AUTOPARAM": Option(SWITCH),
    "BRAC_SO_AUDIO_MONOBITRATE": Option("bits per second; 0 = the default", 40_000),
    "BRAC_SO_AUDIO_STEREOBITRATE": Option("bits per second; 0 = the default", 96_000),
    "BRAC_SO_RECORD_VIDEOBR": Option("bits per second; 0 = the server's", 0, Takes.RECORDING),
    "BRAC_SO_RECORD_AUDIOBR": Option("bits per second; 0 = the server's", 0, Takes.RECORDING),
    "BRAC_SO_RECORD_TMPDIR": _TEXT,
    "BRAC_SO_SNAPSHOT_TMPDIR": _TEXT,
    "BRAC_SO_CORESDK_TMPDIR": _TEXT,
    "BRAC_SO_CORESDK_MAGICADJUST": _NUMBER,
    "BRAC_SO_CORESDK_LOADCODEC": _TEXT,
    "BRAC_SO_CORESDK_USEARMV6LIB": _SWITCH,
    "BRAC_SO_CORESDK_USEHWCODEC": _SWITCH,
    "BRAC_SO_CORESDK_REMOTEDEBUG": _USER,
    "BRAC_SO_CORESDK_PATH": _TEXT,
    "BRAC_SO_CORESDK_DUMPCOREINFO": _NUMBER,
    "BRAC_SO_CORESDK_MAINVERSION": Option("number", 6, Takes.READ_ONLY),
    "BRAC_SO_CORESDK_SUBVERSION": Option("number", 0, Takes.READ_ONLY),
    "BRAC_SO_CORESDK_BUILDTIME": Option("text", "2026-11-20 12:00:00", Takes.READ_ONLY),
    "BRAC_SO_CORESDK_ACTIVESTATE": Option(SWITCH, 1),
    "BRAC_SO_CORESDK_EXTVIDEOINPUT": _SWITCH,
    "BRAC_SO_CORESDK_EXTAUDIOINPUT": _SWITCH,
    "BRAC_SO_CORESDK_LOWDELAYCTRL": Option(SWITCH),
    "BRAC_SO_LOCALVIDEO_BITRATECTRL": Option("bits per second; 0 = by quality"),
    "BRAC_SO_LOCALVIDEO_QUALITYCTRL": Option("1 to 5", 3),
    "BRAC_SO_LOCALVIDEO_GOPCTRL": Option("frames; 0 = when a viewer needs one"),
    "BRAC_SO_LOCALVIDEO_FPSCTRL": Option("frames per second", 25),
    "BRAC_SO_LOCALVIDEO_PRESETCTRL": Option("1 to 5", 3),
    "BRAC_SO_LOCALVIDEO_APPLYPARAM": Option(SWITCH),
    "BRAC_SO_LOCALVIDEO_VIDEOSIZEPOLITIC": Option(SWITCH),
    "BRAC_SO_LOCALVIDEO_DEINTERLACE": _SWITCH,
    "BRAC_SO_LOCALVIDEO_WIDTHCTRL": Option("pixels", 640),
    "BRAC_SO_LOCALVIDEO_HEIGHTCTRL": Option("pixels", 480),
    "BRAC_SO_NETWORK_P2PPOLITIC": Option("0 to 3", 1),
    "BRAC_SO_NETWORK_P2PCONNECT": Option("user id"),
    "BRAC_SO_NETWORK_P2PBREAK": Option("user id"),
    "BRAC_SO_NETWORK_TCPSERVICEPORT": _NUMBER,
    "BRAC_SO_NETWORK_UDPSERVICEPORT": _NUMBER,
    "BRAC_SO_NETWORK_MULTICASTPOLITIC": _NUMBER,
    "BRAC_SO_NETWORK_TRANSBUFMAXBITRATE": Option("bits per second; 0 = no limit"),
    "BRAC_SO_NETWORK_AUTORECONNECT": Option(SWITCH, 1, Takes.ON_LOSS),
    "BRAC_SO_PROXY_FUNCTIONCTRL": _SWITCH,
    "BRAC_SO_PROXY_VIDEOCTRL": _USER,
    "BRAC_SO_PROXY_AUDIOCTRL": _USER,
    "BRAC_SO_STREAM_MAXBUFFERTIME": Option("0 to 4000 ms; 0 = the browser's"),
    "BRAC_SO_STREAM_SMOOTHPLAYMODE": Option(SWITCH),
    "BRAC_SO_AUDIO_PLAYDRVCTRL": _NUMBER,
    "BRAC_SO_AUDIO_CNGCTRL": _SWITCH,
    "BRAC_SO_AUDIO_CODECID": Option("number", -1, Takes.NEVER),
    "BRAC_SO_AUDIO_SOFTVOLMODE": _SWITCH,
    "BRAC_SO_AUDIO_RECORDDRVCTRL": _NUMBER,
    "BRAC_SO_VIDEOSHOW_MODECTRL": _SWITCH,
    "BRAC_SO_VIDEOSHOW_SETPRIMARYUSER": _USER,
    "BRAC_SO_VIDEOSHOW_SETOVERLAYUSER": _USER,
    "BRAC_SO_VIDEOSHOW_DRIVERCTRL": _NUMBER,
    "BRAC_SO_VIDEOSHOW_CLIPMODE": Option("0 to 4"),
    "BRAC_SO_LOCALVIDEO_FOCUSCTRL": Option(SWITCH),
    "BRAC_SO_LOCALVIDEO_PIXFMTCTRL": Option("number", -1, Takes.NEVER),
    "BRAC_SO_LOCALVIDEO_OVERLAY": _SWITCH,
    "BRAC_SO_LOCALVIDEO_CODECID": Option("-1, 1 to 4", -1),
    "BRAC_SO_LOCALVIDEO_ROTATECTRL": Option("0, 1, 90, 180, 270"),
    "BRAC_SO_LOCALVIDEO_CAPDRIVER": _NUMBER,
    "BRAC_SO_LOCALVIDEO_FIXCOLORDEVIA": _SWITCH,
    "BRAC_SO_LOCALVIDEO_TVFORMAT": _NUMBER,
    "BRAC_SO_LOCALVIDEO_OVERLAYTIMESTAMP": Option(SWITCH),
    "BRAC_SO_LOCALVIDEO_DEVICENAME": Option("a name of BRAC_EnumDevices", ""),
    "BRAC_SO_CORESDK_SCREENCAMERACTRL": Option(SWITCH),
    "BRAC_SO_RECORD_FILETYPE": Option("0 to 3", 0, Takes.RECORDING),
    "BRAC_SO_RECORD_WIDTH": Option("pixels; 0 = the server's", 0, Takes.RECORDING),
    "BRAC_SO_RECORD_HEIGHT": Option("pixels; 0 = the server's", 0, Takes.RECORDING),
    "BRAC_SO_RECORD_FILENAMERULE": Option("number", 0, Takes.RECORDING),
    "BRAC_SO_RECORD_CLIPMODE": Option("0 to 4", 0, Takes.RECORDING),
    "BRAC_SO_RECORD_DISABLEDATEDIR": _SWITCH,
    "BRAC_SO_UDPTRACE_MODE": _NUMBER,
    "BRAC_SO_UDPTRACE_PACKSIZE": _NUMBER,
    "BRAC_SO_UDPTRACE_BITRATE": _NUMBER,
    "BRAC_SO_UDPTRACE_START": _SWITCH,
    "BRAC_SO_UDPTRACE_LOCALRECVNUM": _NUMBER,
    "BRAC_SO_UDPTRACE_SERVERRECVNUM": _NUMBER,
    "BRAC_SO_UDPTRACE_SOURCESENDNUM": _NUMBER,
    "BRAC_SO_UDPTRACE_SENDUSERID": _USER,
    "BRAC_SO_OBJECT_INITFLAGS": Option("ANYCHAT_OBJECT_FLAGS_*"),
    "BRAC_SO_CLOUD_APPGUID": Option("text", "", Takes.CONNECTING),
    "BRAC_SO_ENABLEWEBSERVICE": _SWITCH,
    "BRAC_SO_LOCALPATH2URL": Option("an address below /files/", "", Takes.READ_ONLY),
    "BRAC_SO_GETTASKPATHNAME": Option("task id", "", Takes.READ_ONLY),
    "BRAC_SO_VIDEOBKIMAGE": Option("address, relative to the page", ""),
}
