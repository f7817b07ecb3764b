"""The words for roles, and what each one may do."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.foundation.workspaces.roles import Role

ROLE_NAMES: Final[dict[str, Promise]] = {
    Role.OWNER: _("Owner"),
    Role.ADMIN: _("Admin"),
    Role.RECRUITER: _("Recruiter"),
    Role.INTERVIEWER: _("Interviewer"),
    Role.VIEWER: _("Viewer"),
}

ROLE_MEANINGS: Final[dict[str, Promise]] = {
    Role.OWNER: _(
        "Everything, including deleting the workspace. The only role that sees the score of every candidate "
        "who shared it."
    ),
    Role.ADMIN: _("Members, settings and candidates. Sees scores only of candidates in their own care."),
    Role.RECRUITER: _("Adds candidates and keeps in touch. Sees scores only of candidates in their own care."),
    Role.INTERVIEWER: _("Reads records to prepare a talk: tempo and tone advice, never a score."),
    Role.VIEWER: _("Reads openings, strategies and records, never a score."),
}
