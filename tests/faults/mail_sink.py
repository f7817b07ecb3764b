"""A mail server on loopback that takes everything and counts: what arrived stays counted whoever dies meanwhile."""

from __future__ import annotations

import re
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class _Dialogue(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 sink")
        to = ""
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith(b"RCPT"):
                to = re.sub(r".*<(.*)>.*", r"\1", line.decode().strip())
            if word == b"DATA":
                self.say("354 go on")
                if not self.took_it_all():
                    return
                self.server.taken[to] += 1  # type: ignore[attr-defined]
            self.say("221 bye" if word == b"QUIT" else "250 fine")

    def took_it_all(self) -> bool:
        while line := self.rfile.readline():
            if line == b".\r\n":
                return True
        return False

    def say(self, answer: str) -> None:
        try:
            self.wfile.write(f"{answer}\r\n".encode())
        except OSError:
            # The other side was killed.
            return


@contextmanager
def mail_sink() -> Iterator[tuple[int, Counter[str]]]:
    """(its port, how many mails each address got so far)."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Dialogue) as server:
        server.daemon_threads = True
        server.taken = taken = Counter()  # type: ignore[attr-defined, var-annotated]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1], taken
        finally:
            server.shutdown()
            thread.join()
