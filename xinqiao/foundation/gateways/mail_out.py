"""The installation's own mail (sign-in, invitations), handed to the configured server outside the request.

Nobody waits for the mail server: a page answers equally fast whether or not an address has an account, and no
database transaction is open meanwhile. Django's in-memory backend is the fake for tests.
"""

from __future__ import annotations

import logging
import smtplib
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import partial
from typing import Final

from django.core.mail import EmailMessage
from django.db import transaction

log = logging.getLogger("xinqiao.mail")
# Of a server's answers: from here on asking again is no use.
_FOR_GOOD: Final = 500

# One after another: a stuck server must not fill the process with waiting threads. Left-over mail is tried
# before the process ends.
_HAND_OVER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-out")


def send_after_commit(message: EmailMessage) -> None:
    """Hands the message over as soon as the surrounding transaction is stored; a refusal is logged."""
    transaction.on_commit(partial(_HAND_OVER.submit, _hand_over, message))


class Outcome(StrEnum):
    """What became of a mail: handed over; not wanted, by a server that works; or nobody answered as they should."""

    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"


def send_now(message: EmailMessage) -> Outcome:
    """Hands one message over and waits for the answer; what was not sent is logged.

    For the worker, with no transaction open: whatever says that this mail was begun must be stored before.
    """
    try:
        message.send()
    except Exception as trouble:
        # Whether it arrived all the same is not known; the caller decides not to repeat it.
        log.exception("mail not handed over")
        return Outcome.REFUSED if _is_about_this_mail(trouble) else Outcome.FAILED
    return Outcome.SENT


def _is_about_this_mail(trouble: Exception) -> bool:
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        # "Not now" (4xx) may be meant for every mail of this hour.
        return all(code >= _FOR_GOOD for code, _ in trouble.recipients.values())
    return isinstance(trouble, ValueError | smtplib.SMTPNotSupportedError)


def wait_until_tried() -> None:
    """Returns when everything submitted so far has been handed over or refused."""
    _HAND_OVER.submit(int).result()


def _hand_over(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:
        # The outer edge of this thread: nobody else would ever hear of a mail that could not be made or sent.
        log.exception("mail not handed over")
