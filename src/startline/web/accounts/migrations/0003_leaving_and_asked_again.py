from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_tokens_and_set_up_code"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="leaves_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="runner",
            name="asked_again_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
