"""Says whether the installation is ready to serve."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """200 and {"status": "ready"} when the database answers, else 503 and what is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "unavailable", "missing": "database"}, status=503)
    return JsonResponse({"status": "ready"})
