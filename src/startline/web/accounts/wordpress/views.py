"""The way to WordPress.com and back (WordPress.com Connect: OAuth 2, scope auth)."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2Adapter,
    OAuth2CallbackView,
    OAuth2LoginView,
)
from django.http import Http404, HttpRequest, HttpResponse

from startline.web.accounts.openid.views import to_provider


class WordPressAdapter(OAuth2Adapter):  # type: ignore[misc]
    """Its addresses, under the configured origin."""

    provider_id = "wordpress"

    @property
    def access_token_url(self) -> str:
        """Where the code is changed for a token."""
        return self._at("/oauth2/token")

    @property
    def authorize_url(self) -> str:
        """Where the browser goes."""
        return self._at("/oauth2/authorize")

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> Any:
        """The account there, asked with the token that was made for us.

        Raises:
            OAuth2Error: when the answer names nobody.
        """
        headers = {"Authorization": f"Bearer {token.token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self._at("/rest/v1.1/me"), headers=headers)
            response.raise_for_status()
            said = response.json()
        if not isinstance(said, dict) or not said.get("ID"):
            raise OAuth2Error("WordPress.com did not say who it is.")
        return self.get_provider().sociallogin_from_response(request, said)

    def _at(self, path: str) -> str:
        origin: str = self.get_provider().app.settings["server_url"]
        return origin + path


def login(request: HttpRequest) -> HttpResponse:
    """Begin."""
    adapter = WordPressAdapter(request)
    return to_provider(request, adapter, OAuth2LoginView.adapter_view(adapter))


def callback(request: HttpRequest) -> HttpResponse:
    """Come back."""
    try:
        response: HttpResponse = OAuth2CallbackView.adapter_view(WordPressAdapter(request))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return response
