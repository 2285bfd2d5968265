"""Empties the database between tests in the quickest way.

By DELETE also on PostgreSQL, where TRUNCATE makes every table's files anew; and Django's own rows about models and
permissions, the same for ever, are left in place instead of being made again after each test.
"""

from typing import Any

import pytest
from django.core.management.commands import flush

KEPT = {"django_content_type", "auth_permission"}


def install(config: pytest.Config) -> None:
    """Let Django's flush, which ends each test with real transactions, do so."""
    patch = pytest.MonkeyPatch()
    patch.setattr(flush, "sql_flush", _deletions)
    patch.setattr(flush, "emit_post_migrate_signal", lambda *args: None)
    config.add_cleanup(patch.undo)


def _deletions(style: object, connection: Any, **options: object) -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    deletions = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables if table not in KEPT]
    if connection.vendor == "postgresql":
        return ["SET LOCAL session_replication_role = replica", *deletions]  # no look at foreign keys
    return deletions
