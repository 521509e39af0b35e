"""Every address."""

from django.urls import URLPattern, URLResolver, path

from caseloom.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
