"""The tables distribute by account: their keys carry it, and every statement of the product does or is explained."""

from importlib import import_module

import pytest
from sqlalchemy import UniqueConstraint, select

from models.tables import metadata
from tests.distribution import ACROSS_ACCOUNTS, DISTRIBUTED, LOCAL, REFERENCE, Watch, is_classified, widest
from tests.documents import section_of, tables_of, text_of

EVERY = sorted(metadata.tables)

TOLD_AS = {
    "services.flagging.flag_due": ["to be flagged"],
    "services.delivering.due_lanes": ["channels"],
    "scheduler.tick._rehearse": ["`replyby tick --dry-run`"],
    "services.imports.import_batches.due": ["imports a dead process left"],
    "services.imports.import_pieces.clear_needless": ["clearing away"],
    "services.imports.import_batches.expire_old": ["clearing away"],
    "services.upkeep._purge_deleted": ["clearing away"],
    "services.upkeep._clear": ["clearing away"],
    "services.sending.claims.look": ["replies are to leave"],
    "services.sending.claims.park_expired": ["lost their sender"],
    "services.fetching.polling.due_mailboxes": ["mailboxes"],
    "services.watching.look": ["live pages"],
    "services.readiness.reminders_due": ["`/metrics`"],
    "services.moving.": ["`replyby copy`"],
    "services.holding.": ["`replyby hold`", "`replyby release`"],
    "services.backups.": ["`replyby backup`", "`replyby restore`"],
    "services.doctoring.": ["`replyby doctor`"],
}
"""By which words an operator is told what sends statements about everybody's rows."""


@pytest.mark.parametrize("name", sorted(DISTRIBUTED))
def test_every_key_of_a_distributed_table_carries_the_account(name: str) -> None:
    table = metadata.tables[name]
    keys = [list(table.primary_key.columns)]
    keys += [list(index.columns) for index in table.indexes if index.unique]
    keys += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    for key in keys:
        assert table.c.account_id in key, [column.name for column in key]
    assert not table.c.account_id.nullable


@pytest.mark.parametrize("name", EVERY)
def test_a_foreign_key_stays_within_the_account_or_leads_to_what_is_on_every_machine(name: str) -> None:
    for constraint in metadata.tables[name].foreign_key_constraints:
        other = constraint.referred_table.name
        if other in REFERENCE:
            continue
        assert name in DISTRIBUTED
        assert other in DISTRIBUTED
        pairs = {(element.parent.name, element.column.name) for element in constraint.elements}
        assert ("account_id", "account_id") in pairs


def test_every_table_has_its_place() -> None:
    assert metadata.tables.keys() == DISTRIBUTED | REFERENCE | LOCAL
    assert not REFERENCE & LOCAL
    assert all("account_id" in metadata.tables[name].c for name in DISTRIBUTED)


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT invitation.id FROM invitation WHERE invitation.id = %(id)s", ["invitation"]),
        ("SELECT invitation.id FROM invitation WHERE invitation.account_id = %(a)s AND invitation.id = %(id)s", []),
        ("SELECT account_id FROM invitation WHERE id = 'account_id = '", ["invitation"]),
        ("SELECT 1 FROM invitation WHERE account_id != %(a)s", ["invitation"]),
        ("SELECT * FROM invitation WHERE (invitation.account_id, invitation.id) IN ((%(a)s, %(b)s))", []),
        ("SELECT * FROM invitation WHERE (invitation.account_id, invitation.id) > (%(a)s, %(b)s)", ["invitation"]),
        ("SELECT * FROM invitation AS i JOIN event AS e ON e.account_id = i.account_id WHERE i.account_id = %(a)s", []),
        (
            "SELECT * FROM invitation AS i JOIN event AS e ON e.invitation_id = i.id WHERE i.account_id = %(a)s",
            ["event"],
        ),
        ("SELECT * FROM reminder JOIN account ON account.id = reminder.account_id", ["reminder"]),
        ("UPDATE reply SET state=%(s)s WHERE reply.id = %(id)s", ["reply"]),
        ("UPDATE reply SET account_id=%(s)s WHERE reply.id = %(id)s", ["reply"]),
        ("DELETE FROM event WHERE event.account_id = %(a)s", []),
        ("INSERT INTO event (account_id, id) VALUES (%(a)s, %(b)s)", []),
        (
            "DELETE FROM event WHERE (account_id, id) IN (SELECT account_id, id FROM event WHERE event.at < %(at)s)",
            ["event"],
        ),
        (
            "SELECT 1 FROM reply AS r WHERE r.account_id = %(a)s AND EXISTS (SELECT 1 FROM event WHERE id = r.id)",
            ["event"],
        ),
        (
            "SELECT FROM reply WHERE account_id = 1 AND (SELECT at FROM event WHERE account_id = reply.account_id) = 1",
            [],
        ),
        (
            "DELETE FROM mailbox WHERE (mailbox.account_id) IN (SELECT account_id FROM mailbox WHERE account_id = 1)",
            [],
        ),
        ("SELECT invitation.id FROM invitation WHERE false ORDER BY invitation.id", []),
        ("SELECT session.account_id FROM session WHERE session.digest = %(d)s", []),
        (
            "SELECT * FROM invitation AS i JOIN event AS e ON e.account_id = i.account_id WHERE i.status = %(s)s",
            ["invitation", "event"],
        ),
        (
            "SELECT * FROM reminder JOIN channel ON channel.account_id = reminder.account_id WHERE state = 1",
            ["reminder", "channel"],
        ),
        (
            "SELECT id FROM reminder WHERE account_id IN (SELECT account.id FROM account WHERE time_zone = %(zone)s)",
            ["reminder"],
        ),
        ("SELECT id FROM reminder WHERE reminder.account_id = %(a)s OR reminder.id = %(b)s", ["reminder"]),
        ("SELECT id FROM reminder WHERE (account_id = %(a)s AND kind = 'x') OR id = %(b)s", ["reminder"]),
        ("SELECT id FROM reminder WHERE account_id = %(a)s AND (id = %(b)s OR kind = 'x')", []),
        ("SELECT id FROM reminder WHERE NOT (account_id = %(a)s)", ["reminder"]),
        ("SELECT id FROM reminder WHERE reminder.account_id = %(a)s::UUID ORDER BY reminder.id", []),
        ("SELECT id FROM reminder WHERE reminder.account_id = CAST(%(a)s AS UUID) FOR UPDATE SKIP LOCKED", []),
        ("SELECT id FROM reminder WHERE reminder.account_id IN (%(a)s::UUID, %(b)s::UUID)", []),
        ("SELECT id FROM reminder WHERE reminder.account_id IN (SELECT unnest(%(a)s))", []),
        (
            "SELECT 1 FROM account JOIN reminder ON reminder.account_id = account.id WHERE account.id = %(a)s",
            [],
        ),
        (
            "SELECT 1 FROM account WHERE EXISTS (SELECT 1 FROM reminder WHERE reminder.account_id = account.id)",
            ["reminder"],
        ),
        (
            "SELECT 1 FROM account WHERE id = %(a)s AND EXISTS (SELECT 1 FROM reminder WHERE account_id = account.id)",
            [],
        ),
        (
            "SELECT 1 FROM reply AS r LEFT OUTER JOIN event AS e ON e.account_id = r.account_id AND r.account_id = 1",
            ["reply", "event"],
        ),
        (
            "SELECT id FROM event WHERE event.account_id = %(a)s UNION ALL SELECT id FROM reply WHERE reply.id = %(b)s",
            ["reply"],
        ),
        (
            "WITH due AS (SELECT id FROM reply WHERE account_id = 1) SELECT 1 FROM event JOIN due ON event.id = due.id",
            ["event"],
        ),
        (
            "WITH due AS (SELECT account_id FROM reply WHERE account_id = 1) "  # noqa: ISC004
            "DELETE FROM event USING due WHERE event.account_id = due.account_id",
            [],
        ),
        ("SELECT event.at IS DISTINCT FROM %(at)s AS is_other FROM event", ["event"]),
        ("SELECT 1 FROM ONLY event WHERE account_id = %(a)s", ["event"]),
        ("UPDATE event SET at=%(at)s FROM reply WHERE event.account_id = reply.account_id", ["event", "reply"]),
    ],
)
def test_a_statement_is_read_as_one_machine_of_many_would(statement: str, tables: list[str]) -> None:
    assert widest(statement) == tables


def test_a_test_s_own_statement_is_nobody_s_business() -> None:
    import sys

    found = Watch()
    found.look(str(select(metadata.tables["event"])), sys._getframe())
    assert not found.unclassified


def test_what_is_explained_is_there() -> None:
    for place in ACROSS_ACCOUNTS:
        module, _, function = place.rpartition(".")
        assert hasattr(import_module(module), function) if function else import_module(module)
        assert is_classified(place)
    assert not is_classified("services.tracking.record")


def test_an_operator_is_told_of_every_statement_that_fans_out_and_of_no_other() -> None:
    _, fanning_out = tables_of(section_of(text_of("docs/operations.md"), "## Past one PostgreSQL"))
    told = [row[0] for row in fanning_out]
    assert TOLD_AS.keys() == ACROSS_ACCOUNTS.keys()
    words = [each for all_of_them in TOLD_AS.values() for each in all_of_them]
    assert [each for each in words if not any(each in cell for cell in told)] == []
    assert [cell for cell in told if not any(each in cell for each in words)] == []
