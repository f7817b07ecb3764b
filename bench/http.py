"""A client that costs next to nothing: keep-alive sockets, bytes in, status and headers out."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field


@dataclass
class Browser:
    """One visitor: a connection and its cookies. Follows no redirect by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    _socket: socket.socket | None = None

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (lower case) and body."""
        return self._ask("GET", path, b"")

    def post(self, path: str, body: str) -> tuple[int, dict[str, str], bytes]:
        """As `get`, for a form."""
        return self._ask("POST", path, body.encode())

    def _ask(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.requests += 1
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}", "Accept-Language: zh-CN"]
        if cookies:
            lines.append(f"Cookie: {cookies}")
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        message = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(message)
        return self._read()

    def _read(self) -> tuple[int, dict[str, str], bytes]:
        assert self._socket is not None
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        length = int(headers.get("content-length", "0"))
        while len(body) < length:
            body += self._more()
        return int(lines[0].split()[1]), headers, body

    def _more(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        """Ends the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
