"""The desk's addresses, a list per noun."""

from __future__ import annotations

from django.urls import URLPattern

from xinqiao.web.recruiter import (
    bulk,
    candidates,
    contact,
    exports,
    imports,
    jobs,
    members,
    method,
    openings,
    people_list,
    planning,
    pools,
    saved_views,
    settings,
    tag_list,
    today,
)

urlpatterns: list[URLPattern] = [
    *today.urls,
    *people_list.urls,
    *bulk.urls,
    *pools.urls,
    *saved_views.urls,
    *tag_list.urls,
    *planning.urls,
    *exports.urls,
    *candidates.urls,
    *contact.urls,
    *openings.urls,
    *imports.urls,
    *method.urls,
    *jobs.urls,
    *settings.urls,
    *members.urls,
]
