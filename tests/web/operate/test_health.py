"""The operator's page, `startline status`, and the figures for programs that watch."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from startline.web.accounts.models import Runner
from startline.web.operate import health
from startline.web.operate.facts import Fact, all_facts, worst
from startline.web.planning.models import AdviceSnapshot
from startline.web.shell import disk, metrics, regular
from tests.web.conftest import a_user

DATABASE = {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL "}[connection.vendor]
TOKEN = "a token of the tests, long enough to be one"


@pytest.fixture
def operator(transactional_db: None) -> Client:
    client = Client()
    client.force_login(a_user("op@example.org", is_staff=True))
    return client


@pytest.fixture
def worker(settings: Any) -> None:
    regular.say_alive()


def fact(name: str) -> Fact:
    return next(one for one in all_facts() if one.name == name)


def test_the_operator_reads_versions_storage_work_and_mail(operator: Client, worker: None) -> None:
    page = operator.get("/operator/").content.decode()

    for told in (DATABASE, "startline", "GiB free", "Jobs", "Worker", "Mail", "HTTPS is off"):
        assert told in page, told


def test_R17_the_operator_is_told_when_there_is_no_backup_yet(operator: Client) -> None:
    assert fact("Last checked backup").state == "look"
    assert "Last checked backup" in operator.get("/operator/").content.decode()


@pytest.mark.parametrize("who", ["nobody", "runner"])
def test_it_is_404_for_everybody_else(runner: Runner, who: str) -> None:
    client = Client()
    if who == "runner":
        client.force_login(runner.user)

    assert client.get("/operator/").status_code == 404


def test_the_page_names_nobody(operator: Client, runner: Runner) -> None:
    page = operator.get("/operator/").content.decode()

    assert runner.user.email not in page
    assert "rough" not in page


def test_a_worker_that_is_gone_and_a_job_that_broke_are_said(
    operator: Client, worker: None
) -> None:
    long_ago = time.time() - 3600
    os.utime(regular.alive_file(), (long_ago, long_ago))
    DBTaskResult.objects.create(
        task_path="x.y", run_after="2026-01-01T00:00:00Z", backend_name="default",
        args_kwargs={"args": [], "kwargs": {}}, status="FAILED",
    )  # fmt: skip

    assert fact("Worker").state == "act"
    assert fact("Jobs that broke off").said == "1"
    assert "Something here needs you" in operator.get("/operator/").content.decode()


def test_advice_that_could_not_be_made_needs_somebody(runner: Runner, worker: None) -> None:
    AdviceSnapshot.objects.update(advice="")

    assert fact("Advice that could not be made, last day").state == "act"


def test_a_full_disk_needs_somebody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    full = disk.Room(n_bytes=5, of_bytes=100, n_files=None, read_only=False)
    monkeypatch.setattr(disk, "room", lambda _: full)

    assert fact("Disk").state == "act"


def test_a_source_that_breaks_is_a_fact_and_not_a_fault(
    operator: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "disk", lambda: 1 / 0)

    assert operator.get("/operator/").status_code == 200
    assert fact("startline.web.operate.health.storage").state == "act"


def test_the_worst_decides() -> None:
    assert worst([]) == "well"
    assert worst([Fact("a", "b"), Fact("a", "b", "act"), Fact("a", "b", "look")]) == "act"


def test_the_command_says_the_same_and_ends_with_1_when_somebody_is_needed(
    db: None, worker: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("status")
    assert f"ok   Database: {DATABASE}" in capsys.readouterr().out

    regular.alive_file().unlink()
    with pytest.raises(CommandError, match="needs you"):
        call_command("status")
    assert "startline worker" in capsys.readouterr().out


def test_healthz_is_503_when_the_database_does_not_answer(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone:
        def cursor(self) -> Any:
            raise DatabaseError("no such file")

    assert Client().get("/healthz").content == b"ok\n"
    monkeypatch.setattr("startline.web.shell.views.connection", Gone())

    answer = Client().get("/healthz")

    assert answer.status_code == 503
    assert b"file" not in answer.content


# --- figures -----------------------------------------------------------------------------------


def test_without_a_token_in_the_settings_there_is_no_such_page(db: None) -> None:
    assert Client().get("/metrics").status_code == 404


def test_the_figures_are_for_who_knows_the_token(db: None, settings: Any, worker: None) -> None:
    settings.METRICS_TOKEN = TOKEN

    assert Client().get("/metrics").status_code == 401
    assert Client().get(f"/metrics?token={TOKEN}").status_code == 401
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer["Content-Type"] == metrics.CONTENT_TYPE
    lines = answer.content.decode().splitlines()
    assert lines[-1] == "# EOF"
    figures = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(figures["startline_disk_free_bytes"]) > 0
    assert float(figures['startline_request_seconds_count{status="4xx"}']) >= 2
    assert len(figures) == len([line for line in lines if not line.startswith("#")])


def test_a_short_token_is_refused_at_the_start_and_not_shown(tmp_path: Path) -> None:
    from tests.web.accounts.test_shipped_settings import check

    done = check(tmp_path, STARTLINE_METRICS="guess-me")

    assert "STARTLINE_METRICS has under 32 characters" in done.stderr
    assert "guess-me" not in done.stderr


def test_replies_are_counted_over_all_processes(tmp_path: Path) -> None:
    count = (
        "import sys, pathlib; from startline.web.shell.metrics import Requests; r = Requests();"
        "r.keep_in(pathlib.Path(sys.argv[1])); [r.add(200, 0.3) for _ in range(50)]; r.add(404, 9)"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count, str(tmp_path)], check=True)
    ours = metrics.Requests()
    ours.keep_in(tmp_path)
    ours.add(200, 0.01)

    counts, sums = ours.all()
    told = metrics.text([], (counts, sums))

    assert sum(counts) == 103
    assert sums[1] == pytest.approx(30.01)
    assert 'startline_request_seconds_bucket{status="2xx",le="0.025"} 1\n' in told
    assert 'startline_request_seconds_bucket{status="2xx",le="+Inf"} 101\n' in told
    metrics.forget(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_stops_no_reply(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    counted = metrics.Requests()
    counted.keep_in(tmp_path / "file")

    counted.add(200, 0.1)

    assert sum(counted.all()[0]) == 1


@pytest.mark.slow
def test_the_command_for_watchers_says_whether_the_server_answers(tmp_path: Path) -> None:
    from tests.web.accounts.test_shipped_settings import STARTLINE, environment, served

    def healthy(port: int, **more: str) -> subprocess.CompletedProcess[str]:
        command = [STARTLINE, "healthy", "--port", str(port)]
        env = environment(tmp_path, **more)
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    hosts = {"STARTLINE_HOSTS": "run.example.org"}
    with served(tmp_path, STARTLINE_HTTPS="1", **hosts) as server:
        assert healthy(server.port, **hosts).returncode == 0
        assert "answers 400" in healthy(server.port).stderr
    gone = healthy(server.port, **hosts)
    assert gone.returncode == 1
    assert "does not answer" in gone.stderr
