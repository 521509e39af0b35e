"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseloom.config.settings")
application = get_wsgi_application()
# Everything is loaded before the first request, not by it.
_ = get_resolver().url_patterns
