"""Who asks: the session cookie of a browser, or the token of a program. One query, and at most hourly one write."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from starlette.requests import Request
from starlette.types import Scope as AsgiScope

from api.security.cookies import check_same_site, cookie_name, read_cookie
from core.database import Database
from core.errors import Forbidden, Unauthenticated
from core.secrets import digest
from core.settings import Settings
from core.trouble import TROUBLE
from core.vocabulary import Scope
from models.account import Owner
from services.history import PERSON
from services.identity import credentials

_LONGEST_SECRET = 200
_INVALID_TOKEN = {"WWW-Authenticate": 'Bearer realm="replyby", error="invalid_token"'}


class NotSignedIn(Unauthenticated):
    """The request carries nothing that proves who asks."""


class CredentialRefused(Unauthenticated):
    """A token or session that never was, was taken back, or is over."""

    title = "No longer signed in"


class ScopeMissing(Forbidden):
    """The token was made without the scope that this needs."""

    type = "scope-missing"
    title = "The token may not do this"


class PersonNeeded(Forbidden):
    """Only a signed-in browser may do this."""

    type = "person-needed"
    title = "Sign in for this"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and what they may do. `actor` is `person`, or `token:NAME`, as the history has it."""

    owner: Owner
    actor: str
    scopes: frozenset[Scope]
    session_id: UUID | None
    token_id: UUID | None


async def identify(request: Request, *, now: datetime) -> Asker:
    """The one who asks. Raises NotSignedIn, CredentialRefused, CrossSiteRequest."""
    authorization, cookie = _presented(request.scope)
    state = request.app.state
    settings: Settings = state.settings
    database: Database = state.database
    if authorization is not None:
        return await _by_token(database, state.known_tokens, authorization, now=now)
    secret = read_cookie(cookie, cookie_name(settings)) if cookie is not None else None
    if secret is None:
        raise NotSignedIn("Sign in, or send a token: `Authorization: Bearer rb_…`.")
    check_same_site(request.scope, settings, has_cookie=True)
    return await _by_session(database, secret, now=now)


class KnownTokens:
    """Who a token was found to be, for as long as asking again would say the same.

    That is so while nothing at all was committed to the database (`Database.state`), and else where a glance at the
    token and its account finds them as they were: a token that is revoked, in whichever process, is refused at once.
    """

    MOST = 1_000
    _GLANCE = (
        "SELECT api_token.id, account.version, account.next_digest_at FROM api_token "
        "JOIN account ON account.id = api_token.account_id WHERE api_token.digest = ?"
    )

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def find(self, database: Database, authorization: str, *, now: datetime) -> Asker | None:
        """The asker of a header that was seen before, and needs neither a note nor another look at its expiry."""
        known = self._known.get(authorization)
        if known is None or now >= known.good_until:
            return None
        state = database.state()
        if state != known.state:
            if state is None or database.glance(self._GLANCE, known.digest) != known.seen:
                return None
            self._known[authorization] = known._replace(state=state)
        return known.asker

    def remember(
        self, database: Database, authorization: str, secret: str, asker: Asker, *, good_until: datetime
    ) -> None:
        """Keep what was found, where the database says the same at this very moment."""
        state, secret_digest = database.state(), digest(secret)
        seen = database.glance(self._GLANCE, secret_digest)
        if state is None or seen is None or seen[1:] != (asker.owner.version, _stored(asker.owner.next_digest_at)):
            # Somebody changed the account since it was read.
            return
        if len(self._known) >= self.MOST:
            self._known.clear()
        self._known[authorization] = _Known(state, secret_digest, seen, good_until, asker)


def _stored(instant: datetime | None) -> str | None:
    """An instant as SQLite holds it."""
    return None if instant is None else instant.isoformat(" ", "microseconds")[:26]


class _Known(NamedTuple):
    state: tuple[int, int]
    digest: str
    seen: tuple[str, int, str | None]
    good_until: datetime
    asker: Asker


async def _by_token(database: Database, known: KnownTokens, authorization: str, *, now: datetime) -> Asker:
    asker = known.find(database, authorization, now=now)
    if asker is not None:
        return asker
    scheme, _, secret = authorization.partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret:
        raise CredentialRefused(
            "Send the token as `Authorization: Bearer rb_…`; no other way is known.", headers=_INVALID_TOKEN
        )
    found = None
    if len(secret) <= _LONGEST_SECRET:
        found = await database.read(credentials.by_token, secret, now=now)
    if found is None:
        raise CredentialRefused("This token is unknown, revoked or expired. Make a new one.", headers=_INVALID_TOKEN)
    if not found.is_noted:
        await _note(database, found, is_token=True, now=now)
    asker = Asker(found.owner, f"token:{found.name}", found.scopes, None, found.id)
    if found.is_noted:
        known.remember(database, authorization, secret, asker, good_until=found.good_until)
    return asker


async def _by_session(database: Database, secret: str, *, now: datetime) -> Asker:
    found = None
    if len(secret) <= _LONGEST_SECRET:
        found = await database.read(credentials.by_session, secret, now=now)
    if found is None:
        raise CredentialRefused("This session is over. Sign in again.")
    if not found.is_noted:
        await _note(database, found, is_token=False, now=now)
    return Asker(found.owner, PERSON, found.scopes, found.id, None)


async def _note(database: Database, found: credentials.Credential, *, is_token: bool, now: datetime) -> None:
    # A note of the last use is never worth refusing a request for.
    with suppress(*TROUBLE):
        await database.write(credentials.note_use, found.owner.id, found.id, is_token=is_token, now=now)


def _presented(scope: AsgiScope) -> tuple[str | None, bytes | None]:
    authorization = cookie = None
    for name, value in scope["headers"]:
        if name == b"authorization":
            authorization = value.decode("latin-1")
        elif name == b"cookie":
            cookie = value if cookie is None else cookie + b"; " + value
    return authorization, cookie
