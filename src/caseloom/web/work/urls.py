"""Addresses of my work."""

from django.urls import path

from caseloom.web.work import views

app_name = "work"
urlpatterns = [path("", views.home, name="home")]
