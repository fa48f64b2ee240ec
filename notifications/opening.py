"""From a stored channel to one that can send."""

import sys
from dataclasses import dataclass, field

from core.egress import EgressPolicy
from core.vocabulary import ChannelKind
from notifications.channel import Channel, FailureCode, failure
from notifications.chat import ChatChannel
from notifications.console import ConsoleChannel
from notifications.mail import MailChannel
from notifications.smtp_url import SmtpServer, SmtpUrlUnusable, read_smtp_url
from notifications.webhook import WebhookChannel


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """What the operator set about deliveries. `allow_private_targets` is for users' webhooks and chat services."""

    smtp_url: str | None = field(default=None, repr=False)
    allow_private_targets: bool = False
    mail_from: str | None = None
    public_url: str = "http://127.0.0.1:8000"


def open_channel(kind: ChannelKind, url: str, *, secret: str | None, settings: DeliverySettings) -> Channel:
    """The channel of a kind and a normalised URL. No connection is made yet.

    Raises `DeliveryFailed` where it can't be: no mail server is set, or a webhook has no secret.
    """
    users = EgressPolicy(allow_private=settings.allow_private_targets)
    match kind:
        case ChannelKind.EMAIL:
            server = _server(settings)
            # The mail server is the operator's own choice and may stand in their own network.
            return MailChannel(
                url.removeprefix("mailto:"), _sender(server, settings), server, EgressPolicy(allow_private=True)
            )
        case ChannelKind.WEBHOOK:
            if secret is None:
                raise failure(FailureCode.NOT_SET_UP)
            return WebhookChannel(url, secret, users)
        case ChannelKind.APPRISE:
            return ChatChannel(url, users)
        case ChannelKind.CONSOLE:
            return ConsoleChannel(sys.stdout)


def _server(settings: DeliverySettings) -> SmtpServer:
    if settings.smtp_url is None:
        raise failure(FailureCode.NOT_SET_UP)
    try:
        return read_smtp_url(settings.smtp_url)
    except SmtpUrlUnusable:
        raise failure(FailureCode.NOT_SET_UP) from None


def _sender(server: SmtpServer, settings: DeliverySettings) -> str:
    if server.sender or settings.mail_from:
        return server.sender or settings.mail_from or ""
    if server.user is not None and "@" in server.user:
        return server.user
    return f"replyby@{'localhost' if ':' in server.host or server.host.replace('.', '').isdigit() else server.host}"
