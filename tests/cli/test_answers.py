"""What needs an answer, today's reminder, and the polite no, from the terminal."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core import clock
from core.database import Database
from core.vocabulary import ReplyKind
from services import answering, drafting, tracking, viewing
from tests.cli.conftest import Terminal, sentence
from tests.conftest import Person


class Desk:
    """Where Ada's invitations are recorded, and looked at again."""

    def __init__(self, database: Database, person: Person) -> None:
        self.threads, self.owner = database.threads, person.owner
        self.now = clock.now()

    def record(self, company: str, *, days_ago: int = 0, **fields: Any) -> UUID:
        given = {"company": company, "received_at": self.now - timedelta(days=days_ago), **fields}
        return self.threads.write(tracking.record, self.owner, given, now=self.now)["id"]

    def accept(self, invitation: UUID) -> None:
        given = answering.Given(kind=ReplyKind.ACCEPT, answered_at=self.now)
        self.threads.write(answering.answer, self.owner, invitation, given, now=self.now)

    def status(self, invitation: UUID) -> str:
        return self.threads.read(viewing.show, self.owner.id, invitation, language="en", now=self.now)["status"]

    def replies(self, invitation: UUID) -> list[dict[str, Any]]:
        return self.threads.read(drafting.list_replies, self.owner, invitation)


@pytest.fixture
def desk(database: Database, ada: Person) -> Desk:
    return Desk(database, ada)


def test_due_lists_the_most_pressing_first_and_leaves_out_what_is_answered(terminal: Terminal, desk: Desk) -> None:
    desk.record("Later Ltd")
    desk.record("Ghost Ltd", days_ago=30)
    desk.record("Overdue Ltd", respond_by=desk.now - timedelta(hours=2))
    desk.accept(desk.record("Done Ltd"))
    shown = terminal("due").splitlines()
    assert [line.split("  ")[0] for line in shown] == ["Attention", "ghosting", "overdue", "on track"]
    assert "unanswered for" in shown[1]
    assert "one short apology" in shown[2]
    assert "Done Ltd" not in "\n".join(shown)


def test_nothing_due_is_said_in_a_sentence(terminal: Terminal, ada: Person) -> None:
    assert terminal("due") == "Nothing needs an answer.\n"
    assert terminal.json("due") == {"items": [], "more": False}


def test_due_shows_markup_and_control_characters_of_others_as_nothing_special(terminal: Terminal, desk: Desk) -> None:
    desk.record("[red]Acme[/red] \x1b[31m\u202eLtd", role="[link=http://evil.example]Engineer[/link]")
    shown = terminal("due")
    assert "[red]Acme[/red] [31mLtd" in shown
    assert "[link=http://evil.example]Engineer[/link]" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_outside_a_terminal_nothing_is_cut_off(terminal: Terminal, desk: Desk) -> None:
    role = "Engineer for " + "very " * 40 + "long names"
    desk.record("Acme", role=role)
    assert role in terminal("due")


def test_due_says_that_there_is_more(terminal: Terminal, desk: Desk) -> None:
    for number in range(3):
        desk.record(f"Acme {number}")
    result = terminal.type("due", "--limit", "2")
    assert len(result.stdout.splitlines()) == 3
    assert "--limit" in result.stderr
    assert terminal.json("due", "--limit", "2")["more"] is True


def test_due_can_look_ahead(terminal: Terminal, desk: Desk) -> None:
    desk.record("Acme")
    assert terminal.json("due")["items"][0]["attention"] == "on_track"
    ahead = (desk.now + timedelta(days=30)).isoformat()
    assert terminal.json("due", "--at", ahead)["items"][0]["attention"] == "ghosting"


def test_the_digest_is_shown_as_it_would_be_sent(terminal: Terminal, desk: Desk) -> None:
    quiet = terminal.json("digest")
    assert (quiet["would_send"], quiet["sections"]) == (False, [])
    desk.record("Acme", role="Engineer", days_ago=30)
    shown = terminal.json("digest")
    assert shown["would_send"] is True
    assert [section["code"] for section in shown["sections"]] == ["ghosting"]
    assert "Acme" in terminal("digest")


def test_a_draft_stops_no_clock_and_the_word_that_it_was_sent_does(terminal: Terminal, desk: Desk) -> None:
    invitation = desk.record("Acme", role="Engineer", contact_name="Ben Boulder", contact_email="ben@acme.example")
    shown = terminal("decline", "acme", "--reason", "salary", "--my-salary", "70,000 €", "--language", "de")
    assert "To:       Ben Boulder <ben@acme.example>" in shown
    assert "70,000 €" in shown
    assert "Guten Tag Ben Boulder" in shown
    assert desk.status(invitation) == "awaiting_reply"
    terminal("decline", "acme", "--sent")
    assert desk.status(invitation) == "declined"
    assert [(reply["state"], reply["reason"]) for reply in desk.replies(invitation)] == [("sent", "salary")]


def test_sent_with_a_wish_of_its_own_is_that_letter(terminal: Terminal, desk: Desk) -> None:
    invitation = desk.record("Acme")
    terminal("decline", "Acme", "--reason", "salary")
    terminal("decline", "Acme", "--reason", "location", "--place", "Perth", "--sent")
    assert {reply["reason"]: reply["state"] for reply in desk.replies(invitation)} == {
        "salary": "superseded",
        "location": "sent",
    }


def test_an_accepted_interview_is_withdrawn_from(terminal: Terminal, desk: Desk) -> None:
    invitation = desk.record("Acme")
    desk.accept(invitation)
    assert terminal.json("decline", "Acme", "--sent")["kind"] == "withdraw"
    assert desk.status(invitation) == "withdrawn"


def test_words_that_fit_several_invitations_name_them(terminal: Terminal, desk: Desk) -> None:
    first, second = desk.record("Acme", role="Engineer"), desk.record("Acme", role="Writer")
    result = terminal.type("decline", "Acme")
    assert result.exit_code == 1
    told = sentence(result.stderr)
    assert f"Acme, Engineer ({first})" in told
    assert f"Acme, Writer ({second})" in told
    assert terminal.json("decline", str(second))["invitation_id"] == str(second)
    assert terminal.json("decline", "acme writer")["invitation_id"] == str(second)


def test_of_several_the_one_that_owes_an_answer_is_meant(terminal: Terminal, desk: Desk) -> None:
    desk.accept(desk.record("Acme", role="Engineer"))
    owed = desk.record("Acme", role="Writer")
    assert terminal.json("decline", "Acme")["invitation_id"] == str(owed)


def test_no_words_mean_no_invitation(terminal: Terminal, desk: Desk) -> None:
    invitation = desk.record("Acme")
    for words in ("", " ", "?!"):
        assert terminal.type("decline", words).exit_code == 1
    assert desk.replies(invitation) == []


def test_an_exact_company_is_meant_before_longer_ones(terminal: Terminal, desk: Desk) -> None:
    desk.record("Acme Rockets")
    exact = desk.record("Acme")
    assert terminal.json("decline", "acme")["invitation_id"] == str(exact)


def test_nobody_declines_for_somebody_else(terminal: Terminal, desk: Desk, ben: Person) -> None:
    invitation = desk.record("Acme")
    for words in ("Acme", str(invitation)):
        assert terminal.type("decline", words, "--account", ben.email).exit_code == 1
    assert desk.replies(invitation) == []


def test_without_a_recorded_invitation_nothing_is_kept(terminal: Terminal, desk: Desk) -> None:
    shown = terminal.json("decline", "--company", "Acme", "--role", "Engineer", "--reason", "timing")
    assert "Acme" in shown["body"]
    assert "Engineer" in shown["body"]
    assert json.loads(terminal("due", "--json"))["items"] == []


@pytest.mark.parametrize(
    "wrong", [(), ("Acme", "--company", "Acme"), ("--company", "Acme", "--sent"), ("Acme", "--reason", "because")]
)
def test_a_contradictory_wish_is_a_usage_error(wrong: tuple[str, ...], terminal: Terminal, ada: Person) -> None:
    assert terminal.type("decline", *wrong).exit_code == 2


def test_a_second_decline_is_refused_in_a_sentence(terminal: Terminal, desk: Desk) -> None:
    desk.record("Acme")
    terminal("decline", "Acme", "--sent")
    result = terminal.type("decline", "Acme", "--sent")
    assert result.exit_code == 1
    assert "declined already" in sentence(result.stderr)
