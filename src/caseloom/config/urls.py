"""Every address."""

from django.urls import URLPattern, URLResolver, include, path

from caseloom.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/", include("caseloom.api.urls")),
    path("", include("caseloom.web.urls")),
]

handler400 = "caseloom.web.errors.bad_request"
handler403 = "caseloom.web.errors.not_allowed"
handler404 = "caseloom.web.errors.not_found"
handler500 = "caseloom.web.errors.broken"
