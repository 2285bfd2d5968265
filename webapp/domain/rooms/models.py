"""Rooms, the seats taken in them, and who wants to receive what. Room numbers are unique over the whole server."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.models import Account, Application
from webapp.domain.presence.models import Session
from webapp.kernel import clock
from webapp.kernel.errors import RoomExpired, RoomLocked, RoomOwnerAbsent, RoomPasswordRequired, WrongRoomPassword

DEFAULT_CAPACITY = 300
CAMERA_NONE, CAMERA_CLOSED, CAMERA_OPEN = 0, 1, 2
MICROPHONE_CLOSED, MICROPHONE_OPEN = 0, 1


class Policy(models.TextChoices):
    """Who may publish and receive in a room."""

    OPEN = "open", _("open")
    MODERATED = "moderated", _("moderated")


class StreamKind(models.TextChoices):
    """What a track carries."""

    AUDIO = "audio", _("sound")
    VIDEO = "video", _("camera")
    SCREEN = "screen", _("screen")


class HearingRule(models.TextChoices):
    """Whose sound a seat receives, as far as it is asked for at all."""

    EVERYBODY = "", _("everybody")
    ONLY = "only", _("only those of a list")
    BUT = "but", _("all but those of a list")


class DirectPolicy(models.TextChoices):
    """When a page sends its streams straight to another page instead of over the media node."""

    UNABLE = "", _("cannot")
    NEVER = "never", _("never")
    SERVER = "server", _("as the server says")
    ASKED = "asked", _("when asked for a person")
    NEEDED = "needed", _("whenever the two see each other")


class Room(models.Model):
    """A place with chairs. A closed one keeps its number and its history, and may be opened anew."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="rooms", verbose_name=_("application")
    )
    name = models.CharField(_("name"), max_length=128, blank=True)
    password = models.CharField(_("password"), max_length=64, blank=True)
    capacity = models.PositiveIntegerField(_("chairs"), default=DEFAULT_CAPACITY)
    headcount = models.PositiveIntegerField(_("people inside"), default=0)
    is_locked = models.BooleanField(_("locked"), default=False)
    is_ephemeral = models.BooleanField(_("closes when empty"), default=False)
    closes_unused = models.BooleanField(
        _("closes when long unused"),
        default=False,
        help_text=_("Rooms that pages made close after ROOMS_KEPT_DAYS without anybody inside; others stay."),
    )
    policy = models.CharField(_("policy"), max_length=12, choices=Policy.choices, default=Policy.OPEN)
    owner = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("owner")
    )
    plan_rev = models.PositiveBigIntegerField(_("revision of the media plan"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    emptied_at = models.DateTimeField(_("last left by everybody"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    expires_at = models.DateTimeField(
        _("nobody enters after"), null=True, blank=True, help_text=_("Empty: it may be entered for ever.")
    )
    needs_owner = models.BooleanField(_("only while the owner is inside"), default=False)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ("number",)
        constraints = (
            # A name leads to one open room; closed ones may share it.
            models.UniqueConstraint(
                fields=("application", "name"),
                condition=models.Q(closed_at__isnull=True) & ~models.Q(name=""),
                name="one_open_room_per_name",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()

    @property
    def id(self) -> int:
        """The number, under the name that every other table uses."""
        return int(self.number)

    def admit(self, account: Account, password: str) -> None:
        """Raises RoomLocked, RoomPasswordRequired, WrongRoomPassword, RoomExpired, RoomOwnerAbsent, in the order of
        the manuals' numbers.
        """
        if self.is_locked:
            raise RoomLocked
        if self.password and not password:
            raise RoomPasswordRequired
        if self.password and self.password != password:
            raise WrongRoomPassword
        if self.expires_at is not None and self.expires_at <= clock.now():
            raise RoomExpired
        if self.needs_owner and account.pk != self.owner_id and not self.seats.filter(account=self.owner_id).exists():
            raise RoomOwnerAbsent


class Seat(models.Model):
    """One session in one room, with the state of its devices."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats", verbose_name=_("room"))
    session = models.OneToOneField(Session, on_delete=models.CASCADE, verbose_name=_("session"))
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seats", verbose_name=_("account"))
    has_camera = models.BooleanField(_("has a camera"), default=True)
    has_microphone = models.BooleanField(_("has a microphone"), default=True)
    cameras = models.JSONField(_("open cameras"), default=list)
    camera_names = models.JSONField(_("names of the cameras"), default=list, blank=True)
    default_camera = models.PositiveSmallIntegerField(_("default camera"), default=0)
    microphone = models.PositiveSmallIntegerField(_("microphone"), default=MICROPHONE_CLOSED)
    is_sharing = models.BooleanField(_("shares the screen"), default=False)
    is_marked = models.BooleanField(_("its screen may be drawn on"), default=False)
    is_deaf = models.BooleanField(_("speaker off"), default=False)
    hearing_rule = models.CharField(_("hears"), max_length=4, choices=HearingRule.choices, default="", blank=True)
    # External ids, as the people need not be here yet.
    hearing_list = models.JSONField(_("list of people heard or not"), default=list, blank=True)
    hears_all = models.BooleanField(_("hears everybody"), default=False)
    direct_policy = models.CharField(
        _("direct media"), max_length=8, choices=DirectPolicy.choices, default=DirectPolicy.UNABLE, blank=True
    )
    # What -> [external id of who asked its page to open it, until when that counts (ms since 1970)].
    asked = models.JSONField(_("devices that others asked for"), default=dict, blank=True, editable=False)
    rev = models.PositiveBigIntegerField(_("revision"), default=0, editable=False)
    entered_at = models.DateTimeField(_("entered"))
    # Its link is lost, or back: the page has to enter again by then; None: nothing is owed.
    kept_until = models.DateTimeField(_("kept until"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("entered_at", "id")
        constraints = (models.UniqueConstraint(fields=("account",), name="one_seat_per_account"),)

    def __str__(self) -> str:
        return f"{self.account} @ {self.room_id}"

    def hears(self, other: Seat) -> bool:
        """Whether the sound of `other` may be sent to this seat."""
        if self.is_deaf:
            return False
        if self.hearing_rule == HearingRule.EVERYBODY:
            return True
        return (other.account.external_id in self.hearing_list) == (self.hearing_rule == HearingRule.ONLY)

    def asker(self, what: str) -> str:
        """External id of whoever asked just now for the "camera" or "microphone" to be opened; "" for nobody."""
        by, until_ms = self.asked.get(what, ("", 0))
        return str(by) if clock.ms(clock.now()) <= until_ms else ""

    @property
    def camera(self) -> int:
        """0 there is none, 1 closed, 2 open."""
        if self.cameras:
            return CAMERA_OPEN
        return CAMERA_CLOSED if self.has_camera else CAMERA_NONE


class Want(models.Model):
    """A seat asks for one stream of a person, who need not be in the room yet."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="wants", verbose_name=_("seat"))
    source = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", verbose_name=_("source"))
    kind = models.CharField(_("kind"), max_length=8, choices=StreamKind.choices)
    index = models.PositiveSmallIntegerField(_("camera number"), default=0)
    is_direct = models.BooleanField(_("arrives directly"), default=False)

    class Meta:
        verbose_name = _("wish to receive")
        verbose_name_plural = _("wishes to receive")
        constraints = (models.UniqueConstraint(fields=("seat", "source", "kind", "index"), name="one_want_per_stream"),)

    def __str__(self) -> str:
        return f"{self.seat_id} <- {self.source_id} {self.kind}{self.index}"


class DirectAsk(models.Model):
    """A seat asks for a direct path to a person ("connect"), or wants none to this one ("break")."""

    class Wish(models.TextChoices):
        """The two things that can be asked."""

        CONNECT = "connect", _("connect")
        BREAK = "break", _("break")

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="direct_asks", verbose_name=_("seat"))
    other = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    wish = models.CharField(_("wish"), max_length=8, choices=Wish.choices)

    class Meta:
        verbose_name = _("wish for a direct path")
        verbose_name_plural = _("wishes for direct paths")
        constraints = (models.UniqueConstraint(fields=("seat", "other"), name="one_direct_ask_per_person"),)

    def __str__(self) -> str:
        return f"{self.seat_id} {self.wish} {self.other_id}"


class DirectPair(models.Model):
    """Two people of a room whose pages may send to each other; the caller's page makes the first offer."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="direct_pairs", verbose_name=_("room"))
    caller = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", verbose_name=_("caller"))
    callee = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", verbose_name=_("callee"))
    rev = models.PositiveBigIntegerField(_("revision"), default=0, editable=False)

    class Meta:
        verbose_name = _("direct path")
        verbose_name_plural = _("direct paths")
        constraints = (models.UniqueConstraint(fields=("caller", "callee"), name="one_direct_pair_per_two"),)

    def __str__(self) -> str:
        return f"{self.caller_id} - {self.callee_id} @ {self.room_id}"
