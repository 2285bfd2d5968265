from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="room",
            name="emptied_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last left by everybody"),
        ),
    ]
