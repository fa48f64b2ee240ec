"""Chat services through Apprise: one target a call, behind the same checked connections as everything else.

Apprise's plugins call `requests.post(...)` on the name in their own module. The modules that are used get
`core.egress_requests.checked_requests` in its place, so a plugin can reach its vendor's hosts, once those addresses
have been checked, and nothing else. The plugins are imported one by one: Apprise's own list would load them all.
"""

import importlib
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.egress import TOTAL_SECONDS, Deadline, EgressPolicy
from notifications.channel import FailureCode, Message, Receipt, failure
from notifications.chat_services import ChatAddressRefused, ChatService, checked_chat_url
from notifications.failures import of_http_status, of_problem

TITLE_MARGIN = 16
"""Characters of markup that a plugin may put around a title."""


@dataclass(frozen=True, slots=True)
class ChatChannel:
    """One chat target, as an Apprise URL of `notifications.chat_services`."""

    url: str
    policy: EgressPolicy
    total_seconds: float = TOTAL_SECONDS

    def send(self, message: Message, *, now: datetime) -> Receipt:
        """Say the message's subject and text. What doesn't fit is left out by whole lines."""
        from core.egress_requests import exchange  # noqa: PLC0415 - with Apprise: half a second that most processes never need

        try:
            service = checked_chat_url(self.url)
        except ChatAddressRefused:
            raise failure(FailureCode.ADDRESS_UNUSABLE, is_permanent=True) from None
        plugin = _plugin(service, self.url)
        title = _harmless(message.subject)
        # Some services have the title in the body; its room is left free in all of them.
        body = _shortened(_harmless(message.text), plugin.body_maxlen - len(title) - TITLE_MARGIN)
        deadline = Deadline(self.total_seconds)
        with exchange(hosts=service.hosts, policy=self.policy, deadline=deadline) as permitted:
            was_taken = bool(plugin.notify(body=body, title=title, body_format="text"))
        if permitted.problem is not None:
            raise of_problem(permitted.problem, deadline) from None
        if permitted.status is None:
            raise failure(FailureCode.ADDRESS_UNUSABLE, is_permanent=True)
        if not 200 <= permitted.status < 300:
            raise of_http_status(permitted.status, permitted.retry_after, now=now)
        if not was_taken:
            raise failure(FailureCode.REFUSED)
        return Receipt(now, message.id)


def _plugin(service: ChatService, url: str) -> Any:
    from apprise import AppriseAsset  # noqa: PLC0415
    from apprise.exception import AppriseException  # noqa: PLC0415

    from core.egress_requests import checked_requests  # noqa: PLC0415

    # It would log URLs, which are secrets here.
    logging.getLogger("apprise").disabled = True
    module: Any = importlib.import_module(f"apprise.plugins.{service.module}")
    module.requests = checked_requests
    kind: Any = getattr(module, service.plugin)
    settings: Any = kind.parse_url(url)
    if not settings or not settings["qsd"].keys() <= service.options:
        raise failure(FailureCode.ADDRESS_UNUSABLE, is_permanent=True)
    settings |= {"verify": True, "redirect": False, "overflow": "truncate", "asset": AppriseAsset(http_redirects=False)}
    try:
        plugin = kind(**settings)
    except (AppriseException, TypeError, ValueError):
        raise failure(FailureCode.ADDRESS_UNUSABLE, is_permanent=True) from None

    def never_wait(*_: object, **__: object) -> None:
        """When to try again is for the ledger to say, not for a sleep inside the delivery."""

    plugin.throttle = never_wait
    return plugin


def _harmless(text: str) -> str:
    # "@everyone" or "<!channel>" in the name of a company would ring a whole team.
    return text.replace("@", "@\u200b").replace("<!", "<\u200b!")


def _shortened(text: str, limit: int) -> str:
    lines: list[str] = []
    left = limit - 2
    for line in text.strip().splitlines():
        if len(line) + 1 > left:
            return "\n".join([*lines, "…"])
        lines.append(line)
        left -= len(line) + 1
    return "\n".join(lines)
