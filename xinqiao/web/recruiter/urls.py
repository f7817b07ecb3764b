"""The desk's addresses, a list per noun."""

from __future__ import annotations

from django.urls import URLPattern

from xinqiao.web.recruiter import (
    candidates,
    contact,
    imports,
    jobs,
    members,
    method,
    openings,
    settings,
    today,
)

urlpatterns: list[URLPattern] = [
    *today.urls,
    *candidates.urls,
    *contact.urls,
    *openings.urls,
    *imports.urls,
    *method.urls,
    *jobs.urls,
    *settings.urls,
    *members.urls,
]
