"""The words that files use for statuses, ways of arrival and forms of interview, and what they mean here."""

from collections.abc import Mapping
from typing import NamedTuple

from core.vocabulary import Format, Medium, Status
from intake.wording import Told, told


class Meaning(NamedTuple):
    """What a status means: a status of ours, or why the row holds no invitation."""

    status: Status | None
    skipped_because: Told | None = None


def _spread(meanings: Mapping[str, str]) -> dict[str, str]:
    return {word.strip(): meant for words, meant in meanings.items() for word in words.split(",")}


_NO_INVITATION = _spread(
    {
        "wishlist, wish list, bookmarked, saved, interested, to apply, not applied": "statuses.only_saved",
        "draft, drafted, applying": "statuses.only_draft",
        "applied, application sent, application submitted, application confirmation, submitted": (
            "statuses.only_applied"
        ),
    }
)

_STATUSES = _spread(
    {
        "interview, interviewing, interviews, interview invitation, interview invite, interview requested, "
        "interview request, invited, invited to interview, availability request, recruiter screen, "
        "recruiter call, screen, screening, phone screen, phone interview, technical interview, technical screen, "
        "video interview, onsite, on site, onsite interview, first interview, second interview, third interview, "
        "final interview, did not apply inbound request": Status.AWAITING_REPLY,
        "declined, withdrawn, withdrew, i withdrew, i declined, withdrew application": Status.DECLINED,
        "rejected, rejection, not selected, archived, closed, expired": Status.CLOSED,
        "ghosted, no response": Status.LAPSED,
        "offer, offered, offer made, offer received, accepted, offer accepted, i accepted": Status.ACCEPTED,
    }
)
_OWN_STATUSES = {status.value: status for status in Status}
# In our own vocabulary `withdrawn` is to take back an acceptance; in every tracker it is to leave the process.


def meaning_of_status(normalised: str, *, is_own: bool = False) -> Meaning | None:
    """What a normalised status means, or None where it is unknown. In our own export, our codes are themselves."""
    code = normalised.replace(" ", "_")
    ours = _OWN_STATUSES.get(code)
    if is_own:
        return Meaning(ours) if ours else None
    if normalised in _NO_INVITATION:
        return Meaning(None, told(_NO_INVITATION[normalised]))
    if normalised in _STATUSES:
        return Meaning(Status(_STATUSES[normalised]))
    return Meaning(ours) if ours else None


_MEDIA = _spread(
    {
        "email, e mail, mail, gmail, outlook, newsletter": Medium.EMAIL,
        "linkedin, linkedin com, linkedin message, linkedin inmail, inmail, linkedin jobs": Medium.LINKEDIN,
        "phone, phone call, call, telephone, telefon, mobile, sms, text, whatsapp": Medium.PHONE,
        "portal, website, company website, web, careers page, career page, career site, company site, job board, "
        "jobboard, indeed, indeed com, glassdoor, xing, stepstone, monster, ziprecruiter, wellfound, angellist, "
        "handshake, greenhouse, lever, workday, ashby, smartrecruiters, otta, dice, simplify, huntr, teal, "
        "welcome to the jungle": Medium.PORTAL,
        "in person, face to face, event, career fair, job fair, meetup, persönlich": Medium.IN_PERSON,
        "other, sonstiges": Medium.OTHER,
    }
)

_FORMATS = _spread(
    {
        "video, video call, videocall, online, remote, virtual, zoom, teams, microsoft teams, google meet, meet, "
        "webex, skype": Format.VIDEO,
        "phone, phone call, call, telephone, telefon": Format.PHONE,
        "onsite, on site, in person, office, at the office, face to face, vor ort": Format.ONSITE,
        "other, sonstiges": Format.OTHER,
    }
)


def medium_of(normalised: str) -> Medium | None:
    """How an invitation arrived, by a normalised word for it; None where the word is unknown."""
    found = _MEDIA.get(normalised)
    return Medium(found) if found else None


def format_of(normalised: str) -> Format | None:
    """How the interview is held, by a normalised word for it; None where the word is unknown."""
    found = _FORMATS.get(normalised)
    return Format(found) if found else None


YES = frozenset({"yes", "true", "1", "y", "ja", "x"})
