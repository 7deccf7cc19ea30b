from typing import ClassVar

from django.db import migrations

from startline.web.shell.lengths import made_to_fit


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clinic", "0001_initial")]

    operations: ClassVar = made_to_fit(
        "clinic",
        note={"author_name": 80, "text": 4000},
        proposal={"words": 500},
        share={"name": 80, "role": 30, "email": 254, "token_hash": 64},
    )
