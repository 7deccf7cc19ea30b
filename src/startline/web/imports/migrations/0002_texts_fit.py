from typing import ClassVar

from django.db import migrations

from startline.web.shell.lengths import made_to_fit


class Migration(migrations.Migration):
    dependencies: ClassVar = [("imports", "0001_initial")]

    operations: ClassVar = made_to_fit(
        "imports",
        fileline={"source": 200, "outcome": 20, "code": 40, "cause": 1000, "do": 1000},
        importjob={"state": 10, "columns": 1000, "problem": 40},
        original={"name": 200},
    )
