"""What the database knows of recordings and snapshots; their bytes lie in the storage directory."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account, Application
from webapp.domain.recordings.lifecycle import OutputState, RecordingState, SnapshotState
from webapp.kernel.ids import new_secret
from webapp.media.core.live import RTMP

STATES = [
    (RecordingState.STARTING.value, _("starting")),
    (RecordingState.RUNNING.value, _("running")),
    (RecordingState.PAUSED.value, _("paused")),
    (RecordingState.STOPPING.value, _("stopping")),
    (RecordingState.COMPOSING.value, _("composing")),
    (RecordingState.WRITTEN.value, _("written")),
    (RecordingState.FAILED.value, _("failed")),
]


STOP_REASONS = [
    ("stopped", _("on request")),
    ("left", _("who asked for it left")),
    ("emptied", _("the room was empty")),
    ("limit", _("it ran as long as a recording may")),
]


SNAPSHOT_STATES = [
    (SnapshotState.ASKED.value, _("requested")),
    (SnapshotState.KEPT.value, _("kept")),
    (SnapshotState.FAILED.value, _("failed")),
]


OUTPUT_STATES = [
    (OutputState.STARTING.value, _("starting")),
    (OutputState.RUNNING.value, _("running")),
    (OutputState.RETRYING.value, _("tried again")),
    (OutputState.FAILED.value, _("failed")),
    (OutputState.ENDED.value, _("ended")),
]


class Form(models.TextChoices):
    """How it was asked for, which decides in what words its result is told."""

    SHORT = "short", _("short form")
    LONG = "long", _("long form")
    MIXER = "mixer", _("mixer")


class Recording(models.Model):
    """One recording in a room: of the subject alone, or with the others mixed in."""

    # Minted by the page for a mixer, empty otherwise.
    key = models.CharField(_("mixer"), max_length=64, blank=True)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="recordings", verbose_name=_("application")
    )
    room_number = models.BigIntegerField(_("room"), db_index=True)
    owner = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="recordings_made", verbose_name=_("asked for by")
    )
    subject = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="recordings_of", verbose_name=_("shows")
    )
    form = models.CharField(_("form"), max_length=5, choices=Form.choices, default=Form.SHORT)
    state = models.CharField(_("state"), max_length=9, choices=STATES, default=RecordingState.STARTING.value)
    has_audio = models.BooleanField(_("sound"), default=True)
    has_video = models.BooleanField(_("picture"), default=True)
    mixes_audio = models.BooleanField(_("the others' sound"), default=False)
    mixes_video = models.BooleanField(_("the others' pictures"), default=False)
    width = models.PositiveIntegerField(_("width"), default=1280)
    height = models.PositiveIntegerField(_("height"), default=480)
    style = models.JSONField(_("how the film is made"), default=dict, blank=True)
    # Other layouts from some moments on: [{"at_ms": ..., "layout": ..., "panes": ...}].
    cues = models.JSONField(_("changes of the layout"), default=list, blank=True)
    flags = models.BigIntegerField(_("flags"), default=0)
    param = models.BigIntegerField(_("number handed back"), default=0)
    user_str = models.TextField(_("text handed back"), blank=True)
    config = models.JSONField(_("mixer configuration"), default=dict, blank=True)
    # One file per stream instead of one film: see `separate.Rule`.
    rules = models.JSONField(_("files of single streams"), default=list, blank=True)
    # Not where only a live mix was asked for.
    keeps_film = models.BooleanField(_("a film is made"), default=True)
    node = models.CharField(_("media node"), max_length=64, blank=True)
    token = models.CharField(max_length=48, unique=True, default=new_secret, editable=False)
    path = models.CharField(_("path below the storage directory"), max_length=255, blank=True)
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    file_size = models.PositiveBigIntegerField(_("bytes"), default=0)
    duration_s = models.FloatField(_("seconds"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    failure = models.CharField(_("why it failed"), max_length=255, blank=True)
    stop_reason = models.CharField(_("why it stopped"), max_length=8, choices=STOP_REASONS, blank=True)
    # Files of single people, playable while the film is being made: below the storage directory.
    sides = models.JSONField(_("files of single people"), default=list, blank=True)
    progress = models.PositiveSmallIntegerField(_("film made, per cent"), default=0)
    created_at = models.DateTimeField(_("asked for"))
    started_at = models.DateTimeField(_("first packet"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # A worker's claim on the composing; after it anybody may take over.
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    # When a worker was last told of it; while all are busy it need not be told every few seconds.
    queued_at = models.DateTimeField(_("queued"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    rev = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "key"), condition=~models.Q(key=""), name="one_recording_per_owner_and_key"
            ),
            # One person records one subject once at a time; several mixers side by side are legal.
            models.UniqueConstraint(
                fields=("owner", "subject"),
                condition=models.Q(state__in=("starting", "running", "paused")) & ~models.Q(form="mixer"),
                name="one_live_recording_per_subject",
            ),
        )
        indexes = (models.Index(fields=("state", "stopped_at"), name="recording_state_stopped"),)

    def __str__(self) -> str:
        return self.file_name or f"{self.pk}"


class LiveOutput(models.Model):
    """Where the mixed stream of a recording goes while it runs; `number` is its place in the mixer's configuration."""

    recording = models.ForeignKey(
        Recording, on_delete=models.CASCADE, related_name="outputs", verbose_name=_("recording")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    # An RTMP address, or the name of a play list.
    target = models.CharField(_("target"), max_length=512)
    state = models.CharField(_("state"), max_length=8, choices=OUTPUT_STATES, default=OutputState.STARTING.value)
    # See `webapp.media.core.live.Cause`.
    cause = models.CharField(max_length=11, blank=True, editable=False)
    failure = models.CharField(_("why it failed"), max_length=255, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("live output")
        verbose_name_plural = _("live outputs")
        ordering = ("recording", "number")
        constraints = (models.UniqueConstraint(fields=("recording", "number"), name="one_output_per_number"),)

    def __str__(self) -> str:
        return self.target

    @property
    def is_rtmp(self) -> bool:
        """Whether it is pushed to a server; else it is a play list of ours."""
        return self.target.startswith(RTMP)


class RecordedFile(models.Model):
    """A file beside the film, or instead of it: the film as another kind of file, or (with `account`) one stream alone.

    `number` is its place in the mixer's configuration, or counts the streams.
    """

    recording = models.ForeignKey(
        Recording, on_delete=models.CASCADE, related_name="files", verbose_name=_("recording")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    file_name = models.CharField(_("file"), max_length=255)
    # Both empty until the film is there.
    path = models.CharField(_("path below the storage directory"), max_length=255, blank=True)
    failure = models.CharField(_("why it failed"), max_length=255, blank=True)
    file_size = models.PositiveBigIntegerField(_("bytes"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    # Of a single stream only: whose it is, by which of the rules, which camera, and how long the file is.
    account = models.ForeignKey(
        Account, null=True, on_delete=models.CASCADE, related_name="recorded_files", verbose_name=_("whose")
    )
    rule = models.PositiveSmallIntegerField(default=0, editable=False)
    index = models.PositiveSmallIntegerField(_("camera number"), default=0)
    # The name with its folders, as the page knows it.
    target = models.CharField(_("as asked for"), max_length=512, blank=True)
    began_at = models.DateTimeField(_("started"), null=True)
    duration_s = models.FloatField(_("seconds"), default=0)

    class Meta:
        verbose_name = _("other file")
        verbose_name_plural = _("other files")
        ordering = ("recording", "number")
        constraints = (
            models.UniqueConstraint(fields=("recording", "number"), name="one_file_per_number"),
            models.UniqueConstraint(fields=("recording", "rule", "account", "index"), name="one_file_per_stream"),
        )

    def __str__(self) -> str:
        return self.file_name


class Image(models.Model):
    """An image of the company that films show: a logo, a background, a slide. Pages name it by its key."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="images", verbose_name=_("application")
    )
    key = models.SlugField(
        _("image key"),
        max_length=64,
        allow_unicode=True,
        help_text=_("By which pages name it: letters, digits, hyphens and underscores."),
    )
    token = models.CharField(max_length=48, unique=True, default=new_secret, editable=False)
    path = models.CharField(max_length=255, editable=False)
    size = models.PositiveIntegerField(_("bytes"), default=0, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("image for films")
        verbose_name_plural = _("images for films")
        ordering = ("key",)
        constraints = (models.UniqueConstraint(fields=("application", "key"), name="one_image_per_key"),)

    def __str__(self) -> str:
        return self.key


class Pause(models.Model):
    """A gap in a recording: what happened then is not in the film."""

    recording = models.ForeignKey(
        Recording, on_delete=models.CASCADE, related_name="pauses", verbose_name=_("recording")
    )
    began_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.began_at:%H:%M:%S}"


class Snapshot(models.Model):
    """A still picture of somebody's video, taken by a page or by the server."""

    owner = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="snapshots_made", verbose_name=_("taken by")
    )
    subject = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="snapshots_of", verbose_name=_("shows"))
    room_number = models.BigIntegerField(_("room"), default=0, db_index=True)
    flags = models.BigIntegerField(_("flags"), default=0)
    param = models.BigIntegerField(_("number handed back"), default=0)
    token = models.CharField(max_length=48, unique=True, default=new_secret, editable=False)
    state = models.CharField(_("state"), max_length=6, choices=SNAPSHOT_STATES, default=SnapshotState.KEPT.value)
    failure = models.CharField(_("why it failed"), max_length=255, blank=True)
    path = models.CharField(_("path below the storage directory"), max_length=255)
    file_name = models.CharField(_("file"), max_length=255)
    file_size = models.PositiveBigIntegerField(_("bytes"), default=0)
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    # By the server's clock: when the picture arrived, until then when it was asked for.
    taken_at = models.DateTimeField(_("taken"))

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name
