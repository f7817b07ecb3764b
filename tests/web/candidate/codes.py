"""Getting past the one-time code in tests."""

from __future__ import annotations

from tests.web.candidate.phone import Phone
from xinqiao.capabilities.candidates.models import OneTimeCode
from xinqiao.capabilities.candidates.operations import digits_of
from xinqiao.foundation.tenancy.scope import scope


def digits_for(phone: Phone) -> str:
    """The digits of the code that was asked for last."""
    with scope(phone.workspace.pk):
        return digits_of(OneTimeCode.objects.filter(candidate=phone.candidate).latest("pk"))


def let_in(phone: Phone) -> Phone:
    """Has a code read out (tests have no mail server) and types it in: this browser may see the data."""
    phone.post("ask_code", way="read_out")
    phone.post("code", code=digits_for(phone))
    return phone
