"""Every row of every table, from one database into another, and a hash that says they are equal.

Values pass as Python's own, by each model's fields, so that SQLite and PostgreSQL read them alike;
nothing is stamped anew on the way. A table's hash does not depend on which of them it lies in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db import models as db

Model = type[db.Model]
AT_A_TIME = 2000
MOST_IN_ONE_INSERT = 200


def tables() -> list[Model]:
    """Every model with rows of its own, those between two others too; parents first."""
    return list(apps.get_models(include_auto_created=True))


def hashes(using: str) -> dict[str, str]:
    """The SHA-256 of each table: every value of every row, in the order of its keys."""
    return {model._meta.db_table: hash_of(model, using) for model in tables()}


def hash_of(model: Model, using: str) -> str:
    """The SHA-256 of one table."""
    names = [field.attname for field in model._meta.concrete_fields]
    hashed = hashlib.sha256()
    for row in _in_order(model, using):
        values = [getattr(row, name) for name in names]
        hashed.update(json.dumps(values, default=_as_text, sort_keys=True).encode())
        hashed.update(b"\n")
    return hashed.hexdigest()


def _in_order(model: Model, using: str) -> Iterator[db.Model]:
    """Rows by key. Text keys are sorted here: databases sort letters by rules of their own."""
    rows = _all(model, using)
    key = model._meta.pk
    if isinstance(key, db.CharField | db.UUIDField):
        yield from sorted(rows, key=lambda row: str(row.pk))
    else:
        yield from rows.order_by("pk").iterator(chunk_size=AT_A_TIME)


def _as_text(value: Any) -> str:
    """A value JSON has no word for; a moment in UTC, whichever zone it came in."""
    if isinstance(value, datetime):
        return str(value.timestamp())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)


def _all(model: Model, using: str) -> db.QuerySet[Any]:
    return model._base_manager.using(using).all()


def is_empty(using: str) -> bool:
    """Whether nobody has an account there."""
    from startline.web.accounts.models import User

    return not User.objects.using(using).exists()


def copy(source: str, target: str, models: list[Model] | None = None) -> dict[str, int]:
    """Make the target's tables those of the source; how many rows each has.

    Both have the tables of these models already, of this version's unless others are given. It is
    one transaction of the target: whoever looks meanwhile, or after it broke off, sees what was
    there before.
    """
    models = tables() if models is None else models
    with transaction.atomic(using=target):
        _empty(target, models)
        made = {model._meta.db_table: _copy_one(model, source, target) for model in models}
    _count_on(target, models)
    return made


def _empty(using: str, models: list[Model]) -> None:
    """Remove every row. References are looked at when the transaction ends."""
    with connections[using].cursor() as cursor:
        quote = connections[using].ops.quote_name
        for model in reversed(models):
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")  # noqa: S608 - our names


def _copy_one(model: Model, source: str, target: str) -> int:
    fields, n = list(model._meta.concrete_fields), 0
    insert: Any = model._base_manager._insert  # type: ignore[attr-defined]
    rows = _all(model, source).order_by("pk").iterator(chunk_size=AT_A_TIME)
    for some in _by_the(_most_at_once(model, target), rows):
        # raw: as they are, without what a field would stamp on a new row
        insert(some, fields=fields, raw=True, using=target)
        n += len(some)
    return n


def _most_at_once(model: Model, using: str) -> int:
    fields = list(model._meta.concrete_fields)
    room = connections[using].ops.bulk_batch_size(fields, [None] * MOST_IN_ONE_INSERT)
    return max(1, min(MOST_IN_ONE_INSERT, room))


def _by_the(n: int, rows: Iterable[Any]) -> Iterator[list[Any]]:
    one_by_one = iter(rows)
    while some := list(islice(one_by_one, n)):
        yield some


def _count_on(using: str, models: list[Model]) -> None:
    """Have new rows numbered after those that came."""
    said = connections[using].ops.sequence_reset_sql(no_style(), models)
    with connections[using].cursor() as cursor:
        for sql in said:
            cursor.execute(sql)
