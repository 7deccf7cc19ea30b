from typing import ClassVar

from django.db import migrations

from startline.web.shell.lengths import made_to_fit


class Migration(migrations.Migration):
    dependencies: ClassVar = [("runlog", "0003_what_was_taken_back")]

    operations: ClassVar = made_to_fit(
        "runlog",
        checkin={"note": 2000},
        crosssession={"kind": 30},
        episode={"case_id": 100, "site": 30, "side": 30, "tissue": 30, "label": 200},
        painreport={"course": 30, "episode": 100},
        redflag={"code": 30, "closed_by": 30},
        run={"case_id": 100, "surface": 30, "stopped_because": 30, "idempotency_key": 64},
        sententry={"key": 64, "kind": 30, "digest": 64, "made": 64},
    )
