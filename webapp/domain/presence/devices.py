"""What kind of machine a page runs on, as its browser names itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.TextChoices):
    """Kinds of machines; `BROWSER` is one whose system nobody can tell."""

    BROWSER = "browser", _("browser")
    WINDOWS = "windows", "Windows"
    ANDROID = "android", _("Android")
    IOS = "ios", "iOS"
    LINUX = "linux", "Linux"
    MAC = "mac", "Mac"
    WINDOWS_PHONE = "windows_phone", "Windows Phone"
    WINDOWS_CE = "windows_ce", "Windows CE"


# The first word found decides: a Windows Phone also says "Android" and "iPhone", an Android also says "Linux".
_WORDS: tuple[tuple[str, Device], ...] = (
    ("windows phone", Device.WINDOWS_PHONE),
    ("windows ce", Device.WINDOWS_CE),
    ("android", Device.ANDROID),
    ("iphone", Device.IOS),
    ("ipad", Device.IOS),
    ("ipod", Device.IOS),
    ("windows", Device.WINDOWS),
    ("macintosh", Device.MAC),
    ("linux", Device.LINUX),
    ("cros", Device.LINUX),
)


def device_of(user_agent: str) -> Device:
    """The machine that a browser says it runs on (RFC 9110 10.1.5); an iPad may pass itself off as a Mac."""
    words = user_agent.lower()
    return next((device for word, device in _WORDS if word in words), Device.BROWSER)
