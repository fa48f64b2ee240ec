"""Guessing passwords against several processes at once wins nothing; neither does waiting for one to be restarted."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx2

from core.database import Database
from services.identity.throttling import GUESSES_PER_ACCOUNT, WINDOW
from tests.conftest import PASSWORD, Person
from tests.faults.figures import Figures
from tests.faults.secrets.service import Service

SESSIONS = "/api/v1/sessions"
KEY = {"REPLYBY_SECRET_KEY": "a key that only the tests know, 0123456789", "REPLYBY_SCHEDULER": "off"}
OUR_PAGE = {"sec-fetch-site": "same-origin"}
REQUIRED = f"≤ {GUESSES_PER_ACCOUNT} password guesses per account and 5 min"


def serving(folder: Path, url: str, count: int, stack: ExitStack) -> list[str]:
    """So many processes on one database."""
    services = [Service(folder / f"service{number}", url, KEY) for number in range(count)]
    return [stack.enter_context(service.serving()) for service in services]


def guess(address: str, email: str, password: str) -> httpx2.Response:
    given = {"email": email, "password": password}
    return httpx2.post(address + SESSIONS, json=given, headers=OUR_PAGE, timeout=60)


def guess_at_once(addresses: list[str], email: str, each: int) -> list[httpx2.Response]:
    """The same account, at every address, from many threads that begin together."""
    answers: list[httpx2.Response] = []
    begin = threading.Barrier(len(addresses) * each)

    def go(address: str, number: int) -> None:
        begin.wait(60)
        answers.append(guess(address, email, f"a wrong password, number {number}"))

    threads = [threading.Thread(target=go, args=(address, number)) for address in addresses for number in range(each)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def test_ten_guesses_are_all_that_any_number_of_processes_gives(
    database: Database,
    database_url: str,
    ada: Person,
    ben: Person,
    tmp_path: Path,
    figures: Figures,
    rounds: Callable[[int, int], int],
) -> None:
    processes = rounds(2, 4)
    with ExitStack() as stack:
        addresses = serving(tmp_path, database_url, processes, stack)
        answers = guess_at_once(addresses, ada.email, 12)
        statuses = Counter(answer.status_code for answer in answers)
        assert set(statuses) == {401, 429}
        tried = statuses[401]
        for answer in answers:
            if answer.status_code == 429:
                assert 0 < int(answer.headers["retry-after"]) <= WINDOW.total_seconds() + 1
        # Nobody learns whether the next one would have been right, and an unknown account behaves the same.
        assert {guess(address, ada.email, PASSWORD).status_code for address in addresses} == {429}
        strangers = Counter(answer.status_code for answer in guess_at_once(addresses, "nobody@example.com", 7))
        assert strangers[401] <= GUESSES_PER_ACCOUNT
        # Somebody else is let in meanwhile.
        assert guess(addresses[0], ben.email, PASSWORD).status_code == 201
    with ExitStack() as stack:
        (restarted,) = serving(tmp_path / "again", database_url, 1, stack)
        assert guess(restarted, ada.email, PASSWORD).status_code == 429
    figures.note(
        "P11",
        "guesses at one account against several processes at once, and after a restart",
        required=REQUIRED,
        measured=f"{tried} of {len(answers)} tried, {processes} processes",
        holds=0 < tried <= GUESSES_PER_ACCOUNT,
    )


def test_a_session_is_new_at_every_sign_in_and_ends_everywhere_at_once(
    database: Database, database_url: str, ada: Person, tmp_path: Path, figures: Figures
) -> None:
    """What signs out, signs in again or changes the password at one process ends the session at the other one."""
    with ExitStack() as stack:
        first, second = serving(tmp_path, database_url, 2, stack)
        browser = stack.enter_context(httpx2.Client(base_url=first, headers=OUR_PAGE, timeout=60))
        other = stack.enter_context(httpx2.Client(base_url=second, headers=OUR_PAGE, timeout=60))

        def sign_in(client: httpx2.Client) -> dict[str, str]:
            answer = client.post(SESSIONS, json={"email": ada.email, "password": PASSWORD})
            assert answer.status_code == 201
            return dict(client.cookies)

        def is_known(session: dict[str, str]) -> bool:
            header = "; ".join(f"{name}={value}" for name, value in session.items())
            headers = OUR_PAGE | {"cookie": header}
            known = [httpx2.get(f"{address}/api/v1/me", headers=headers, timeout=60) for address in (first, second)]
            assert known[0].status_code == known[1].status_code
            return known[0].status_code == 200

        early, late = sign_in(browser), sign_in(browser)
        assert early != late
        assert (is_known(early), is_known(late)) == (False, True)
        elsewhere = sign_in(other)
        new = {"current": PASSWORD, "new": "another plainly invented one"}
        assert browser.put("/api/v1/me/password", json=new).is_success
        assert not is_known(elsewhere)
        assert not is_known(late) or dict(browser.cookies) == late
        assert browser.delete(f"{SESSIONS}/current").status_code == 204
        assert not is_known(late)
    ended = "at once, at both processes"
    figures.note(
        "P11",
        "sessions after signing in anew, out, or changing the password",
        required="ended at once",
        measured=ended,
        holds=True,
    )
