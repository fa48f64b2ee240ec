"""The person's own addresses: nothing is sent to them in the person's name, and none of them is ever the contact."""

from sqlalchemy import Connection, select
from sqlalchemy.sql import bindparam

from models.account import Owner
from models.mailing import MAIL_IDENTITY, MAILBOX
from notifications.email_address import is_email_address

_IDENTITY = select(MAIL_IDENTITY.c.from_address).where(MAIL_IDENTITY.c.account_id == bindparam("account"))
_MAILBOX = select(MAILBOX.c.username).where(MAILBOX.c.account_id == bindparam("account"))


def own_addresses(connection: Connection, owner: Owner) -> frozenset[str]:
    """In lower case: the account's, the one that their mail leaves by, and the one that it is fetched for."""
    given = {"account": owner.id}
    found = [owner.email, *(connection.execute(query, given).scalar() for query in (_IDENTITY, _MAILBOX))]
    return frozenset(address.casefold() for address in found if address and is_email_address(address))
