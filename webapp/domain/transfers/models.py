"""What the database knows of a file, a buffer or a snapshot on its way from one account to another."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account
from webapp.domain.transfers.lifecycle import TransferState
from webapp.kernel.ids import new_secret

STATES = [
    (TransferState.PREPARED.value, _("prepared")),
    (TransferState.MOVING.value, _("moving")),
    (TransferState.ASSEMBLING.value, _("assembling")),
    (TransferState.DONE.value, _("done")),
    (TransferState.CANCELLED_BY_SENDER.value, _("cancelled by the sender")),
    (TransferState.CANCELLED_BY_RECEIVER.value, _("cancelled by the receiver")),
    (TransferState.FAILED.value, _("failed")),
    (TransferState.EXPIRED.value, _("expired")),
]


class Kind(models.TextChoices):
    """What is being moved; a snapshot is a page's still picture on its way to the server itself."""

    FILE = "file", _("file")
    BUFFER = "buffer", _("buffer")
    SNAPSHOT = "snapshot", _("snapshot")


# Names of buffers: whoever fetches one learns from its address what was sent.
BUFFER_OF_TEXT, BUFFER_OF_BYTES = "buffer.txt", "buffer.bin"


class Transfer(models.Model):
    """One task. `key` is minted by the sender's page, unique among the sender's transfers."""

    key = models.CharField(_("task"), max_length=64)
    sender = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="transfers_sent", verbose_name=_("sender")
    )
    receiver = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="transfers_received", verbose_name=_("receiver")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.FILE)
    state = models.CharField(_("state"), max_length=24, choices=STATES, default=TransferState.PREPARED.value)
    name = models.CharField(_("name"), max_length=255)
    size = models.PositiveBigIntegerField(_("bytes"))
    chunk_size = models.PositiveIntegerField(_("bytes per piece"))
    received = models.PositiveBigIntegerField(_("bytes received"), default=0)
    wparam = models.BigIntegerField(default=0)
    lparam = models.BigIntegerField(default=0)
    flags = models.BigIntegerField(_("flags"), default=0)
    # A snapshot's sender and receiver are the page that took it; this is whom it shows, and in which room.
    subject = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("shows")
    )
    room_number = models.BigIntegerField(_("room"), default=0)
    upload_token = models.CharField(max_length=48, unique=True, default=new_secret, editable=False)
    download_token = models.CharField(max_length=48, unique=True, default=new_secret, editable=False)
    path = models.CharField(_("path below the storage directory"), max_length=255, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    failure = models.CharField(_("why it failed"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("prepared"))
    started_at = models.DateTimeField(_("first piece"), null=True, blank=True)
    moved_at = models.DateTimeField(_("last piece"))
    # What pages were last told; progress is told a few times a second, not at every piece.
    told = models.PositiveBigIntegerField(default=0, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # A worker's claim on the assembly; after it anybody may take over.
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    rev = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("sender", "key"), name="one_transfer_per_sender_and_key"),)
        indexes = (models.Index(fields=("state", "moved_at"), name="transfer_state_moved"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"
