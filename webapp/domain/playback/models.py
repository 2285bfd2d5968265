"""Media files of the house, and what is being played in a room right now."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account, Application
from webapp.domain.rooms.models import Room
from webapp.kernel import clock
from webapp.kernel.ids import new_secret

FULL_VOLUME = 100


class FileState(models.TextChoices):
    """Whether a file has been opened and found playable."""

    CHECKING = "checking", _("being looked at")
    READY = "ready", _("ready")
    REFUSED = "refused", _("cannot be played")


class Refusal(models.TextChoices):
    """Why a file cannot be played, as sentences that help."""

    UNREADABLE = "unreadable", _("It cannot be opened as a film or as sound.")
    EMPTY = "empty", _("It holds neither picture nor sound.")
    BROKEN = "broken", _("It is damaged: not even its beginning can be shown.")
    FORMAT = (
        "format",
        _("Browsers do not play this format. Use MP4 (H.264, AAC), WebM (VP8, VP9 or AV1 with Opus) or MP3."),
    )
    LENGTH = "length", _("It is longer than a day.")


SUFFIXES = {"video/mp4": ".mp4", "video/webm": ".webm", "audio/mpeg": ".mp3"}


class MediaFile(models.Model):
    """A film or a piece of sound that an administrator uploaded."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="media_files", verbose_name=_("application")
    )
    name = models.CharField(_("name"), max_length=128)
    state = models.CharField(_("state"), max_length=8, choices=FileState.choices, default=FileState.CHECKING)
    failure = models.CharField(_("why it cannot be played"), max_length=10, choices=Refusal.choices, blank=True)
    token = models.CharField(max_length=48, unique=True, default=new_secret, editable=False)
    path = models.CharField(_("path below the storage directory"), max_length=255, blank=True)
    media_type = models.CharField(_("format"), max_length=32, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    duration_ms = models.PositiveBigIntegerField(_("milliseconds"), default=0)
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    has_sound = models.BooleanField(_("sound"), default=False)
    has_picture = models.BooleanField(_("picture"), default=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("media file")
        verbose_name_plural = _("media files")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def file_name(self) -> str:
        """Under which browsers get it: the name with the ending of its format."""
        return self.name + SUFFIXES.get(self.media_type, "")


class PlaybackState(models.TextChoices):
    """What a playback does; one that has ended is gone."""

    STARTING = "starting", _("starting")
    PLAYING = "playing", _("playing")
    PAUSED = "paused", _("paused")


class Playback(models.Model):
    """Something is played in a room: by somebody's page, or, with a file, by the server on somebody's word."""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="playback", verbose_name=_("room"))
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", verbose_name=_("played by"))
    file = models.ForeignKey(
        MediaFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("media file")
    )
    name = models.CharField(_("name"), max_length=128)
    state = models.CharField(_("state"), max_length=8, choices=PlaybackState.choices, default=PlaybackState.STARTING)
    has_picture = models.BooleanField(_("picture"), default=True)
    duration_ms = models.PositiveBigIntegerField(_("milliseconds"), default=0)
    position_ms = models.PositiveBigIntegerField(_("position"), default=0)
    # When it was at that position.
    placed_at = models.DateTimeField(_("position as of"), default=clock.now)
    seeks = models.PositiveIntegerField(_("times sought"), default=0)
    volume = models.PositiveSmallIntegerField(_("volume"), default=FULL_VOLUME)
    rev = models.PositiveBigIntegerField(_("revision"), default=1, editable=False)

    class Meta:
        verbose_name = _("playback")
        verbose_name_plural = _("playbacks")

    def __str__(self) -> str:
        return f"{self.name} @ {self.room_id}"

    @property
    def is_of_page(self) -> bool:
        """Whether the person's own page plays, not the server."""
        return self.file_id is None

    def position_now_ms(self) -> int:
        """Where it is at this moment, ms from the beginning."""
        if self.state != PlaybackState.PLAYING:
            return int(self.position_ms)
        passed_ms = (clock.now() - self.placed_at) // timedelta(milliseconds=1)
        reached_ms = int(self.position_ms) + max(0, passed_ms)
        return min(reached_ms, int(self.duration_ms)) if self.duration_ms else reached_ms
