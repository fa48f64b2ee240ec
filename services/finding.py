"""Finding what somebody at a terminal means: the only account, an invitation by its words, a token by its name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from core.errors import Conflict, NotFound
from core.vocabulary import Status
from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from services.identity import credentials
from services.identity.accounts import DEMONSTRATION_EMAIL
from services.listing import Wanted, list_invitations
from services.viewing import InvitationNotFound, show

MOST_NAMED = 10
"""How many candidates a refusal names."""


class NoAccountYet(NotFound):
    """Nobody has signed up."""

    title = "No account yet"


class NoSuchAccount(NotFound):
    """Nobody has this address."""

    title = "No such account"


class SeveralAccounts(Conflict):
    """There is more than one account, and none was named."""

    type = "several-accounts"
    title = "Which account?"


class SeveralInvitations(Conflict):
    """The words fit more than one invitation."""

    type = "several-invitations"
    title = "Which invitation?"


class SeveralTokens(Conflict):
    """The name fits more than one token."""

    type = "several-tokens"
    title = "Which token?"


def find_account(connection: Connection, email: str | None) -> Owner:
    """The account with this address, in whatever case; without one, the only account.

    The throwaway account of the demonstration counts only where there is no other. Raises NoAccountYet, NoSuchAccount
    and SeveralAccounts, each with a sentence that says what to do.
    """
    statement = select(*OWNER_COLUMNS).order_by(ACCOUNT.c.created_at, ACCOUNT.c.id).limit(MOST_NAMED + 2)
    if email is not None:
        statement = statement.where(ACCOUNT.c.email == email.strip().casefold())
    owners = [Owner(*row) for row in connection.execute(statement)]
    if email is None:
        owners = [owner for owner in owners if owner.email != DEMONSTRATION_EMAIL] or owners
    if len(owners) == 1:
        return owners[0]
    if owners:
        raise SeveralAccounts(
            f"There are several accounts: {_listed([owner.email for owner in owners])}. Say which with --account EMAIL."
        )
    if email is not None and connection.execute(select(ACCOUNT.c.id).limit(1)).first() is not None:
        raise NoSuchAccount(f"There is no account with the address {email}.")
    raise NoAccountYet("There is no account yet. Make one with `replyby account create EMAIL`, or try `replyby demo`.")


def list_accounts(connection: Connection) -> list[dict[str, Any]]:
    """Every account: `email`, `name`, `time_zone` and `created_at`, the oldest first."""
    names = ("email", "name", "time_zone", "created_at")
    rows = connection.execute(select(*(ACCOUNT.c[name] for name in names)).order_by(ACCOUNT.c.created_at, ACCOUNT.c.id))
    return [dict(zip(names, row, strict=True)) for row in rows]


def find_invitation(connection: Connection, owner: Owner, words: str, *, now: datetime) -> dict[str, Any]:
    """The invitation with this id, or the one that the words find.

    Where they find several, the ones whose company is exactly that count alone, then the ones that are open.
    Raises InvitationNotFound and SeveralInvitations, which names the candidates.
    """
    try:
        wanted = UUID(words.strip())
    except ValueError:
        pass
    else:
        return show(connection, owner.id, wanted, language=owner.language, now=now)
    found = _search(connection, owner, words, now=now) if words.strip() else []
    if not found:
        raise InvitationNotFound(f"No invitation of yours matches “{words}”. `replyby due` lists what needs an answer.")
    if len(found) > 1:
        raise SeveralInvitations(
            f"Several invitations match “{words}”: {_listed([_named(item) for item in found])}. Name one by its id."
        )
    return found[0]


def find_token(connection: Connection, account_id: UUID, id_or_name: str) -> dict[str, Any]:
    """The account's token with this id or name. Raises NotFound and SeveralTokens."""
    tokens = credentials.list_tokens(connection, account_id)
    found = [token for token in tokens if id_or_name in {str(token["id"]), token["id"].hex, token["name"]}]
    if not found:
        raise NotFound(f"There is no token “{id_or_name}”. `replyby token list` lists yours.")
    if len(found) > 1:
        raise SeveralTokens(
            f"Several tokens are called “{id_or_name}”: {_listed([str(token['id']) for token in found])}. "
            "Revoke one by its id."
        )
    return found[0]


def _search(connection: Connection, owner: Owner, words: str, *, now: datetime) -> list[dict[str, Any]]:
    exact = list_invitations(connection, owner, Wanted(company=words.strip()), now=now)["items"]
    found: list[dict[str, Any]] = exact or list_invitations(connection, owner, Wanted(q=words), now=now)["items"]
    for statuses in (_OWED, _OPEN):
        still = [item for item in found if item["status"] in statuses]
        if len(found) > 1 and still:
            return still
    return found


_OWED = {Status.AWAITING_REPLY, Status.HOLDING}
_OPEN = {Status.RESCHEDULING, Status.ACCEPTED}


def _named(item: dict[str, Any]) -> str:
    role = f", {item['role']}" if item["role"] else ""
    return f"{item['company']}{role} ({item['id']})"


def _listed(names: list[str]) -> str:
    named = ", ".join(names[:MOST_NAMED])
    return f"{named} …" if len(names) > MOST_NAMED else named
