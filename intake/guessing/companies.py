"""Which company invites: by the signature, the sender's address, and the sentences that name it.

A loose mention ("at Acme") counts only where something else agrees. Sites that merely carry messages, and free mail,
are never the company; where the writer works for an agency, its own name is no more than a guess.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.guessing.guess import Confidence, Evidence, Guess, Why
from intake.guessing.layout import Part
from intake.guessing.links import Link, company_by_link
from intake.guessing.message import Message
from intake.guessing.names import has_legal_form, own_name, plain
from intake.guessing.organisations import LONGEST, company_at, employer_at, key_of, legal_form_before
from intake.guessing.phrases import Span
from intake.guessing.roles import is_job_noun
from intake.guessing.senders import Sender, is_contact_address
from intake.guessing.signatures import Signature
from intake.guessing.words_file import shared
from intake.texts import PLATFORMS, company_of

_MOST_BACK = 60
_OF_OWN_DOMAIN = 2
_SAYS_EMPLOYER = frozenset({"said", "introduction", "label", "domain"})
_OF_WRITER = frozenset({"signature", "domain", "sender", "legal_form", "introduction", "mentioned"})
"""Reasons that speak of whoever writes, which is an agency's name where an agency writes."""


def companies_of(
    message: Message,
    senders: Sequence[Sender],
    signatures: Sequence[Signature],
    links: list[Link],
    people: Sequence[Guess[str]],
) -> Iterator[Guess[str]]:
    """Candidates for the company; equal ones are put together by `key_of`."""
    said = [
        *_of_signatures(message, signatures),
        *_of_sentences(message),
        *_of_labels(message),
        *_with_legal_form(message),
        *_of_senders(message, senders),
        *company_by_link(message, links),
    ]
    domains = [*_of_domains(senders), *_of_signed_addresses(message, signatures)]
    loose = [
        guess for guess in _loose(message, people) if guess.why.code != "mentioned" or _agrees(guess, [*said, *domains])
    ]
    is_agency = any(message.spans("agency"))
    names = {plain(guess.value) for guess in people}
    for guess in (*said, *loose, *domains):
        if not _is_company(guess, names, message):
            continue
        if not is_agency:
            yield _spelled(guess, [*said, *loose]) if guess.why.code == "domain" else guess
        elif guess.why.code in _OF_WRITER:
            yield replace(guess, confidence=Confidence.GUESS, why=Why("agency"))
        else:
            yield guess


def _guess(message: Message, span: Span, confidence: Confidence, why: str) -> Iterator[Guess[str]]:
    value = message.value(*span, most=LONGEST)
    if value is not None and message.counts(span[0]):
        yield Guess(value, message.weigh(confidence, span[0]), message.evidence(*span), Why(why))


def _of_signatures(message: Message, signatures: Sequence[Signature]) -> Iterator[Guess[str]]:
    for signature in signatures:
        if signature.name is None and not signature.is_closed:
            continue
        for span, has_form in signature.companies:
            is_full = signature.name is not None and " " in message.text[slice(*signature.name)].strip()
            if not (signature.is_closed or has_form or is_full):
                continue
            confidence = Confidence.LIKELY if has_form or is_full else Confidence.GUESS
            yield from _guess(message, span, confidence, "signature")


def _of_sentences(message: Message) -> Iterator[Guess[str]]:
    for start, end in message.spans("company"):
        at = _next_word(message, end)
        span = _named_at(message, at) if at is not None else None
        if span is not None:
            is_introduced = message.has("name", max(0, start - 40), start + 1)
            yield from _guess(message, span, Confidence.LIKELY, "introduction" if is_introduced else "said")
    for _, end in message.spans("name"):
        yield from _after_name(message, end)
    for start, _ in message.spans("company_after", in_body=False):
        span = _back_from(message, start)
        if span is not None and not _is_inner(message, span[0]):
            yield from _guess(message, span, Confidence.LIKELY, "said")


def _is_inner(message: Message, start: int) -> bool:
    before = message.lower[max(0, start - 20) : start].split()[-1:]
    return bool(before) and before[0] in message.words.among("inner")


def _after_name(message: Message, end: int) -> Iterator[Guess[str]]:
    """The company in "I'm Ada Lovelace from Acme", "ich bin Ben von Acme"."""
    line = message.text[end : end + 120]
    for start, weak_end in message.spans("company_weak"):
        between = message.text[end:start]
        if end < start <= end + 60 and not any(mark in between for mark in ".!?;\n") and len(between.split()) <= 9:
            at = _next_word(message, weak_end)
            span = _named_at(message, at) if at is not None and line else None
            if span is not None:
                yield from _guess(message, span, Confidence.LIKELY, "introduction")
            return


def _back_from(message: Message, end: int) -> Span | None:
    """The name that leads up to "is hiring", or to "team"."""
    line = message.line_at(end)
    first = max(line.start, end - _MOST_BACK)
    place = first
    while place < end:
        span = company_at(message, place)
        if span is not None and message.text[span[1] : end].strip() in {"", "'s"}:
            return span
        following = message.text.find(" ", place, end)
        if following < 0:
            return None
        place = following + 1
    return None


def _of_labels(message: Message) -> Iterator[Guess[str]]:
    for line in message.lines:
        if line.label and message.words.labels.get(line.label) == "company" and line.part is not Part.FOOTER:
            span = _named_at(message, _next_word(message, line.value_at) or line.value_at)
            if span is not None:
                yield from _guess(message, span, Confidence.SURE, "label")


def _with_legal_form(message: Message) -> Iterator[Guess[str]]:
    for span in legal_form_before(message, 0, len(message.text)):
        if message.line_at(span[0]).part in {Part.BODY, Part.HEAD}:
            yield from _guess(message, span, Confidence.LIKELY, "legal_form")


def _of_senders(message: Message, senders: Sequence[Sender]) -> Iterator[Guess[str]]:
    """The company in the sender's shown name: "Ben Weber | Acme", "Acme Recruiting Team"."""
    for sender in senders:
        if sender.shown is None:
            continue
        shown, evidence = sender.shown.text, sender.shown.evidence
        rest = _without_person(shown, sender.name.text if sender.name else None)
        words = [word.strip("()") for word in rest.split()]
        while words and words[-1].lower() in message.words.among("not_persons"):
            words.pop()
        while len(words) > 1 and words[0].lower() in message.words.among("not_persons"):
            words.pop(0)
        name = " ".join(words)
        is_other = sender.name is None or plain(name) != plain(sender.name.text)
        if name and name[0].isupper() and is_other and len(name) <= LONGEST:
            yield Guess(name, sender.shown.confidence.lowered(), evidence, Why(sender.why))


def _without_person(shown: str, person: str | None) -> str:
    if person is None or person not in shown:
        return shown if person is None else ""
    rest = shown.replace(person, "", 1).strip(" |·•-\u2013\u2014,()@'\"")
    for lead in ("via ", "from ", "at ", "von ", "bei ", "über "):
        rest = rest.removeprefix(lead)
    return rest


def _of_domains(senders: Sequence[Sender]) -> Iterator[Guess[str]]:
    for sender in senders:
        if sender.address is None or (name := _of_domain(sender.address.text)) is None:
            continue
        at = sender.address.text.index("@") + 1
        evidence = sender.address.evidence
        part = Evidence(evidence.source, evidence.start + at, evidence.end, evidence.excerpt[at:])
        yield Guess(name, sender.address.confidence.lowered(), part, Why("domain"))


def _of_signed_addresses(message: Message, signatures: Sequence[Signature]) -> Iterator[Guess[str]]:
    for signature in signatures:
        for start, end, address in signature.addresses:
            name = _of_domain(address)
            if name is not None and message.counts(start) and is_contact_address(address, message.reader):
                span = (start + address.index("@") + 1, end)
                confidence = message.weigh(Confidence.LIKELY, start)
                yield Guess(name, confidence, message.evidence(*span), Why("domain"))


def _of_domain(address: str) -> str | None:
    labels = address.casefold().rpartition("@")[2].split(".")
    carriers = set(filter(_is_carrier, labels))
    if len(labels) == _OF_OWN_DOMAIN and carriers == {labels[0]} and labels[0] in shared("hosts")["employers"]:
        return labels[0].title()
    name = company_of(address)
    return name if name and len(name) <= LONGEST and not carriers else None


def _is_carrier(name: str) -> bool:
    """Whether a name is that of a site or a program that carries messages, or is named in them."""
    return name in PLATFORMS or name in shared("hosts")["not_companies"]


def _loose(message: Message, people: Sequence[Guess[str]]) -> Iterator[Guess[str]]:
    """ "At Acme", and what the word before it tells: a person ("Ilka von Acme"), or a job ("Engineer at Acme")."""
    names = {word for guess in people for word in plain(guess.value).split()}
    for start, end in message.spans("company_weak"):
        before = message.flat[max(0, start - 40) : start].split()[-1:]
        why = "mentioned"
        if before and plain(before[0]) in names and before[0][-1].isalpha():
            why = "introduction"
        elif before and before[0][0].isupper() and is_job_noun(message.words, before[0]) and before[0][-1].isalpha():
            why = "said"
        at = _next_word(message, end)
        span = _named_at(message, at) if at is not None else None
        if span is not None:
            yield from _guess(message, span, Confidence.LIKELY, why)


def _agrees(guess: Guess[str], others: Sequence[Guess[str]]) -> bool:
    return any(key_of(guess.value) == key_of(other.value) for other in others)


def _spelled(guess: Guess[str], said: Sequence[Guess[str]]) -> Guess[str]:
    """A guess from a domain, in the spelling that the message itself has for it."""
    key = key_of(guess.value)
    for other in said:
        if key_of(other.value) == key:
            return replace(guess, value=other.value)
    # "acme-robotics-group.example" is Acme Robotics; four letters are enough to tell.
    for other in said:
        its = key_of(other.value)
        if (
            min(len(its), len(key)) > 3
            and (key.startswith(its) or its.startswith(key))
            and other.confidence is not Confidence.GUESS
        ):
            return replace(guess, value=other.value)
    return guess


def _named_at(message: Message, at: int) -> Span | None:
    return employer_at(message, at) or company_at(message, at)


def _is_company(guess: Guess[str], people: set[str], message: Message) -> bool:
    value = guess.value
    name = plain(value)
    words = name.split()
    if not name or name in people or len(name) < 2 or name.isdigit():
        return False
    if any(set(words) <= set(person.split()) for person in people) and not has_legal_form(value):
        return False
    if own_name(value, message.reader.names):
        return False
    if name in shared("hosts")["employers"]:
        # The maker of a program invites where a sentence says so, or its own address writes; never by its mere name.
        return guess.why.code in _SAYS_EMPLOYER
    if _is_carrier(name):
        return False
    stops = message.words.among("not_names") | message.words.among("job_nouns") | message.words.among("not_persons")
    if words[0] in message.words.among("titles"):
        return False
    return not all(word in stops for word in words) and words[-1] not in message.words.among("job_nouns")


def _next_word(message: Message, at: int) -> int | None:
    """Where the next word begins: at most one line end away."""
    begin = at
    while begin < len(message.text) and begin - at < 6 and message.text[begin] in " ,\n*_\"'":
        begin += 1
    return begin if "\n\n" not in message.text[at:begin] else None
