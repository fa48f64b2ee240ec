"""Invitations by the million, ready to be stored: the same ones for the same number, whichever database they are for.

Many accounts, most of them small: they hold 20 to 300 invitations each, Ada holds 2,000 at every size, and Cleo
100,000. They come in the order of their making over two years, everybody's mixed with everybody's, as a server gets
them; the last twenty-fifth of them still owe an answer, at all levels of attention, and none is due to be flagged at
`now`.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import gcd
from typing import Any
from uuid import UUID

from models.account import ACCOUNT, Account
from models.invitation import INVITATION

ADA = 2_000
"""How many invitations the measured person holds, where there are twice as many at all."""
CLEO = 100_000
"""How many the person with very many holds, where there are four times as many at all."""
PERIOD = timedelta(days=730)
"""Over which they came."""
OPEN = 25
"""Every so many, at the end, owe an answer."""

INVITATION_COLUMNS = tuple(column.name for column in INVITATION.c)
ACCOUNT_COLUMNS = tuple(column.name for column in ACCOUNT.c)

COMMON, RARE = "engineer", "zither"
"""A word that every invitation has, and one that one in five hundred has."""

Row = tuple[Any, ...]

_DAY = 24 * 60
_NAMES = ("Harbour", "Cedar", "Northwind", "Blue Mill", "Stonebridge", "Kestrel", "Lindner", "Otter Labs")
_ROLES = ("Data", "Platform", "Site reliability", "Security", "Research", "Support", "Release", "Embedded", "Payroll")
_PLACES = ("Berlin", "Leeds", "Porto", "Graz", "Malmö")
_ENDINGS = (("declined", "salary"), ("accepted", None), ("closed", None), ("lapsed", None), ("withdrawn", None))


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who holds how many of `rows` invitations. Account `n` holds those between `ends[n - 1]` and `ends[n]`."""

    rows: int
    now: datetime
    ids: Sequence[UUID]
    ends: Sequence[int]

    @property
    def ada(self) -> UUID:
        """The measured person."""
        return self.ids[0]

    @property
    def cleo(self) -> UUID:
        """The person who holds very many."""
        return self.ids[1]

    def held(self, account: UUID) -> int:
        """How many invitations the account holds."""
        place = self.ids.index(account)
        return self.ends[place] - (self.ends[place - 1] if place else 0)


def crowd(rows: int, *, now: datetime) -> Crowd:
    """Accounts for so many invitations (ten at the least); `now` is when the last of them came."""
    ends = [min(ADA, rows // 2)]
    ends.append(ends[0] + min(CLEO, max(1, rows // 4)))
    spread = 20
    while ends[-1] < rows:
        # Few are large: the shares go up by squares and begin anew, so that their mean is a third of the largest.
        spread = (spread + 3) % 260
        ends.append(min(rows, ends[-1] + 20 + spread * spread // 240))
    began = _milliseconds(now - PERIOD - timedelta(days=1))
    ids = [_key(began + number, number, 0x0ACC) for number in range(len(ends))]
    return Crowd(rows, now, [UUID(one) for one in ids], ends)


def account_rows(made: Crowd) -> Iterator[Row]:
    """The accounts, in the order of `ACCOUNT_COLUMNS`; their digests are spread over the day to come."""
    base = Account(
        id=made.ada,
        email="",
        password_hash="-",  # noqa: S106 - nobody signs in
        name="",
        time_zone="Europe/Berlin",
        next_digest_at=None,
        created_at=made.now - PERIOD,
        updated_at=made.now - PERIOD,
    ).model_dump()
    for number, key in enumerate(made.ids):
        name = ("Ada", "Cleo")[number] if number < 2 else f"Person {number}"
        own = {"id": key.hex, "email": f"{name.lower().replace(' ', '')}@example.com", "name": name}
        digest_at = made.now + timedelta(minutes=60 + number % 1_380)
        own |= {"next_digest_at": _text(digest_at), "created_at": _text(base["created_at"])}
        values = base | own | {"updated_at": own["created_at"], "digest_when_empty": 0}
        yield tuple(values[name] for name in ACCOUNT_COLUMNS)


def invitation_rows(made: Crowd, *, first: int = 0, last: int | None = None) -> Iterator[Row]:
    """The invitations from number `first` to `last`, in the order of `INVITATION_COLUMNS`: text, numbers and None.

    Keys are in hexadecimal, instants in UTC without a zone, JSON is text: SQLite stores them as they are, and
    PostgreSQL reads them from COPY.
    """
    rows, step, instants = made.rows, _stride(made.rows), _Instants(made.now)
    accounts = [key.hex for key in made.ids]
    began = _milliseconds(made.now - PERIOD)
    span = int(PERIOD.total_seconds() * 1_000)
    minutes = span // 60_000
    open_from = rows - rows // OPEN
    for number in range(first, rows if last is None else last):
        # The stride has no divisor in common with the rows: every place is met once, the accounts are well mixed.
        account = accounts[bisect_right(made.ends, number * step % rows)]
        key = _key(began + span * number // rows, number, 0)
        age = minutes - minutes * number // rows
        received = -age
        at = instants.of(received)
        is_open = number >= open_from
        if is_open:
            respond_by = (number * 37 % 16 - 6) * _DAY + 1 + number % 1_439
            standing = _standing(respond_by)
            status, reason, answered = "awaiting_reply", None, None
        else:
            respond_by, standing = received + 2 * _DAY, (0, None)
            status, reason = _ENDINGS[number % 5]
            answered = None if status == "lapsed" else instants.of(received + number % (2 * _DAY))
        flagged, next_flag = standing
        until = instants.of(respond_by)
        is_imported = number % 3 != 0
        name = number % 4_999
        yield (
            account, key, f"{_NAMES[name % 8]} {name}", f"{_ROLES[number % 9]} engineer", "email",
            f"Ben {name % 997}", f"ben{name % 997}@company{name}.example", _PLACES[number % 5], "video",
            instants.of(received + 6 * _DAY) if number % 3 == 1 else None, at, None, None, None,
            until, "policy", _facts(at, until), instants.of(respond_by - _DAY),
            instants.of(respond_by + 3 * _DAY), flagged, None if next_flag is None else instants.of(next_flag), 0,
            None, status, answered, reason, f"https://company{name}.example/jobs/{number}", "60,000 EUR",
            f"Second round{' with the zither' if number % 500 == 7 else ''}; asks for two hours; job {number}",
            _TAGS[number % 4], "huntr" if is_imported else None, f"job-{number}" if is_imported else None,
            f"{number:032x}", None, None, None, None, None, 1, at, at,
        )  # fmt: skip


def searched_text(row: Row) -> str:
    """What an invitation's row is found by."""
    return f"{row[2]} {row[3]} {row[5]} {row[6]} {row[28]}"


_TAGS = ("[]", '["remote"]', "[]", '["berlin", "sre"]')


def _facts(received: str, until: str) -> str:
    return (
        f'{{"v": 1, "basis": "policy", "zone": "Europe/Berlin", "received": "{received[:10]}T{received[11:16]}", '
        f'"respond_by": "{until[:10]}T{until[11:16]}", "days": 2}}'
    )


class _Instants:
    """Instants by the minute before (-) or after `now`, as they are stored; put together from parts that recur."""

    def __init__(self, now: datetime) -> None:
        whole = now.replace(minute=0, second=0, microsecond=0)
        self._hours = {hour: f"{whole + timedelta(hours=hour):%Y-%m-%d %H:}" for hour in range(-19_000, 2_000)}
        self._minutes = [f"{minute:02}:{now.second:02}.000000" for minute in range(60)]
        self._offset = now.minute

    def of(self, minute: int) -> str:
        hour, rest = divmod(minute + self._offset, 60)
        return self._hours[hour] + self._minutes[rest]


def _standing(respond_by: int) -> tuple[int, int | None]:
    """What is flagged already, and the minute of the next level: everything up to now has been seen to."""
    levels = (respond_by - _DAY, respond_by, respond_by + 3 * _DAY)
    passed = sum(level <= 0 for level in levels)
    return passed, levels[passed] if passed < 3 else None


def _stride(rows: int) -> int:
    """The first number from 0.618 of the rows on that shares no divisor with them."""
    step = max(1, int(rows * 0.6180339887))
    while gcd(step, rows) != 1:
        step += 1
    return step


def _key(milliseconds: int, number: int, node: int) -> str:
    """A UUIDv7 in hexadecimal: the millisecond, then the number, which makes it unique."""
    return f"{milliseconds:012x}7{node & 0xFFF:03x}{0x8000 | node >> 12:04x}{number:012x}"


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1_000)


def _text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S.%f")
