"""What a member may do."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """From most to least; owner and admin manage people, interviewer and viewer read."""

    OWNER = "owner"
    ADMIN = "admin"
    RECRUITER = "recruiter"
    INTERVIEWER = "interviewer"
    VIEWER = "viewer"
