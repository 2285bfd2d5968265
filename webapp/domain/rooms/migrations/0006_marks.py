from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0005_kept_seats"),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="is_marked",
            field=models.BooleanField(default=False, verbose_name="its screen may be drawn on"),
        ),
    ]
