"""The provider as allauth knows it; its `id` and addresses are those of allauth's own."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest

from startline.web.accounts.openid.claims import Claims, nonce_for
from startline.web.accounts.openid.views import OpenIDAdapter


class OpenIDProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """One configured issuer."""

    oauth2_adapter_class = OpenIDAdapter
    supports_token_authentication = False
    pkce_enabled_default = True

    def get_pkce_params(self) -> dict[str, str]:
        """Proof key and nonce of one sign-in."""
        params: dict[str, str] = super().get_pkce_params()
        return {**params, "nonce": nonce_for(params["code_verifier"])}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Nothing in the address bar asks for more."""
        scope: list[str] = self.get_scope()
        return scope

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Nothing in the address bar adds to the question."""
        params: dict[str, Any] = self.get_auth_params()
        return params

    def extract_uid(self, data: Claims) -> str:
        """Who it is: issuer and subject together, in a fixed length."""
        return hashlib.sha256(f"{data['iss']}\n{data['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: Claims) -> dict[str, Any]:
        """What is kept: enough to recognise the account on the page, nothing else."""
        return {key: data[key] for key in ("iss", "sub", "email") if key in data}

    def extract_common_fields(self, data: Claims) -> dict[str, Any]:
        """Address and name of a new account."""
        return {"email": data.get("email"), "name": data.get("name")}

    def extract_email_addresses(self, data: Claims) -> list[EmailAddress]:
        """The address; confirmed when the provider says true, and for no other value."""
        email = data.get("email")
        if not email:
            return []
        confirmed = data.get("email_verified") is True
        return [EmailAddress(email=email, verified=confirmed, primary=True)]


provider_classes = [OpenIDProvider]
