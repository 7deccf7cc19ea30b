"""Addresses for whoever runs the server."""

from django.urls import path

from startline.web.operate import views

urlpatterns = [
    path("operator/", views.page, name="operator"),
    path("metrics", views.figures, name="metrics"),
]
