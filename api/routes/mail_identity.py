"""The account's own mail server, by which its replies leave."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import Db, IfMatch, Keys, Now, Reading, Sending, Set, Writing
from api.paths import API
from api.schemas.mail_identity import (
    MAIL_IDENTITY,
    MailIdentityEdit,
    MailIdentityTestView,
    MailIdentityView,
    MailSecurity,
)
from api.schemas.problem import problems
from api.written import written
from core.daemon import in_daemon_thread
from core.egress import EgressPolicy
from services.sending import mail_identities, outgoing, trying_identity

router = APIRouter(prefix=f"{API}/mail-identity", tags=["replies"])


@router.get(
    "",
    operation_id="show_mail_identity",
    summary="Show as whom replies leave",
    response_model=MailIdentityView,
    responses=problems(401, 403, 404),
)
async def show_mail_identity(db: Db, now: Now, asker: Reading) -> Response:
    """With its server masked, and how many replies may still leave today."""
    return written(MAIL_IDENTITY, await db.read(mail_identities.show_identity, asker.owner.id, now=now))


@router.put(
    "",
    operation_id="set_mail_identity",
    summary="Set as whom, and by which mail server, replies leave",
    response_model=MailIdentityView,
    responses=problems(401, 403, 404, 412),
)
async def set_mail_identity(
    wanted: MailIdentityEdit, db: Db, now: Now, asker: Sending, keys: Keys, if_match: IfMatch
) -> Response:
    """Sends nothing. Another address or server has to be tested before anything leaves by it. Without a server, the
    stored one stays."""
    server = outgoing.read_server(_url_of(wanted))
    shown = await db.write(
        mail_identities.set_identity,
        asker.owner.id,
        keys,
        mail_identities.Wanted(
            from_address=wanted.from_address, from_name=wanted.from_name, daily_cap=wanted.daily_cap, server=server
        ),
        now=now,
        if_version=if_match,
    )
    return written(MAIL_IDENTITY, shown)


@router.delete(
    "",
    operation_id="delete_mail_identity",
    summary="Forget the mail server",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def delete_mail_identity(db: Db, asker: Writing) -> Response:
    """What waits to leave by it doesn't any more."""
    await db.write(mail_identities.delete_identity, asker.owner.id)
    return Response(status_code=204)


@router.post(
    "/test",
    operation_id="test_mail_identity",
    summary="Send a test message by the mail server",
    response_model=MailIdentityTestView,
    responses=problems(401, 403, 404, 429),
)
async def test_mail_identity(
    request: Request, db: Db, now: Now, asker: Sending, keys: Keys, settings: Set
) -> dict[str, str]:
    """To the account's own address. Waits for the server, 20 s at the most."""
    row = await db.write(mail_identities.begin_test, asker.owner.id, now=now)
    attempt = trying_identity.Attempt(
        owner=asker.owner,
        sender=outgoing.sender_of(row, asker.owner, keys),
        policy=EgressPolicy(allow_private=settings.allow_private_targets),
        link_base=settings.link_base,
    )
    clock: Callable[[], Any] = request.app.state.clock
    # Not in the database's own threads, which a server that never answers would keep from everybody.
    async with request.app.state.trials:
        outcome = await in_daemon_thread(lambda: trying_identity.try_identity(attempt, now=now))
    await db.write(mail_identities.end_test, row, problem=outcome.problem, now=clock())
    return {"state": outcome.state, "detail": outcome.detail}


def _url_of(wanted: MailIdentityEdit) -> str | None:
    if wanted.url is not None:
        return wanted.url.get_secret_value()
    if wanted.host is None:
        return None
    return outgoing.url_of(
        wanted.host,
        wanted.port,
        is_tls=wanted.security is MailSecurity.TLS,
        user=wanted.username,
        password=wanted.password.get_secret_value() if wanted.password is not None else None,
    )
