"""Files to send, and sending them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from startline.web.imports.models import ImportJob
from startline.web.imports.reading import run_job
from tests.formats.recordings import a_gpx, samples

FIRST = datetime(2025, 6, 2, 10, 0, tzinfo=UTC)


def a_run(n: int = 0, *, km: float = 5.0) -> bytes:
    """The GPX of the n-th run, one every other day."""
    return a_gpx(samples(km, every_s=60.0), start=FIRST + timedelta(days=2 * n)).encode()


def a_zip(files: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def some_runs(n: int, *, first: int = 0) -> bytes:
    """An archive of n runs, as an export holds them."""
    return a_zip({f"activities/{i}.gpx": a_run(i) for i in range(first, first + n)})


def send(page: Client, files: dict[str, bytes], **more: str) -> HttpResponse:
    """Send files as the form does: the field that says "whole" comes last."""
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    answer = page.post("/imports/", {"files": sent, "whole": "1", **more})
    assert isinstance(answer, HttpResponse)
    return answer


def imported(page: Client, files: dict[str, bytes]) -> ImportJob:
    """Send files and have them imported."""
    answer = send(page, files)
    assert answer.status_code == 302, answer.content.decode()
    job = ImportJob.objects.get(public_id=UUID(answer["Location"].strip("/").rpartition("/")[2]))
    run_job(str(job.public_id))
    job.refresh_from_db()
    return job
