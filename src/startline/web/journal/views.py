"""The runner's own journal: by month, and how others may see it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.journal import selectors, services
from startline.web.journal.forms import JournalForm
from startline.web.journal.models import Entry, Journal
from startline.web.journal.text import first_words


@require_GET
@runner_required
def journal(request: HttpRequest, runner: Runner) -> HttpResponse:
    """The newest entries, the months, and what waits for an answer."""
    return _listed(request, services.journal_of(runner), None)


@require_GET
@runner_required
def month(request: HttpRequest, runner: Runner, year: int, month: int) -> HttpResponse:
    """The entries of one month."""
    return _listed(request, services.journal_of(runner), month_or_404(year, month))


def _listed(request: HttpRequest, own: Journal, of_month: date | None) -> HttpResponse:
    if own.pk is None:
        return render(request, "journal/journal.html", {"journal": own, "months": []})
    rows = selectors.own_entries(own, of_month)
    page = Paginator(rows, selectors.PAGE).get_page(request.GET.get("page"))
    context = {
        "journal": own,
        "page": page,
        "entries": beginnings(page.object_list),
        "month": of_month,
        "months": selectors.months(own, public=False),
        "n_waiting": selectors.waiting(own).count(),
        "n_reported": selectors.reported(own).count(),
    }
    return render(request, "journal/journal.html", context)


def beginnings(entries: object) -> list[tuple[Entry, str]]:
    """Each entry of a list with its first words."""
    return [(one, first_words(one.beginning)) for one in entries]  # type: ignore[attr-defined]


def month_or_404(year: int, month: int) -> date:
    """The first day of a month that may have entries (C17, C18)."""
    if not (1970 <= year <= 2200 and 1 <= month <= 12):
        raise Http404
    return date(year, month, 1)


@runner_required
def settings(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Address, title and look, and how replies are taken."""
    own = services.journal_of(runner)
    form = JournalForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        services.keep_settings(runner, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("journal_settings")
    status = 422 if request.method == "POST" else 200
    stored = services.journal_of(runner)
    context = {"form": form, "journal": stored}
    return render(request, "journal/settings.html", context, status=status)
