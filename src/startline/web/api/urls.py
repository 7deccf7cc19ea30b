"""Addresses of the API and of the calendar."""

from django.urls import path

from startline.web.api import doc_views, feed_views
from startline.web.api.routes import api

urlpatterns = [
    path("api/v1/docs", doc_views.docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("calendar/", feed_views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", feed_views.calendar_feed, name="calendar_feed"),
]
