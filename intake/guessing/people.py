"""Whom to answer: the name and the address of whoever wrote."""

from collections.abc import Iterator, Sequence

from intake.guessing.guess import Confidence, Guess, Why
from intake.guessing.layout import Part
from intake.guessing.message import Message
from intake.guessing.names import capitals_at, own_name, person_in, plain
from intake.guessing.organisations import key_of
from intake.guessing.senders import Sender, addresses_in, is_contact_address
from intake.guessing.signatures import Signature
from intake.guessing.words_file import shared
from intake.texts import company_of

_MOST_NAME, _MOST_ADDRESSES = 200, 30


def names_of(message: Message, senders: Sequence[Sender], signatures: Sequence[Signature]) -> Iterator[Guess[str]]:
    """Candidates for the contact's name."""
    addressees = _addressees(message)
    domains = {key_of(company_of(sender.address.text) or "") for sender in senders if sender.address is not None}
    for guess in (
        *_of_senders(senders),
        *_of_signatures(message, signatures),
        *_introduced(message),
        *_labelled(message),
    ):
        name = plain(guess.value)
        is_addressee = any(name == one or name in one.split() for one in addressees)
        if name.replace(" ", "") in domains:
            continue
        if not own_name(guess.value, message.reader.names) and not is_addressee and len(guess.value) <= _MOST_NAME:
            yield guess


def _of_senders(senders: Sequence[Sender]) -> Iterator[Guess[str]]:
    for sender in senders:
        if sender.name is not None:
            yield Guess(sender.name.text, sender.name.confidence, sender.name.evidence, Why(sender.why))


def _of_signatures(message: Message, signatures: Sequence[Signature]) -> Iterator[Guess[str]]:
    for signature in signatures:
        if signature.name is None:
            continue
        start, end = signature.name
        name = person_in(message.text[start:end].strip(" -\u2013*_>"), message.words)
        if name is None or not message.counts(start):
            continue
        # "Best regards, Globex Analytics" looks like a person too: a title or an address must tell that it is one.
        is_told = signature.has_title or any(_is_name_of(found[2], name) for found in signature.addresses)
        is_full = signature.is_closed and len(name.split()) > 1
        confidence = Confidence.SURE if is_full and is_told else Confidence.LIKELY
        text = message.text[start:end]
        first = start + len(text) - len(text.lstrip(" -\u2013*_>"))
        last = first + len(text.strip(" -\u2013*_>"))
        yield Guess(name, message.weigh(confidence, start), message.evidence(first, last), Why("signature"))


def _introduced(message: Message) -> Iterator[Guess[str]]:
    """ "I'm Ada Lovelace", "mein Name ist Ben Weber"."""
    for _, end in message.spans("name"):
        at = end
        while at < len(message.text) and message.text[at] in " \n":
            at += 1
        span = capitals_at(message.flat, at, most=4, stops=message.words.among("not_names"))
        if span is None:
            continue
        # "Ich bin Greta von Kiezkaffee": what follows "von" is the company far more often than a part of the name.
        span = span[0], _before_company(message, *span)
        name = person_in(message.text[slice(*span)], message.words)
        if name is not None and (len(name.split()) > 1 or _goes_on_as_name(message, span[1])):
            evidence = message.evidence(*span)
            yield Guess(name, message.weigh(Confidence.LIKELY, at), evidence, Why("introduction"))


def _goes_on_as_name(message: Message, end: int) -> bool:
    """Whether "I'm Ben" goes on as names do: "from Acme", "and I …", a comma."""
    following = message.lower[end : end + 20].strip(" ,").split()[:1]
    return bool(following) and following[0] in message.words.among("at_company") | message.words.among("to")


def _before_company(message: Message, start: int, end: int) -> int:
    """Where a name ends that goes on "von" a company."""
    at = start
    for word in message.text[start:end].split(" "):
        if at > start and word in message.words.among("from_company"):
            return at - 1
        at += len(word) + 1
    return end


def _labelled(message: Message) -> Iterator[Guess[str]]:
    for line in message.lines:
        if line.label and message.words.labels.get(line.label) == "contact" and line.part is not Part.FOOTER:
            span = capitals_at(message.text, line.value_at, most=4, stops=message.words.among("not_names"))
            if span and (name := person_in(message.text[slice(*span)], message.words)) and len(name.split()) > 1:
                confidence = message.weigh(Confidence.LIKELY, span[0])
                yield Guess(name, confidence, message.evidence(*span), Why("label"))


def _addressees(message: Message) -> list[str]:
    """Whom the newest message greets, and to whom its head says that it went."""
    names: list[str] = []
    for line in message.lines:
        if line.is_quoted:
            continue
        if line.part is Part.HEAD and message.words.header_labels.get(line.label or "") == "recipient":
            names.append(plain(line.text[line.value_at - line.start :].partition("<")[0]))
            continue
        if line.part is not Part.BODY or len(line.text) > 200:
            continue
        lower = line.text.strip(" >*").lower()
        greeting = next((one for one in message.words.words["greetings"] if lower.startswith(f"{one} ")), None)
        if greeting is not None:
            called = line.text.strip(" >*")[len(greeting) :].partition(",")[0].partition("!")[0][:60]
            words = [
                word for word in called.split() if word.lower().strip(".") not in message.words.among("honorifics")
            ]
            names.append(plain(" ".join(words[:4])))
    return [name for name in names if name]


def addresses_of(
    message: Message, senders: Sequence[Sender], signatures: Sequence[Signature], names: Sequence[Guess[str]]
) -> Iterator[Guess[str]]:
    """Candidates for the contact's e-mail address: the sender's, the signature's, then any that is mentioned."""
    for sender in senders:
        if sender.address is not None:
            confidence = sender.address.confidence.lowered(_is_office(sender.address.text))
            yield Guess(sender.address.text, confidence, sender.address.evidence, Why(sender.why))
    signed = {found[0] for signature in signatures for found in signature.addresses}
    for number, (start, end, address) in enumerate(addresses_in(message, 0, len(message.text))):
        line = message.line_at(start)
        if number >= _MOST_ADDRESSES:
            return
        if line.part is Part.HEAD or not message.counts(start) or not is_contact_address(address, message.reader):
            continue
        is_named = any(_is_name_of(address, guess.value) for guess in names)
        confidence = (
            Confidence.SURE
            if start in signed and is_named
            else Confidence.LIKELY
            if start in signed or is_named
            else Confidence.GUESS
        )
        why = Why("signature" if start in signed else "mentioned")
        confidence = confidence.lowered(_is_office(address))
        yield Guess(address, message.weigh(confidence, start), message.evidence(start, end), why)


def _is_office(address: str) -> int:
    """1 for an address of many ("jobs@"), which is a step less sure to reach the contact."""
    return int(address.partition("@")[0].casefold() in shared("robots")["offices"])


def _is_name_of(address: str, name: str) -> bool:
    """Whether an address is made of a name: ben.weber@, bweber@, weber@."""
    local = plain(address.partition("@")[0].replace(".", " ").replace("_", " ")).replace(" ", "")
    words = [word for word in plain(name).split() if len(word) > 1]
    return bool(words) and any(len(word) > 2 and word in local for word in words)
