"""Notifications of the company's server on their way: delivered in the background, again and again for two minutes."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from kombu.exceptions import OperationalError

from webapp.business import webhook
from webapp.domain.accounts.business import Unanswered
from webapp.domain.accounts.models import Application

log = logging.getLogger(__name__)

RETRIES = 6  # after 2, 4, 8, 16, 32 and 64 s


def queue(application_id: int, body: str) -> None:
    """Have a worker deliver it; if the queue is away, the notification is lost and the log says so."""
    try:
        deliver.delay(application_id, body)
    except OperationalError as error:
        log.error("notification of application %s not queued: %s", application_id, error)


@shared_task(name="business.deliver", bind=True, max_retries=RETRIES)
def deliver(task: Any, application_id: int, body: str) -> None:
    """Post the notification; the receiver knows a repeated one by its id."""
    application = Application.objects.filter(pk=application_id).exclude(webhook_url="").first()
    if application is None:
        return
    try:
        webhook.post(application, body.encode())
    except Unanswered as silent:
        if task.request.retries >= RETRIES:
            log.error("webhook of application %s never took %.200s: %s", application_id, body, silent)
            return
        raise task.retry(countdown=2 ** (task.request.retries + 1)) from silent
