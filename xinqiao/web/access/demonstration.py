"""What the account that every visitor of a demonstration shares must leave as it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from xinqiao.demo.account import DEMO_EMAIL

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import User

View = Callable[..., HttpResponse]


def not_in_demonstration(view: View) -> View:
    """403 for the demo account while the demonstration runs: the next visitor needs account and workspace too."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.DEMO and request.user.is_authenticated and _is_shared(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _is_shared(user: User) -> bool:
    return user.email == DEMO_EMAIL
