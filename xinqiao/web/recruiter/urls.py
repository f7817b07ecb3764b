"""The desk's addresses, a list per noun."""

from __future__ import annotations

from django.urls import URLPattern

from xinqiao.web.recruiter import (
    attachments,
    candidates,
    contact,
    contact_points,
    custom_fields,
    duplicates,
    imports,
    jobs,
    members,
    merging,
    method,
    openings,
    settings,
    today,
    untold,
)

urlpatterns: list[URLPattern] = [
    *today.urls,
    # Before the addresses of people, which would take the word for a person's id.
    *duplicates.urls,
    *merging.urls,
    *candidates.urls,
    *contact.urls,
    *contact_points.urls,
    *attachments.urls,
    *untold.urls,
    *openings.urls,
    *imports.urls,
    *method.urls,
    *jobs.urls,
    *custom_fields.urls,
    *settings.urls,
    *members.urls,
]
