"""A channel that writes to the server's own console: what a new account has where no mail is set up."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from notifications.channel import FailureCode, Message, Receipt, failure

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class ConsoleChannel:
    """Writes subject and text. Control characters are left out: in a terminal they would be commands."""

    writer: TextIO

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Write the message and flush it, so that it is seen at once."""
        written = _CONTROLS.sub("", f"{message.subject}\n\n{message.text.rstrip()}\n\n")
        # A terminal without Unicode still shows every letter that it has.
        encoding = getattr(self.writer, "encoding", None) or "utf-8"
        try:
            self.writer.write(written.encode(encoding, "replace").decode(encoding))
            self.writer.flush()
        except (OSError, ValueError):
            raise failure(FailureCode.UNREACHABLE) from None
        return Receipt(now, message.id)
