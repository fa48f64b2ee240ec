"""Which of our fields a column means, by its header: matched exactly after normalising, never by a part of it."""

import re
from collections.abc import Mapping, Sequence

_FOLDED = re.compile(r"[\s_\-\u2013\u2014./\\]+")

_NAMES: dict[str, tuple[str, ...]] = {
    "company": ("company", "company name", "employer", "organisation", "organization", "firma"),
    "role": ("role", "job title", "title", "position", "job position", "position title", "role applied to"),
    "received_at": (
        "received at", "received", "date received", "invited on", "invitation date", "sent at", "date",
    ),
    "respond_by": ("respond by", "reply by", "response deadline", "rsvp by", "deadline", "due date", "due"),
    "interview_at": ("interview at", "interview date", "interview time", "start"),
    "contact_name": (
        "contact name", "contact", "contact person", "recruiter", "recruiter name", "sender name", "interviewer",
        "from",
    ),
    "contact_email": ("contact email", "recruiter email", "sender email", "email", "email address", "e mail"),
    "medium": ("medium", "source", "via", "channel", "platform", "job site"),
    "format": ("format", "interview format"),
    "status": (
        "status", "stage", "list", "list name", "status label", "application status", "response status", "outcome",
    ),
    "job_url": ("job url", "url", "job post url", "job posting url", "link"),
    "salary": ("salary",),
    "location": ("location",),
    "notes": ("notes",),
    "tags": ("tags",),
    "external_id": ("external id", "id", "job id"),
    "reason": ("reason",),
    "answered_at": ("answered at",),
}  # fmt: skip
"""Every accepted name of a field, the most telling first: where two columns claim a field, the earlier name wins."""


def normalise(header: str) -> str:
    """A header as it is compared: without BOM and outer blanks, casefolded; blanks, `_ - . / \\` are one space."""
    return _FOLDED.sub(" ", header.replace("\ufeff", "").strip().casefold()).strip()


def _by_alias() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for field, names in _NAMES.items():
        for rank, name in enumerate(names):
            found[name] = (field, rank)
            # Exports made by programs write companyName, which casefolds to one word.
            found.setdefault(name.replace(" ", ""), (field, rank))
    return found


ALIASES: Mapping[str, tuple[str, int]] = _by_alias()
"""Normalised header -> our field and the rank of this name among the field's names."""


def map_by_alias(normalised: Sequence[str], taken: Mapping[str, int], ignored: frozenset[str]) -> dict[str, int]:
    """Field -> column for every column that `taken` leaves free, in addition to `taken`.

    A field that is taken stays so, a header in `ignored` maps to nothing, and of equal names the first column counts.
    """
    used = set(taken.values())
    best: dict[str, tuple[int, int]] = {}
    for index, header in enumerate(normalised):
        field, rank = ALIASES.get(header, (None, 0))
        if field is None or field in taken or header in ignored or index in used:
            continue
        best[field] = min(best.get(field, (rank, index)), (rank, index))
    return {**taken, **{field: index for field, (_, index) in best.items()}}
