"""Where the browser begins and comes back."""

from django.urls import path

from startline.web.accounts.wordpress import views

urlpatterns = [
    path("wordpress/login/", views.login, name="wordpress_login"),
    path("wordpress/login/callback/", views.callback, name="wordpress_callback"),
]
