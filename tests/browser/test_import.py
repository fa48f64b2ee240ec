"""Importing in the browser: dropped, looked at, corrected, confirmed, found again, taken back."""

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.clock import now
from tests.browser.conftest import DESKTOP

at_one_width = pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
"""For what doesn't depend on the width."""

OWN = (
    "Company,Position,Status,Invited on,Reply by,Recruiter,Remarks\r\n"
    "Acme,Data engineer,Interview,03/11/2026,25/12/2026,Ben,Great team\r\n"
    "Blue Harbour,Analyst,Interview,31/02/2026,,Eve,\r\n"
    ",Tester,Interview,04/11/2026,,,\r\n"
    "Oak & Sons,Designer,On hold,05/11/2026,,Carol,\r\n"
    "Cedar,Designer,Applied,06/11/2026,,,\r\n"
)
LINKEDIN = (
    "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,Resume Name,"
    'Question And Answers\r\n"3/7/24, 2:22 PM",ada@example.com,,Acme,Engineer,https://acme.example,cv.pdf,\r\n'
)
HUNTR_HEADER = "id,createdAt,title,salary,location,url,deadline,lastMovedAt,listName,companyName,boardName"
MANY = 10_000


def file_of(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def choose(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Choose a file").click()
    choosing.value.set_files(file)


def drop(page: Page, file: Path) -> None:
    """Drag a file over the page, and let go wherever it then says so."""
    carried = page.evaluate_handle(
        "([text, name]) => { const carried = new DataTransfer();"
        " carried.items.add(new File([text], name, {type: 'text/csv'})); return carried; }",
        [file.read_text(encoding="utf-8"), file.name],
    )
    page.get_by_role("heading", name="Export").dispatch_event("dragover", {"dataTransfer": carried})
    place = page.get_by_text("Let go, and it is looked at")
    expect(place).to_be_visible()
    place.dispatch_event("drop", {"dataTransfer": carried})


def preview(served, text: str, name: str = "list.csv") -> str:
    """Upload a file by the interface; returns the address of its preview in the page."""
    answer = served.asked.post("/api/v1/imports", files={"file": (name, text.encode(), "text/csv")})
    answer.raise_for_status()
    return f"/import/{answer.json()['id']}"


def companies(served) -> list[str]:
    return sorted(one["company"] for one in served.get("/invitations")["items"])


def test_a_file_is_looked_at_corrected_confirmed_and_taken_back(ada, page: Page, look, tmp_path):
    page.goto("/import")
    expect(page.get_by_role("heading", name="Import", exact=True)).to_be_visible()
    look("import")
    choose(page, file_of(tmp_path, OWN))
    expect(page.get_by_role("heading", name="What would come of it")).to_be_visible()
    expect(page.get_by_text("There is no such day in the calendar.")).to_be_visible()
    assert companies(ada) == []

    page.get_by_role("button", name="Use one of them").click()
    page.get_by_label("Column “Remarks”").select_option("Notes")
    expect(page.get_by_role("table").get_by_text("Ben · Great team")).to_be_visible()
    page.get_by_text(re.compile("^Can.t be read 2$")).click()
    expect(page.get_by_text("The row names no company")).to_be_visible()
    expect(page.get_by_text("isn't known here")).to_be_hidden()
    look("import-preview")

    page.get_by_role("button", name="Import 2 invitations").click()
    expect(page.get_by_role("heading", name="2 invitations imported")).to_be_visible()
    assert companies(ada) == ["Acme", "Oak & Sons"]
    look("import-result")

    page.get_by_role("button", name="Take it back").click()
    dialog = page.get_by_role("dialog", name="Take list.csv back?")
    dialog.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="2 invitations taken back")).to_be_visible()
    assert companies(ada) == []


def test_a_file_may_be_dropped_anywhere_on_the_page(ada, page: Page, tmp_path):
    page.goto("/import")
    drop(page, file_of(tmp_path, OWN))
    expect(page).to_have_url(re.compile("/import/.+"))
    expect(page.get_by_role("heading", name="list.csv")).to_be_visible()


@at_one_width
def test_rows_are_pasted_and_imported_by_the_keyboard_alone(ada, page: Page):
    page.goto("/import")
    page.get_by_role("button", name="Paste rows instead").press("Enter")
    field = page.get_by_label("Rows, with their header")
    expect(field).to_be_focused()
    page.keyboard.insert_text("Company\tRole\nAcme\tEngineer\n")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What would come of it")).to_be_focused()
    page.get_by_role("button", name="Import 1 invitation").press("Enter")
    expect(page.get_by_role("heading", name="1 invitation imported")).to_be_focused()
    assert companies(ada) == ["Acme"]


def test_a_date_that_nothing_decides_is_asked_about(ada, page: Page, look):
    page.goto(preview(ada, "Company,Received\r\nAcme,03/07/2026\r\n"))
    question = page.get_by_role("radiogroup", name="What is “03/07/2026”?")
    expect(question.get_by_role("radio", name="Day first: 3 July 2026")).to_be_checked()
    question.get_by_role("radio", name="Month first: 7 March 2026").check()
    expect(page.get_by_text("is read month first, as you said")).to_be_visible()
    expect(page.get_by_role("table").get_by_text("7 Mar")).to_be_visible()
    look("import-dates")


@at_one_width
def test_a_meaning_that_leaves_nothing_to_import_is_refused_beside_its_column(ada, page: Page):
    page.goto(preview(ada, "Company,Role\r\nAcme,Engineer\r\n"))
    column = page.get_by_label("Column “Company”")
    column.select_option("Left out")
    expect(page.get_by_text("No column names the company")).to_be_visible()
    expect(column).to_have_value("company")
    page.get_by_label("Column “Role”").select_option("Notes")
    expect(page.get_by_role("table").get_by_text("Engineer")).to_be_visible()
    expect(page.get_by_text("No column names the company")).to_be_hidden()


def test_a_file_without_invitations_is_turned_down_in_plain_words(ada, page: Page, look, tmp_path):
    page.goto("/import")
    choose(page, file_of(tmp_path, LINKEDIN, "Job Applications.csv"))
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text(re.compile("Job Applications.csv can.t be imported"))
    expect(refused).to_contain_text("holds no invitation")
    expect(refused).to_be_focused()
    look("import-refused")
    choose(page, file_of(tmp_path, "Company,Role\r\n", "bare.csv"))
    expect(refused).to_contain_text("nothing to import")
    choose(page, file_of(tmp_path, OWN))
    expect(page.get_by_role("heading", name="What would come of it")).to_be_visible()


@at_one_width
def test_a_header_that_nobody_knows_is_asked_about_once(ada, page: Page, tmp_path):
    page.goto("/import")
    choose(page, file_of(tmp_path, "Who,What\r\nAcme,Engineer\r\n"))
    page.get_by_label("Which column names the company?").select_option("Who")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("button", name="Import 1 invitation")).to_be_visible()
    expect(page.get_by_role("table").get_by_text("Acme")).to_be_visible()


@at_one_width
@pytest.mark.parametrize("server_settings", [{"max_import_bytes": 65_536}])
def test_a_file_that_is_too_large_is_refused_with_the_size_that_is_taken(ada, page: Page, tmp_path):
    page.goto("/import")
    choose(page, file_of(tmp_path, "company\r\n" + "Acme\r\n" * 400_000))
    expect(page.get_by_role("alert")).to_contain_text(re.compile("at most .+ (kB|MB)", re.IGNORECASE))


@at_one_width
def test_what_changed_in_known_rows_is_taken_over_only_where_asked_for(ada, page: Page):
    head, row = f"{HUNTR_HEADER}\r\n", "h1,2026-11-01,{},,Berlin,,,2026-11-20T10:00:00Z,Interview,Acme,Jobs\r\n"
    first = preview(ada, head + row.format("Engineer"))
    ada.asked.post(f"/api/v1/imports/{first.removeprefix('/import/')}/confirmation").raise_for_status()
    page.goto(preview(ada, head + row.format("Architect")))
    expect(page.get_by_text("Nothing new in this file.")).to_be_visible()
    page.get_by_role("switch", name="Take over what changed in known rows").check(force=True)
    page.get_by_role("button", name="Update 1 invitation").click()
    expect(page.get_by_text("1 known one was brought up to date.")).to_be_visible()
    assert [one["role"] for one in ada.get("/invitations")["items"]] == ["Architect"]


@at_one_width
def test_an_import_that_was_confirmed_in_another_tab_is_confirmed_once(ada, page: Page):
    page.route("**/api/v1/events", lambda asked: asked.abort())
    address = preview(ada, OWN)
    page.goto(address)
    act = page.get_by_role("button", name="Import 2 invitations")
    expect(act).to_be_visible()
    ada.asked.post(f"/api/v1/imports/{address.removeprefix('/import/')}/confirmation").raise_for_status()
    act.click()
    expect(page.get_by_role("heading", name="2 invitations imported")).to_be_visible()
    assert len(companies(ada)) == 2


@at_one_width
def test_a_file_that_was_put_aside_in_another_tab_shows_as_that(ada, page: Page):
    page.route("**/api/v1/events", lambda asked: asked.abort())
    address = preview(ada, OWN)
    page.goto(address)
    act = page.get_by_role("button", name="Import 2 invitations")
    expect(act).to_be_visible()
    ada.asked.delete(f"/api/v1/imports/{address.removeprefix('/import/')}").raise_for_status()
    act.click()
    expect(page.get_by_role("heading", name="Put aside")).to_be_visible()
    assert companies(ada) == []


def test_an_earlier_import_is_gone_on_with_or_taken_back_from_the_list(ada, page: Page):
    done = preview(ada, OWN, "done.csv")
    ada.asked.post(f"/api/v1/imports/{done.removeprefix('/import/')}/confirmation").raise_for_status()
    touched = next(one for one in ada.get("/invitations")["items"] if one["company"] == "Acme")
    ada.asked.patch(f"/api/v1/invitations/{touched['id']}", json={"notes": "mine"}).raise_for_status()
    preview(ada, "Company\r\nElm\r\n", "waiting.csv")

    page.goto("/import")
    page.get_by_role("button", name="Take it back: done.csv").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("1 taken back · 1 kept")).to_be_visible()
    page.get_by_role("link", name="done.csv").click()
    expect(page.get_by_text("1 was edited")).to_be_visible()
    page.get_by_role("link", name="To the imports").click()
    page.get_by_role("link", name="Go on: waiting.csv").click()
    expect(page.get_by_role("button", name="Import 1 invitation")).to_be_visible()


@at_one_width
def test_what_an_earlier_file_is_stands_in_the_language_that_the_person_reads_now(ada, page: Page):
    mail = b"From: Cleo Park <cleo@acme.example>\r\nTo: ada@example.org\r\nSubject: Hello\r\n\r\nHello Ada,\r\n"
    ada.asked.post("/api/v1/imports", files={"file": ("hello.eml", mail)}).raise_for_status()
    ada.asked.patch("/api/v1/me", json={"language": "de"}).raise_for_status()
    page.goto("/import")
    earlier = page.get_by_role("listitem").filter(has_text="hello.eml")
    expect(earlier).to_contain_text("E-Mail")
    expect(earlier).not_to_contain_text("E-mail")


@at_one_width
def test_an_import_that_does_not_exist_says_so(ada, page: Page):
    page.goto("/import/019aaaaa-0000-7000-8000-000000000000")
    expect(page.get_by_role("heading", name="There is no such import")).to_be_visible()


@at_one_width
def test_everything_can_be_taken_out_and_a_template_taken_along(ada, page: Page):
    ada.record(company="Acme")
    page.goto("/import")
    for name, file in (("Download as CSV", ".csv"), ("Download as JSON", ".json"), ("Download a template", ".csv")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(file)
        assert "Acme" in download.value.path().read_text() or "template" in download.value.suggested_filename


@at_one_width
def test_ten_thousand_rows_come_in_while_a_person_waits(ada, page: Page, tmp_path):
    moved = now() - timedelta(days=2)
    rows = "".join(
        f"h{number},2026-11-01,Data engineer,,Berlin,https://acme.example/{number},,"
        f"{(moved - timedelta(minutes=number)).isoformat()},Interview,Acme {number % 700},Jobs\r\n"
        for number in range(MANY)
    )
    page.goto("/import")
    file = file_of(tmp_path, f"{HUNTR_HEADER}\r\n{rows}", "huntr.csv")
    expect(page.get_by_role("button", name="Choose a file")).to_be_visible()

    begun = time.perf_counter()
    drop(page, file)
    act = page.get_by_role("button", name="Import 10,000 invitations")
    expect(act).to_be_enabled(timeout=15_000)
    seen = time.perf_counter()
    act.click()
    expect(page.get_by_role("heading", name="10,000 invitations imported")).to_be_visible(timeout=25_000)
    done = time.perf_counter()
    assert done - begun < 20, f"previewed in {seen - begun:.1f} s, imported in {done - seen:.1f} s"
