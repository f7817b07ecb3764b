"""What is known and not known of the five questions: a public page, without sign-in, the same for everybody."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from xinqiao.playbook.loader import playbook


@transaction.non_atomic_requests
@require_safe
def about_scale(request: HttpRequest) -> HttpResponse:
    """What nobody has shown yet, and what would change that."""
    context = {"paragraphs": playbook().about_scale, "items": playbook().scale("tos5").items}
    return render(request, "pages/about_scale.html", context)


urls: list[URLPattern] = [path("about/scale/", about_scale, name="about_scale")]
