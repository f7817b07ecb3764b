"""The product's settings with one second of patience for a locked database, so that a test need not wait twenty."""

from xinqiao.config.settings import *  # noqa: F403
from xinqiao.config.settings import DATABASES

DATABASES["default"]["OPTIONS"]["timeout"] = 1
