"""The WSGI application that granian serves."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.config.settings")
application = get_wsgi_application()
# Read now what the first request would read, and leave it out of every later search for garbage, which comes less
# often than Python's default: a page leaves few cycles behind, and each search walks through all that is alive.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
