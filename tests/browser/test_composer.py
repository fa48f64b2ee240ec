"""The composer: from a decision to a decent reply that went out, with no word lost on the way."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Served

LETTER = """Dear Cleo Park,

Thank you for inviting me to interview for the Data Engineer position at Acme. {}

I wish you every success in finding the right person for this position, and a good start into the new year.

Kind regards
Ada Lovelace"""

at_a_desk = pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
on_the_way = pytest.mark.parametrize("viewport", [pytest.param(PHONE, id="phone")])

NO = "I have decided to withdraw from the process."
EXCUSE = "My car broke down this morning."


@pytest.fixture
def invitation(ada: Served) -> dict[str, Any]:
    """An invitation to Ada, of which everything is known that a letter needs."""
    return ada.record(role="Data Engineer", contact_name="Cleo Park", contact_email="cleo@example.com")


@pytest.fixture
def composer(page: Page, invitation: dict[str, Any]) -> "Composer":
    return Composer(page, invitation["id"])


class Composer:
    """What a person sees and does on the page."""

    def __init__(self, page: Page, invitation: str) -> None:
        self.page, self.address = page, f"/invitations/{invitation}/reply"

    def open(self, query: str = "") -> "Composer":
        self.page.goto(self.address + query)
        expect(self.letter).not_to_be_empty()
        return self

    @property
    def letter(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("^(Letter|Brief)$"))

    @property
    def marks(self) -> Locator:
        return self.page.locator("mark")

    def to_the_letter(self) -> None:
        """On a telephone the choices are folded away."""
        done = self.page.get_by_role("button", name=re.compile("^(To the letter|Zum Brief)$"))
        if done.is_visible():
            done.click()

    def finding(self, why: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has_text=why)

    def is_stored(self) -> None:
        expect(self.page.get_by_text("Draft stored")).to_be_visible()


def drafts_of(ada: Served, invitation: dict[str, Any]) -> list[dict[str, Any]]:
    return ada.get(f"/invitations/{invitation['id']}/replies")["items"]


def test_a_decline_for_the_pay_in_german_goes_from_the_choice_to_sent(ada, page, invitation, composer, look):
    composer.open()
    page.get_by_role("combobox", name="Reason").click()
    page.get_by_role("option", name="The pay").click()
    page.get_by_label("I look for").fill("70.000 €")
    page.get_by_text("Deutsch", exact=True).click()
    page.get_by_label("Stay in touch").check()
    expect(composer.letter).to_have_value(re.compile("^Guten Tag Cleo Park,"))
    expect(composer.letter).to_have_value(re.compile("70.000 €"))
    look("composer-choices")
    composer.to_the_letter()
    expect(page.get_by_text("Nothing to mend")).to_be_visible()
    expect(page.get_by_text("a good length")).to_be_visible()
    assert drafts_of(ada, invitation) == [], "looking keeps no draft"
    page.get_by_role("button", name="I sent it").click()
    expect(page.get_by_role("heading", name=re.compile(r"^Answered in \d+ (minute|hour)"))).to_be_focused()
    look("composer-sent")
    answered = ada.get(f"/invitations/{invitation['id']}")
    assert (answered["status"], answered["reason"], answered["attention"]) == ("declined", "salary", None)
    (reply,) = drafts_of(ada, invitation)
    assert (reply["state"], reply["language"], reply["options"]["keep_in_touch"]) == ("sent", "de", True)


@on_the_way
def test_what_was_said_to_be_sent_can_be_taken_back_and_its_words_are_there(ada, page, invitation, composer):
    composer.open()
    words = composer.letter.input_value()
    page.get_by_role("button", name="I sent it").click()
    page.get_by_role("button", name="Undo").click()
    expect(composer.letter).to_have_value(words)
    expect(composer.letter).to_be_focused()
    assert ada.get(f"/invitations/{invitation['id']}")["status"] == "awaiting_reply"
    page.get_by_role("button", name="I sent it").click()
    page.get_by_role("link", name="To what needs an answer").click()
    expect(page).to_have_url("/")
    assert ada.get(f"/invitations/{invitation['id']}")["status"] == "declined"


def test_an_invented_excuse_is_marked_and_left_out_in_one_step_that_can_be_undone(page, composer, look):
    composer.open()
    composer.to_the_letter()
    flagged = LETTER.format(f"Grüße 😀 👩🏽‍💻! {NO} {EXCUSE}")
    composer.letter.fill(flagged)
    expect(composer.marks.get_by_text("car broke down", exact=True)).to_be_attached()
    expect(composer.marks.get_by_text("👩🏽‍💻", exact=True)).to_be_attached()
    excuse = composer.finding("excuses come out")
    expect(excuse).to_contain_text("Should be mended")
    expect(excuse).to_contain_text("Be direct and honest")
    look("composer-findings")
    excuse.get_by_role("button", name="Show in the letter").click()
    expect(composer.letter).to_be_focused()
    assert selected(composer.letter) == "car broke down"
    excuse.get_by_role("button", name="Leave it out").click()
    mended = LETTER.format(f"Grüße 😀 👩🏽‍💻! {NO}")
    expect(composer.letter).to_have_value(mended)
    expect(excuse).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(composer.letter).to_have_value(flagged)


def test_a_mark_lies_exactly_behind_its_words(page, composer):
    composer.open()
    composer.to_the_letter()
    composer.letter.fill(LETTER.format(f"Gru\u0308ße 😀 {'über vieles nachgedacht, ' * 12} {NO} {EXCUSE}"))
    mark = composer.marks.get_by_text("car broke down", exact=True)
    expect(mark).to_be_attached()
    sheet = page.evaluate(
        """() => {
          const area = document.querySelector("textarea[aria-label=Letter]"), copy = area.previousElementSibling;
          const size = (one) => [one.clientWidth, one.clientHeight, getComputedStyle(one).font, one.scrollTop];
          return [size(area), size(copy), area.scrollHeight - area.clientHeight];
        }"""
    )
    assert sheet[0] == sheet[1]
    assert sheet[2] <= 0, "nothing scrolls inside the letter, so nothing slips"


@at_a_desk
def test_leaving_says_that_nothing_went_out_and_the_words_are_there_on_coming_back(ada, page, invitation, composer):
    composer.open()
    composer.to_the_letter()
    composer.letter.fill(LETTER.format(NO))
    page.get_by_role("link", name="Replyby").click()
    expect(page.get_by_text("Acme is still waiting for your reply")).to_be_visible()
    assert [reply["body"] for reply in drafts_of(ada, invitation)] == [LETTER.format(NO)]
    composer.open()
    expect(composer.letter).to_have_value(LETTER.format(NO))
    composer.is_stored()


def test_words_that_cannot_be_stored_are_kept_on_the_device_and_leaving_asks(ada, page, invitation, composer, look):
    composer.open()
    composer.to_the_letter()
    for path in ("**/api/v1/invitations/*/replies", "**/api/v1/replies/*"):
        page.route(path, lambda asked: asked.abort())
    composer.letter.fill(LETTER.format(NO))
    expect(page.get_by_text("Offline: kept on this device")).to_be_visible()
    page.get_by_role("link", name="Replyby").click()
    dialog = page.get_by_role("dialog", name=re.compile("^Your latest words"))
    expect(dialog.get_by_role("button", name="Stay")).to_be_focused()
    dialog.get_by_role("button", name="Stay").click()
    expect(composer.letter).to_have_value(LETTER.format(NO))
    page.get_by_role("link", name="Replyby").click()
    dialog.get_by_role("button", name="Leave").click()
    expect(page).to_have_url("/")
    page.unroute_all()
    composer.open()
    expect(composer.letter).to_have_value(LETTER.format(NO))
    expect(page.get_by_text("Your words from last time are back")).to_be_visible()
    composer.is_stored()
    assert [reply["body"] for reply in drafts_of(ada, invitation)] == [LETTER.format(NO)]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('replyby-words:'))") == []


def test_what_blocks_is_mended_first_or_overridden_by_a_sentence_of_ones_own(ada, page, invitation, composer, look):
    composer.open()
    composer.to_the_letter()
    composer.letter.fill("Dear [Name], thank you. I hope that you find somebody.")
    expect(composer.finding("Must be mended").first).to_be_visible()
    page.get_by_role("button", name="I sent it").click()
    dialog = page.get_by_role("dialog", name="must be mended first")
    expect(dialog.get_by_role("button", name="Mend it")).to_be_focused()
    look("composer-blocked")
    dialog.get_by_role("button", name="It is right; go on").click()
    expect(dialog.get_by_text("Say in a sentence why")).to_be_visible()
    assert ada.get(f"/invitations/{invitation['id']}")["status"] == "awaiting_reply"
    dialog.get_by_role("button", name="Mend it").click()
    expect(composer.letter).to_be_focused()
    page.get_by_role("button", name="I sent it").click()
    dialog.get_by_label("Why it is right").fill("They asked for two lines.")
    dialog.get_by_role("button", name="It is right; go on").click()
    expect(page.get_by_role("heading", name=re.compile("^Answered in"))).to_be_visible()
    (reply,) = drafts_of(ada, invitation)
    assert (reply["state"], reply["override"]) == ("sent", "They asked for two lines.")


def test_a_draft_that_was_changed_elsewhere_is_not_overwritten_unasked(ada, page, invitation, composer, look):
    composer.open()
    composer.to_the_letter()
    composer.letter.fill(LETTER.format(NO))
    composer.is_stored()
    (reply,) = drafts_of(ada, invitation)
    theirs = LETTER.format(f"{NO} It was written elsewhere.")
    ada.asked.patch(f"/api/v1/replies/{reply['id']}", json={"body": theirs}).raise_for_status()
    composer.letter.fill(LETTER.format(f"{NO} It was written here."))
    notice = page.get_by_role("alert").filter(has_text="This draft was changed elsewhere")
    expect(notice).to_be_visible()
    expect(notice.get_by_role("deletion").first).to_have_text("elsewhere")
    look("composer-conflict")
    assert drafts_of(ada, invitation)[0]["body"] == theirs
    notice.get_by_role("button", name="Take the others").click()
    expect(composer.letter).to_have_value(theirs)
    page.get_by_role("button", name="Undo").click()
    expect(composer.letter).to_have_value(LETTER.format(f"{NO} It was written here."))
    composer.is_stored()
    assert [one["body"] for one in drafts_of(ada, invitation)] == [LETTER.format(f"{NO} It was written here.")]


@at_a_desk
def test_copied_words_are_kept_as_a_draft_and_the_page_asks_to_be_told(ada, page, invitation, composer, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    composer.open()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="until then the clock runs")).to_be_visible()
    composer.is_stored()
    assert page.evaluate("navigator.clipboard.readText()") == composer.letter.input_value()
    assert [reply["body"] for reply in drafts_of(ada, invitation)] == [composer.letter.input_value()]
    assert ada.get(f"/invitations/{invitation['id']}")["status"] == "awaiting_reply"


@at_a_desk
def test_a_refused_subject_is_said_beside_it_and_no_word_is_lost(page, composer):
    composer.open()
    composer.letter.fill(LETTER.format(NO))
    subject = page.get_by_label("Subject", exact=True)
    subject.fill("")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(subject).to_have_attribute("aria-invalid", "true")
    subject.fill("My answer")
    composer.is_stored()
    expect(composer.letter).to_have_value(LETTER.format(NO))


@on_the_way
def test_choices_that_change_leave_ones_own_words_alone_and_one_draft_is_enough(ada, page, invitation, composer):
    composer.open()
    composer.to_the_letter()
    own = composer.letter.input_value().replace("Kind regards", "With kind regards")
    composer.letter.fill(own)
    composer.is_stored()
    page.get_by_role("button", name="Another phrasing").click()
    expect(page.get_by_text("Your own words were set aside")).to_be_visible()
    expect(composer.letter).not_to_have_value(own)
    page.get_by_role("button", name="Bring them back").click()
    expect(composer.letter).to_have_value(own)
    summary = page.get_by_role("button", name=re.compile("^Decline ·"))
    if summary.is_visible():
        summary.click()
    page.get_by_text("Brief", exact=True).click()
    offer = page.get_by_role("status").filter(has_text="Your choices have changed")
    expect(composer.letter).to_have_value(own)
    offer.get_by_role("button", name="Keep my words").click()
    composer.is_stored()
    (reply,) = drafts_of(ada, invitation)
    assert (reply["tone"], reply["body"]) == ("brief", own)
    page.get_by_role("button", name="Show changes").click()
    expect(page.get_by_role("region", name="What you changed").get_by_role("insertion").first).to_be_visible()


@on_the_way
def test_a_promise_is_written_once_its_day_is_known_and_says_until_when(ada, page, invitation, composer, look):
    page.goto(f"{composer.address}?kind=hold")
    expect(page.get_by_text("Say by when you will answer")).to_be_visible()
    page.get_by_role("textbox", name="I will answer by: date").fill("tomorrow")
    expect(composer.letter).not_to_be_empty()
    look("composer-hold")
    composer.to_the_letter()
    page.get_by_role("button", name="I sent it").click()
    expect(page.get_by_text("They know when they will hear from you")).to_be_visible()
    assert ada.get(f"/invitations/{invitation['id']}")["status"] == "holding"


@pytest.mark.parametrize(
    ("language", "promise", "why", "day", "acts"),
    [
        pytest.param(
            "en",
            "Promise an answer",
            "Say by when you will answer",
            "I will answer by: date",
            ["Open in mail", "Copy", "I sent it", "Download as .eml"],
            id="en",
        ),
        pytest.param(
            "de",
            "Antwort versprechen",
            "Sag, bis wann du antwortest",
            "Ich antworte bis: Datum",
            ["In Mail öffnen", "Kopieren", "Ist verschickt", "Als .eml herunterladen"],
            id="de",
        ),
    ],
)
def test_words_of_the_choice_before_never_go_out_and_what_is_missing_is_asked_for(
    ada, page, invitation, composer, look, language, promise, why, day, acts
):
    ada.asked.patch("/api/v1/me", json={"language": language}).raise_for_status()
    composer.open()
    declined = composer.letter.input_value()
    page.get_by_text(promise, exact=True).click()
    composer.to_the_letter()
    note = page.get_by_role("status").filter(has_text=why)
    expect(note.first).to_be_visible()
    expect(page.get_by_text(re.compile("^(Nothing to mend|Nichts zu ändern)"))).to_have_count(0)
    expect(composer.letter).to_have_value(declined)
    for name in acts:
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
    look(f"composer-former-{language}")
    page.get_by_role("button", name=acts[2], exact=True).focus()
    page.keyboard.press("Enter")
    by_when = page.get_by_role("textbox", name=day)
    expect(by_when).to_be_focused()
    assert drafts_of(ada, invitation) == [], "nothing was stored as if it were the promise"
    assert ada.get(f"/invitations/{invitation['id']}")["status"] == "awaiting_reply"
    page.keyboard.type("morgen" if language == "de" else "tomorrow")
    expect(composer.letter).not_to_have_value(declined)
    composer.to_the_letter()
    page.get_by_role("button", name=acts[2], exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^(Undo|Rückgängig)$"))).to_be_visible()
    assert ada.get(f"/invitations/{invitation['id']}")["status"] == "holding"


@at_a_desk
def test_ones_own_words_dont_go_out_as_a_promise_that_isnt_made_yet(ada, page, invitation, composer, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    composer.open()
    composer.letter.fill(LETTER.format(NO))
    page.get_by_text("Promise an answer", exact=True).click()
    expect(page.get_by_text("Your words stay as they are.").first).to_be_visible()
    composer.letter.focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("textbox", name="I will answer by: date")).to_be_focused()
    page.get_by_text("Decline", exact=True).click()
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_enabled()
    expect(composer.letter).to_have_value(LETTER.format(NO))


@at_a_desk
def test_only_what_the_invitation_permits_is_offered(ada, page, composer):
    ada.asked.put(
        f"/api/v1{composer.address.removesuffix('/reply')}/answer", json={"kind": "accept"}
    ).raise_for_status()
    composer.open()
    expect(page.get_by_role("radio", name="Withdraw")).to_be_checked()
    expect(page.get_by_role("radio", name="Ask for another time")).to_be_attached()
    expect(page.get_by_role("radio", name="Decline")).to_have_count(0)


@at_a_desk
def test_a_decline_is_written_and_sent_without_a_mouse(ada, page, invitation, composer):
    composer.open()
    page.get_by_role("radio", name="Decline").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Reason")).to_be_focused()
    page.keyboard.press("Enter")
    pay = page.get_by_role("option", name="The pay")
    expect(pay).to_be_visible()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if pay.get_attribute("data-combobox-selected") is not None:
            break
    page.keyboard.press("Enter")
    expect(page.get_by_label("I look for")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("70,000 €")
    expect(composer.letter).to_have_value(re.compile("70,000 €"))
    for _ in range(20):
        page.keyboard.press("Tab")
        if composer.letter.evaluate("area => area === document.activeElement"):
            break
    expect(composer.letter).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" It was lovely!! My car broke down.")
    expect(composer.finding("excuses come out")).to_be_visible()
    page.keyboard.press("F8")
    assert selected(composer.letter) == "!!"
    page.keyboard.press("F8")
    assert selected(composer.letter) == "car broke down"
    page.keyboard.press("Shift+F8")
    assert selected(composer.letter) == "!!"
    page.keyboard.type(".")
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Is your reply out?")
    expect(dialog.get_by_role("button", name="Yes, I sent it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("button", name="Yes, I sent it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^Answered in"))).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To what needs an answer")).to_be_focused()
    assert ada.get(f"/invitations/{invitation['id']}")["status"] == "declined"


def selected(letter: Locator) -> str:
    """The words that the cursor lies upon."""
    return letter.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
