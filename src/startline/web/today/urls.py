"""Addresses of the plan, the outlook, the trend, what was missed, and the reasons."""

from django.urls import path

from startline.web.today import answer_views as answer
from startline.web.today import plan_views as plan
from startline.web.today import why_views as why

urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/<str:on>/", plan.plan_day, name="plan_day"),
    path("plan/<str:on>/move/", plan.move, name="move"),
    path("plan/<str:on>/back/", plan.put_back, name="put_back"),
    path("plan/<str:on>/not-today/", plan.not_today, name="not_today"),
    path("outlook/", answer.outlook, name="outlook"),
    path("better/", answer.better, name="better"),
    path("missed/", answer.missed, name="missed"),
    path("why/", why.why, name="why"),
    path("why/<str:on>/", why.said_on, name="said_on"),
]
