from typing import ClassVar

from django.db import migrations

from startline.web.shell.lengths import made_to_fit


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0004_consent")]

    operations: ClassVar = made_to_fit(
        "accounts",
        runner={"unit": 2, "time_zone": 64, "sex": 10, "long_run_day": 3, "consent": 10},
        setupcode={"sha256": 64},
        token={"name": 80, "sha256": 64},
        user={"password": 128, "email": 254, "name": 80, "language": 10},
    )
