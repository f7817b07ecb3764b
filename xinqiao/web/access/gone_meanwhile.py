"""What a page's writes meet when the row that they are about was erased, merged or deleted at the same moment."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError

# PostgreSQL's code for a key that points at no row. On SQLite writers wait for each other from the start of the
# transaction, so that such a key is a mistake of ours there.
_POINTS_AT_NOTHING: Final = "23503"


def is_gone(trouble: Exception) -> bool:
    """Whether `trouble` is what a write raises about a row that went away after the page had read it.

    It may come as late as the commit, where no view can meet it any more.
    """
    if isinstance(trouble, ObjectDoesNotExist):
        return True
    if isinstance(trouble, IntegrityError):
        return getattr(trouble.__cause__, "sqlstate", "") == _POINTS_AT_NOTHING
    # Django's own, with no driver behind it: an update that met no row.
    return type(trouble) is DatabaseError and trouble.__cause__ is None
