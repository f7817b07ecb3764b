"""Sets the variables that the settings read. Loaded before every other plugin, so before Django."""

import atexit
import os
import shutil
import tempfile


def _prepare() -> None:
    # A worker of pytest-xdist inherits the folder of its parent, which removes it.
    if "XINQIAO_TEST_HOME" not in os.environ:
        home = tempfile.mkdtemp(prefix="xinqiao-test-")
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        os.environ["XINQIAO_TEST_HOME"] = home
        # Where collectstatic would have put its files; whitenoise warns when there is no such place.
        os.mkdir(os.path.join(home, "static"))
    os.environ["XINQIAO_HOME"] = os.environ["XINQIAO_TEST_HOME"]
    os.environ["SECRET_KEY"] = "for-tests-only-and-never-for-a-real-team"
    os.environ["DJANGO_SETTINGS_MODULE"] = "xinqiao.config.settings"
    # The test database is created and migrated by the owner; tests/conftest.py then turns into the role.
    os.environ["DATABASE_AS_OWNER"] = "1"
    for name in ("PORT", "PUBLIC_URL", "EMAIL_URL", "DEMO", "HSTS_SECONDS", "TRUST_PROXY_HEADERS"):
        os.environ.pop(name, None)


_prepare()
