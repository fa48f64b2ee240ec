"""The fetched mailbox: one folder of the person's own mail, and a test of it."""

from fastapi import APIRouter, Request, Response

from api.deps import Db, IfMatch, Keys, Now, Reading, Set, Writing, etag
from api.paths import API
from api.schemas.mailbox import MailboxTestView, MailboxView, MailboxWanted
from api.schemas.problem import problems
from core.daemon import in_daemon_thread
from core.egress import EgressPolicy
from services.fetching import mailboxes, trying

router = APIRouter(prefix=f"{API}/mailbox", tags=["mail and calendar"])


@router.get(
    "",
    operation_id="show_mailbox",
    summary="Show the fetched mailbox",
    response_model=MailboxView,
    responses=problems(401, 403, 404),
)
async def show_mailbox(db: Db, asker: Reading, response: Response) -> object:
    """Where mail is fetched from, when it last was, and what went wrong. The password isn't shown."""
    shown = await db.read(mailboxes.show_mailbox, asker.owner.id)
    response.headers["etag"] = etag(shown["version"])
    return shown


@router.put(
    "",
    operation_id="set_mailbox",
    summary="Fetch from a mailbox",
    response_model=MailboxView,
    responses=problems(401, 403, 412),
)
async def set_mailbox(
    wanted: MailboxWanted, db: Db, now: Now, asker: Writing, keys: Keys, if_match: IfMatch, response: Response
) -> object:
    """One folder, read every five minutes and never changed. Another server, user or folder is read from its start."""
    shown = await db.write(
        mailboxes.set_mailbox, asker.owner.id, keys, wanted.model_dump(), now=now, if_version=if_match
    )
    response.headers["etag"] = etag(shown["version"])
    return shown


@router.delete(
    "",
    operation_id="delete_mailbox",
    summary="Fetch no more",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def delete_mailbox(db: Db, asker: Writing) -> Response:
    """The password is forgotten. What was fetched stays."""
    await db.write(mailboxes.delete_mailbox, asker.owner.id)
    return Response(status_code=204)


@router.post(
    "/test",
    operation_id="test_mailbox",
    summary="Try the mailbox out",
    response_model=MailboxTestView,
    responses=problems(401, 403, 404, 429),
)
async def test_mailbox(request: Request, db: Db, now: Now, asker: Writing, keys: Keys, settings: Set) -> object:
    """Signs in, lists the folders and opens the chosen one, 30 s at the most. Success wakes a paused mailbox."""
    row = await db.write(mailboxes.begin_test, asker.owner.id, now=now)
    # Not in the database's own threads, which a server that never answers would keep from everybody.
    async with request.app.state.trials:
        policy = EgressPolicy(allow_private=settings.allow_private_targets)
        found = await in_daemon_thread(lambda: trying.try_mailbox(row, keys, policy=policy))
    await db.write(mailboxes.end_test, row, problem=found.problem, now=request.app.state.clock())
    return {"state": found.state, "detail": found.detail, "folders": found.folders, "messages": found.messages}
