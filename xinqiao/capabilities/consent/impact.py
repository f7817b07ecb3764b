"""The team's signed impact assessment: signing it, noticing that settings changed, and whether it unlocks messages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from xinqiao.capabilities.consent.models import ImpactSignature, RestoreDrill
from xinqiao.domain.canonical_json import content_hash
from xinqiao.domain.impact_assessment import Standing, differences, standing
from xinqiao.foundation.audit.operations import SYSTEM, record
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import NotAllowed, actor_of
from xinqiao.foundation.workspaces.roles import Role

# Told in the assessment, but they change every day: another figure is no other assessment.
FIGURES = "counts"

_NEWEST = PreparedSelect(
    lambda workspace_id: ImpactSignature.objects.filter(workspace_id=workspace_id).order_by("-id"), int
)


class NameMissing(ValueError):
    """A signature needs the name of the person who signs."""


class SettingsMoved(Exception):
    """What was read is no longer what holds: it has to be read again before it is signed."""


def sign(content: dict[str, Any], *, seen: str, name: str, by: Member, now: datetime) -> ImpactSignature:
    """An owner's signature under this content. `seen` is the settings' hash on the page that they read.

    Raises NotAllowed for anybody but an owner, NameMissing, SettingsMoved.
    """
    if by.role != Role.OWNER:
        raise NotAllowed(by.role)
    if not name.strip():
        raise NameMissing
    if seen != settings_hash(content):
        raise SettingsMoved
    with transaction.atomic():
        signature = ImpactSignature.objects.create(
            signed_by=by, signed_name=name.strip(), signed_at=now, content=content, digest=content_hash(content)
        )
        record(actor_of(by), "impact_signed", now=now, detail={"digest": signature.digest})
    return signature


def newest_signature() -> ImpactSignature | None:
    """The signature that holds, in one query; None for a team that never signed."""
    return _NEWEST.find(current_workspace_id())


def signatures(*, limit: int = 20) -> list[ImpactSignature]:
    """All signatures, newest first."""
    return list(ImpactSignature.objects.order_by("-id")[:limit])


def standing_of(signature: ImpactSignature | None, *, now: datetime) -> Standing:
    """Where the team's assessment stands, as far as was noticed."""
    since = signature.differs_since if signature else None
    return standing(signed=signature is not None, differs_since=since, now=now)


def unlocks_messages(*, now: datetime) -> bool:
    """Whether asks and news may leave, in one query."""
    return standing_of(newest_signature(), now=now).unlocks


def settings_hash(content: dict[str, Any]) -> str:
    """The hash of what matters in a content: everything but the figures."""
    return content_hash(_settings(content))


def changes_since(signature: ImpactSignature, content: dict[str, Any]) -> list[Any]:
    """What differs between what was signed and what holds now, figures left out."""
    return differences(_settings(signature.content), _settings(content))


def note_difference(content: dict[str, Any], *, now: datetime) -> bool:
    """Notes since when the settings differ from what was signed, or that they no longer do; True when that is news."""
    with transaction.atomic():
        signature = newest_signature()
        if signature is None:
            return False
        differs = bool(changes_since(signature, content))
        if differs is (signature.differs_since is not None):
            return False
        signature.differs_since = now if differs else None
        signature.save(update_fields=["differs_since"])
        record(SYSTEM, "impact_differs" if differs else "impact_holds_again", now=now)
    return True


def record_drill(*, done_on: date, passed: bool, words: str, by: Member, now: datetime) -> RestoreDrill:
    """A restore that was tried out, and what came of it."""
    with transaction.atomic():
        drill = RestoreDrill.objects.create(
            done_on=done_on, passed=passed, words=words.strip(), recorded_by=by, recorded_at=now
        )
        record(actor_of(by), "drill_recorded", now=now, detail={"passed": passed})
    return drill


def drills(*, limit: int = 10) -> list[RestoreDrill]:
    """Restore drills, newest first."""
    return list(RestoreDrill.objects.select_related("recorded_by__user").order_by("-id")[:limit])


def _settings(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != FIGURES}
