"""Addresses of the account; what is ours comes before what is allauth's."""

from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.urls import include, path

from startline.web.accounts import views

urlpatterns = [
    path("set-up/", views.first_account, name="set_up"),
    path("demo/", views.demo_sign_in, name="demo_sign_in"),
    path("account/", views.account, name="account"),
    path("account/confirm/", views.confirm_by_code, name="confirm_by_code"),
    path("account/sessions/", views.sessions, name="usersessions_list"),
    path("account/tokens/", views.token_list, name="tokens"),
    path("account/tokens/new/", views.new_token, name="new_token"),
    path("account/tokens/<uuid:public_id>/revoke/", views.revoke_token, name="revoke_token"),
    # Its picture of the secret stands in the page itself; no other page may show such a one.
    path(
        "account/2fa/totp/activate/",
        csp_update({"img-src": ["data:"]})(activate_totp),
        name="mfa_activate_totp",
    ),
    path("account/", include("allauth.urls")),
]
