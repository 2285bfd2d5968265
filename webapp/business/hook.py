"""The company's own Python class, named by BUSINESS_HOOK; a mistake in it must not become one of ours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from webapp.domain.accounts.business import (
    Answer,
    AuthCode,
    Business,
    FilterData,
    InfoControl,
    LoginAttempt,
    RoomEntry,
    Unanswered,
    VideoCall,
)
from webapp.domain.accounts.models import Application

log = logging.getLogger(__name__)

T = TypeVar("T")


def load(dotted_path: str) -> Hook:
    """An instance of the class, wrapped. Raises ImproperlyConfigured."""
    try:
        made = import_string(dotted_path)()
    except ImportError as error:
        raise ImproperlyConfigured(f"BUSINESS_HOOK is {dotted_path!r}, which cannot be imported: {error}") from error
    if not isinstance(made, Business):
        raise ImproperlyConfigured(f"BUSINESS_HOOK is {dotted_path!r}; derive that class from {Business.__module__}.")
    return Hook(made)


class Hook(Business):
    """Passes everything on; an exception counts as no answer."""

    def __init__(self, inner: Business) -> None:
        self._inner = inner

    def listens(self, application: Application) -> bool:
        """As the company's class says; one that cannot say it does."""
        try:
            return _guarded(self._inner.listens, application)
        except Unanswered:  # logged already
            return True

    def verify_user(self, application: Application, attempt: LoginAttempt) -> Answer | None:
        """Passed on."""
        return _guarded(self._inner.verify_user, application, attempt)

    def verify_auth_code(self, application: Application, shown: AuthCode) -> Answer | None:
        """Passed on."""
        return _guarded(self._inner.verify_auth_code, application, shown)

    def prepare_enter_room(self, application: Application, entry: RoomEntry) -> Answer | None:
        """Passed on."""
        return _guarded(self._inner.prepare_enter_room, application, entry)

    def prepare_video_call(self, application: Application, call: VideoCall) -> Answer | None:
        """Passed on."""
        return _guarded(self._inner.prepare_video_call, application, call)

    def user_info_control(self, application: Application, control: InfoControl) -> None:
        """Passed on; nobody waits for an outcome."""
        _told(self._inner.user_info_control, application, control)

    def filter_data(self, application: Application, sent: FilterData) -> None:
        """Passed on; nobody waits for an outcome."""
        _told(self._inner.filter_data, application, sent)

    def on_event(self, application: Application, name: str, facts: Mapping[str, Any]) -> None:
        """Passed on; nobody waits for an outcome."""
        _told(self._inner.on_event, application, name, facts)


def _guarded(method: Callable[..., T], *args: Any) -> T:
    try:
        return method(*args)
    except Exception as mistake:
        log.exception("BUSINESS_HOOK failed in %s", method.__name__)
        raise Unanswered(str(mistake)) from mistake


def _told(method: Callable[..., None], *args: Any) -> None:
    try:
        _guarded(method, *args)
    except Unanswered:  # logged already
        return
