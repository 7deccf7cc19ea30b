"""The account: set-up, ways to sign in, where somebody is signed in, tokens for programs."""

from __future__ import annotations

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from startline.web.accounts import confirming, set_up, tokens
from startline.web.accounts.adapter import may_confirm_by_mail
from startline.web.accounts.demo import DEMO_EMAIL, is_demo_key
from startline.web.accounts.entering import enter
from startline.web.accounts.forms import CodeForm, SetUpForm, TokenForm
from startline.web.accounts.models import Runner, Token, User
from startline.web.accounts.permissions import recently_signed_in, runner_required


def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo's runner: by a press, with the key printed at the start."""
    key = request.POST.get("key") or request.GET.get("key", "")
    if not settings.DEMO or not is_demo_key(key):
        raise Http404
    if request.method == "POST":
        enter(request, User.objects.get(email=DEMO_EMAIL), method="demo")
        return redirect("today")
    return render(request, "accounts/demo.html", {"key": key})


@sensitive_post_parameters("code", "password")
def first_account(request: HttpRequest) -> HttpResponse:
    """Make the first account with the code of the console; afterwards there is no such page."""
    if not set_up.is_open():
        raise Http404
    form = SetUpForm(request.POST or None)
    if request.method != "POST":
        return render(request, "accounts/set_up.html", {"form": form})
    if refusal := ratelimit.consume_or_429(request, action="set_up"):
        return cast(HttpResponse, refusal)
    if form.is_valid():
        said = form.cleaned_data
        user = set_up.make_operator(said["code"], email=said["email"], password=said["password"])
        if user is not None:
            enter(request, user, method="set_up")
            return redirect("account")
        form.add_error("code", _("This is not the code of the newest start. It is on the console."))
    return render(request, "accounts/set_up.html", {"form": form}, status=422)


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """How somebody signs in, and what else is theirs to manage."""
    user = cast(User, request.user)
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return render(
        request,
        "accounts/account.html",
        {
            "n_passkeys": sum(kind == Authenticator.Type.WEBAUTHN for kind in kinds),
            "has_app": Authenticator.Type.TOTP in kinds,
            "has_password": user.has_usable_password(),
            "elsewhere": any(app["APPS"] for app in settings.SOCIALACCOUNT_PROVIDERS.values()),
        },
    )


@login_required
def confirm_by_code(request: HttpRequest) -> HttpResponse:
    """Confirm access with a code by e-mail; a press sends it, opening the page does not."""
    user = cast(User, request.user)
    if not may_confirm_by_mail(user):
        return redirect("account_reauthenticate" if _other_methods(user) else "account_login")
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        if refusal := ratelimit.consume_or_429(request, action="reauthenticate", user=user):
            return cast(HttpResponse, refusal)
        if not form.is_bound:
            confirming.send_code(request, user)
        elif form.is_valid() and confirming.take_code(request, user, form.cleaned_data["code"]):
            return cast(HttpResponse, resume_request(request) or redirect("account"))
        elif form.is_valid():
            form.add_error("code", _("This is not the code of the newest e-mail."))
    page = {
        "form": form,
        "sent": confirming.is_waiting(request),
        "next": get_next_redirect_url(request) or "",
        "alternatives": _other_methods(user),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "accounts/confirm_by_code.html", page, status=status)


def _other_methods(user: User) -> list[dict[str, object]]:
    methods = get_adapter().get_reauthentication_methods(user)
    return [method for method in methods if method["id"] != "code"]


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in; one press ends all others."""
    mine = UserSession.objects.filter(user=request.user)
    if request.method == "POST":
        for session in mine.exclude(session_key=request.session.session_key):
            session.end()
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("usersessions_list")
    alive = set(
        Session.objects.filter(
            session_key__in=mine.values("session_key"), expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    shown = [one for one in mine.order_by("-created_at") if one.session_key in alive]
    return render(request, "accounts/sessions.html", {"sessions": shown})


@runner_required
def token_list(request: HttpRequest, runner: Runner) -> HttpResponse:
    """The tokens of a runner, in use and revoked."""
    return render(request, "accounts/tokens.html", {"tokens": runner.tokens.all()})


@recently_signed_in
@runner_required
def new_token(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Make a token and show its text, this once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, text = tokens.make(runner, **form.cleaned_data)
        except tokens.TokenRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "accounts/token_made.html", {"token": token, "text": text})
    status = 422 if form.is_bound else 200
    return render(request, "accounts/new_token.html", {"form": form}, status=status)


@require_POST
@runner_required
def revoke_token(request: HttpRequest, runner: Runner, public_id: str) -> HttpResponse:
    """End a token at once."""
    tokens.revoke(get_object_or_404(Token, runner=runner, public_id=public_id))
    messages.success(request, _("The token opens nothing any more."))
    return redirect("tokens")
