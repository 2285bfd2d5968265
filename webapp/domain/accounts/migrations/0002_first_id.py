"""User ids start at 1001, so that they never look like a room, a queue or an error number."""

from django.db import migrations

LAST_UNUSED = 1000


def start_above(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE accounts_account ALTER COLUMN id RESTART WITH {LAST_UNUSED + 1}")
    else:
        schema_editor.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('accounts_account', {LAST_UNUSED})")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(start_above, migrations.RunPython.noop)]
