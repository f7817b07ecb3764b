"""Fetching one page from a company's own domain, to see whether it carries our mark.

The address comes from an owner, so it may be meant to reach what stands beside this server: https on its usual port
only, the address that we really connected to must be public, no other host is followed to, and time and size are
small. `company_page_fake` stands in for it in tests.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from xinqiao.domain.check_page import is_public

AT_MOST_BYTES: Final = 256 * 1024
AT_MOST_SECONDS: Final = 8.0
SECONDS_A_STEP: Final = 4.0
AT_MOST_REDIRECTS: Final = 3
_MOVED: Final = frozenset({301, 302, 303, 307, 308})


class PageUnreachable(Exception):
    """No page came; `why` is a word for the log, never shown to strangers."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class PageMissing(Exception):
    """The host answered, but with no page there."""


@dataclass(frozen=True)
class Reach:
    """Where a fetch may go. The product never uses another one than this."""

    port: int = 443
    allows: Callable[[str], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)
    seconds: float = AT_MOST_SECONDS


_PUBLIC: Final = Reach()
_stand_in: Callable[[str], str] | None = None


def stand_in(reader: Callable[[str], str] | None) -> None:
    """For `company_page_fake`: answers instead of the network until None is given."""
    global _stand_in
    _stand_in = reader


def fetch(address: str) -> str:
    """The page's text; raises PageUnreachable or PageMissing. Never inside a transaction: it waits for others."""
    return _stand_in(address) if _stand_in is not None else fetch_within(address, _PUBLIC)


def fetch_within(address: str, reach: Reach) -> str:
    """As `fetch`, within the given reach."""
    ends_at, host = time.monotonic() + reach.seconds, urlsplit(address).hostname
    try:
        for _ in range(AT_MOST_REDIRECTS + 1):
            # What a host names as the new place may be no address at all: ValueError.
            parts = urlsplit(address)
            if parts.scheme != "https" or parts.hostname != host or parts.port not in (None, 443):
                raise PageUnreachable("leads_elsewhere")
            moved_to, text = _ask(parts.hostname or "", parts.path or "/", reach, ends_at)
            if not moved_to:
                return text
            address = urljoin(address, moved_to)
    except (OSError, ValueError, http.client.HTTPException) as trouble:
        raise PageUnreachable(type(trouble).__name__) from trouble
    raise PageUnreachable("too_many_redirects")


def _ask(host: str, path: str, reach: Reach, ends_at: float) -> tuple[str, str]:
    """Where the page moved to, or its text."""
    connection = _Connection(host, reach)
    # A host that sends a byte every few seconds meets every limit on single steps and would hold the worker for days.
    clock = threading.Timer(max(ends_at - time.monotonic(), 0), connection.cut_off)
    clock.daemon = True
    clock.start()
    try:
        connection.request("GET", path, headers={"Accept": "text/html", "Accept-Encoding": "identity"})
        answer = connection.getresponse()
        content = b"" if answer.status in _MOVED else _read(answer)
        connection.require_time()
        if answer.status in _MOVED:
            return answer.headers.get("Location", "") or "/", ""
        if answer.status != http.client.OK:
            raise PageMissing(answer.status)
        return "", content.decode("utf-8", errors="replace")
    finally:
        clock.cancel()
        connection.close()


def _read(answer: http.client.HTTPResponse) -> bytes:
    """The first bytes up to the limit: the mark stands near the top."""
    content = b""
    while len(content) < AT_MOST_BYTES and (piece := answer.read1(AT_MOST_BYTES - len(content))):
        content += piece
    return content


class _Connection(http.client.HTTPSConnection):
    """Looks the name up once and connects to exactly the address that was judged."""

    def __init__(self, host: str, reach: Reach) -> None:
        super().__init__(host, reach.port, timeout=SECONDS_A_STEP, context=reach.trust())
        self._reach, self._trust, self._is_over = reach, reach.trust(), False

    def cut_off(self) -> None:
        """Ends whatever it waits for; called by another thread."""
        self._is_over = True
        if self.sock is not None:
            with suppress(OSError):
                # Not the TLS socket's own way, which would take the keys away from a read under way.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def require_time(self) -> None:
        """Raises once it was cut off: what came until then is no whole answer."""
        if self._is_over:
            raise PageUnreachable("too_slow")

    def connect(self) -> None:
        """Refuses when any address of the name, or the one connected to, is not public."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [str(place[4][0]) for place in found]
        if not addresses or not all(self._reach.allows(one) for one in addresses):
            raise PageUnreachable("not_public")
        self.sock = socket.create_connection((addresses[0], self.port), timeout=SECONDS_A_STEP)
        self.require_time()
        if not self._reach.allows(str(self.sock.getpeername()[0])):
            raise PageUnreachable("not_public")
        self.sock = self._trust.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.require_time()
        self.sock.do_handshake()
