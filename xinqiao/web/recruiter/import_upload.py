"""Receiving a file: a limit that holds while bytes arrive, so that no disk fills before anybody looks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from xinqiao.capabilities.importing.formats.limits import MAX_FILE_BYTES

# The last field of the form: without it the request was cut off on its way.
COMPLETE: Final = "complete"


class LimitedUpload(FileUploadHandler):
    """Drops a file at its first byte over the limit; the rest of the form is read as usual."""

    over_limit = False

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit = limit

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Passes the bytes on to the handlers behind."""
        if start + len(raw_data) > self.limit:
            self.over_limit = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind make the file."""


def upload_limited_to(limit: Callable[[], int]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Puts the limit, asked for at each upload, in place before the check of the form's token reads the request."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        protected = csrf_protect(view)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.upload_handlers.insert(0, LimitedUpload(request, limit()))
            return protected(request, *args, **kwargs)

        # Exempt only from the middleware, which would read the request before the limit stands.
        exempt: Callable[..., HttpResponse] = csrf_exempt(guarded)
        return exempt

    return wrap


limited_upload: Final = upload_limited_to(lambda: MAX_FILE_BYTES)


def was_over_limit(request: HttpRequest) -> bool:
    """Whether a file of this request was dropped for its size."""
    return any(isinstance(handler, LimitedUpload) and handler.over_limit for handler in request.upload_handlers)
