"""A mail folder behind a real IMAP session, of any size and as odd as the test wants: for what no real server does."""

import re
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime

from tests.imap_sink import ImapSink
from tests.sinks import reset


@dataclass
class Held:
    """A message of the folder. `told_size` is what its listing says; `breaks` breaks the connection off instead."""

    uid: int
    raw: bytes
    arrived_at: datetime
    told_size: int | None = None
    breaks: bool = False
    is_gone: bool = False


class FolderSink(ImapSink):
    """Serves `messages` in the order of their UIDs. `asked` counts the commands that were answered."""

    def __init__(self, secured: ssl.SSLContext, messages: list[Held], *, uid_validity: int = 7) -> None:
        super().__init__(secured)
        self.messages = messages
        self.uid_validity = uid_validity
        self.fetched: list[int] = []
        self.answers["LIST"] = b'* LIST (\\HasNoChildren) "/" Interviews\r\n'
        self.answers["EXAMINE"] = self._examine
        self.answers["FETCH"] = self._fetch

    def _examine(self, connection: socket.socket) -> None:
        told = f"* {len(self.messages)} EXISTS\r\n* OK [UIDVALIDITY {self.uid_validity}] x\r\n"
        connection.sendall(told.encode())

    def _fetch(self, connection: socket.socket) -> None:
        asked = self.said[-1].decode()
        if one := re.search(r"UID FETCH (\d+) \(BODY\.PEEK", asked):
            return self._give_body(connection, int(one[1]))
        first, last = map(int, re.findall(r"FETCH (\d+):(\d+)", asked)[0])
        for place in range(first, last + 1):
            held = self.messages[place - 1]
            size = held.told_size if held.told_size is not None else len(held.raw)
            at = f"{held.arrived_at:%d-%b-%Y %H:%M:%S %z}"
            connection.sendall(f'* {place} FETCH (UID {held.uid} RFC822.SIZE {size} INTERNALDATE "{at}")\r\n'.encode())
        return None

    def _give_body(self, connection: socket.socket, uid: int) -> None:
        self.fetched.append(uid)
        for place, held in enumerate(self.messages, 1):
            if held.uid == uid and not held.is_gone:
                if held.breaks:
                    reset(connection)
                    raise ConnectionResetError
                connection.sendall(b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (place, uid, len(held.raw)))
                connection.sendall(held.raw + b")\r\n")


def mail(number: int, *, subject: str | None = None, text: str | None = None) -> bytes:
    """An invitation, plainly invented; each number is another company's."""
    words = text or (
        f"Dear Ada,\r\n\r\nthank you for your application. We would like to invite you to an interview for the "
        f"position of Data Engineer at Acme{number} GmbH. Please let us know by Friday, 27 November 2026, whether you "
        f"can come."
        f"\r\n\r\nKind regards\r\nBen Brown\r\nAcme{number} GmbH\r\n"
    )
    return (
        f"From: Ben Brown <ben@acme{number}.example>\r\nTo: Ada <ada@example.com>\r\n"
        f"Subject: {subject or f'Invitation to an interview at Acme{number}'}\r\n"
        f"Message-ID: <{number}@acme{number}.example>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0000\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}"
    ).encode()
