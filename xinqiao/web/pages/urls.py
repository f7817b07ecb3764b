"""Addresses that belong to no noun."""

from __future__ import annotations

from django.urls import URLPattern

from xinqiao.web.pages import about_scale, colleague, health, home, sender_check, site_files, statements

urlpatterns: list[URLPattern] = [
    *home.urls,
    *health.urls,
    *site_files.urls,
    *about_scale.urls,
    *sender_check.urls,
    *statements.urls,
    *colleague.urls,
]
