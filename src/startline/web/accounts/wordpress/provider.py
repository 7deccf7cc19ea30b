"""WordPress.com Connect as a provider of allauth."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from django.http import HttpRequest

from startline.web.accounts.wordpress.views import WordPressAdapter

Answer = dict[str, Any]


class WordPressAccount(ProviderAccount):  # type: ignore[misc]
    """An account there."""


class WordPressProvider(OAuth2Provider):  # type: ignore[misc]
    """The one WordPress.com."""

    id = "wordpress"
    name = "WordPress.com"
    account_class = WordPressAccount
    oauth2_adapter_class = WordPressAdapter
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        """Who it is, and nothing of their sites."""
        return ["auth"]

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Nothing in the address bar asks for more."""
        scope: list[str] = self.get_scope()
        return scope

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> Answer:
        """Nothing in the address bar adds to the question."""
        params: Answer = self.get_auth_params()
        return params

    def extract_uid(self, data: Answer) -> str:
        """The account's number, which stays when name and address change."""
        return str(data["ID"])

    def extract_extra_data(self, data: Answer) -> Answer:
        """What is kept: enough to recognise the account on the page, nothing else."""
        return {key: data[key] for key in ("ID", "email") if key in data}

    def extract_common_fields(self, data: Answer) -> Answer:
        """Address and name of a new account."""
        return {"email": data.get("email"), "name": data.get("display_name")}

    def extract_email_addresses(self, data: Answer) -> list[EmailAddress]:
        """The address; confirmed when the provider says true, and for no other value."""
        email = data.get("email")
        if not email:
            return []
        confirmed = data.get("email_verified", data.get("verified")) is True
        return [EmailAddress(email=email, verified=confirmed, primary=True)]


provider_classes = [WordPressProvider]
