"""The Celery application: every name in its tables is a task that exists, and nothing is lost with a worker."""

import threading

from celery import current_app

from webapp import celery


def test_every_periodic_task_exists() -> None:
    celery.app.loader.import_default_modules()
    assert set(celery.PERIODIC) - set(celery.app.tasks) == set()


def test_every_heavy_task_exists() -> None:
    celery.app.loader.import_default_modules()
    assert set(celery.HEAVY_TASKS) - set(celery.app.tasks) == set()


def test_a_task_is_acknowledged_after_its_work() -> None:
    assert celery.app.conf.task_acks_late
    assert celery.app.conf.task_reject_on_worker_lost
    assert celery.app.conf.broker_transport_options["visibility_timeout"] == celery.REDELIVERY_S


def test_only_json_is_accepted() -> None:
    assert celery.app.conf.accept_content == ["json"]
    assert celery.app.conf.task_serializer == "json"


def test_every_thread_sends_to_our_broker() -> None:
    """Celery remembers the current application per thread; the gateway's pool must not meet a default one."""
    seen = []
    thread = threading.Thread(target=lambda: seen.append(current_app.conf.broker_url))
    thread.start()
    thread.join()
    assert seen == [celery.app.conf.broker_url]
