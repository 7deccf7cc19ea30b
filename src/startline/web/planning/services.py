"""Facts first, advice after: the one place that asks the engine."""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F
from django.utils.module_loading import import_string

from startline.engine.compose import ENGINE_VERSION
from startline.formats.strict_json import write_json
from startline.web.accounts.models import NOTHING_KEPT, Runner
from startline.web.audit.consent import NoConsent
from startline.web.planning.case import case_as_first_said, for_advice, packed
from startline.web.planning.models import AdviceSnapshot
from startline.web.planning.reckon import advice_json
from startline.web.planning.selectors import today_of

log = logging.getLogger("startline.advice")


@contextmanager
def new_facts(runner: Runner) -> Iterator[None]:
    """Store facts about a runner in one transaction, and ask for new advice once they are kept."""
    with more_facts(runner):
        yield
        transaction.on_commit(partial(ask_for_advice, runner.pk))


@contextmanager
def more_facts(runner: Runner) -> Iterator[None]:
    """Store one batch of many facts in one transaction; ask for new advice after the last.

    The version of the facts grows first: from that moment the old advice is stale on every
    surface, also when the engine never answers.

    Raises:
        NoConsent: if nothing about the runner's health may be stored; nothing is then.
    """
    with transaction.atomic():
        agreed = Runner.objects.filter(pk=runner.pk).exclude(consent__in=NOTHING_KEPT)
        if not agreed.update(facts_version=F("facts_version") + 1):
            raise NoConsent
        yield
    runner.refresh_from_db(fields=["facts_version"])


def ask_for_advice(runner_id: int) -> None:
    """Have the advice worked out, beside the request or (in tests) within it."""
    if settings.ADVICE_WORKED_OUT == "inline":
        refresh_advice(Runner.objects.get(pk=runner_id))
    else:
        _line().submit(_refresh_beside, runner_id)


@cache
def _line() -> ThreadPoolExecutor:
    """One after the other: the newest facts are read when its turn comes."""
    return ThreadPoolExecutor(1, thread_name_prefix="advice")


def _refresh_beside(runner_id: int) -> None:
    try:
        runner = Runner.objects.filter(pk=runner_id).first()
        if runner is not None:
            refresh_advice(runner)
    except Exception:
        log.exception("advice for runner %s was not stored", runner_id)
    finally:
        close_old_connections()
        connection.close()


def refresh_advice(runner: Runner) -> AdviceSnapshot | None:
    """Work out today's advice from everything stored, and keep it with what it was made from.

    A Case the engine refuses, breaks on or takes too long over gives a snapshot without Advice:
    the page says that there is no suggestion today. None for who has not agreed to any.
    """
    runner.refresh_from_db()
    if not runner.keeps_health_data:
        return None
    on, seed = today_of(runner), seed_of(runner)
    newest = AdviceSnapshot.objects.filter(runner=runner).order_by("-id").first()
    if (
        newest
        and newest.on == on
        and newest.facts_version == runner.facts_version
        and newest.advice
    ):
        return newest
    case = write_json(for_advice(case_as_first_said(runner, on=on)))
    snapshot = AdviceSnapshot.objects.create(
        runner=runner,
        on=on,
        facts_version=runner.facts_version,
        engine_version=ENGINE_VERSION,
        seed=seed,
        case_digest=hashlib.sha256(case.encode()).hexdigest(),
        case_z=packed(case),
        advice=_advice_or_nothing(runner, case, on=on, seed=seed),
    )
    _tell_of(snapshot)
    return snapshot


def _tell_of(snapshot: AdviceSnapshot) -> None:
    """Let the apps above know, each by the name it has in the settings."""
    for name in settings.AFTER_ADVICE:
        try:
            import_string(name)(snapshot)
        except Exception:  # the advice stands, whoever could not take it further
            log.exception("%s was not told of advice %s", name, snapshot.pk)


def _advice_or_nothing(runner: Runner, case: str, **asked: object) -> str:
    try:
        return advice_json(case, **asked)  # type: ignore[arg-type]
    except Exception as error:  # whatever it is: no old number stands in for today's
        digest = hashlib.sha256(case.encode()).hexdigest()[:12]
        log.error("no advice: %s, case %s", type(error).__name__, digest)
        return ""


def seed_of(runner: Runner) -> int:
    """The dice of a runner: two advices differ because the facts do."""
    return zlib.crc32(f"{runner.public_id} {ENGINE_VERSION}".encode())
