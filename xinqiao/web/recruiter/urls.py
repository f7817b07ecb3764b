"""The desk's addresses, a list per noun."""

from __future__ import annotations

from django.urls import URLPattern

from xinqiao.web.recruiter import (
    answers,
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
    psychometrics,
    record,
    saved_views,
    scoring_key,
    settings,
    tag_list,
    today,
    trust_curve,
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
    *trust_curve.urls,
    *contact.urls,
    *contact_points.urls,
    *answers.urls,
    *attachments.urls,
    *untold.urls,
    *openings.urls,
    *imports.urls,
    *import_acts.urls,
    # Before the addresses of levels, which would take the word for one.
    *psychometrics.urls,
    *method.urls,
    *jobs.urls,
    *custom_fields.urls,
    *scoring_key.urls,
    *settings.urls,
    *members.urls,
]
