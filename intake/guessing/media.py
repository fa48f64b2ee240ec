"""How the message arrived: by its shape, or by what it says of itself."""

from collections.abc import Iterator, Sequence
from itertools import islice

from core.vocabulary import Medium
from intake.guessing.guess import Confidence, Guess, Source, Why
from intake.guessing.layout import Part
from intake.guessing.message import Message
from intake.guessing.senders import Sender


def media_of(message: Message, senders: Sequence[Sender], addresses: Sequence[Guess[str]]) -> Iterator[Guess[Medium]]:
    """Candidates for the medium. A chat with dates in its heads is one of a telephone; other heads are LinkedIn's."""
    head = next((line for line in message.lines if line.part is Part.HEAD and line.label), None)
    if head is not None:
        yield from _headed(message, head.start, head.end, senders)
    chat = next((line.chat for line in message.lines if line.chat is not None), None)
    if chat is not None:
        medium = Medium.PHONE if chat.day else Medium.LINKEDIN
        yield Guess(medium, Confidence.LIKELY, message.evidence(chat.start, chat.end), Why("chat_shape"))
    for group, medium in _SAID:
        for start, end in islice(message.spans(group), 1):
            yield Guess(medium, message.weigh(Confidence.GUESS, start), message.evidence(start, end), Why("mentioned"))
    yield from _mailed(senders, addresses)


_SAID = (
    ("medium_linkedin", Medium.LINKEDIN),
    ("medium_portal", Medium.PORTAL),
    ("medium_phone", Medium.PHONE),
)


def _mailed(senders: Sequence[Sender], addresses: Sequence[Guess[str]]) -> Iterator[Guess[Medium]]:
    for sender in senders:
        if sender.address is not None and sender.address.evidence.source is Source.SENDER:
            yield Guess(Medium.EMAIL, Confidence.SURE, sender.address.evidence, Why("sender_beside"))
        elif sender.why == "mail_header" and sender.shown is not None:
            yield Guess(Medium.EMAIL, Confidence.LIKELY, sender.shown.evidence, Why("mail_shape"))
    for guess in addresses:
        if guess.confidence is not Confidence.GUESS or guess.why.code == "signature":
            yield Guess(Medium.EMAIL, Confidence.GUESS, guess.evidence, Why("mail_shape"))


def _headed(message: Message, start: int, end: int, senders: Sequence[Sender]) -> Iterator[Guess[Medium]]:
    address = senders[0].address.text.casefold() if senders and senders[0].address else message.lower[start:end]
    evidence = message.evidence(start, end)
    if "linkedin." in address:
        yield Guess(Medium.LINKEDIN, Confidence.LIKELY, evidence, Why("sender"))
    else:
        yield Guess(Medium.EMAIL, Confidence.SURE, evidence, Why("mail_shape"))
