"""The files that people really have, recognised by their header rows."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from core.vocabulary import Medium
from intake.wording import Told, told

HOME_MADE = "csv"
OWN = "replyby"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFormat:
    """One kind of file: how its header is known, and what its columns mean.

    `signatures` are sets of normalised headers; a file is of this kind when it has every header of one of them.
    A format with a `refusal` holds no invitation, and the sentence says so and what to do instead.
    """

    code: str
    signatures: tuple[frozenset[str], ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    """Normalised header -> our field, beyond what the aliases say."""
    ignored: frozenset[str] = frozenset()
    """Normalised headers that an alias would take for something else."""
    is_tracker: bool = False
    """It lists jobs and not invitations: rows without a stage and deadlines are to be looked at."""
    kept_statuses: frozenset[str] | None = None
    """Where it is known which normalised statuses are invitations, every other row is skipped."""
    medium: Medium | None = None
    refusal: Told | None = None

    @property
    def name(self) -> Told:
        """What people call it."""
        return told(f"formats.{self.code}")


def _signature(names: str) -> frozenset[str]:
    return frozenset(names.split(","))


LINKEDIN_APPLICATIONS = SourceFormat(
    code="linkedin_applications",
    signatures=(
        _signature("application date,company name,job title,resume name"),
        _signature("application date,company name,job title,job url"),
        _signature("application date,company name,question and answers"),
    ),
    refusal=told("file.linkedin_applications"),
)
LINKEDIN_SAVED_JOBS = SourceFormat(
    code="linkedin_saved_jobs",
    signatures=(_signature("saved date,job url,job title"), _signature("saved date,job title,company name")),
    refusal=told("file.linkedin_saved_jobs"),
)
LINKEDIN_MESSAGES = SourceFormat(
    code="linkedin_messages",
    signatures=(_signature("conversation id,from,to,content"), _signature("conversation id,from,sender profile url")),
    # It names no company and doesn't tell the person's own messages, advertising and small talk from an invitation:
    # reading it would put a clock on every chat. An honest refusal costs less than 2,000 wrong rows.
    refusal=told("file.linkedin_messages"),
)
LINKEDIN_INVITATIONS = SourceFormat(
    code="linkedin_invitations",
    signatures=(
        _signature("from,to,sent at,message,direction"),
        _signature("from,to,sent at,direction"),
        _signature("inviterprofileurl,inviteeprofileurl"),
    ),
    refusal=told("file.linkedin_invitations"),
)
LINKEDIN_CONNECTIONS = SourceFormat(
    code="linkedin_connections",
    signatures=(_signature("first name,last name,connected on"),),
    refusal=told("file.linkedin_connections"),
)
SIMPLIFY = SourceFormat(
    code="simplify",
    signatures=(_signature("job title,company name,applied date,status,status date"),),
    fields={"status date": "received_at", "archived": "archived"},
    is_tracker=True,
)
HUNTR = SourceFormat(
    code="huntr",
    signatures=(_signature("title,companyname,listname"), _signature("title,company,list,date added")),
    fields={
        "lastmovedat": "received_at",
        "createdat": "saved_at",
        "date added": "received_at",
    },
    is_tracker=True,
)
TEAL = SourceFormat(
    code="teal",
    signatures=(
        _signature("job position,company,status,date saved"),
        _signature("job position,company,excitement"),
    ),
    fields={"date saved": "received_at", "max salary": "salary"},
    is_tracker=True,
)
JOBSYNC = SourceFormat(
    code="jobsync",
    signatures=(_signature("company,jobtitle,jobtype,workplacetype,status"), _signature("company,jobtitle,jobsource")),
    fields={"createdat": "received_at", "jobsource": "medium"},
    is_tracker=True,
)
JUSTAJOBAPP = SourceFormat(
    code="justajobapp",
    signatures=(_signature("date received,sender email,status label"),),
    # The subject is the only word of the message that the file keeps.
    fields={"subject": "notes"},
    kept_statuses=frozenset({"interview invitation", "availability request", "did not apply inbound request"}),
    medium=Medium.EMAIL,
)
REPLYBY = SourceFormat(
    code=OWN,
    fields={"source": "source", "invitation id": "invitation_id", "respond by basis": "respond_by_basis"},
)
HOME_MADE_LIST = SourceFormat(code=HOME_MADE)

FOREIGN_FORMATS = (
    LINKEDIN_APPLICATIONS,
    LINKEDIN_SAVED_JOBS,
    LINKEDIN_MESSAGES,
    LINKEDIN_INVITATIONS,
    LINKEDIN_CONNECTIONS,
    SIMPLIFY,
    HUNTR,
    TEAL,
    JOBSYNC,
    JUSTAJOBAPP,
)
"""Refused formats first: a list of applications must never pass for a list of invitations."""

FORMATS: Mapping[str, SourceFormat] = {form.code: form for form in (*FOREIGN_FORMATS, REPLYBY, HOME_MADE_LIST)}

SIGNATURE_NAMES: AbstractSet[str] = frozenset(
    name for form in FOREIGN_FORMATS for signature in form.signatures for name in signature
)

_OWN_SIGNATURE = _signature("invitation id,company,received at,respond by,source,external id,status")


def recognise_format(normalised: AbstractSet[str]) -> SourceFormat:
    """The kind of file that has these headers (normalised); a list of one's own where it is none of the known."""
    if normalised >= _OWN_SIGNATURE:
        return REPLYBY
    for form in FOREIGN_FORMATS:
        if any(normalised >= signature for signature in form.signatures):
            return form
    return HOME_MADE_LIST
