"""Addresses of search."""

from django.urls import path

from caseloom.web.search import views

app_name = "search"
urlpatterns = [
    path("", views.home, name="home"),
    path("suggest/", views.suggest, name="suggest"),
]
