"""Who may make the first account: anybody on this very machine, else whoever can read what the server printed."""

from urllib.parse import urlsplit

from starlette.requests import Request

from api.security.addresses import is_forwarded, is_loopback, peer_of
from core.errors import Forbidden
from core.secrets import Keyring
from core.settings import Settings


class SetupCodeNeeded(Forbidden):
    """The first account of a server that others can reach needs the code that it printed."""

    type = "setup-code-needed"
    title = "The setup code is needed"


def is_reachable(settings: Settings) -> bool:
    """Whether somebody on another machine may reach this server."""
    return (
        not is_loopback(settings.host)
        or not is_loopback(urlsplit(settings.link_base).hostname or "")
        or bool(settings.trusted_proxies)
    )


def needs_code(request: Request, settings: Settings) -> bool:
    """Whether this request would need the code: unless it came straight from this machine, and was meant for it.

    The Host is asked too: a page of another site that has its name point here (DNS rebinding) comes from this
    machine's own browser.
    """
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return (
        is_reachable(settings)
        or not is_loopback(peer_of(request.scope))
        or is_forwarded(request.scope)
        or not is_loopback(host)
    )


def check_code(given: str | None, keyring: Keyring) -> None:
    """Raise SetupCodeNeeded where the code is missing or another one."""
    if given is None:
        raise SetupCodeNeeded(
            "The first account needs `setup_code`: the code that the server printed in its log as it started."
        )
    if not keyring.is_setup_code(given):
        raise SetupCodeNeeded("This isn't the setup code. Copy it from the server's log; `replyby serve` prints it.")
