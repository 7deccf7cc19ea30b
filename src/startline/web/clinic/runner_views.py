"""The runner's side: whom they share with, every limit, visits, and who looked when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.mail import send_mail
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from startline.engine.errors import Refused
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import recently_signed_in, runner_required
from startline.web.audit.models import Entry
from startline.web.audit.services import record
from startline.web.clinic import selectors, services
from startline.web.clinic.forms import InviteForm, LimitForm, QuestionsForm, VisitForm
from startline.web.clinic.models import Proposal, Share
from startline.web.planning.limits import add_limit, ask_at_visit, book_visit
from startline.web.planning.models import Appointment, Restriction
from startline.web.planning.selectors import today_of
from startline.web.planning.services import new_facts

ENTRIES_A_PAGE = 100


@require_GET
@runner_required
def sharing(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Every share, what it shows, how often it was opened; and what was proposed."""
    context = {
        "shares": Share.objects.filter(runner=runner).order_by("ended_at", "-id"),
        "proposals": Proposal.objects.filter(share__runner=runner, answered_at=None).select_related(
            "share"
        ),
    }
    return render(request, "clinic/sharing.html", context)


@recently_signed_in
@runner_required
def invite(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Make a share; its link is shown once."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, token = services.share(runner, **form.cleaned_data)
        link = request.build_absolute_uri(reverse("open_link", args=[token]))
        if made.email:
            _send(runner, made, link)
        return render(request, "clinic/link.html", {"share": made, "link": link})
    status = 422 if request.method == "POST" else 200
    return render(request, "clinic/invite.html", {"form": form}, status=status)


def _send(runner: Runner, share: Share, link: str) -> None:
    """Send the link; without a mail server the runner hands it over by themselves."""
    body = _(
        "%(name)s shares their running log with you in startline. The link opens it for 30 days, "
        "or for longer once you sign in: %(link)s"
    ) % {"name": runner, "link": link}
    send_mail(_("A running log is shared with you"), body, None, [share.email], fail_silently=True)


@require_POST
@runner_required
def end_share(request: HttpRequest, runner: Runner, share_id: UUID) -> HttpResponse:
    """End a share for good; limits set under it stay."""
    share = get_object_or_404(Share, runner=runner, public_id=share_id)
    services.end(share, by=runner.user)
    messages.success(request, _("Ended. Limits that were set stay until they are lifted."))
    return redirect("sharing")


@require_POST
@runner_required
def answer_proposal(request: HttpRequest, runner: Runner, proposal_id: UUID) -> HttpResponse:
    """Take a proposed limit, or leave it."""
    proposal = get_object_or_404(
        Proposal.objects.select_related("share__runner"),
        share__runner=runner,
        public_id=proposal_id,
        answered_at=None,
    )
    services.answer(proposal, taken=request.POST.get("answer") == "take", by=runner.user)
    return redirect("sharing")


# --- limits ------------------------------------------------------------------------------------


@runner_required
def limits(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Every limit in force, whose it is and until when; and one's own, which may be lowered."""
    on = today_of(runner)
    posted = request.method == "POST"
    asked: dict[str, Any] = {"today": on, "longest_km": selectors.longest_km(runner, on)}
    form = LimitForm(request.POST if posted else None, initial={"unit": runner.unit}, **asked)
    if posted and form.is_valid():
        try:
            with new_facts(runner):
                part = {**form.part(), "set_by": "runner", "by": str(runner.user)[:80]}
                add_limit(runner, part, by=runner.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Your limit binds from now on."))
            return redirect("limits")
        except Refused as refused:
            for problem in refused.problems:
                form.add_error(None, f"{problem.problem} {problem.hint}")
    context = {"form": form, "limits": selectors.limits_in_force(runner, on), "on": on}
    return render(request, "clinic/limits.html", context, status=422 if posted else 200)


@require_POST
@runner_required
def lift_own(request: HttpRequest, runner: Runner, limit_id: UUID) -> HttpResponse:
    """Lift one's own limit, or acknowledge a clinician's whose last day has passed."""
    on = today_of(runner)
    row = get_object_or_404(Restriction, runner=runner, public_id=limit_id, lifted_on=None)
    has_lapsed = row.until_day is not None and on > row.until_day
    if row.set_by != "runner" and not has_lapsed:
        messages.error(request, _("A clinician set this limit; a clinician lifts it."))
        return redirect("limits")
    with new_facts(runner):
        row.lifted_on, row.lifted_by = on, "runner"
        row.save()
        record(runner, runner.user, "limit.lifted", limit=row.case_id)
    messages.success(request, _("Lifted from tomorrow on."))
    return redirect("limits")


# --- visits and the record ---------------------------------------------------------------------


@runner_required
def visits(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Visits to come and past; before one, the report; after one, what was said."""
    posted = request.method == "POST"
    form = VisitForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            with new_facts(runner):
                book_visit(runner, form.part(), by=runner.user)
            return redirect("visits")
        except Refused as refused:
            for problem in refused.problems:
                form.add_error(None, f"{problem.problem} {problem.hint}")
    on = today_of(runner)
    rows = list(Appointment.objects.filter(runner=runner).order_by("on", "id"))
    context = {
        "form": form,
        "coming": [row for row in rows if row.on >= on],
        "past": [row for row in reversed(rows) if row.on < on][:20],
        "on": on,
    }
    return render(request, "clinic/visits.html", context, status=422 if posted else 200)


@require_POST
@runner_required
def visit_questions(request: HttpRequest, runner: Runner, visit_id: UUID) -> HttpResponse:
    """Keep what the runner would like to know at a visit; it stands on the page to hand over."""
    row = get_object_or_404(Appointment, runner=runner, public_id=visit_id)
    form = QuestionsForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for one in form.errors["note"]))
        return redirect("visits")
    with new_facts(runner):
        ask_at_visit(row, form.cleaned_data["note"].replace("\r\n", "\n"), by=runner.user)
    messages.success(request, _("Saved."))
    return redirect("visits")


@require_POST
@runner_required
def cancel_visit(request: HttpRequest, runner: Runner, visit_id: UUID) -> HttpResponse:
    """Take a visit out of the calendar."""
    row = get_object_or_404(Appointment, runner=runner, public_id=visit_id)
    with new_facts(runner):
        record(runner, runner.user, "visit.cancelled", on=row.on.isoformat())
        row.delete()
    return redirect("visits")


@require_GET
@runner_required
def access_log(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Who saw what and who changed what, newest first. Nothing in it can be changed."""
    entries = Entry.objects.filter(runner=runner).order_by("-id")
    page = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    if page.number > 1 and not page.object_list:
        raise Http404
    return render(request, "clinic/access_log.html", {"page": page})
