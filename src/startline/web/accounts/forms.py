"""Forms of the account pages that are ours."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from startline.web.accounts.hashing import MOST_CHARS
from startline.web.accounts.models import NAME_CHARS, Scope, User

CODE_CHARS = 40


class SetUpForm(forms.Form):
    """The code from the console, and the operator's own address."""

    code = forms.CharField(
        label=_("Set-up code from the console"),
        max_length=CODE_CHARS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("A password, if you want one"),
        required=False,
        help_text=_("Without one you sign in with a passkey or a code by e-mail."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_password(self) -> str | None:
        """A password that is not easily guessed, or none."""
        password: str = self.cleaned_data["password"]
        if password and len(password) <= MOST_CHARS:  # a longer one is refused where it is hashed
            validate_password(password, User(email=self.data.get("email", "")))
        return password or None


class CodeForm(forms.Form):
    """The code that came by e-mail."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=CODE_CHARS,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )


class TokenForm(forms.Form):
    """A new token: what it is for and what it may do."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=NAME_CHARS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; one that signs in by itself unless said otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = ""
        self.fields["name"].label = _("A name for it, such as “my phone”")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with this key alone")
        self.fields["passwordless"].help_text = ""
