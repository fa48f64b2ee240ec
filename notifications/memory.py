"""A channel that keeps what it is sent: for rehearsal, and for the tests of other rooms."""

from dataclasses import dataclass, field
from datetime import datetime

from notifications.channel import DeliveryFailed, Message, Receipt


@dataclass(slots=True)
class MemoryChannel:
    """Keeps messages in the order of their arrival. While `failure` is set, it is raised and nothing is kept."""

    sent: list[Message] = field(default_factory=list[Message])
    failure: DeliveryFailed | None = None

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Keep the message."""
        if self.failure is not None:
            raise self.failure
        self.sent.append(message)
        return Receipt(now, message.id)
