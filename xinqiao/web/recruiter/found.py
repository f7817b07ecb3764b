"""Rows behind an address, or 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from xinqiao.capabilities.candidates.queries import candidate_of
from xinqiao.foundation.content.queries import opening_of

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.foundation.content.models import Opening

Found = TypeVar("Found")


def found(look: Callable[[], Found]) -> Found:
    """What `look` finds; 404 when there is no such row in this workspace."""
    try:
        return look()
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def found_candidate(public_id: str) -> Candidate:
    """The person of this address."""
    return found(lambda: candidate_of(public_id))


def found_opening(public_id: str) -> Opening:
    """The opening of this address."""
    return found(lambda: opening_of(public_id))
