"""All addresses. Signed-in pages live under /w/<workspace>/, candidate pages under /c/<link>/."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("xinqiao.web.pages.urls")),
    path("account/", include("xinqiao.web.sign_in.urls")),
    path("w/<slug:slug>/", include("xinqiao.web.recruiter.urls")),
    path("c/<str:token>/", include("xinqiao.web.candidate.urls")),
]

handler400 = "xinqiao.web.access.errors.bad_request"
handler403 = "xinqiao.web.access.errors.forbidden"
handler404 = "xinqiao.web.access.errors.not_found"
handler500 = "xinqiao.web.access.errors.server_error"
