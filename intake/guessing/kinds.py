"""What sort of message it is. A word that may stand in any of them ("leider", "interview") decides nothing alone."""

from intake.guessing.guess import Kind, MessageKind, Why
from intake.guessing.message import Message

_BULK = (MessageKind.CONNECTION_REQUEST, MessageKind.JOB_ALERT, MessageKind.NEWSLETTER)
_ENOUGH = {MessageKind.NEWSLETTER: 2, MessageKind.JOB_ALERT: 2}
IS_BULK = frozenset(_BULK)
"""Kinds that go to many, so that no time in them is an appointment of the reader's."""


def kind_of(message: Message, subject: Message | None, *, has_times: bool) -> Kind:
    """What the message looks like, the newest part of it first."""
    counts = {kind: len(_places(message, kind)) for kind in MessageKind if kind is not MessageKind.UNCLEAR}
    if subject is not None:
        counts = {kind: count + len(subject.found.get(kind.value, ())) for kind, count in counts.items()}
    return _as(message, subject, _decide(message, counts, has_times=has_times), has_times=has_times)


def _decide(message: Message, counts: dict[MessageKind, int], *, has_times: bool) -> MessageKind:
    invites = counts[MessageKind.INVITATION]
    if counts[MessageKind.CANCELLATION] and not has_times:
        return MessageKind.CANCELLATION
    if counts[MessageKind.REJECTION]:
        return MessageKind.REJECTION
    if counts[MessageKind.OFFER] >= max(1, invites) and not has_times:
        return MessageKind.OFFER
    has_footer = bool(message.found.get("footer"))
    for kind in _BULK:
        is_enough = counts[kind] >= max(_ENOUGH.get(kind, 1), invites)
        if is_enough and (not has_times or has_footer or counts[kind] > _ENOUGH.get(kind, 2)):
            return kind
    received = counts[MessageKind.APPLICATION_RECEIVED]
    if received > invites and not has_times:
        return MessageKind.APPLICATION_RECEIVED
    return MessageKind.INVITATION if invites or has_times else MessageKind.UNCLEAR


def _places(message: Message, kind: MessageKind) -> list[tuple[int, int]]:
    spans = [span for span in message.found.get(kind.value, ()) if message.counts(span[0]) or kind in _BULK]
    newest = [span for span in spans if not message.line_at(span[0]).is_quoted]
    # What is quoted decides only where the newest message says next to nothing.
    return newest or ([] if _says_much(message) else spans)


def _says_much(message: Message) -> bool:
    return sum(len(line.text) for line in message.lines if not line.is_quoted) > 400


def _as(message: Message, subject: Message | None, kind: MessageKind, *, has_times: bool) -> Kind:
    why = Why(f"kind_{kind.value}")
    places = _places(message, kind) if kind is not MessageKind.UNCLEAR else []
    if places:
        return Kind(kind, why, message.evidence(*places[0]))
    if subject is not None and subject.found.get(kind.value):
        return Kind(kind, why, subject.evidence(*subject.found[kind.value][0]))
    return Kind(kind, Why("kind_slots") if has_times and kind is MessageKind.INVITATION else why)
