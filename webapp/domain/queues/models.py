"""The rows of queueing: areas, queues, who is there, tickets, agents, services and their ratings."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from webapp.domain.playback.models import FileState, MediaFile
from webapp.domain.queues.lifecycle import LIVE_TICKETS, AgentState, ServiceState, TicketState
from webapp.kernel import clock

TICKET_STATES = [
    (TicketState.WAITING.value, _("waiting")),
    (TicketState.OFFERED.value, _("offered")),
    (TicketState.SERVED.value, _("served")),
    (TicketState.LEFT.value, _("left")),
    (TicketState.CALLBACK.value, _("to be called back")),
]
AGENT_STATES = [
    (AgentState.CLOSED.value, _("closed")),
    (AgentState.WAITING.value, _("waiting")),
    (AgentState.OFFERED.value, _("offered")),
    (AgentState.WORKING.value, _("working")),
    (AgentState.WRAP_UP.value, _("wrap-up")),
    (AgentState.PAUSED.value, _("paused")),
]
SERVICE_STATES = [(ServiceState.RUNNING.value, _("running")), (ServiceState.FINISHED.value, _("finished"))]
LIVE = [state.value for state in LIVE_TICKETS]


class Place(models.Model):
    """What areas and queues have in common: the public attributes of a business object."""

    id = models.PositiveIntegerField(_("number"), primary_key=True, validators=[MinValueValidator(1)])
    name = models.CharField(_("name"), max_length=64)
    description = models.CharField(_("description"), max_length=200, blank=True)
    priority = models.IntegerField(_("priority"), default=0, help_text=_("The greater number goes first."))
    attribute = models.BigIntegerField(_("attribute"), default=0, help_text=_("Bits of the kinds of business."))
    int_tag = models.BigIntegerField(_("number tag"), default=0)
    string_tag = models.CharField(_("text tag"), max_length=200, blank=True)
    waiting_media = models.ForeignKey(
        MediaFile,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"state__in": (FileState.READY, FileState.CHECKING)},
        verbose_name=_("played to those who wait"),
    )
    rev = models.PositiveBigIntegerField(_("revision"), default=1, editable=False)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"


class Area(Place):
    """A service area: a hall with queues, visitors and agents."""

    application = models.ForeignKey(
        "accounts.Application", models.CASCADE, related_name="areas", verbose_name=_("application")
    )

    class Meta(Place.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")


class Queue(Place):
    """A line of waiting customers in an area."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="queues", verbose_name=_("area"))

    class Meta(Place.Meta):
        verbose_name = _("queue")
        verbose_name_plural = _("queues")


class Profile(models.Model):
    """How an account queues or serves: what its page said about it (AnyChat manual 3.6.1: object type 8)."""

    account = models.OneToOneField(
        "accounts.Account", models.CASCADE, primary_key=True, related_name="queue_profile", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=64, blank=True)
    description = models.CharField(_("description"), max_length=200, blank=True)
    serves = models.BooleanField(_("comes as agent"), null=True, default=None)
    priority = models.IntegerField(_("priority"), default=0)
    attribute = models.BigIntegerField(_("attribute"), default=-1)
    int_tag = models.BigIntegerField(_("number tag"), default=0)
    string_tag = models.CharField(_("text tag"), max_length=200, blank=True)
    rev = models.PositiveBigIntegerField(_("revision"), default=1, editable=False)

    class Meta:
        verbose_name = _("queue profile")
        verbose_name_plural = _("queue profiles")

    def __str__(self) -> str:
        return str(self.account_id)


class Visit(models.Model):
    """An account is in an area, as customer or as agent; one area at a time."""

    account = models.OneToOneField(
        "accounts.Account", models.CASCADE, primary_key=True, related_name="visit", verbose_name=_("account")
    )
    area = models.ForeignKey(Area, models.CASCADE, related_name="visits", verbose_name=_("area"))
    is_agent = models.BooleanField(_("as agent"), default=False)
    # Came by taking a ticket or serving a queue, without entering: leaves with it.
    is_implicit = models.BooleanField(_("by its queue only"), default=False)
    entered_at = models.DateTimeField(_("entered at"), default=clock.now)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.account_id} in {self.area_id}"


class Agent(models.Model):
    """An account that serves customers, and how it is doing."""

    account = models.OneToOneField(
        "accounts.Account", models.CASCADE, primary_key=True, related_name="agent", verbose_name=_("account")
    )
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="agents", verbose_name=_("area")
    )
    state = models.CharField(_("state"), max_length=16, choices=AGENT_STATES, default=AgentState.CLOSED.value)
    # Customers are offered to it; without, it asks for the next one itself.
    is_automatic = models.BooleanField(_("gets offers"), default=False)
    customer = models.ForeignKey(
        "accounts.Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    queue = models.ForeignKey(
        Queue, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("queue of the customer")
    )
    service_began_at = models.DateTimeField(_("service began at"), null=True, blank=True)
    idle_since = models.DateTimeField(_("idle since"), default=clock.now)
    served_total = models.PositiveIntegerField(_("customers served"), default=0)
    served_total_s = models.PositiveIntegerField(_("seconds served"), default=0)
    rev = models.PositiveBigIntegerField(_("revision"), default=1, editable=False)

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")

    def __str__(self) -> str:
        return f"{self.account_id} ({self.state})"


class Serving(models.Model):
    """An agent serves a queue."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="servings", verbose_name=_("agent"))
    queue = models.ForeignKey(Queue, models.CASCADE, related_name="servings", verbose_name=_("queue"))
    priority = models.PositiveIntegerField(_("priority"), default=0, help_text=_("0 is asked first."))

    class Meta:
        verbose_name = _("served queue")
        verbose_name_plural = _("served queues")
        constraints = [models.UniqueConstraint(fields=["agent", "queue"], name="agent_serves_queue_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} serves {self.queue_id}"


class Ticket(models.Model):
    """A customer's place in a queue."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="tickets", verbose_name=_("queue"))
    customer = models.ForeignKey("accounts.Account", models.CASCADE, related_name="tickets", verbose_name=_("customer"))
    state = models.CharField(_("state"), max_length=16, choices=TICKET_STATES, default=TicketState.WAITING.value)
    priority = models.IntegerField(_("priority"), default=0)
    # The kinds of business he comes for, as bits; 0 and -1: any agent may serve him.
    attribute = models.BigIntegerField(_("attribute"), default=-1)
    ext = models.TextField(_("text of the customer"), blank=True)
    taken_at = models.DateTimeField(_("taken at"), default=clock.now)
    agent = models.ForeignKey(
        Agent, models.SET_NULL, null=True, blank=True, related_name="tickets", verbose_name=_("agent")
    )
    offered_at = models.DateTimeField(_("offered at"), null=True, blank=True)
    offer_due_at = models.DateTimeField(_("offer lapses at"), null=True, blank=True)
    # Who let him wait on, and until when he is not asked again.
    declined_by = models.ForeignKey(
        Agent, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("declined by")
    )
    declined_until = models.DateTimeField(_("declined until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.CharField(_("end reason"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(state__in=LIVE), name="one_live_ticket"),
            models.UniqueConstraint(fields=["agent"], condition=Q(state="offered"), name="one_offer_per_agent"),
        ]
        indexes = [
            models.Index(fields=["queue", "state", "-priority", "taken_at"], name="ticket_line"),
            models.Index(fields=["state", "offer_due_at"], name="ticket_due"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.customer_id} in {self.queue_id}"


class Service(models.Model):
    """An agent serves a customer, from the assignment until he finishes."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="service", verbose_name=_("ticket"))
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="services", verbose_name=_("agent"))
    customer = models.ForeignKey(
        "accounts.Account", models.CASCADE, related_name="services", verbose_name=_("customer")
    )
    queue = models.ForeignKey(Queue, models.CASCADE, related_name="services", verbose_name=_("queue"))
    state = models.CharField(_("state"), max_length=16, choices=SERVICE_STATES, default=ServiceState.RUNNING.value)
    began_at = models.DateTimeField(_("began at"), default=clock.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    end_reason = models.CharField(_("end reason"), max_length=16, blank=True)
    # Known at its end; only what was answered counts as served.
    was_answered = models.BooleanField(_("answered"), null=True, default=None)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["-began_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agent"], condition=Q(state="running"), name="one_service_per_agent"),
            models.UniqueConstraint(fields=["customer"], condition=Q(state="running"), name="one_service_per_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.agent_id} serves {self.customer_id}"


class Evaluation(models.Model):
    """What the customer thought of a service; said once."""

    service = models.OneToOneField(
        Service, models.CASCADE, primary_key=True, related_name="evaluation", verbose_name=_("service")
    )
    score = models.IntegerField(_("score"))
    text = models.TextField(_("comment"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.score}"
