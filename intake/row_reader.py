"""One row: cells in, a candidate or problems out. What is the same for every row is decided once, when it is made."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from hashlib import blake2b
from operator import itemgetter

from core.vocabulary import Status
from intake.candidate import FIELDS, LONGEST, LONGEST_TAG, MOST_TAGS, Candidate, Problem, ProblemSeverity
from intake.date_columns import DateColumns
from intake.formats import FORMATS, OWN
from intake.mending import mend
from intake.options import ReadOptions, Recognised
from intake.texts import NOTHING, address_in, company_of, shown, split_own_tags, split_tags, web_address_in
from intake.word_columns import WordColumns
from intake.wording import Told, told, wording
from intake.words import YES

_SEPARATOR = "\x1f"
_MEMORY = 5_000
_SHORTEST_LIMIT = min(LONGEST.values())
_LIMITS = tuple((FIELDS.index(field), field, most) for field, most in LONGEST.items())


class RowReader:
    """Reads the rows of one file. Problems go to `report`, all of a row's at once; an error or a skip, no candidate.

    Our own export is read to the letter, so that a company called "N/A" and a blank at an end survive. In every other
    file cells are trimmed, and `N/A`, `-` and nothing are nothing.
    """

    def __init__(self, recognised: Recognised, options: ReadOptions, report: Callable[[Problem], None]) -> None:
        form = FORMATS[recognised.source]
        self._report = report
        self._headers = recognised.headers
        self._mapping = recognised.mapping
        self._width = len(recognised.headers)
        # An absent field reads the blank cell that is appended to every row.
        self._pick = itemgetter(*(recognised.mapping.get(field, -1) for field in FIELDS))
        self._is_own = form.code == OWN
        self._is_tracker = form.is_tracker
        self._source = form.code
        self._now = options.now
        self._dates = DateColumns(recognised, options)
        self._words = WordColumns(form)
        self._wording = wording(options.language)
        self._known_tags: dict[str, tuple[str, ...]] = {}
        self._failed = False

    def read(self, cells: list[str], line: int) -> Candidate | None:
        """The candidate in a row of the file, or None where it has an error or holds no invitation."""
        self._failed = False
        if len(cells) != self._width:
            self._fit(cells, line)
        cells.append("")
        picked: Sequence[str] = self._pick(cells)
        joined = _SEPARATOR.join(picked[:-1])
        # Most rows are plain; only the others pay for being looked at cell by cell.
        if "\x1f'" in joined or joined[:1] == "'" or not "".join(picked).isprintable():
            picked = mend(picked, partial(self._say, line), is_own=self._is_own)
        if self._is_own:
            values = [cell or None for cell in picked]
        else:
            values = [None if cell in NOTHING else cell for cell in map(str.strip, picked)]
        if len(joined) > _SHORTEST_LIMIT and max(map(len, picked)) > _SHORTEST_LIMIT:
            self._check_lengths(values, line)
        if self._failed:
            return None
        return self._candidate(values, line, blake2b(joined.encode(), digest_size=16).hexdigest())

    def _fit(self, cells: list[str], line: int) -> None:
        """Make a row as wide as the header: a short one with blanks; a long one loses blanks, and else is an error."""
        count, width = len(cells), self._width
        if count < width:
            cells.extend([""] * (width - count))
            self._say(line, None, None, told("rows.short", count=count, width=width), ProblemSeverity.WARNING)
            return
        surplus = [cell for cell in cells[width:] if cell.strip()]
        del cells[width:]
        if surplus:
            self._say(line, None, surplus[0], told("rows.wide", count=count, width=width), ProblemSeverity.ERROR)

    def _check_lengths(self, values: list[str | None], line: int) -> None:
        for index, field, most in _LIMITS:
            value = values[index]
            if value is not None and len(value) > most:
                too_long = told("cells.too_long", count=len(value), most=most)
                self._say(line, field, value, too_long, ProblemSeverity.ERROR)

    def _candidate(self, values: list[str | None], line: int, content_hash: str) -> Candidate | None:
        (
            company, role, medium, contact_name, contact_email, location, form, interview, received, saved, respond_by,
            basis, job_url, salary, tags, external_id, status, archived, reason, answered, notes, source, invitation_id,
        ) = values  # fmt: skip
        standing = self._status(status, line)
        if standing is None:
            return None
        if archived and standing is Status.AWAITING_REPLY and archived.casefold() in YES:
            standing = Status.CLOSED
        if contact_email:
            contact_name, contact_email = self._contact(contact_name, contact_email, line)
        company = company if company and company.strip() else self._guessed_company(contact_email, line)
        received_at = self._received_at(received, saved, line)
        deadline = self._date("respond_by", respond_by, line) if respond_by else None
        interview_at = self._interview_at(interview, line) if interview else None
        answered_at = self._instant("answered_at", answered, line) if answered else None
        labels = self._tags(tags, line) if tags else ()
        words = self._words
        candidate = Candidate(
            line,
            company or "",
            role,
            words.medium.read(medium, line, self._say) if medium else words.usual_medium,
            contact_name,
            contact_email,
            location,
            words.format.read(form, line, self._say) if form else None,
            interview_at,
            received_at,
            deadline,
            words.basis.read(basis, line, self._say) if basis else None,
            self._web_address(job_url, line) if job_url else None,
            salary,
            notes,
            labels,
            source if self._is_own else self._source,
            external_id,
            standing,
            words.reason.read(reason, line, self._say) if reason else None,
            answered_at,
            invitation_id,
            content_hash,
        )
        return None if self._failed else candidate

    def _status(self, cell: str | None, line: int) -> Status | None:
        meaning = self._words.status_of(cell)
        if meaning.warning:
            self._say(line, "status", cell, meaning.warning, ProblemSeverity.WARNING)
        if meaning.skipped_because:
            self._say(line, "status", cell, meaning.skipped_because, ProblemSeverity.SKIPPED)
        return meaning.status

    def _contact(self, name: str | None, cell: str, line: int) -> tuple[str | None, str | None]:
        found, address = address_in(cell)
        if address is None and self._is_own and "@" in cell:
            return name, cell
        if address is None:
            self._say(line, "contact_email", cell, told("cells.no_address"), ProblemSeverity.WARNING)
        return name or found, address

    def _guessed_company(self, address: str | None, line: int) -> str | None:
        guess = company_of(address) if address else None
        if guess is None:
            self._say(line, "company", None, told("rows.no_company"), ProblemSeverity.ERROR)
        else:
            self._say(line, "company", address, told("rows.guessed_company", guess=guess), ProblemSeverity.WARNING)
        return guess

    def _received_at(self, received: str | None, saved: str | None, line: int) -> datetime:
        found = self._instant("received_at", received, line) if received else None
        if found is None and saved:
            found = self._instant("saved_at", saved, line)
        if found is None:
            if not self._failed:
                self._say(line, "received_at", None, told("rows.no_receipt"), ProblemSeverity.WARNING)
            return self._now
        return found

    def _date(self, field: str, cell: str, line: int) -> datetime | date | None:
        value, error, warning = self._dates.read(field, cell)
        if error:
            self._say(line, field, cell, error, ProblemSeverity.ERROR)
            return None
        if warning:
            self._say(line, field, cell, warning, ProblemSeverity.WARNING)
        if self._is_tracker and field == "respond_by":
            self._say(line, field, cell, told("dates.tracker_deadline"), ProblemSeverity.WARNING)
        return value

    def _instant(self, field: str, cell: str, line: int) -> datetime | None:
        value = self._date(field, cell, line)
        return value if isinstance(value, datetime) else None

    def _interview_at(self, cell: str, line: int) -> datetime | None:
        value = self._date("interview_at", cell, line)
        if value is None or isinstance(value, datetime):
            return value
        self._say(line, "interview_at", cell, told("dates.no_interview_time"), ProblemSeverity.WARNING)
        return self._dates.in_the_morning(value)

    def _web_address(self, cell: str, line: int) -> str | None:
        found = web_address_in(cell)
        if found is None:
            self._say(line, "job_url", cell, told("cells.no_web_address"), ProblemSeverity.WARNING)
        return found

    def _tags(self, cell: str, line: int) -> tuple[str, ...]:
        tags = self._known_tags.get(cell)
        if tags is not None:
            return tags
        tags = split_own_tags(cell) if self._is_own else split_tags(cell)
        if len(tags) > MOST_TAGS:
            too_many = told("cells.too_many_tags", count=len(tags), most=MOST_TAGS)
            self._say(line, "tags", cell, too_many, ProblemSeverity.ERROR)
        for tag in tags:
            if len(tag) > LONGEST_TAG:
                too_long = told("cells.long_tag", count=len(tag), most=LONGEST_TAG)
                self._say(line, "tags", tag, too_long, ProblemSeverity.ERROR)
        if not self._failed and len(self._known_tags) < _MEMORY:
            self._known_tags[cell] = tags
        return tags

    def _say(self, line: int, field: str | None, value: str | None, what: Told, severity: ProblemSeverity) -> None:
        if severity is ProblemSeverity.ERROR:
            self._failed = True
        index = self._mapping.get(field) if field else None
        # A field that no column holds goes by its own name.
        column = field if index is None else self._headers[index]
        message = self._wording.say(what)
        self._report(Problem(line, column, None if value is None else shown(value), message, severity))
