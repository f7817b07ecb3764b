"""The impact assessment's content, made from what holds now: settings, roles, numbers, measures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count

from xinqiao.capabilities.assessments.keys import team_key
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent import impact, keeping
from xinqiao.capabilities.consent.law import law_profile
from xinqiao.capabilities.consent.models import ImpactSignature, NamedRecipient
from xinqiao.capabilities.consent.queries import permission_counts
from xinqiao.domain.impact_assessment import SIZES, Difference, Standing, locks_at
from xinqiao.foundation.tenancy import row_security
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.playbook.loader import playbook

Content = dict[str, Any]


@dataclass(frozen=True)
class Present:
    """The assessment as it would be signed now, and how it relates to the signature that holds.

    `locks_at` is when messages stop if nobody signs again; None where no date is running.
    """

    content: Content
    signature: ImpactSignature | None
    standing: Standing
    changes: list[Difference]
    locks_at: datetime | None

    @property
    def seen(self) -> str:
        """What a signature has to name, so that nobody signs what they did not read."""
        return impact.settings_hash(self.content)


def present(*, now: datetime) -> Present:
    """The current workspace's assessment at this moment; nothing is changed by looking."""
    content = content_now()
    signature = impact.newest_signature()
    changes = impact.changes_since(signature, content) if signature else []
    standing = impact.standing_of(signature, now=now)
    since = signature.differs_since if signature else None
    if changes and standing is Standing.SIGNED:
        # Seen here before the hourly look has noted it.
        standing, since = Standing.CHANGED, now
    elif signature and not changes:
        standing, since = Standing.SIGNED, None
    return Present(content, signature, standing, changes, locks_at(since) if since else None)


def content_now() -> Content:
    """Settings that matter, and the figures of this moment, in the form that is signed."""
    return {**settings_now(), impact.FIGURES: _figures()}


def settings_now() -> Content:
    """What a signature stands for; a change of it wants another one."""
    book, profile = playbook(), law_profile()
    consents = {str(one.id): one.version for one in book.separate_consents}
    return {
        "profile": profile,
        "texts": {
            "assessment": book.impact_assessment.version,
            "retention": book.retention.version,
            "rights": book.rights.version,
            "permission": book.permission_text.version,
            "scale": book.scale("tos5").version,
            **{f"consent_{code}": version for code, version in consents.items()},
        },
        "scoring_key": team_key().id,
        "purposes": [one.id for one in book.impact_assessment.purposes],
        "consents": [str(one.id) for one in book.law_profile(profile).separate_consents],
        "channels": ["copied", "mail_to_members"] if settings.MAIL_CONFIGURED else ["copied"],
        # Whom people were asked about by name: nobody else gets data by a yes of theirs.
        "recipients": sorted(set(NamedRecipient.objects.filter(taken_back_at=None).values_list("name", flat=True))),
        "retention": keeping.days_kept(),
        "security": measures_now(),
        "size": _size(),
    }


def measures_now() -> dict[str, bool]:
    """The protections that depend on how the product is run, as they are at this moment."""
    return {
        "https": bool(settings.SESSION_COOKIE_SECURE),
        "row_security": connection.vendor == "postgresql" and not row_security.problems(),
    }


def _size() -> str:
    people = Candidate.objects.filter(is_sample=False).order_by("pk").values_list("pk")
    reached = [size for size in SIZES if people[size - 1 : size]]
    return f"from_{reached[-1]}" if reached else f"below_{SIZES[0]}"


def _figures() -> Content:
    people = Candidate.objects.filter(is_sample=False)
    bases = people.order_by().values("legal_basis").annotate(n=Count("id"))
    roles = Member.objects.filter(workspace_id=current_workspace_id(), left_at=None).values_list("role", flat=True)
    return {
        "people": people.count(),
        "not_told": people.filter(notice_due_at__isnull=False).count(),
        "bases": {row["legal_basis"]: row["n"] for row in bases},
        "permissions": permission_counts(),
        "shared_answers": Response.objects.filter(state=Response.State.SHARED, candidate__is_sample=False).count(),
        "members": dict(sorted(Counter(roles).items())),
    }
