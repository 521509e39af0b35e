"""The API's addresses."""

from django.urls import URLPattern, URLResolver, path, re_path

from caseloom.api.app import api
from caseloom.api.middleware import no_such_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", api.urls),
    re_path(r"^.*$", no_such_address),
]
