"""Signing in to the demo."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from startline.web.accounts.demo import DEMO_EMAIL, is_demo_key
from startline.web.accounts.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo's runner: by a press, with the key printed at the start."""
    key = request.POST.get("key") or request.GET.get("key", "")
    if not settings.DEMO or not is_demo_key(key):
        raise Http404
    if request.method == "POST":
        login(request, User.objects.get(email=DEMO_EMAIL), backend=BACKEND)
        return redirect("today")
    return render(request, "accounts/demo.html", {"key": key})
