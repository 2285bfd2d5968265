"""The pages: a start page with a form, and shells whose views are drawn by their own script."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from webapp.domain.recordings import selectors as recordings
from webapp.domain.recordings.views import output_view
from webapp.kernel.errors import RecordingMissing
from webapp.pages.demo import demo_accounts
from webapp.pages.forms import JoinForm


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The three doors; the third is a form that leads to a meeting."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        query = urlencode({"room": form.cleaned_data["room"], "name": form.cleaned_data["name"]})
        return redirect(f"{reverse('meeting')}?{query}")
    shown = {"form": form, "demo_accounts": demo_accounts(), "snippet": _snippet(request)}
    return render(request, "pages/start.html", shown, status=422 if form.errors else 200)


@require_safe
def customer(request: HttpRequest) -> HttpResponse:
    """Name, devices, area, queue, call, rating."""
    return _app(request, "customer", _("Video service"))


@require_safe
def agent(request: HttpRequest) -> HttpResponse:
    """The agent's desk."""
    return _app(request, "agent", _("Agent desk"))


@require_safe
def meeting(request: HttpRequest) -> HttpResponse:
    """A room of many."""
    return _app(request, "meeting", _("Meeting"))


@require_safe
def watch(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """What is mixed live, for anybody who has the address."""
    try:
        output = recordings.live_by_token(token, number)
    except RecordingMissing as missing:
        raise Http404 from missing
    shown = {"list": output_view(output).url, "state": reverse("live-state", args=(token, number))}
    return render(request, "pages/watch.html", shown)


def _app(request: HttpRequest, page: str, heading: str | Promise) -> HttpResponse:
    return render(request, "pages/app.html", {"page": page, "heading": heading})


def _snippet(request: HttpRequest) -> str:
    port = request.get_port()
    host = request.get_host().rsplit(":", 1)[0] if request.get_host().endswith(f":{port}") else request.get_host()
    origin = f"{request.scheme}://{request.get_host()}"
    return render_to_string("pages/snippet.txt", {"origin": origin, "host": host, "port": port}).rstrip()
