"""A mail server of one mailbox that speaks as much IMAP as a reader needs; for tests of what leaves the process."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """Mails by their number, with the flags that were set."""

    port: int = 0
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, str] = field(default_factory=dict)


@contextmanager
def serving(*mails: bytes, password: str = "secret") -> Iterator[Mailbox]:
    """A mailbox with these mails, open on a port of this machine."""
    held = Mailbox(mails=dict(enumerate(mails, 1)))

    class Speaker(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("* OK ready")
            while line := self.rfile.readline().decode().strip():
                tag, _, asked = line.partition(" ")
                self.answer(tag, asked)
                if asked == "LOGOUT":
                    return

        def say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

        def answer(self, tag: str, asked: str) -> None:
            done = "OK done"
            if asked == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            elif asked.startswith("LOGIN") and f'"{password}"' not in asked:
                done = "NO wrong"
            elif asked.startswith("SELECT"):
                self.say(f"* {len(held.mails)} EXISTS")
            elif asked == "UID SEARCH UNSEEN":
                unseen = [uid for uid in held.mails if "Seen" not in held.flags.get(uid, "")]
                self.say(f"* SEARCH {' '.join(map(str, unseen))}")
            elif match := re.fullmatch(r"UID FETCH (\d+) \((.*)\)", asked):
                uid, raw = int(match[1]), held.mails[int(match[1])]
                if match[2] == "RFC822.SIZE":
                    self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
                else:
                    self.say(f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}")
                    self.wfile.write(raw + b")\r\n")
            elif match := re.fullmatch(r"UID STORE (\d+) \+FLAGS \((.*)\)", asked):
                held.flags[int(match[1])] = match[2]
            self.say(f"{tag} {done}")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Speaker) as server:
        server.daemon_threads = True
        held.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield held
        finally:
            server.shutdown()
            thread.join()
