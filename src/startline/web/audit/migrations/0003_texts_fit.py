from typing import ClassVar

from django.db import migrations

from startline.web.shell.lengths import made_to_fit


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0002_consent")]

    operations: ClassVar = made_to_fit(
        "audit",
        entry={"actor_name": 80, "action": 60},
    )
