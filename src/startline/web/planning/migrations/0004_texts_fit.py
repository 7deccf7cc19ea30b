from typing import ClassVar

from django.db import migrations

from startline.web.shell.lengths import made_to_fit


class Migration(migrations.Migration):
    dependencies: ClassVar = [("planning", "0003_daily_work_taken_at")]

    operations: ClassVar = made_to_fit(
        "planning",
        adherence={"prescription": 100},
        advicesnapshot={"engine_version": 20, "case_digest": 64},
        appointment={"with_whom": 30, "note": 2000},
        confirmed={"place": 200},
        dailywork={"what": 30},
        prescription={"case_id": 100, "what": 200, "kind": 30, "by": 80},
        programme={"name": 200},
        race={"name": 200},
        restriction={"case_id": 100, "set_by": 30, "by": 80, "reason": 500, "lifted_by": 30},
    )
