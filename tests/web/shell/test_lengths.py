"""The database itself keeps the lengths of texts (I27): on SQLite as on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, models, transaction

from startline.engine.errors import Refused
from startline.web.journal.models import Report
from startline.web.planning.take_case import take_case
from startline.web.runlog.services import add_run, answer_pain, check_in
from tests.web.conftest import a_runner

Model = type[models.Model]
TEXTS = (models.CharField, models.TextField, models.FileField)


def texts_of(model: Model) -> dict[str, int]:
    """The columns of a table that hold a text of limited length."""
    fields = [one for one in model._meta.concrete_fields if isinstance(one, TEXTS)]
    return {one.name: one.max_length for one in fields if one.max_length is not None}


OURS = [
    one for one in apps.get_models()
    if one.__module__.startswith("startline.") and texts_of(one)
]  # fmt: skip
every_table = pytest.mark.parametrize("model", OURS, ids=lambda one: one._meta.label)


def test_there_are_many_tables_with_texts() -> None:
    assert len(OURS) > 30


@every_table
def test_I27_every_text_column_has_its_length_in_a_constraint(model: Model) -> None:
    held = {
        fits.lhs.source_expressions[0].name: fits.rhs
        for one in model._meta.constraints
        if isinstance(one, models.CheckConstraint) and one.name.endswith("_texts_fit")
        for fits in one.condition.children  # type: ignore[union-attr]
    }

    assert held == texts_of(model), "say so with texts_fit in Meta, and add a migration"


@every_table
@pytest.mark.django_db(transaction=True)
def test_I27_the_database_refuses_a_text_one_character_over_its_length(model: Model) -> None:
    row = a_row(model)
    rows = model._base_manager.filter(pk=row.pk)

    for name, most in texts_of(model).items():
        assert refusal(rows, name, "x" * (most + 1)), name
        # what fits is taken, as far as lengths go
        assert "texts_fit" not in refusal(rows, name, "x" * most), name


def refusal(rows: models.QuerySet[Any], name: str, text: str) -> str:
    """What the database says against a text; nothing when it takes it."""
    try:
        with transaction.atomic():
            rows.update(**{name: text})
    except (IntegrityError, DataError) as error:
        return str(error)
    return ""


@pytest.mark.django_db(transaction=True)
def test_I27_many_rows_at_once_pass_no_longer_text_either() -> None:
    runner = a_runner()
    model = apps.get_model("runlog", "Episode")
    rows = [model(runner=runner, case_id="x" * n, site="shin", began_on="2026-03-01")
            for n in (100, 101)]  # fmt: skip

    with pytest.raises((IntegrityError, DataError)):
        model._base_manager.bulk_create(rows)

    assert not model._base_manager.exists()


def a_row(model: Model) -> models.Model:
    """A row with a value in every column that must have one, and the rows it stands on."""
    values = {
        one.name: _value(one) for one in model._meta.concrete_fields
        if not one.null and not one.has_default() and not one.primary_key and not one.blank
    }  # fmt: skip
    if model is Report:
        values["entry"] = a_row(apps.get_model("journal", "Entry"))
    if isinstance(model._meta.pk, models.OneToOneField):
        values[model._meta.pk.name] = a_row(model._meta.pk.related_model)  # type: ignore[arg-type]
    return model._base_manager.create(**values)


def _value(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        return a_row(field.related_model)  # type: ignore[arg-type]
    if field.choices:
        return field.choices[0][0]  # type: ignore[index]
    for kind, value in VALUES.items():
        if isinstance(field, kind):
            return value
    raise AssertionError(f"say a value for {field}")


VALUES: dict[type, Any] = {
    models.EmailField: "robin@example.org", TEXTS: "x", models.DateTimeField: datetime.now(UTC),
    models.DateField: date(2026, 3, 1), models.BooleanField: False, models.FloatField: 1.0,
    models.IntegerField: 1, models.JSONField: {}, models.BinaryField: b"",
    models.UUIDField: "00000000-0000-4000-8000-000000000000",
}  # type: ignore[dict-item]  # fmt: skip


# --- nobody meets that: what is longer is refused before, with a sentence ----------------------

LONGER: dict[str, Any] = {
    "runs": [{"id": "x" * 101, "on": "2026-03-01", "distance_km": 5.0}],
    "check_ins": [{"on": "2026-03-01", "note": "x" * 2001}],
    "episodes": [{"id": "a", "site": "shin", "began_on": "2026-03-01", "label": "x" * 201}],
    "restrictions": [{"id": "a", "set_by": "runner", "by": "x" * 81, "from": "2026-03-01",
                      "max_run_km": 3.0}],
    "prescriptions": [{"id": "a", "what": "x" * 201, "by": "Kim", "from": "2026-03-01"}],
    "appointments": [{"on": "2026-03-01", "with": "doctor", "note": "x" * 2001}],
    "race": {"name": "x" * 201, "on": "2026-07-05", "distance_km": 42.0},
}  # fmt: skip


@pytest.mark.parametrize("part", LONGER)
@pytest.mark.django_db(transaction=True)
def test_I27_a_case_with_a_longer_text_is_refused_by_its_name_and_length(part: str) -> None:
    runner = a_runner()
    case = {"startline": 1, "runner": {}, part: LONGER[part]}

    with pytest.raises(Refused) as refused, transaction.atomic():
        take_case(runner, case, by=runner.user)

    [problem] = refused.value.problems
    assert problem.code == "too_long"
    assert problem.hint.startswith("At most ")


@pytest.mark.django_db(transaction=True)
def test_I27_an_entry_with_a_longer_text_is_refused_and_not_stored() -> None:
    runner = a_runner()
    run, _ = add_run(runner, {"on": "2026-03-01", "distance_km": 5.0}, by=runner.user)

    for act in (
        partial(check_in, runner, {"on": "2026-03-01", "note": "x" * 2001}, by=runner.user),
        partial(answer_pain, run, {"free": False, "episode": "x" * 101}, by=runner.user),
    ):
        with pytest.raises(Refused):
            act()
