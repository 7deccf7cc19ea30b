"""Our rules for allauth: who may sign up, what is counted and mailed, what confirms access."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from startline.web.accounts import invitations
from startline.web.accounts.addresses import client_address
from startline.web.accounts.fresh import signed_in_recently
from startline.web.accounts.models import NAME_CHARS, User
from startline.web.accounts.outbound import outbound_session
from startline.web.shell.views import too_many

MAILS_AN_HOUR = {"mail": "5/h/key"}
# Mails that anybody can have sent to any address by typing it.
ASKED_FOR = (
    "account/email/login_code",
    "account/email/password_reset",
    "account/email/email_confirmation",
    "account/email/account_already_exists",
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up, counting and mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """By invitation, unless the operator opened it."""
        return invitations.may_sign_up(request)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Keep a new account; the invitation is used up."""
        saved: User = super().save_user(request, user, form, commit)
        invitations.used_up(request)
        return saved

    def get_client_ip(self, request: HttpRequest) -> str:
        """What attempts are counted by; allauth takes the /64 of an IPv6 address."""
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt; past the limit nothing is looked up, the right password neither."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        usage = ratelimit.consume(request, app="allauth.account", action="login_failed", key=key)
        self._login_failed_rl_usage = usage
        if not usage:
            raise ImmediateHttpResponse(too_many(request))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password; an attempt that was not even looked at is not counted."""
        try:
            user: User | None = super().authenticate(request, **credentials)
        except ImmediateHttpResponse:
            self._rollback_login_failed_rl_usage()
            raise
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; of those anybody can ask for, at most five an hour to one address."""
        if template_prefix.startswith(ASKED_FOR) and not _may_mail(email):
            return
        super().send_mail(template_prefix, email, context)

    def is_reauthentication_required(self, *args: Any, **kwargs: Any) -> bool:
        """A sign-in within ten minutes is confirmation enough."""
        return not signed_in_recently(self.request)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Password, second factor, passkey; a code by e-mail where no second factor guards it."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and may_confirm_by_mail(user):
            methods.append(
                {
                    "id": "code",
                    "description": _("Send a code to my e-mail address"),
                    "url": reverse("confirm_by_code"),
                }
            )
        return methods


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts from elsewhere: the address must be confirmed there, and joins nothing by itself."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse a new account whose address the provider has not confirmed."""
        confirmed = any(address.verified for address in sociallogin.email_addresses)
        if not sociallogin.is_existing and request.user.is_anonymous and not confirmed:
            page = {"provider": sociallogin.provider}
            raise ImmediateHttpResponse(
                render(request, "accounts/unconfirmed_address.html", page, status=403)
            )

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        """A new account's address and name, nothing else."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:NAME_CHARS]
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Keep a new account; the invitation is used up."""
        user: User = super().save_user(request, sociallogin, form)
        invitations.used_up(request)
        return user

    def get_requests_session(self) -> Any:
        """The one way out."""
        return outbound_session()


def may_confirm_by_mail(user: User) -> bool:
    """Whether a code to the account's confirmed address confirms access."""
    return confirmed_address(user) is not None and not is_mfa_enabled(user)


def confirmed_address(user: User) -> str | None:
    """The confirmed address an account gets its mails at."""
    address = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary").first()
    return address.email if address else None


def _may_mail(email: str) -> bool:
    return bool(
        ratelimit.consume(
            context.request,
            app="startline",
            action="mail",
            config=MAILS_AN_HOUR,
            key=email.lower(),
            limit_get=True,
        )
    )
