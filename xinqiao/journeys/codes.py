"""One-time codes from the tap to the mail: the person asks, the send check agrees, due work sends once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from xinqiao.capabilities.candidates import queries
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink, OneTimeCode
from xinqiao.capabilities.candidates.operations import ask_code, digits_of, mark_sent
from xinqiao.capabilities.candidates.queries import CodeAddress
from xinqiao.capabilities.consent import gate
from xinqiao.foundation.gateways import mail_out
from xinqiao.foundation.gateways.mail_out import Outcome
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.workspaces.queries import member_name
from xinqiao.playbook.loader import playbook

TASK: Final = "xinqiao.journeys.codes:send_code"


def mailable(candidate: Candidate, *, now: datetime) -> list[CodeAddress]:
    """Where a code can be mailed now; empty without a mail server or a usable address, and then it is read out."""
    addresses = queries.code_addresses(candidate) if settings.MAIL_CONFIGURED else []
    if not addresses:
        return []
    try:
        gate.require_service(candidate, channel=gate.EMAIL, asked_at=now, now=now)
    except gate.Refused:
        return []
    return addresses


def ask_by_mail(
    link: CandidateLink, address: CodeAddress, *, browser_key: str, language: str, now: datetime
) -> OneTimeCode:
    """A code that is mailed at once, to one of `mailable`. Raises TooManyCodes; nothing is sent then."""
    with transaction.atomic():
        code = ask_code(link, point_id=address.point_id, browser_key=browser_key, language=language, now=now)
        enqueue(
            TASK,
            now=now,
            workspace_id=code.workspace_id,
            arguments={"code": code.public_id},
            unique_key=f"code@{code.public_id}",
        )
    return code


def ask_to_read_out(link: CandidateLink, *, browser_key: str, language: str, now: datetime) -> OneTimeCode:
    """A code that whoever keeps in touch finds on the record and reads out. Raises TooManyCodes."""
    return ask_code(link, point_id=None, browser_key=browser_key, language=language, now=now)


def send_code(lease: Lease, *, code: str) -> dict[str, Any]:
    """Mails one code, once; the send check has the last word. A code that is over by now is left."""
    with lease.transaction() as now:
        found = queries.code_of(code)
        if found is None:
            return {"sent": 0}
        address = queries.address_of_code(found)
        if not address or not mark_sent(found, now=now):
            return {"sent": 0}
        try:
            gate.require_service(found.candidate, channel=gate.EMAIL, asked_at=found.asked_at, now=now)
        except gate.Refused as refused:
            return {"sent": 0, "rule": str(refused.decision.rule)}
        mail = _mail(found, address)
    # Waited for: of mail queued beside the worker, a kill would lose all of it.
    return {"sent": int(mail_out.send_now(mail) is Outcome.SENT)}


def _mail(code: OneTimeCode, address: str) -> EmailMessage:
    text, person = playbook().portal.code, code.candidate
    digits = digits_of(code)
    values = {
        "digits": f"{digits[:3]} {digits[3:]}",
        "company": person.workspace.name,
        "recruiter": member_name(person.owner_id) or person.workspace.name,
    }
    subject = text.mail_subject.fill(code.language, **values)
    return EmailMessage(subject, text.mail_body.fill(code.language, **values), to=[address])
