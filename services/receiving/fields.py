"""The invitation that a message would be recorded as: what was guessed, and what the person knows better."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from core.vocabulary import Medium, MessageForm
from intake.arrived import Arrived
from intake.candidate import LONGEST
from intake.guessing.suggestion import suggestion_of
from intake.texts import is_address, on_one_line, without_controls
from models.local_time import is_in_calendar
from services.receiving.kept import storable_text

BESIDE = frozenset({"invitation_id", "record"})
"""What a correction says beside the fields of an invitation."""

_TEXTS = ("company", "role", "contact_name", "contact_email", "location", "job_url", "salary")


def fields_of(arrived: Arrived, given: Mapping[str, Any], *, own: Collection[str]) -> dict[str, Any]:
    """The fields by their names in the REST contract; `given`, the corrections, win over what was guessed.

    The contact's address is where an answer would go, and never one of the person's `own`. `company` is None where
    nothing names it.
    """
    fields: dict[str, Any] = suggestion_of(arrived.guesses, received_at=arrived.received_at)
    # The organiser of a calendar file may be a robot, or the person; its guess tells.
    is_mail = arrived.form is MessageForm.MAIL
    if is_mail and arrived.answer_to and arrived.answer_to.casefold() not in own and is_address(arrived.answer_to):
        fields["contact_email"] = arrived.answer_to
    if fields["medium"] is None and is_mail:
        fields["medium"] = Medium.EMAIL
    if fields["interview_at"] is None and arrived.event is not None:
        fields["interview_at"] = arrived.event.starts_at
    fields = {name: _recordable(name, value) for name, value in fields.items()}
    corrected = {name: value for name, value in given.items() if name not in BESIDE}
    if corrected.get("received_at", ...) is None:
        # An invitation always came at some time.
        del corrected["received_at"]
    return fields | corrected


def _recordable(name: str, value: Any) -> Any:
    """The value within the limits of its field, None where it can't be brought there."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        if not is_in_calendar(value):
            return None
        # What a message says to programs may have an offset of its own.
        return value.astimezone(UTC) if isinstance(value, datetime) else value
    if name in _TEXTS and isinstance(value, str):
        text = without_controls(storable_text(on_one_line(value)))
        if len(text) > LONGEST[name]:
            # A name is shortened; half an address would be another one.
            return None if name in {"contact_email", "job_url"} else text[: LONGEST[name]].rstrip()
        return text or None
    return value
