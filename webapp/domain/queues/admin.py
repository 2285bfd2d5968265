"""Queues in the admin: areas and queues to arrange, the rest to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from webapp.domain.accounts.in_use import KeptInLine, KeptWhileUsed, Use
from webapp.domain.queues import places, telling
from webapp.domain.queues.lifecycle import ServiceState
from webapp.domain.queues.models import LIVE, Agent, Area, Evaluation, Queue, Service, Serving, Ticket
from webapp.kernel.ids import AreaId, QueueId

PLACE = ("name", "description", "priority", "attribute", "int_tag", "string_tag", "waiting_media")
QUEUE_USE = Use(
    Q(tickets__state__in=LIVE) | Q(servings__isnull=False) | Q(services__state=ServiceState.RUNNING),
    _("Customers wait in it or are being served, or agents serve it."),
)
AREA_USE = Use(
    Q(visits__isnull=False) | Q(queues__tickets__state__in=LIVE) | Q(queues__servings__isnull=False),
    _("Customers or agents are in it."),
)
PERSON = ("login_name", "nickname", "external_id")


def by_person(field: str) -> tuple[str, ...]:
    """Search by the names of the account behind a field."""
    return tuple(f"{field}__{name}" for name in PERSON)


def duration(seconds: float) -> str:
    """Hours, minutes and seconds."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"


class Watched:
    """Rows that the system makes and keeps: to look at, not to change."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come about by themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History stays as it was."""
        return False


class QueueLine(ModelForm[Queue]):
    """A queue in its area's form: a number once given stays, pages and tickets refer to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:  # not disabled: the browser must send it back
            self.fields["id"].widget.attrs["readonly"] = True


class QueueInline(KeptInLine[Queue, Area]):
    """The queues of an area."""

    model = Queue
    form = QueueLine
    in_use = QUEUE_USE
    extra = 0
    fields = ("id", *PLACE)
    show_change_link = True


@admin.register(Area)
class AreaAdmin(KeptWhileUsed[Area]):
    """Areas with their queues."""

    in_use = AREA_USE
    list_display = ("id", "name", "application", "description", "queue_count", "agent_count", "visitor_count")
    list_display_links = ("id", "name")
    list_filter = ("application",)
    search_fields = ("=id", "name", "description")
    fields = ("id", "application", *PLACE)
    inlines = (QueueInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Area]:
        """Areas with their counters."""
        agents, visitors = Q(visits__is_agent=True), Q(visits__is_agent=False)
        return (
            super()
            .get_queryset(request)
            .select_related("application")
            .annotate(
                queues_now=Count("queues", distinct=True),
                agents_now=Count("visits", filter=agents, distinct=True),
                visitors_now=Count("visits", filter=visitors, distinct=True),
            )
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Area | None = None) -> tuple[str, ...]:
        """A number once given stays: pages and tickets refer to it."""
        return ("id",) if obj else ()

    def save_related(self, request: HttpRequest, form: ModelForm[Area], formsets: Any, change: bool) -> None:
        """Tell the pages what has changed."""
        super().save_related(request, form, formsets, change)
        for queue_id in form.instance.queues.values_list("pk", flat=True):
            telling.queue_changed(queue_id)
        telling.area_changed(form.instance.pk)

    def save_formset(self, request: HttpRequest, form: ModelForm[Area], formset: Any, change: bool) -> None:
        """A queue that was ticked for deletion is removed as everywhere else."""
        formset.save(commit=False)
        for queue in formset.deleted_objects:
            places.remove_queue(queue_id=QueueId(queue.pk))
        formset.deleted_objects = []
        for queue in [*formset.new_objects, *(changed for changed, _fields in formset.changed_objects)]:
            queue.save()

    def delete_model(self, request: HttpRequest, obj: Area) -> None:
        """Everybody inside is sent out and every page forgets it."""
        places.remove_area(area_id=AreaId(obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Area]) -> None:
        """The same for several."""
        for area_id in list(queryset.values_list("pk", flat=True)):
            places.remove_area(area_id=AreaId(area_id))

    @admin.display(description=_("queues"), ordering="queues_now")
    def queue_count(self, area: Any) -> int:
        """How many queues there are."""
        return int(area.queues_now)

    @admin.display(description=_("agents"), ordering="agents_now")
    def agent_count(self, area: Any) -> int:
        """How many agents are there now."""
        return int(area.agents_now)

    @admin.display(description=_("customers"), ordering="visitors_now")
    def visitor_count(self, area: Any) -> int:
        """How many customers are there now."""
        return int(area.visitors_now)


@admin.register(Queue)
class QueueAdmin(KeptWhileUsed[Queue]):
    """Queues and how long they are."""

    in_use = QUEUE_USE
    list_display = ("id", "name", "area", "priority", "description", "length", "serving_count")
    list_display_links = ("id", "name")
    list_filter = ("area__application", "area")
    list_select_related = ("area",)
    search_fields = ("=id", "name", "description")
    fields = ("id", "area", *PLACE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Queue]:
        """Queues with their counters."""
        waiting = Q(tickets__state__in=LIVE)
        return (
            super()
            .get_queryset(request)
            .annotate(
                waiting_now=Count("tickets", filter=waiting, distinct=True),
                serving_now=Count("servings", distinct=True),
            )
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Queue | None = None) -> tuple[str, ...]:
        """A number once given stays: pages and tickets refer to it."""
        return ("id",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Queue, form: ModelForm[Queue], change: bool) -> None:
        """Tell the pages what has changed."""
        super().save_model(request, obj, form, change)
        telling.queue_changed(obj.pk)
        telling.area_changed(obj.area_id)

    def delete_model(self, request: HttpRequest, obj: Queue) -> None:
        """Who waits gives the place up and every page forgets the queue."""
        places.remove_queue(queue_id=QueueId(obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Queue]) -> None:
        """The same for several."""
        for queue_id in list(queryset.values_list("pk", flat=True)):
            places.remove_queue(queue_id=QueueId(queue_id))

    @admin.display(description=_("waiting"), ordering="waiting_now")
    def length(self, queue: Any) -> int:
        """How many wait now."""
        return int(queue.waiting_now)

    @admin.display(description=_("agents"), ordering="serving_now")
    def serving_count(self, queue: Any) -> int:
        """How many agents serve it now."""
        return int(queue.serving_now)


class ServingInline(Watched, admin.TabularInline[Serving, Agent]):
    """The queues an agent serves."""

    model = Serving
    extra = 0


@admin.register(Agent)
class AgentAdmin(Watched, KeptWhileUsed[Agent]):
    """Agents and how they are doing."""

    in_use = Use(Q(area__isnull=False), _("The agent is at his desk."))
    list_display = ("account", "state", "area", "customer", "queue", "is_automatic", "served_total", "served_for")
    list_filter = ("state", "area", "is_automatic")
    list_select_related = ("account", "area", "customer", "queue")
    search_fields = by_person("account")
    inlines = (ServingInline,)

    @admin.display(description=_("time served"), ordering="served_total_s")
    def served_for(self, agent: Agent) -> str:
        """The total of all services."""
        return duration(agent.served_total_s)


@admin.register(Ticket)
class TicketAdmin(Watched, KeptWhileUsed[Ticket]):
    """Who waited where, and what became of it."""

    in_use = Use(Q(state__in=LIVE), _("The customer is waiting."))
    list_display = ("id", "customer", "queue", "state", "priority", "taken_at", "waited", "agent", "end_reason")
    list_filter = ("state", "queue__area", "queue", "taken_at")
    list_select_related = ("customer", "queue", "agent__account")
    search_fields = ("=id", *by_person("customer"))
    date_hierarchy = "taken_at"

    @admin.display(description=_("waited"))
    def waited(self, ticket: Ticket) -> str:
        """From the ticket until it was over."""
        return duration((ticket.ended_at - ticket.taken_at).total_seconds()) if ticket.ended_at else "…"


class EvaluationInline(Watched, admin.StackedInline[Evaluation, Service]):
    """The rating of a service."""

    model = Evaluation


@admin.register(Service)
class ServiceAdmin(Watched, KeptWhileUsed[Service]):
    """Who served whom, how long, and how it was rated."""

    in_use = Use(Q(state=ServiceState.RUNNING), _("The customer is being served."))
    list_display = (
        "id",
        "agent",
        "customer",
        "queue",
        "state",
        "began_at",
        "took",
        "was_answered",
        "score",
        "end_reason",
    )
    list_filter = ("state", "was_answered", "queue__area", "queue", "evaluation__score", "began_at")
    list_select_related = ("agent__account", "customer", "queue", "evaluation")
    search_fields = ("=id", *by_person("customer"), *by_person("agent__account"))
    date_hierarchy = "began_at"
    inlines = (EvaluationInline,)

    @admin.display(description=_("took"))
    def took(self, service: Service) -> str:
        """From the assignment until the agent finished."""
        return duration((service.finished_at - service.began_at).total_seconds()) if service.finished_at else "…"

    @admin.display(description=_("score"), ordering="evaluation__score")
    def score(self, service: Service) -> str:
        """What the customer gave."""
        return str(service.evaluation.score) if hasattr(service, "evaluation") else "–"


@admin.register(Evaluation)
class EvaluationAdmin(Watched, admin.ModelAdmin[Evaluation]):
    """What customers thought."""

    list_display = ("service", "score", "text", "customer", "agent", "created_at")
    list_filter = ("score", "service__queue", "created_at")
    list_select_related = ("service__customer", "service__agent__account")
    search_fields = ("text", *by_person("service__customer"), *by_person("service__agent__account"))
    date_hierarchy = "created_at"

    @admin.display(description=_("customer"))
    def customer(self, evaluation: Evaluation) -> str:
        """Who rated."""
        return str(evaluation.service.customer)

    @admin.display(description=_("agent"))
    def agent(self, evaluation: Evaluation) -> str:
        """Who was rated."""
        return str(evaluation.service.agent)
