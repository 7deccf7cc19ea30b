"""The way to a provider and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from startline.web.accounts.openid.claims import Claims, NotBelieved, check
from startline.web.accounts.providers import is_safe_address

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
Documents = dict[str, Any]


class OpenIDAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Asks the provider, and believes it when every check holds."""

    verifier = ""

    @property
    def openid_config(self) -> Documents:
        """The provider's own description, which must name the configured issuer.

        Raises:
            OAuth2Error: when it names another, or an address that is not safe.
        """
        if not hasattr(self, "_openid_config"):
            found = _document(self.get_provider().server_url)
            issuer = self.get_provider().app.settings["issuer"]
            if found.get("issuer") != issuer:
                raise OAuth2Error(f"The provider calls itself {found.get('issuer')!r}.")
            for name in ENDPOINTS:
                if not is_safe_address(str(found.get(name, ""))):
                    raise OAuth2Error(f"The provider's {name} is {found.get(name)!r}.")
            self._openid_config = found
        config: Documents = self._openid_config
        return config

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str = ""
    ) -> Documents:
        """Change the code for tokens; the answer must come from the provider that was asked.

        Raises:
            OAuth2Error: when it says it is another (RFC 9207), or asked for no proof.
        """
        if request.GET.get("iss", app.settings["issuer"]) != app.settings["issuer"]:
            raise OAuth2Error("The answer came from another provider.")
        self.verifier = pkce_code_verifier or ""
        data: Documents = super().get_access_token_data(
            request, app, client, pkce_code_verifier=self.verifier
        )
        return data

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> Any:
        """The account at the provider, from its ID token.

        Raises:
            OAuth2Error: when there is none or it is not believed.
        """
        try:
            claims = check(
                str(kwargs["response"].get("id_token", "")),
                keys=_document(self.openid_config["jwks_uri"]),
                issuer=app.settings["issuer"],
                client_id=app.client_id,
                verifier=self.verifier,
            )
        except NotBelieved as problem:
            raise OAuth2Error(str(problem)) from None
        return self.get_provider().sociallogin_from_response(
            request, {**self._more(claims, token), **claims}
        )

    def _more(self, claims: Claims, token: SocialToken) -> Documents:
        """The address, when the ID token has none: of the same person, or not at all."""
        if "email" in claims or "userinfo_endpoint" not in self.openid_config:
            return {}
        said = _document(self.profile_url, token=token.token)
        return said if said.get("sub") == claims["sub"] else {}


def _document(address: str, *, token: str = "") -> Documents:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with get_adapter().get_requests_session() as session:
        response = session.get(address, headers=headers)
        response.raise_for_status()
        found = response.json()
    if not isinstance(found, dict):
        raise OAuth2Error(f"{address} does not answer with an object.")
    return found


def to_provider(
    request: HttpRequest, adapter: Any, view: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """Go to the provider by a page that leads on, not by a redirect of the form.

    So no form of ours ever leads to another site, and the content policy can say so.
    """
    try:
        response = view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, requests.RequestException) as problem:
        provider = adapter.get_provider()
        return cast(HttpResponse, render_authentication_error(request, provider, exception=problem))
    if isinstance(response, HttpResponseRedirect) and is_safe_address(response.url):
        page = {"address": response.url, "name": adapter.get_provider().name}
        return render(request, "accounts/to_provider.html", page)
    return response


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Begin."""
    adapter = OpenIDAdapter(request, provider_id)
    return to_provider(request, adapter, OAuth2LoginView.adapter_view(adapter))


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back."""
    adapter = OpenIDAdapter(request, provider_id)
    try:
        response: HttpResponse = OAuth2CallbackView.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return response
