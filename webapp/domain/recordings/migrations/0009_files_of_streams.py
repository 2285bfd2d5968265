"""Copies of a film become its files, and may be of a single stream."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_tokens_and_codes"),
        ("recordings", "0008_images"),
    ]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="rules",
            field=models.JSONField(blank=True, default=list, verbose_name="files of single streams"),
        ),
        migrations.RemoveConstraint(model_name="copy", name="one_copy_per_number"),
        migrations.RenameModel(old_name="Copy", new_name="RecordedFile"),
        migrations.AlterModelOptions(
            name="recordedfile",
            options={
                "ordering": ("recording", "number"),
                "verbose_name": "other file",
                "verbose_name_plural": "other files",
            },
        ),
        migrations.AlterField(
            model_name="recordedfile",
            name="recording",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="recordings.recording",
                verbose_name="recording",
            ),
        ),
        migrations.AddField(
            model_name="recordedfile",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recorded_files",
                to="accounts.account",
                verbose_name="whose",
            ),
        ),
        migrations.AddField(
            model_name="recordedfile",
            name="rule",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="recordedfile",
            name="index",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="camera number"),
        ),
        migrations.AddField(
            model_name="recordedfile",
            name="target",
            field=models.CharField(blank=True, max_length=512, verbose_name="as asked for"),
        ),
        migrations.AddField(
            model_name="recordedfile",
            name="began_at",
            field=models.DateTimeField(null=True, verbose_name="started"),
        ),
        migrations.AddField(
            model_name="recordedfile",
            name="duration_s",
            field=models.FloatField(default=0, verbose_name="seconds"),
        ),
        migrations.AddConstraint(
            model_name="recordedfile",
            constraint=models.UniqueConstraint(fields=("recording", "number"), name="one_file_per_number"),
        ),
        migrations.AddConstraint(
            model_name="recordedfile",
            constraint=models.UniqueConstraint(
                fields=("recording", "rule", "account", "index"), name="one_file_per_stream"
            ),
        ),
    ]
