"""What routes ask for, as Annotated dependencies: the database, now, who asks and what they may do."""

import re
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from api.security.addresses import client_of
from api.security.cookies import check_same_site_of
from api.security.identity import Asker, PersonNeeded, ScopeMissing, identify
from api.security.rate_limit import RateLimit
from core.database import Database
from core.errors import Invalid, LostRace, Unauthenticated
from core.secrets import Keyring
from core.settings import Settings
from core.versions import IfVersion, Versions
from core.vocabulary import Scope

__all__ = [
    "Address",
    "Asker",
    "Db",
    "IfMatch",
    "Keys",
    "Now",
    "OurPage",
    "Person",
    "Reading",
    "Sending",
    "Set",
    "Writing",
]

ASKER = "replyby.asker"
"""Where the request's scope keeps who asks."""
_NOW = "replyby.now"
_TAG = '(W/)?"[!#-~]*"'
_IF_MATCH = rf"^(\*|{_TAG}( *, *{_TAG})*)$"
_ETAGS = re.compile(_IF_MATCH)
_OURS = re.compile(r'"([0-9]{1,9})"')

_MAY = {
    Scope.READ: "look at anything",
    Scope.WRITE: "change anything",
    Scope.SEND: "send in your name",
}


def now_of(request: Request) -> datetime:
    """The present instant: read once for each request, and frozen for the whole of it."""
    scope = request.scope
    if _NOW not in scope:
        scope[_NOW] = request.app.state.clock()
    return scope[_NOW]


def db_of(request: Request) -> Database:
    """The database, for the three busiest routes: a dependency costs them as much as half a query."""
    return request.app.state.database


async def _now(request: Request) -> datetime:
    return now_of(request)


async def _database(request: Request) -> Database:
    return request.app.state.database


async def _settings(request: Request) -> Settings:
    return request.app.state.settings


async def _keys(request: Request) -> Keyring:
    return request.app.state.keyring


async def _address(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return client_of(request.scope, settings.trusted_proxies)


async def _our_page(request: Request) -> None:
    check_same_site_of(request)


class Admits(SecurityBase):
    """Admits whoever is signed in, or carries a token with the scope; refuses with 401 or 403."""

    def __init__(self, scope: Scope | None) -> None:
        self.model = HTTPBearer(description="A token made by `POST /api/v1/tokens`, or the cookie of a session.")
        self.scheme_name = "token"
        self._scope = scope

    async def __call__(self, request: Request) -> Asker:
        """Who asks."""
        limit: RateLimit = request.app.state.rate_limit
        try:
            asker = request.scope[ASKER] = await identify(request, now=now_of(request))
        except Unauthenticated:
            limit.take_for_stranger(request.scope)
            raise
        limit.take(asker.owner.id)
        if self._scope is None:
            if asker.session_id is None:
                raise PersonNeeded("A token can't do this. Sign in, in the browser.")
        elif self._scope not in asker.scopes:
            raise ScopeMissing(
                f"This token was made without the scope `{self._scope}`: it may not {_MAY[self._scope]}. Make another.",
                headers={
                    "WWW-Authenticate": f'Bearer realm="replyby", error="insufficient_scope", scope="{self._scope}"'
                },
            )
        return asker


async def _if_match(
    written: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The ETag of what you read, or several: the change is refused with 412 where none is current.",
            examples=['"3"'],
            json_schema_extra={"pattern": _IF_MATCH},
        ),
    ] = None,
) -> IfVersion:
    if written is None or (named := written.strip()) == "*":
        return None
    if not _ETAGS.fullmatch(named):
        raise Invalid.field(
            "if-match", 'If-Match must be the ETag of an answer, such as "3", or several, or *.', place="header"
        )
    # A weak ETag, or one that we never made, matches nothing.
    ours = [_OURS.fullmatch(tag.strip()) for tag in named.split(",")]
    versions = Versions(int(tag[1]) for tag in ours if tag is not None)
    if not versions:
        raise LostRace("If-Match names a version that never was. Read the resource again, and send its ETag.")
    return versions


def etag(version: int) -> str:
    """The ETag of a resource's version."""
    return f'"{version}"'


Db = Annotated[Database, Depends(_database)]
"""The database: `await db.read(service, …)`, `await db.write(service, …)`."""

Now = Annotated[datetime, Depends(_now)]
"""The present instant, the same for the whole request."""

Set = Annotated[Settings, Depends(_settings)]
"""What the operator decided."""

Keys = Annotated[Keyring, Depends(_keys)]
"""The keys for encrypting and signing."""

Address = Annotated[str, Depends(_address)]
"""The network address that asks."""

OurPage = Depends(_our_page)
"""For routes that nobody need be signed in for: what a browser sent for another site's page is refused."""

Reading = Annotated[Asker, Depends(Admits(Scope.READ))]
"""Whoever may look."""

Writing = Annotated[Asker, Depends(Admits(Scope.WRITE))]
"""Whoever may change."""

Sending = Annotated[Asker, Depends(Admits(Scope.SEND))]
"""Whoever may send in the person's name."""

Person = Annotated[Asker, Depends(Admits(None))]
"""A signed-in browser, and no token."""

IfMatch = Annotated[IfVersion, Depends(_if_match)]
"""The versions that If-Match names; None where any will do. The service compares them, within its transaction."""
