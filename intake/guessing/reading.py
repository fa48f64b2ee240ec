"""A pasted or received message, read: everything that it says of an invitation, as guesses to be looked at.

The same text, reader and `now` give the same guesses. Nothing is looked up, nothing is kept, and no text is refused.
"""

from datetime import date, datetime

from core.vocabulary import Format
from intake.guessing.appointments import Appointments, appointments_in
from intake.guessing.arrival import arrivals_in
from intake.guessing.companies import companies_of
from intake.guessing.deadlines import Deadlines, deadlines_in
from intake.guessing.folding import on_one_line
from intake.guessing.guess import Guess, Guesses, Reader, Source
from intake.guessing.kinds import IS_BULK, kind_of
from intake.guessing.links import job_links, links_in, video_by_link, video_links
from intake.guessing.media import media_of
from intake.guessing.message import Message, read
from intake.guessing.moments import moments_in
from intake.guessing.names import has_legal_form, plain
from intake.guessing.organisations import key_of
from intake.guessing.pay import salaries_of
from intake.guessing.people import addresses_of, names_of
from intake.guessing.places import formats_of, locations_of, onsite_by_address
from intake.guessing.ranking import ranked
from intake.guessing.roles import roles_of
from intake.guessing.senders import Sender, given_sender, senders_in
from intake.guessing.signatures import signatures_in

MOST_TEXT = 100_000
_FIRST_YEAR, _LAST_YEAR = 1971, 2199
_HEAD, _TAIL = 40_000, 10_000
"""How much of a long text is read: a chat has its newest message at the end, everything else at the beginning."""


def guesses_in(
    text: str,
    *,
    now: datetime,
    reader: Reader,
    received_at: datetime | None = None,
    subject: str | None = None,
    sender_name: str | None = None,
    sender_address: str | None = None,
    language_hint: str | None = None,
) -> Guesses:
    """What a message says, with evidence. Relative days ("tomorrow") count from when it was received.

    That is `received_at`; where it isn't given, the time that the head of the message names, else `now`. The reader's
    zone is taken for times without one.
    """
    shortened = _shortened(text)
    message = read(shortened, reader=reader, received_at=received_at or now, hint=language_hint)
    arrivals = arrivals_in(message, now=now)
    if received_at is None and arrivals:
        message = read(shortened, reader=reader, received_at=arrivals[0].value, hint=language_hint)
    topic = None
    if subject and subject.strip():
        topic = read(
            on_one_line(subject[:1_000]),
            reader=reader,
            received_at=message.received_at,
            hint=language_hint,
            source=Source.SUBJECT,
        )
    senders = [*given_sender(sender_name, sender_address, reader, message), *senders_in(message)]
    return _guess(message, topic, senders, arrivals)


def _shortened(text: str) -> str:
    # What is left out keeps its place as blanks, so that positions stay those of the text as it was given.
    if len(text) <= _HEAD + _TAIL:
        return text
    return text[:_HEAD] + "\n" + " " * (len(text) - _HEAD - _TAIL - 2) + "\n" + text[-_TAIL:]


def _guess(
    message: Message, topic: Message | None, senders: list[Sender], arrivals: tuple[Guess[datetime], ...]
) -> Guesses:
    signatures, links, moments = signatures_in(message), links_in(message), moments_in(message)
    deadlines = deadlines_in(message, moments)
    appointments = appointments_in(message, moments, deadlines=deadlines.moments)
    people = ranked(names_of(message, senders, signatures), plain, confirms=True)
    addresses = ranked(addresses_of(message, senders, signatures, people), str.casefold)
    locations = [*locations_of(message), *video_links(message, links)]
    formats = [*formats_of(message), *video_by_link(message, links), *onsite_by_address(locations)]
    roles = [*roles_of(message), *(roles_of(topic) if topic else ())]
    companies = [
        *companies_of(message, senders, signatures, links, people),
        *(companies_of(topic, (), (), [], people) if topic else ()),
    ]
    # One time alone may be the dentist's: several, or one beside a job, are proposed to talk.
    has_times = bool(appointments.slots or (appointments.interview_at and roles))
    kind = kind_of(message, topic, has_times=has_times)
    if not message.found.get("invitation"):
        appointments = appointments.less_sure()
    if kind.code in IS_BULK:
        appointments, deadlines = Appointments(), Deadlines((), ())
    return Guesses(
        language=message.language,
        kind=kind,
        company=ranked(companies, key_of, confirms=True, prefers=_fullness),
        role=_longest_first(ranked(roles, plain, confirms=True)),
        contact_name=people,
        contact_email=addresses,
        medium=ranked(media_of(message, senders, addresses), str),
        format=ranked(formats, Format),
        location=ranked(locations, plain),
        interview_at=ranked((guess for guess in appointments.interview_at if _can_be_recorded(guess)), hash),
        respond_by=ranked((guess for guess in deadlines.respond_by if _can_be_recorded(guess)), hash),
        received_at=arrivals,
        job_url=ranked(job_links(message, links), str),
        salary=ranked(salaries_of(message), plain),
        slots=tuple(guess for guess in appointments.slots if _can_be_recorded(guess)),
    )


def _can_be_recorded(guess: Guess[date]) -> bool:
    return _FIRST_YEAR <= guess.value.year <= _LAST_YEAR


def _fullness(name: str) -> int:
    """A name with its legal form says more than one without; a name in mixed case more than "ACME"."""
    return 2 * has_legal_form(name) + (not name.isupper())


def _longest_first(guesses: tuple[Guess[str], ...]) -> tuple[Guess[str], ...]:
    """Without roles that are part of a fuller one that is as sure: "Engineer" beside "Senior Backend Engineer"."""
    kept: list[Guess[str]] = []
    for guess in guesses:
        mine = f" {plain(guess.value)} "
        fuller = [one for one in guesses if one is not guess and mine in f" {plain(one.value)} "]
        if not any(one.confidence.rank <= guess.confidence.rank for one in fuller):
            kept.append(guess)
    return tuple(kept) or guesses
