"""Messages for the tests of what is received: mails and calendar requests as employers send them, plainly invented."""

from datetime import UTC, datetime

INVITATION = """\
we would like to invite you to an interview for the Data Engineer position at Acme.
Would Tuesday, 1 December at 3 pm CET work for you? Please let us know by Friday, 27 November.

Best regards
Ben Weber
Acme
"""


def mail(
    text: str = INVITATION,
    *,
    message_id: str | None = "first@acme.example",
    sender: str = "Ben Weber <ben@acme.example>",
    subject: str = "Interview for Data Engineer at Acme",
    references: tuple[str, ...] = (),
    fields: tuple[str, ...] = (),
    request: str | None = None,
) -> bytes:
    """A mail to Ada, of Monday morning; with `request` there is a calendar part in it."""
    head = [f"From: {sender}", "To: ada@example.com", f"Subject: {subject}", "Date: Mon, 23 Nov 2026 08:00:00 +0000"]
    head += [f"Message-ID: <{message_id}>"] if message_id else []
    if references:
        head += [f"In-Reply-To: <{references[-1]}>", "References: " + " ".join(f"<{one}>" for one in references)]
    head += [*fields, "MIME-Version: 1.0"]
    body = f"Hi Ada,\n\n{text}"
    if request is None:
        return _wired([*head, "Content-Type: text/plain; charset=utf-8", "", body])
    method = next(line.partition(":")[2] for line in request.splitlines() if line.startswith("METHOD:"))
    parts = [
        "--b", "Content-Type: text/plain; charset=utf-8", "", body,
        "--b", f"Content-Type: text/calendar; charset=utf-8; method={method}", "", request, "--b--",
    ]  # fmt: skip
    return _wired([*head, 'Content-Type: multipart/alternative; boundary="b"', "", *parts])


def event(
    *,
    uid: str = "talk-1@acme.example",
    sequence: int = 0,
    starts: datetime = datetime(2026, 12, 1, 14, tzinfo=UTC),
    stamped: datetime = datetime(2026, 11, 23, 8, tzinfo=UTC),
    summary: str = "Interview: Data Engineer at Acme",
    organizer: str = "ben@acme.example",
    location: str = "Harbour Street 1",
    more: tuple[str, ...] = (),
) -> str:
    """One event of a calendar, to which Ada is asked."""
    lines = [
        "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{stamped:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{starts:%Y%m%dT%H%M%SZ}", f"SUMMARY:{summary}", f"LOCATION:{location}",
        f"ORGANIZER;CN=Ben Weber:mailto:{organizer}", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ada@example.com",
        *more, "END:VEVENT",
    ]  # fmt: skip
    return "\n".join(lines)


def calendar(*events: str, method: str | None = "REQUEST") -> str:
    """A calendar file of these events."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Acme//Calendar//EN", *([f"METHOD:{method}"] if method else [])]
    return "\n".join([*head, *events, "END:VCALENDAR", ""])


def ics(*events: str, method: str | None = "REQUEST") -> bytes:
    """The same as the bytes of a file."""
    return _wired([calendar(*(events or (event(),)), method=method)])


def _wired(lines: list[str]) -> bytes:
    return "\r\n".join("\n".join(lines).splitlines()).encode() + b"\r\n"
