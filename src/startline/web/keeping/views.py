"""Taking everything along, bringing it back, leaving, and what is asked after a restore."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from startline.engine.episodes import EMERGENCY_FLAGS
from startline.web.accounts.models import Runner, User
from startline.web.accounts.permissions import recently_signed_in, runner_required
from startline.web.audit.consent import is_to_be_asked
from startline.web.audit.models import Consent
from startline.web.audit.services import record
from startline.web.clinic.selectors import limits_in_force
from startline.web.imports.limits import MOST_SENT_BYTES
from startline.web.keeping import bring_back as bringing
from startline.web.keeping import consent, everything, leaving
from startline.web.planning.models import Restriction
from startline.web.planning.selectors import today_of
from startline.web.planning.services import ask_for_advice, new_facts
from startline.web.runlog.services import open_red_flag
from startline.web.shell.rates import seconds_to_wait
from startline.web.shell.views import too_many
from startline.words import reasons

DELETE_WORD = "delete"
EXPORTS_A_DAY = 2
DAY_S = 86_400.0


@runner_required
def health_consent(request: HttpRequest, runner: Runner) -> HttpResponse:
    """What is kept about health; to agree, and as easily to withdraw."""
    said = request.POST.get("answer")
    if said == "agree" and request.POST.get("consent"):
        consent.agree(runner, by=runner.user)
        ask_for_advice(runner.pk)
        messages.success(request, _("Thank you. It is written down that you agreed."))
        return redirect("consent")
    if said == "withdraw":
        consent.withdraw(runner, by=runner.user)
        messages.success(request, _("Withdrawn. Everything you had shared has ended."))
        return redirect("consent")
    if request.method == "POST":
        messages.error(request, _("Tick the box first."))
    page = {
        "asks": is_to_be_asked(runner),
        "history": Consent.objects.filter(runner=runner).order_by("-id"),
        "limits": limits_in_force(runner, today_of(runner)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "keeping/consent.html", page, status=status)


@recently_signed_in
@runner_required
def export_all(request: HttpRequest, runner: Runner) -> Any:
    """Everything about the runner as one archive, which a new account can take in again."""
    if request.method != "POST":
        return render(request, "keeping/export.html")
    wait = seconds_to_wait(str(runner.pk), "export", most=EXPORTS_A_DAY, window_s=DAY_S)
    if wait:
        return too_many(request, retry_after_s=wait)
    record(runner, runner.user, "record.exported")
    name = f"startline-{today_of(runner)}.zip"
    return FileResponse(everything.export(runner), as_attachment=True, filename=name,
                        content_type="application/zip")  # fmt: skip


@csrf_exempt  # the inner view is protected: the body must not be read before it was let in
@recently_signed_in
@runner_required
def bring_back(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Take an export of everything into an account that holds no log yet."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_SENT_BYTES:
        return _bring_page(request, runner, _("That file is too large."), status=413)
    response: HttpResponse = _bring(request, runner)
    return response


@csrf_protect
def _bring(request: HttpRequest, runner: Runner) -> HttpResponse:
    if request.method != "POST":
        return _bring_page(request, runner)
    upload = request.FILES.get("file")
    if upload is None:
        return _bring_page(request, runner, _("Choose the file of an export."), status=422)
    with NamedTemporaryFile(dir=settings.DATA, suffix=".zip") as held:
        for chunk in upload.chunks():
            held.write(chunk)
        held.flush()
        held.seek(0)
        try:
            bringing.check_archive(Path(held.name))
            bringing.take(runner, held)
        except bringing.ExportRefused as refused:
            return _bring_page(request, runner, str(refused), status=422)
    messages.success(request, _("Your record is here. The journal is private until you show it."))
    return redirect("today")


def _bring_page(
    request: HttpRequest, runner: Runner, refused: str = "", *, status: int = 200
) -> HttpResponse:
    page = {"refused": refused, "fits": bringing.is_empty(runner)}
    return render(request, "keeping/bring_back.html", page, status=status)


@recently_signed_in
def delete_account(request: HttpRequest) -> HttpResponse:
    """Close the account after a typed word; a week later it is deleted with everything in it."""
    user = cast(User, request.user)
    if request.method == "POST":
        if request.POST.get("word", "").strip().lower() == DELETE_WORD:
            leaving.ask_to_leave(user)
            logout(request)
            return redirect("account_login")
        messages.error(request, _("Nothing was deleted. Type the word as it is shown."))
    page = {"word": DELETE_WORD, "could_read": leaving.could_read(user), "days": 7}
    return render(request, "keeping/delete.html", page)


@login_required
def leaving_page(request: HttpRequest) -> HttpResponse:
    """When the account goes, and one press to stay after all."""
    user = cast(User, request.user)
    if user.leaves_at is None:
        raise Http404
    if request.method == "POST":
        leaving.stay(user)
        messages.success(
            request, _("Your account stays. What you had shared has to be shared anew.")
        )
        return redirect("today")
    return render(request, "keeping/leaving.html", {"leaves_at": user.leaves_at})


@runner_required
def asked_again(request: HttpRequest, runner: Runner) -> HttpResponse:
    """After a restore: which signs and limits have come up since; then advice is worked out."""
    if runner.asked_again_since is None:
        raise Http404
    if request.method == "POST" and request.POST.get("limits") == "entered":
        _answered(runner, [one for one in request.POST.getlist("sign") if one in reasons.FLAGS])
        return redirect("today")
    if request.method == "POST":
        messages.error(request, _("Say first whether every limit stands here again."))
    page = {
        "since": runner.asked_again_since,
        "limits": Restriction.objects.filter(runner=runner, lifted_on=None).order_by("from_day"),
        "signs": [
            {"code": code, "words": reasons.flag_named(code), "emergency": code in EMERGENCY_FLAGS}
            for code in reasons.FLAGS
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "keeping/asked_again.html", page, status=status)


def _answered(runner: Runner, signs: list[str]) -> None:
    on = today_of(runner).isoformat()
    with new_facts(runner):
        for code in signs:
            open_red_flag(runner, {"code": code, "opened_on": on}, by=runner.user)
        Runner.objects.filter(pk=runner.pk).update(asked_again_since=None)
        record(runner, runner.user, "asked_again.answered", signs=signs)
