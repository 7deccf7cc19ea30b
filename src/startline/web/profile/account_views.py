"""Taking everything along, and leaving for good."""

from __future__ import annotations

import io
import zipfile
from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from startline.formats.strict_json import write_json
from startline.web.accounts.models import Runner, User
from startline.web.accounts.permissions import recently_signed_in, runner_required
from startline.web.audit.models import Entry
from startline.web.planning.case import case_value
from startline.web.planning.selectors import shown_advice, today_of

DELETE_WORD = "delete"


@recently_signed_in
@runner_required
def export_all(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Everything about the runner as one archive; its case.json can be imported again."""
    if request.method != "POST":
        return render(request, "profile/export.html")
    on = today_of(runner)
    shown = shown_advice(runner)
    files = {
        "case.json": write_json(case_value(runner, on=on), indent=1),
        "access_log.json": write_json(access_log(runner), indent=1),
    }
    if shown.snapshot is not None and shown.advice is not None:
        files["advice.json"] = shown.snapshot.advice
    response = HttpResponse(packed(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="startline-{on}.zip"'
    return response


def packed(files: dict[str, str]) -> bytes:
    """A .zip of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def access_log(runner: Runner) -> list[dict[str, object]]:
    """Who did what to the record, oldest first."""
    entries = Entry.objects.filter(runner=runner).order_by("id")
    return [
        {"at": one.at.isoformat(), "who": one.actor_name, "what": one.action, **one.details}
        for one in entries
    ]


@recently_signed_in
def delete_account(request: HttpRequest) -> HttpResponse:
    """Delete the account with everything in it, after a typed word."""
    if request.method == "POST":
        if request.POST.get("word", "").strip().lower() == DELETE_WORD:
            user = cast(User, request.user)
            logout(request)
            user.delete()
            return redirect("account_login")
        messages.error(request, _("Nothing was deleted. Type the word as it is shown."))
    return render(request, "profile/delete.html", {"word": DELETE_WORD})
