"""The desk's addresses, a list per noun."""

from __future__ import annotations

from django.urls import URLPattern

from xinqiao.web.recruiter import (
    attachments,
    bulk,
    contact,
    contact_points,
    custom_fields,
    duplicates,
    exports,
    import_acts,
    imports,
    jobs,
    members,
    merging,
    method,
    openings,
    people_list,
    person,
    planning,
    pools,
    promises,
    record,
    saved_views,
    settings,
    tag_list,
    today,
    untold,
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
    # Before the addresses of people, which would take the word for a person's id.
    *duplicates.urls,
    *merging.urls,
    *person.urls,
    *record.urls,
    *contact.urls,
    *promises.urls,
    *contact_points.urls,
    *attachments.urls,
    *untold.urls,
    *openings.urls,
    *imports.urls,
    *import_acts.urls,
    *method.urls,
    *jobs.urls,
    *custom_fields.urls,
    *settings.urls,
    *members.urls,
]
