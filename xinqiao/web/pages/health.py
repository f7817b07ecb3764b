"""What a balancer or a supervisor asks: does the process live, and can it serve."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from xinqiao.foundation.tenancy.schema_state import schema_state


# Without this, PostgreSQL's transaction per request would open the database before the view begins.
@transaction.non_atomic_requests
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; touches no database."""
    return JsonResponse({"alive": True})


@transaction.non_atomic_requests
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has this release's schema, else 503; no details for strangers."""
    try:
        ready = schema_state().is_current
    except (DatabaseError, InterfaceError):
        ready = False
    return JsonResponse({"ready": ready}, status=200 if ready else 503)


urls: list[URLPattern] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
