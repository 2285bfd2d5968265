from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("presence", "0001_initial")]

    operations = [
        migrations.AddField("session", "has_camera", models.BooleanField(default=True, verbose_name="has a camera")),
        migrations.AddField(
            "session", "has_microphone", models.BooleanField(default=True, verbose_name="has a microphone")
        ),
    ]
