"""The chat services that reminders may go to, and which parts of their URLs may say anything.

Each one lives at hosts of its vendor's, fixed here: a service that anybody can host would make the server call
whatever a user names. An option that isn't listed is refused, since Apprise has options that follow redirects, skip
certificates and read local files.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote


@dataclass(frozen=True, slots=True)
class ChatService:
    """One service: the scheme of its URLs, the Apprise plugin that knows it, its vendor's hosts, harmless options."""

    scheme: str
    module: str
    plugin: str
    hosts: frozenset[str]
    options: frozenset[str] = frozenset()


CHAT_SERVICES = {
    service.scheme: service
    for service in (
        ChatService("discord", "discord", "NotifyDiscord", frozenset({"discord.com"}), frozenset({"thread"})),
        ChatService("gchat", "google_chat", "NotifyGoogleChat", frozenset({"chat.googleapis.com"})),
        ChatService("ntfys", "ntfy", "NotifyNtfy", frozenset({"ntfy.sh"}), frozenset({"priority", "xtags"})),
        ChatService("pbul", "pushbullet", "NotifyPushBullet", frozenset({"api.pushbullet.com"})),
        ChatService(
            "pover", "pushover", "NotifyPushover", frozenset({"api.pushover.net"}), frozenset({"priority", "sound"})
        ),
        ChatService("slack", "slack", "NotifySlack", frozenset({"slack.com", "hooks.slack.com"})),
        ChatService(
            "tgram",
            "telegram",
            "NotifyTelegram",
            frozenset({"api.telegram.org"}),
            frozenset({"silent", "preview", "thread", "topic"}),
        ),
    )
}

_URL = re.compile(r"(?P<scheme>[a-z]+)://(?P<place>[^?]+)(\?(?P<query>.*))?", re.ASCII | re.IGNORECASE)
_NTFY_PLACE = re.compile(r"(ntfy\.sh/)?[A-Za-z0-9_-]{1,64}/?", re.ASCII)


class ChatAddressRefused(Exception):
    """The URL isn't one of a listed service, or says more than it may. `sentence` tells what to write instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def checked_chat_url(url: str) -> ChatService:
    """The service that an Apprise URL speaks of. Raises `ChatAddressRefused`."""
    match = _URL.fullmatch(url)
    service = CHAT_SERVICES.get(match["scheme"].lower()) if match else None
    if match is None or service is None:
        raise ChatAddressRefused(
            "Reminders can go to these chat services: " + ", ".join(f"{scheme}://" for scheme in CHAT_SERVICES) + "."
        )
    place = unquote(match["place"])
    if "?" in place or any(not character.isprintable() for character in place):
        raise ChatAddressRefused("The chat URL holds characters that it can't have.")
    if service.scheme == "ntfys" and not _NTFY_PLACE.fullmatch(place):
        raise ChatAddressRefused("Of ntfy, only the public server can be used: ntfys://your-topic.")
    for name, _ in parse_qsl(match["query"] or "", keep_blank_values=True, separator="&"):
        # Apprise gives names that begin with +, - or : a meaning of their own; none of them is on a list.
        if name not in service.options:
            allowed = ", ".join(sorted(service.options)) or "none"
            raise ChatAddressRefused(
                f"The chat URL has an option that isn't taken. For {service.scheme}://: {allowed}."
            )
    return service
