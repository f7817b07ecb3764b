"""Everything the product takes from its environment, read once and checked at start-up."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class SettingsError(Exception):
    """A variable has a value that cannot be used; the message says which and what to do."""


@dataclass(frozen=True)
class Mail:
    """Where outgoing mail of the installation itself (sign-in, invitations) is handed over."""

    host: str
    port: int
    user: str
    password: str
    use_tls: bool
    use_ssl: bool


@dataclass(frozen=True)
class Environment:
    """The checked values; `read` builds it."""

    home: Path
    host: str
    port: int
    public_url: str
    database_url: str
    database_app_role: str
    database_as_owner: bool
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    trust_proxy_headers: bool
    hsts_seconds: int
    mail: Mail | None
    mail_from: str
    log_level: str
    log_days: int
    web_processes: int
    demo: bool


def read(env: Mapping[str, str] = os.environ) -> Environment:
    """Reads and checks all variables; raises SettingsError naming the first unusable one."""
    home = Path(env.get("XINQIAO_HOME") or "var").absolute()
    port = _whole_number(env, "PORT", 8000, 1, 65535)
    public_url = _public_url(env, port)
    return Environment(
        home=home,
        host=env.get("HOST") or "127.0.0.1",
        port=port,
        public_url=public_url,
        database_url=_database_url(env, home),
        database_app_role=_role_name(env),
        database_as_owner=_yes_or_no(env, "DATABASE_AS_OWNER", default=False),
        secret_key=_secret_key(env, home),
        secret_key_fallbacks=tuple(k for k in env.get("SECRET_KEY_FALLBACKS", "").split(",") if k),
        trust_proxy_headers=_yes_or_no(env, "TRUST_PROXY_HEADERS", default=False),
        hsts_seconds=_whole_number(env, "HSTS_SECONDS", 0, 0, 10**9),
        mail=_mail(env),
        mail_from=env.get("EMAIL_FROM") or "Xinqiao <noreply@localhost>",
        log_level=_one_of(env, "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        log_days=_whole_number(env, "LOG_DAYS", 30, 1, 3650),
        web_processes=_whole_number(env, "WEB_PROCESSES", 1, 1, 64),
        demo=_yes_or_no(env, "DEMO", default=False),
    )


def _whole_number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"{name}={text!r} must be a whole number from {low} to {high}.")
    return int(text)


def _yes_or_no(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name)
    if text is None:
        return default
    if text.strip().lower() in _TRUE:
        return True
    if text.strip().lower() in _FALSE:
        return False
    raise SettingsError(f"{name}={text!r} must be yes or no (1, 0, true, false).")


def _one_of(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    text = (env.get(name) or default).upper()
    if text not in choices:
        raise SettingsError(f"{name}={text!r} must be one of {', '.join(choices)}.")
    return text


def _public_url(env: Mapping[str, str], port: int) -> str:
    # Passkeys and WebCrypto need a secure context: HTTPS or the name localhost, never an IP address.
    text = (env.get("PUBLIC_URL") or f"http://localhost:{port}").rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingsError(f"PUBLIC_URL={text!r} must look like https://people.example.com, without a path.")
    return text


def _database_url(env: Mapping[str, str], home: Path) -> str:
    text = env.get("DATABASE_URL") or f"sqlite:///{home / 'xinqiao.sqlite3'}"
    if not text.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise SettingsError(
            "DATABASE_URL must begin with sqlite:/// (a file) or postgresql:// (a server); see docs/settings.md."
        )
    return text


def _role_name(env: Mapping[str, str]) -> str:
    name = env.get("DATABASE_APP_ROLE") or "xinqiao_app"
    if not name.replace("_", "").isalnum() or not name.isascii() or name[0].isdigit():
        raise SettingsError(f"DATABASE_APP_ROLE={name!r} may hold letters, digits and _ only.")
    return name


def _secret_key(env: Mapping[str, str], home: Path) -> str:
    """The given key, or the one made on the first run and kept in the data directory."""
    if given := env.get("SECRET_KEY"):
        if len(given) < 32:
            raise SettingsError("SECRET_KEY must have at least 32 characters; leave it unset to have one made.")
        return given
    kept = home / "secret_key"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        # O_EXCL: of two processes that start together only one writes, the other reads its key.
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept_key(kept)
    except OSError as problem:
        raise SettingsError(f"The data directory {home} cannot be written ({problem.strerror}).") from problem
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def _kept_key(path: Path) -> str:
    for _ in range(1000):
        key = path.read_text().strip()
        if len(key) >= 32:
            return key
    raise SettingsError(f"{path} holds no usable key; restore it from a backup or delete it to make a new one.")


def _mail(env: Mapping[str, str]) -> Mail | None:
    text = env.get("EMAIL_URL")
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError("EMAIL_URL must look like smtp://user:password@host:587?tls=1 or smtps://host:465.")
    use_tls = parse_qs(parts.query).get("tls", ["0"])[0] in _TRUE
    return Mail(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=use_tls,
        use_ssl=parts.scheme == "smtps",
    )
