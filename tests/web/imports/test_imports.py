"""Imports: no file vanishes without a line, nothing is counted twice, everything can be undone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django_tasks_db.models import DBTaskResult

from startline.web.accounts.models import Runner
from startline.web.imports import limits, reading, services, tasks
from startline.web.imports.models import FileLine, ImportJob, Original, folder_of
from startline.web.imports.receiving import IntoFolder
from startline.web.planning.models import AdviceSnapshot
from startline.web.runlog.models import PainReport, Run
from startline.web.runlog.services import answer_pain
from tests.web.conftest import a_runner, a_user
from tests.web.imports.sent import a_run, a_zip, imported, send, some_runs


def mine(runner: Runner, job: ImportJob) -> Any:
    return Run.objects.filter(runner=runner, import_job=job.public_id)


def text(page: Client, path: str) -> str:
    answer = page.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


# --- what is taken -----------------------------------------------------------------------------


def test_an_import_brings_its_runs_their_source_splits_and_doubts_into_the_log(
    page: Client, runner: Runner
) -> None:
    job = imported(page, {"export.zip": some_runs(3)})

    runs = list(mine(runner, job).order_by("on"))
    assert job.state == "done"
    assert [run.on.isoformat() for run in runs] == ["2025-06-02", "2025-06-04", "2025-06-06"]
    assert [round(run.distance_km, 1) for run in runs] == [5.0, 5.0, 5.0]
    assert runs[0].extra["source"].endswith(":0.gpx")
    assert len(runs[0].extra["splits"]) == 5
    assert runs[0].extra["utc_offset_min"] == -240
    assert not PainReport.objects.filter(run__in=runs).exists()


def test_advice_is_asked_for_once_whatever_the_number_of_batches(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BATCH", 2)
    before = AdviceSnapshot.objects.count()

    imported(page, {"export.zip": some_runs(7)})

    assert AdviceSnapshot.objects.count() == before + 1


def test_what_the_engine_does_not_read_stays_out_of_the_case_it_is_asked_with(
    page: Client, runner: Runner
) -> None:
    from startline.web.planning.case import unpacked

    imported(page, {"a.gpx": a_run()})

    newest = AdviceSnapshot.objects.latest("id")
    assert "splits" not in unpacked(newest.case_z)
    assert ':a.gpx"' in unpacked(newest.case_z)


def test_I16_one_bad_file_among_many_is_one_line_and_stops_nothing(
    page: Client, runner: Runner
) -> None:
    files = {f"activities/{n}.gpx": a_run(n) for n in range(20)}
    job = imported(page, {"export.zip": a_zip({**files, "activities/bad.gpx": b"<gpx><trk>"})})

    assert mine(runner, job).count() == 20
    line = FileLine.objects.get(job=job, outcome="skipped")
    assert line.source == "export.zip/activities/bad.gpx"
    assert line.cause
    shown = text(page, f"/imports/{job.public_id}/?show=skipped")
    assert "bad.gpx" in shown
    assert line.cause in shown
    assert "Read it again" in shown


def test_every_file_has_a_line_in_the_report_and_the_lines_add_up(
    page: Client, runner: Runner
) -> None:
    job = imported(
        page,
        {"a.gpx": a_run(), "b.gpx": a_run(), "notes.txt": b"hello", "empty.fit": b"\x00"},
    )

    outcomes = dict(FileLine.objects.filter(job=job).values_list("source", "outcome"))
    assert outcomes == {
        "a.gpx": "imported", "b.gpx": "already_here", "notes.txt": "skipped",
        "empty.fit": "skipped",
    }  # fmt: skip
    assert "1 run added, 1 already here" in text(page, f"/imports/{job.public_id}/")


def test_somebody_who_reads_german_is_told_in_german_why_a_file_was_left_out(
    page: Client, runner: Runner
) -> None:
    job = imported(page, {"a.gpx": a_run(), "notes.txt": b"hello"})
    runner.user.language = "de"
    runner.user.save()

    report = text(page, f"/imports/{job.public_id}/?show=skipped")

    assert "Eine Dateiart, die hier nicht gelesen wird." in report
    assert 'lang="en"' in report


def test_I18_the_same_export_sent_twice_brings_no_new_run(page: Client, runner: Runner) -> None:
    export = some_runs(6)
    first = imported(page, {"export.zip": export})

    second = imported(page, {"again.zip": export})

    assert (first.n_runs, second.n_runs, second.n_here) == (6, 0, 6)
    assert Run.objects.filter(runner=runner, on__year=2025, on__month=6).count() == 6
    assert "0 runs added, 6 already here" in text(page, f"/imports/{second.public_id}/")


def test_I18_a_second_recording_of_a_run_is_shown_as_a_pair_and_counted_once(
    page: Client, runner: Runner
) -> None:
    from tests.formats.recordings import a_tcx, samples
    from tests.web.imports.sent import FIRST

    tcx = a_tcx(samples(5.0, every_s=60.0), start=FIRST).encode()
    job = imported(page, {"watch.gpx": a_run(), "phone.tcx": tcx})

    run = mine(runner, job).get()
    assert " + " in run.extra["source"]
    line = FileLine.objects.get(job=job, outcome="already_here")
    assert "Another recording of this run is kept" in line.cause
    assert imported(page, {"phone.tcx": tcx}).n_runs == 0


def test_a_run_typed_in_and_its_recording_are_one_run_that_keeps_its_words(
    page: Client, runner: Runner
) -> None:
    typed = Run.objects.create(runner=runner, on="2025-06-02", distance_km=5.05)
    answer_pain(typed, {"free": False, "worst_nrs": 3}, by=runner.user)

    job = imported(page, {"a.gpx": a_run()})

    typed.refresh_from_db()
    assert (job.n_runs, job.n_matched) == (0, 1)
    assert (typed.distance_km, typed.pain.worst_nrs) == (5.05, 3)
    assert typed.started_at is not None
    page.post(f"/imports/{job.public_id}/undo/")
    typed.refresh_from_db()
    assert typed.started_at is None
    assert "source" not in typed.extra


def test_a_run_that_no_log_may_hold_is_a_line_to_look_at(page: Client, runner: Runner) -> None:
    from datetime import timedelta

    from tests.formats.recordings import a_tcx, samples
    from tests.web.imports.sent import FIRST

    slow = samples(5.0, every_s=60.0)
    last = slow[-1]
    from dataclasses import replace

    forgotten = replace(last, s=timedelta(days=5).total_seconds())
    job = imported(page, {"slow.tcx": a_tcx([*slow[:-1], forgotten], start=FIRST).encode()})

    ended = FileLine.objects.get(job=job)
    assert mine(runner, job).count() == 0
    assert ended.outcome in ("needs_review", "skipped")
    assert ended.cause


# --- cut off, and going on ---------------------------------------------------------------------


class Killed(BaseException):
    """As sudden as a kill, for a test in one process."""


def test_I19_a_worker_killed_midway_goes_on_and_ends_as_if_it_had_not_been(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BATCH", 4)
    answer = send(page, {"export.zip": some_runs(20)})
    job = ImportJob.objects.get()
    store = reading._Store._store
    n_batches = 0

    def dies(self: Any, *args: Any) -> None:
        nonlocal n_batches
        n_batches += 1
        if n_batches == 3:
            raise Killed
        store(self, *args)

    monkeypatch.setattr(reading._Store, "_store", dies)
    with pytest.raises(Killed):
        reading.run_job(str(job.public_id))
    monkeypatch.setattr(reading._Store, "_store", store)
    job.refresh_from_db()
    reached = job.n_done
    assert (job.state, job.n_runs, mine(runner, job).count()) == ("running", 8, 8)

    reading.run_job(str(job.public_id))

    job.refresh_from_db()
    assert answer.status_code == 302
    assert (job.state, job.n_runs, job.n_here) == ("done", 20, 0)
    assert job.n_done >= reached
    days = list(mine(runner, job).order_by("on").values_list("on", flat=True))
    assert len(set(days)) == 20
    assert FileLine.objects.filter(job=job, outcome="imported").count() == 20


def test_what_an_earlier_try_had_read_is_not_read_again(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(page, {"export.zip": some_runs(6)})
    job = ImportJob.objects.get()
    monkeypatch.setattr(reading._Store, "flush", lambda self: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        reading.run_job(str(job.public_id))
    monkeypatch.undo()
    journal = (job.folder / "journal").read_text().count('"key"')

    reading.run_job(str(job.public_id))

    assert journal == 6
    assert not (job.folder / "journal").exists()
    assert mine(runner, job).count() == 6


def test_an_import_another_process_is_at_is_left_to_it(page: Client, runner: Runner) -> None:
    send(page, {"a.gpx": a_run()})
    job = ImportJob.objects.get()
    held = "import fcntl,os,sys,time;f=os.open(sys.argv[1],os.O_CREAT|os.O_RDWR);"
    held += "fcntl.flock(f,fcntl.LOCK_EX);print('held',flush=True);time.sleep(60)"
    folder_of(runner).mkdir(parents=True, exist_ok=True)
    other = subprocess.Popen(
        [sys.executable, "-c", held, str(folder_of(runner) / "lock")], stdout=subprocess.PIPE
    )
    try:
        assert other.stdout is not None
        other.stdout.readline()
        reading.run_job(str(job.public_id))
        job.refresh_from_db()
        assert job.state == "waiting"
    finally:
        other.send_signal(signal.SIGKILL)
        other.wait()
        other.stdout.close()
    reading.run_job(str(job.public_id))
    job.refresh_from_db()
    assert job.state == "done"


def test_an_import_whose_worker_is_gone_is_queued_again_once(page: Client, runner: Runner) -> None:
    send(page, {"a.gpx": a_run()})
    DBTaskResult.objects.all().delete()
    ImportJob.objects.update(state="running")

    tasks.go_on_with_imports()
    tasks.go_on_with_imports()

    assert DBTaskResult.objects.count() == 1


def test_a_fault_of_ours_stops_the_import_keeps_what_was_read_and_can_be_gone_on_from(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(reading, "_finish", broken)
    job = imported(page, {"a.gpx": a_run()})
    assert (job.state, job.n_runs) == ("stopped", 1)
    assert "The import stopped" in text(page, f"/imports/{job.public_id}/")
    monkeypatch.undo()

    page.post(f"/imports/{job.public_id}/again/")
    reading.run_job(str(job.public_id))

    job.refresh_from_db()
    assert (job.state, job.n_runs, mine(runner, job).count()) == ("done", 1, 1)


def test_D08_nothing_is_read_inside_a_transaction(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection

    from startline.formats import importer

    taken = importer._Import._taken
    inside: list[bool] = []

    def watched(self: Any, *args: Any) -> Any:
        inside.append(connection.in_atomic_block)
        return taken(self, *args)

    monkeypatch.setattr(importer._Import, "_taken", watched)
    imported(page, {"export.zip": some_runs(3)})

    assert inside == [False, False, False]


def test_D18_a_worker_without_memory_stops_the_import_and_says_so(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swells(*args: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(reading, "_import", swells)
    job = imported(page, {"a.gpx": a_run()})

    assert (job.state, job.problem) == ("stopped", "out_of_memory")
    assert "too little memory" in text(page, f"/imports/{job.public_id}/")


# --- taking back -------------------------------------------------------------------------------


def test_I20_undo_removes_exactly_the_rows_of_its_import_and_a_second_undo_is_404(
    page: Client, runner: Runner
) -> None:
    kept = imported(page, {"kept.zip": some_runs(2)})
    gone = imported(page, {"gone.zip": some_runs(3, first=5)})
    others = Run.objects.filter(runner=runner).exclude(import_job=gone.public_id).count()
    folder, snapshots = gone.folder, AdviceSnapshot.objects.count()

    answer = page.post(f"/imports/{gone.public_id}/undo/")

    assert answer.status_code == 302
    assert Run.objects.filter(runner=runner).count() == others
    assert mine(runner, kept).count() == 2
    assert AdviceSnapshot.objects.count() == snapshots + 1
    assert not folder.exists()
    assert page.post(f"/imports/{gone.public_id}/undo/").status_code == 404


def test_undo_says_how_many_answers_go_with_it(page: Client, runner: Runner) -> None:
    job = imported(page, {"a.gpx": a_run()})
    answer_pain(mine(runner, job).get(), {"free": True}, by=runner.user)

    assert "You have said how 1 of them felt" in text(page, f"/imports/{job.public_id}/undo/")


def test_an_import_taken_back_while_it_runs_stores_nothing_more(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BATCH", 2)
    send(page, {"export.zip": some_runs(6)})
    job = ImportJob.objects.get()
    before = Run.objects.filter(runner=runner).count()
    flush = reading._Store.flush

    def undone_meanwhile(self: Any) -> None:
        flush(self)
        if ImportJob.objects.exists():
            services.undo(job, by=runner.user)

    monkeypatch.setattr(reading._Store, "flush", undone_meanwhile)
    reading.run_job(str(job.public_id))

    assert Run.objects.filter(runner=runner).count() == before
    assert not ImportJob.objects.exists()


# --- sending -----------------------------------------------------------------------------------


def test_I21_an_upload_that_was_cut_off_leaves_no_import_and_no_file(
    page: Client, runner: Runner
) -> None:
    sent = SimpleUploadedFile("a.gpx", a_run())

    answer = page.post("/imports/", {"files": sent})  # its last field never came

    assert answer.status_code == 400
    assert not ImportJob.objects.exists()
    assert not list(folder_of(runner).glob("in-*"))


def test_I21_what_a_dead_sender_left_on_the_disk_is_gone_within_the_hour(
    page: Client, runner: Runner
) -> None:
    kept = imported(page, {"a.gpx": a_run()}).folder
    left = folder_of(runner) / "in-broken"
    left.mkdir()
    (left / "x").write_bytes(b"x")
    tasks.remove_leftovers()
    assert left.exists()
    old = time.time() - limits.LEFTOVER_S - 60
    for folder in (left, kept):
        os.utime(folder, (old, old))

    tasks.remove_leftovers()

    assert not left.exists()
    assert kept.exists()


def test_the_files_of_a_deleted_account_go_with_it(page: Client, runner: Runner) -> None:
    imported(page, {"a.gpx": a_run()})
    folder = folder_of(runner)
    runner.user.delete()
    old = time.time() - limits.LEFTOVER_S - 60
    for each in (*folder.iterdir(), folder):
        os.utime(each, (old, old))

    tasks.remove_leftovers()

    assert not folder.exists()


def test_I28_a_full_quota_is_413_with_its_numbers_and_what_is_there_stays_readable(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = imported(page, {"a.gpx": a_run()})
    monkeypatch.setattr(limits, "MOST_KEPT_BYTES", services.kept(runner).n_bytes)

    answer = send(page, {"b.gpx": a_run(1)})

    shown = answer.content.decode()
    assert answer.status_code == 413
    assert "1 of 20000" in shown.replace(",", "")
    assert ImportJob.objects.count() == 1
    assert page.get(f"/imports/{job.public_id}/").status_code == 200
    original = page.get(f"/imports/{job.public_id}/{Original.objects.get().public_id}/")
    assert b"".join(original.streaming_content) == a_run()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("limit", "most"), [("MOST_FILE_BYTES", 1000), ("MOST_FILES_SENT", 1), ("MOST_SENT_BYTES", 10)]
)
def test_too_much_at_once_is_413_and_leaves_nothing(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(limits, limit, most)

    answer = send(page, {"a.gpx": a_run(), "b.gpx": a_run(1)})

    assert answer.status_code == 413
    assert not ImportJob.objects.exists()
    assert not list(folder_of(runner).glob("in-*"))


def test_a_full_disk_is_503_and_says_that_nothing_was_saved(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def write(self, data: bytes) -> None:
            raise OSError(28, "No space left on device")

        def close(self) -> None: ...

    new_file = IntoFolder.new_file

    def full(self: Any, *args: Any, **kwargs: Any) -> None:
        new_file(self, *args, **kwargs)
        self._file.close()
        self._file = Full()

    monkeypatch.setattr(IntoFolder, "new_file", full)

    answer = send(page, {"a.gpx": a_run()})

    assert answer.status_code == 503
    assert "was not saved" in answer.content.decode()


def test_I29_two_imports_wait_at_most_and_the_next_is_told_when_to_come_again(
    page: Client, runner: Runner
) -> None:
    answers = [send(page, {f"{n}.gpx": a_run(n)}) for n in range(10)]

    assert [answer.status_code for answer in answers] == [302, 302, *[429] * 8]
    assert int(answers[-1]["Retry-After"]) > 0
    assert ImportJob.objects.count() == 2


def test_O12_uploads_are_ten_a_minute_of_one_runner(page: Client, runner: Runner) -> None:
    for _ in range(limits.UPLOADS_A_MINUTE):
        assert send(page, {"empty.gpx": b""}).status_code == 422

    answer = send(page, {"a.gpx": a_run()})

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60


def test_an_upload_without_its_form_token_is_refused_and_leaves_nothing(runner: Runner) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(runner.user)

    assert send(strict, {"a.gpx": a_run()}).status_code == 403
    assert not ImportJob.objects.exists()
    assert not list(folder_of(runner).glob("in-*"))


def test_names_of_files_are_shown_cleaned_and_never_become_paths(
    page: Client, runner: Runner
) -> None:
    job = imported(page, {"..\\..\\run\u202e.gpx": a_run(), "run.gpx": a_run(1)})
    again = imported(page, {"x/run.gpx": a_run(2)})

    names = set(Original.objects.values_list("name", flat=True))
    stored = {path.name for path in job.folder.iterdir()}
    assert not any("/" in name or "\\" in name or "\u202e" in name for name in names)
    assert stored == {str(file.public_id) for file in Original.objects.filter(job=job)}
    assert again.n_runs == 1


def test_two_files_of_one_name_are_both_read(runner: Runner, page: Client) -> None:
    sent = [SimpleUploadedFile("run.gpx", a_run(n)) for n in range(2)]

    page.post("/imports/", {"files": sent, "whole": "1"})

    reading.run_job(str(ImportJob.objects.get().public_id))
    assert set(Original.objects.values_list("name", flat=True)) == {"run.gpx", "run (2).gpx"}
    assert ImportJob.objects.get().n_runs == 2


def test_a_silent_sender_is_cut_off(
    page: Client, runner: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import socket

    monkeypatch.setattr(limits, "SILENCE_S", 0.05)
    ours, theirs = socket.socketpair()
    request = RequestFactory().post("/imports/")
    handler = IntoFolder(tmp_path / "in", most_bytes=1000)
    handler.handle_raw_input(request, {"gunicorn.socket": ours}, 10, "x")
    ours.settimeout(5)

    assert ours.recv(1) == b""
    handler.discard()
    ours.close()
    theirs.close()


# --- originals ---------------------------------------------------------------------------------


def test_I30_an_original_comes_back_as_it_was_to_its_owner_alone_and_is_never_shown(
    page: Client, runner: Runner
) -> None:
    html = b"<html><script>alert(1)</script></html>"
    job = imported(page, {"run.gpx": html})
    address = f"/imports/{job.public_id}/{Original.objects.get().public_id}/"

    answer = page.get(address)

    assert b"".join(answer.streaming_content) == html  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    other = Client()
    other.force_login(a_runner("other@example.org").user)
    assert other.get(address).status_code == 404


def test_what_is_somebody_elses_does_not_exist(page: Client, runner: Runner) -> None:
    job = imported(page, {"a.gpx": a_run()})
    other = Client()
    other.force_login(a_runner("other@example.org").user)

    for path in ("", "progress/", "undo/"):
        assert other.get(f"/imports/{job.public_id}/{path}").status_code == 404
    for path in ("again/", "undo/"):
        assert other.post(f"/imports/{job.public_id}/{path}").status_code == 404
    assert mine(runner, job).count() == 1


def test_C01_C14_a_name_with_markup_or_line_ends_is_text_on_the_page_and_in_the_header(
    page: Client, runner: Runner
) -> None:
    name = '<img src=x onerror=alert(1)>"\r\nSet-Cookie: a=b.gpx'
    job = imported(page, {name: a_run()})

    shown = text(page, f"/imports/{job.public_id}/")
    original = page.get(f"/imports/{job.public_id}/{Original.objects.get().public_id}/")

    assert "<img" not in shown
    assert "Set-Cookie" not in original.headers
    assert "\n" not in original["Content-Disposition"]
    original.close()


# --- tables ------------------------------------------------------------------------------------

TABLE = b"when,how far,took\n2025-05-01,5.0,30:00\n2025-05-03,6.5,40:00\n"


def test_guessed_columns_are_taken_once_a_person_says_so(page: Client, runner: Runner) -> None:
    job = imported(page, {"log.csv": TABLE})
    assert job.n_runs == 0
    shown = text(page, f"/imports/{job.public_id}/")
    assert "Which column is what?" in shown
    guess = shown.partition('name="columns" value="')[2].partition('"')[0]

    page.post(f"/imports/{job.public_id}/again/", {"columns": guess})
    reading.run_job(str(job.public_id))

    job.refresh_from_db()
    distances = sorted(mine(runner, job).values_list("distance_km", flat=True))
    assert distances == [5.0, 6.5]
    assert job.n_runs == 2


# --- pages and the worker ----------------------------------------------------------------------


def test_the_progress_page_says_how_far_it_is_and_works_without_scripts(
    page: Client, runner: Runner
) -> None:
    send(page, {"a.gpx": a_run()})
    job = ImportJob.objects.get()
    ImportJob.objects.update(state="running", n_found=40, n_done=15)

    shown = text(page, f"/imports/{job.public_id}/")
    assert "15 of 40 files read" in shown
    assert "Look again" in shown

    ImportJob.objects.update(state="waiting")
    reading.run_job(str(job.public_id))
    assert page.get(f"/imports/{job.public_id}/progress/")["HX-Refresh"] == "true"


def test_pages_of_imports_ask_a_fixed_number_of_questions(
    page: Client, runner: Runner, django_assert_max_num_queries: Any
) -> None:
    job = imported(page, {"export.zip": some_runs(12)})
    for path in (
        "/imports/", f"/imports/{job.public_id}/", "/imports/hurt/", "/programme/",
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            text(page, path)


def test_the_worker_does_what_was_queued(page: Client, runner: Runner) -> None:
    from django.core.management import call_command

    handlers = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    send(page, {"a.gpx": a_run()})
    try:
        call_command("work", once=True, verbosity=0)
    finally:
        for n, handler in handlers.items():
            signal.signal(n, handler)

    assert ImportJob.objects.get().state == "done"


def test_what_was_sent_lies_under_the_media_folder_for_its_owner_alone(
    page: Client, runner: Runner
) -> None:
    job = imported(page, {"a.gpx": a_run()})

    stored = Original.objects.get().path
    assert Path(settings.MEDIA_ROOT) in stored.parents
    assert stored.stat().st_mode & 0o077 == 0
    assert job.folder.stat().st_mode & 0o077 == 0


def test_the_audit_names_imports_and_no_file(page: Client, runner: Runner) -> None:
    from startline.web.audit.models import Entry

    job = imported(page, {"canary-name.gpx": a_run()})
    page.post(f"/imports/{job.public_id}/undo/")

    entries = Entry.objects.filter(runner=runner, action__startswith="import.").order_by("id")
    assert [entry.action for entry in entries] == ["import.sent", "import.undone"]
    assert "canary" not in json.dumps([entry.details for entry in entries])


def test_an_account_without_a_runner_is_asked_to_begin_first(transactional_db: None) -> None:
    client = Client()
    client.force_login(a_user("new@example.org"))

    assert client.get("/imports/")["Location"] == "/welcome/"
