from typing import ClassVar

from django.db import migrations

from startline.web.shell.lengths import made_to_fit


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journal", "0001_entries_and_replies")]

    operations: ClassVar = made_to_fit(
        "journal",
        entry={"title": 200, "text": 65000, "shown_title": 200, "shown_text": 65000, "source": 200},
        journal={"slug": 60, "title": 200, "look": 20, "replies": 10, "site": 300},
        picture={"file": 100, "says": 500},
        reader={"email": 254, "name": 60},
        reply={
            "name": 60,
            "text": 4000,
            "state": 12,
            "why_held": 40,
            "token_hash": 64,
            "source": 200,
        },
        report={"kind": 10, "words": 1000},
    )
