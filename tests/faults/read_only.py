"""The product's settings on a database that may only be read: SQLite refuses exactly as for a read-only file.

Permissions would not do: the suite may run as root, whom they do not bind.
"""

from xinqiao.config.settings import *  # noqa: F403
from xinqiao.config.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA query_only=ON;"
