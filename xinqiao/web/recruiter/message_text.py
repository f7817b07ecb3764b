"""The texts that a recruiter copies, in the candidate's language and for the way they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

from xinqiao.domain.employer_shield import is_with_employer
from xinqiao.domain.send_facts import Purpose
from xinqiao.domain.sender_code import spoken
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.public_address import public_address
from xinqiao.web.pages.check_place import check_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.foundation.workspaces.models import Member

MAIL: Final = "mail"
VARIANTS: Final = {
    "wechat": _("WeChat, to someone known"),
    "maimai": _("Maimai, to a stranger"),
    MAIL: _("E-mail"),
}
# The playbook's channel of each way.
CHANNELS: Final = {"wechat": "wechat", "maimai": "maimai", MAIL: "email"}


def message_id(purpose: str, *, permission_asks: int, again: bool = False) -> str:
    """Which message of the playbook; after the first request the next one is the reminder.

    `again`: they have shared answers before.
    """
    if purpose == Purpose.QUESTIONNAIRE:
        return "questionnaire_again" if again else "questionnaire_invitation"
    return "permission_ask" if permission_asks <= 1 else "permission_reminder"


def message_text(
    code: str, variant: str, *, candidate: Candidate, by: Member, token: str, sender: str, page: str = "door"
) -> str:
    """The whole text with its link to this page and the sender's code; a mail begins with its subject line."""
    message, language = playbook().message(code), candidate.language
    values = {
        "name": candidate.display_name,
        "company": by.workspace.name,
        "recruiter": by.user.name or by.user.email,
        "source": playbook().source(candidate.source).phrase.in_language(language),
        "link": public_address(page, token),
        "code": spoken(sender),
        "check": check_place(),
    }
    if variant != MAIL:
        return {"wechat": message.wechat, "maimai": message.maimai}[variant].fill(language, **values)
    with override(language):
        subject = pgettext("before the subject of a mail", "Subject: ")
    return f"{subject}{message.mail_subject.fill(language, **values)}\n\n{message.mail_body.fill(language, **values)}"


def usual_variant(candidate: Candidate, chosen: Sequence[str] = ()) -> str:
    """The way that what we know of the person suggests, among the channels that they chose."""
    ways = [way for way in (_likely_way(candidate), *VARIANTS) if not chosen or CHANNELS[way] in chosen]
    return ways[0] if ways else _likely_way(candidate)


def _likely_way(candidate: Candidate) -> str:
    # The first address is the employer's only when there is no other.
    if candidate.email and not is_with_employer(candidate.email, candidate.employer_domain):
        return MAIL
    return "wechat" if candidate.source in ("referral", "met_at_event", "own_contact") else "maimai"
