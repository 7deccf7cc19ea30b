from typing import ClassVar

from django.db import migrations

from startline.web.shell.lengths import made_to_fit


class Migration(migrations.Migration):
    dependencies: ClassVar = [("api", "0001_initial")]

    operations: ClassVar = made_to_fit(
        "api",
        feed={"sha256": 64},
    )
