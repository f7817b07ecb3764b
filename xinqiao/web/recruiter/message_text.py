"""The texts that a recruiter copies, in the candidate's language and for the way they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

from xinqiao.domain.employer_shield import is_with_employer
from xinqiao.domain.send_check import Purpose
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.public_address import public_address

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.foundation.workspaces.models import Member

MAIL: Final = "mail"
VARIANTS: Final = {
    "wechat": _("WeChat, to someone known"),
    "maimai": _("Maimai, to a stranger"),
    MAIL: _("E-mail"),
}


def message_id(purpose: str, *, permission_asks: int) -> str:
    """Which message of the playbook; after the first request the next one is the reminder."""
    if purpose == Purpose.QUESTIONNAIRE:
        return "questionnaire_invitation"
    return "permission_ask" if permission_asks <= 1 else "permission_reminder"


def message_text(code: str, variant: str, *, candidate: Candidate, by: Member, token: str, page: str = "door") -> str:
    """The whole text with its link to this page; a mail begins with its subject line."""
    message, language = playbook().message(code), candidate.language
    values = {
        "name": candidate.display_name,
        "company": by.workspace.name,
        "recruiter": by.user.name or by.user.email,
        "source": playbook().source(candidate.source).phrase.in_language(language),
        "link": public_address(page, token),
    }
    if variant != MAIL:
        return {"wechat": message.wechat, "maimai": message.maimai}[variant].fill(language, **values)
    with override(language):
        subject = pgettext("before the subject of a mail", "Subject: ")
    return f"{subject}{message.mail_subject.fill(language, **values)}\n\n{message.mail_body.fill(language, **values)}"


def usual_variant(candidate: Candidate) -> str:
    """The way that what we know of the person suggests."""
    # The first address is the employer's only when there is no other.
    if candidate.email and not is_with_employer(candidate.email, candidate.employer_domain):
        return MAIL
    return "wechat" if candidate.source in ("referral", "met_at_event", "own_contact") else "maimai"
