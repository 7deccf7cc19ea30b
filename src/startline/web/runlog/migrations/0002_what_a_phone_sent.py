"""What a phone sent after it had been kept there."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table of entries that were sent."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("runlog", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SentEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=30)),
                ("digest", models.CharField(max_length=64)),
                ("made", models.CharField(blank=True, max_length=64)),
                ("client_at", models.DateTimeField()),
                ("offset_min", models.SmallIntegerField()),
                ("skew_s", models.IntegerField()),
                (
                    "received_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "runner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.runner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("runner", "key"), name="entry_sent_once")
                ],
            },
        ),
    ]
