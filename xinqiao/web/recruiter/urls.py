"""The desk's addresses, a list per noun."""

from __future__ import annotations

from django.urls import URLPattern

from xinqiao.web.recruiter import (
    candidates,
    contact,
    duplicates,
    imports,
    jobs,
    members,
    merging,
    method,
    openings,
    settings,
    today,
)

urlpatterns: list[URLPattern] = [
    *today.urls,
    # Before the addresses of people, which would take the word for a person's id.
    *duplicates.urls,
    *merging.urls,
    *candidates.urls,
    *contact.urls,
    *openings.urls,
    *imports.urls,
    *method.urls,
    *jobs.urls,
    *settings.urls,
    *members.urls,
]
