"""One row per named text."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account
from webapp.domain.rooms.models import Room
from webapp.kernel import clock

KEY_BYTES = 64


class Attribute(models.Model):
    """A named text of a room, or with `member` of somebody in it, and who wrote it last."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="attributes", verbose_name=_("room"))
    member = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("member")
    )
    key = models.CharField(_("key"), max_length=KEY_BYTES)
    value = models.TextField(_("value"), blank=True)
    writer = models.ForeignKey(
        Account, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("last written by")
    )
    written_at = models.DateTimeField(_("last written"), default=clock.now)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ("room", "member", "key")
        constraints = (
            models.UniqueConstraint(
                fields=("room", "key"), condition=Q(member__isnull=True), name="one_room_attribute_per_key"
            ),
            models.UniqueConstraint(fields=("room", "member", "key"), name="one_member_attribute_per_key"),
        )

    def __str__(self) -> str:
        return f"{self.room_id} {self.member_id or ''} {self.key}"
