"""The clinician's screens: made for ten minutes between two patients."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from startline.engine.errors import Refused
from startline.web.accounts.models import User
from startline.web.clinic import selectors, services
from startline.web.clinic.forms import ExerciseForm, LimitForm, VisitForm
from startline.web.clinic.models import Note, Share
from startline.web.clinic.permissions import OPENED, can_set_limits, shared
from startline.web.planning.limits import book_visit, prescribe
from startline.web.planning.models import Restriction
from startline.web.planning.selectors import shown_advice, today_of
from startline.web.planning.services import new_facts
from startline.words.reasons import flag_named

COMING_DAYS = 14


def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link from the runner: a press opens it and takes the token out of the address."""
    share = services.find(token)
    if share is None:
        raise Http404
    if request.method == "POST":
        services.opened(share)
        opened = [*request.session.get(OPENED, []), str(share.public_id)]
        request.session[OPENED] = opened[-20:]
        return redirect("shared", share.public_id)
    response = render(request, "clinic/open.html", {"share": share})
    response["Referrer-Policy"] = "same-origin"  # without one, browsers hide who posts the press
    response["X-Robots-Tag"] = "noindex"
    return response


@require_GET
@login_required
def runners(request: HttpRequest) -> HttpResponse:
    """The runners who share with whoever is signed in, each with the last two weeks."""
    clinician = cast(User, request.user)
    rows = selectors.list_of(clinician, today_of)
    for row in rows:
        if row.weeks is not None:
            services.looked(row.share, clinician, "list")
    return render(request, "clinic/runners.html", {"rows": rows})


@require_POST
@login_required
@shared()
def accept(request: HttpRequest, share: Share) -> HttpResponse:
    """Take a share to one's own account: from then on it is nobody else's."""
    if not services.accept(share, cast(User, request.user)):
        messages.error(request, _("This share is your own, or it has been taken or ended."))
    return redirect("shared", share.public_id)


@require_GET
@shared()
def overview(request: HttpRequest, share: Share) -> HttpResponse:
    """One runner: signs, limits, the last two weeks, the plan, exercises, as far as granted."""
    user = request.user if isinstance(request.user, User) else None
    services.looked(share, user, "overview")
    return render(request, "clinic/overview.html", _overview(request, share))


def _overview(request: HttpRequest, share: Share) -> dict[str, Any]:
    runner, on = share.runner, today_of(share.runner)
    sees_runs, sees_plan = share.shows("runs"), share.shows("plan")
    shown = shown_advice(runner) if sees_runs or sees_plan else None
    advice = shown.advice if shown else None
    return {
        "share": share,
        "whose": runner,
        "unit": runner.unit,
        "on": on,
        "flags": [flag_named(flag.code) for flag in selectors.open_signs(runner)],
        "limits": selectors.limits_in_force(runner, on),
        "glance": selectors.glance(runner, on) if sees_runs else None,
        "light": advice.today.light if advice and sees_runs else None,
        "advised": advice.today if advice and sees_runs else None,
        "onset": advice.onset if advice and sees_runs else None,
        "coming": advice.plan[:COMING_DAYS] if advice and sees_plan else None,
        "shown": shown,
        "exercises": selectors.prescriptions(runner, on),
        "notes": Note.objects.filter(runner=runner).order_by("-id")[:10]
        if share.shows("notes")
        else None,
        "can_set": can_set_limits(request, share),
        "can_accept": share.accepted_at is None and request.user.is_authenticated,
        "exercise_form": ExerciseForm(),
        "visit_form": VisitForm(),
    }


@shared()
def limit(request: HttpRequest, share: Share) -> HttpResponse:
    """Set a limit, or propose one where no limits may be set."""
    runner, on = share.runner, today_of(share.runner)
    asked: dict[str, Any] = {"today": on, "longest_km": selectors.longest_km(runner, on)}
    posted = request.method == "POST"
    form = LimitForm(request.POST if posted else None, initial={"unit": runner.unit}, **asked)
    if posted and form.is_valid():
        try:
            return _limit_kept(request, share, form)
        except Refused as refused:
            for problem in refused.problems:
                form.add_error(None, f"{problem.problem} {problem.hint}")
    context = {"share": share, "form": form, "can_set": can_set_limits(request, share)}
    return render(request, "clinic/limit.html", context, status=422 if posted else 200)


def _limit_kept(request: HttpRequest, share: Share, form: LimitForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    if can_set_limits(request, share):
        services.set_limit(share, form.part(), by=cast(User, request.user), reason=reason)
        messages.success(request, _("The limit binds from now on; the runner is told."))
    else:
        services.propose(share, {**form.part(), "set_by": "clinician"}, reason)
        messages.success(request, _("Proposed. It binds once the runner takes it."))
    return redirect("shared", share.public_id)


@require_POST
@shared()
def lift(request: HttpRequest, share: Share, limit_id: UUID) -> HttpResponse:
    """Lift a clinician's limit; by what is left the runner may run from the next day on."""
    if not can_set_limits(request, share):
        raise Http404
    row = get_object_or_404(
        Restriction, runner=share.runner, public_id=limit_id, set_by="clinician", lifted_on=None
    )
    services.lift_limit(share, row, by=cast(User, request.user))
    messages.success(request, _("Lifted from tomorrow on."))
    return redirect("shared", share.public_id)


@require_POST
@shared()
def exercise(request: HttpRequest, share: Share) -> HttpResponse:
    """Prescribe an exercise."""
    if not can_set_limits(request, share):
        raise Http404
    form = ExerciseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what to do, and how often as a number."))
        return redirect("shared", share.public_id)
    by = cast(User, request.user)
    part = {**form.part(today_of(share.runner)), "by": str(by)[:80]}
    with new_facts(share.runner):
        prescribe(share.runner, part, by=by, author=by)
    return redirect("shared", share.public_id)


@require_POST
@shared()
def visit(request: HttpRequest, share: Share) -> HttpResponse:
    """Book a visit."""
    if not can_set_limits(request, share):
        raise Http404
    form = VisitForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the day of the visit."))
        return redirect("shared", share.public_id)
    with new_facts(share.runner):
        book_visit(share.runner, form.part(), by=cast(User, request.user))
    return redirect("shared", share.public_id)


@require_POST
@shared("notes")
def note(request: HttpRequest, share: Share) -> HttpResponse:
    """Write a note into the runner's record."""
    if not isinstance(request.user, User) or share.accepted_at is None:
        raise Http404
    text = request.POST.get("text", "").strip()
    if text:
        services.write_note(share, text, by=request.user)
    return redirect("shared", share.public_id)
