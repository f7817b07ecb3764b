"""The installation's own mail (sign-in, invitations), handed to the configured server outside the request.

Nobody waits for the mail server: a page answers equally fast whether or not an address has an account, and no
database transaction is open meanwhile. Django's in-memory backend is the fake for tests.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction

log = logging.getLogger("xinqiao.mail")

# One after another: a stuck server must not fill the process with waiting threads. Left-over mail is tried
# before the process ends.
_HAND_OVER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-out")


def send_after_commit(message: EmailMessage) -> None:
    """Hands the message over as soon as the surrounding transaction is stored; a refusal is logged."""
    transaction.on_commit(partial(_HAND_OVER.submit, _hand_over, message))


def send_now(message: EmailMessage) -> bool:
    """Hands one message over and waits for the answer; False when it was refused or nobody answered, which is logged.

    For the worker, with no transaction open: whatever says that this mail was begun must be stored before.
    """
    try:
        message.send()
    except Exception:
        # Whether it arrived all the same is not known; the caller decides not to repeat it.
        log.exception("mail not handed over")
        return False
    return True


def wait_until_tried() -> None:
    """Returns when everything submitted so far has been handed over or refused."""
    _HAND_OVER.submit(int).result()


def _hand_over(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:
        # The outer edge of this thread: nobody else would ever hear of a mail that could not be made or sent.
        log.exception("mail not handed over")
