"""How long a text may be, held by the database itself.

SQLite takes any text into a column of 80 characters; PostgreSQL refuses it. So that both refuse
alike, and a move from one to the other meets no surprise, each table has a constraint of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q
from django.db.models.functions import Length, Substr
from django.db.models.lookups import LessThanOrEqual

log = logging.getLogger("startline.upgrade")

Columns = Mapping[str, int]
"""The columns of one table, each with the most characters it takes."""


def texts_fit(**columns: int) -> models.CheckConstraint:
    """Each of these columns has so many characters at most. One for a table: it is rewritten once.

    The numbers stand beside the fields and once more here; a test compares them.
    """
    return _fit("%(app_label)s_%(class)s", columns)


def _fit(table: str, columns: Columns) -> models.CheckConstraint:
    fits = (Q(LessThanOrEqual(Length(name), most)) for name, most in columns.items())
    return models.CheckConstraint(condition=reduce(and_, fits), name=f"{table}_texts_fit")


def made_to_fit(app: str, **tables: Columns) -> list[Operation]:
    """The steps of a migration: cut what is longer, then let nothing longer in.

    Nothing that came through a form is longer. What is cut is logged by table and number, and the
    backup that is made before an upgrade has it whole.
    """

    def cut(apps: Any, schema_editor: Any) -> None:
        for table, columns in tables.items():
            rows = apps.get_model(app, table)._base_manager.using(schema_editor.connection.alias)
            for name, most in columns.items():
                _cut_one(rows, name, most)

    added = [
        migrations.AddConstraint(table, _fit(f"{app}_{table}", columns))
        for table, columns in tables.items()
    ]
    return [migrations.RunPython(cut, migrations.RunPython.noop), *added]


def _cut_one(rows: Any, name: str, most: int) -> None:
    longer = rows.annotate(n_chars=Length(name)).filter(n_chars__gt=most)
    n = longer.update(**{name: Substr(name, 1, most)})
    if n:
        log.warning("%s of %s: %s were longer and are cut", name, rows.model._meta.db_table, n)
