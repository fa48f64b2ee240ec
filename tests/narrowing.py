"""Which tables of a statement are narrowed to accounts that it names: read from its text, as SQLAlchemy writes it.

A table is narrowed by a bound value of its account, by a list of them, or by having the account of a table that is
narrowed, in the same SELECT or in one around it. One of several alternatives narrows nothing, and neither does equality
with any account there is. A SELECT within another is judged by itself.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

_BRACKETS = re.compile(r"\(([^()]*)\)")
_FOLDED = re.compile(r"¤(\d+)")
_QUERY = re.compile(r"(?:SELECT|WITH|UPDATE|DELETE|INSERT|VALUES)\b")
_UNION = re.compile(r" (?:UNION|INTERSECT|EXCEPT)(?: ALL)? ")
_END = re.compile(r" (?:GROUP BY|ORDER BY|HAVING|LIMIT|OFFSET|FOR|RETURNING|ON CONFLICT) ")
_WRITTEN = re.compile(r"(?:^|¤\d+ )(?:UPDATE|INSERT INTO) (\w+)(?: AS (\w+))?")
_JOIN = re.compile(r" ((?:LEFT |FULL )(?:OUTER )?|INNER |CROSS )?JOIN |,| USING ")
_SOURCE = re.compile(r"\s*(?:LATERAL )?([\w¤]+)(?: AS (\w+))?")
_NAMED = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO|USING) (?:ONLY |LATERAL )?(\w+)")
_CTE = re.compile(r"(?:\bWITH(?: RECURSIVE)?|,) (\w+)(?:¤\d+)? AS (?:(?:NOT )?MATERIALIZED )?¤(\d+)")
_COLUMN = re.compile(r"(?:(\w+)\.)?(account_id|id)$")
_EQUAL = re.compile(r"(\S+) (=|IN) (?:ANY ?)?(.+)$")
_BOUND = re.compile(r"(?:\$\d+|\d+)(?:::\w+(?:\[\])?)?$")
_CAST = re.compile(r"CAST ?¤(\d+)$")


class _Condition(NamedTuple):
    """One of the conditions that all hold. That of an outer join says something of the table joined, `only`."""

    sql: str
    only: str | None


class Statement:
    """A statement whose brackets are folded: `¤3` stands for the text within the fourth pair."""

    def __init__(self, sql: str, *, distributed: Collection[str], every_account: Collection[str]) -> None:
        """`every_account` are tables whose `id` is an account's."""
        self._distributed, self._every_account = distributed, every_account
        self._folded: list[str] = []
        text = re.sub(r"\s+", " ", re.sub(r"'[^']*'|%\(\w+\)s|%s", "$1", sql)).strip()
        text = text.replace("DISTINCT FROM", "DISTINCT")
        while (shorter := _BRACKETS.sub(self._fold, text)) != text:
            text = shorter
        self._text = text
        self._read: set[str] = set()
        self._named = {name: f"¤{number}" for one in (*self._folded, text) for name, number in _CTE.findall(one)}

    def wide(self) -> list[str]:
        """The distributed tables of which it may mean rows of every account: what couldn't be read is among them."""
        wide = self._wide_in(self._text, frozenset())
        named = {name for text in (*self._folded, self._text) for name in _NAMED.findall(text)}
        return wide + sorted(named.intersection(self._distributed) - self._read)

    def _fold(self, found: re.Match[str]) -> str:
        self._folded.append(found[1].strip())
        return f"¤{len(self._folded) - 1}"

    def _within(self, text: str) -> str:
        """The text that a lone fold stands for; nothing for anything else."""
        found = _FOLDED.fullmatch(text)
        return self._folded[int(found[1])] if found else ""

    def _wide_in(self, text: str, around: frozenset[str]) -> list[str]:
        wide: list[str] = []
        for select in _UNION.split(text):
            sources = self._sources(select)
            narrowed = self._narrowed(select, sources, around)
            wide += [name for alias, name in sources.items() if name in self._distributed and alias not in narrowed]
            known = (around - sources.keys()) | narrowed
            for inner in self._queries(select):
                wide += self._wide_in(inner, known)
        return wide

    def _queries(self, text: str) -> Iterator[str]:
        for number in _FOLDED.findall(text):
            inner = self._folded[int(number)]
            if _QUERY.match(inner):
                yield inner
            else:
                yield from self._queries(inner)

    def _sources(self, select: str) -> dict[str, str]:
        """The tables, folded queries and functions of one SELECT, UPDATE or DELETE, by alias."""
        found = [*_WRITTEN.findall(select)]
        for _, source, _ in self._joined(select):
            found += _SOURCE.findall(source)[:1]
        self._read.update(name for name, _ in found)
        return {alias or name: self._named.get(name, name) for name, alias in found}

    def _joined(self, select: str) -> Iterator[tuple[str, str, str]]:
        """How each table is joined, the table itself, and on which condition."""
        listed = _END.split(re.split(r"\bFROM ", f"{select} ", maxsplit=1)[-1].partition(" WHERE ")[0])[0]
        if not re.search(r"\bFROM ", select):
            return
        pieces = _JOIN.split(listed)
        for kind, piece in zip([None, *pieces[1::2]], pieces[::2], strict=True):
            source, _, condition = piece.partition(" ON ")
            inner = self._within(source.strip())
            if inner and not _QUERY.match(inner):
                yield from self._joined(f"FROM {inner}")
                source = ""
            yield kind or "", source, condition

    def _conditions(self, select: str) -> Iterator[_Condition]:
        where = _END.split(f"{select} ".partition(" WHERE ")[2])[0]
        for one in self._all_hold(where):
            yield _Condition(one, None)
        for kind, source, condition in self._joined(select):
            name, alias = (_SOURCE.findall(source) or [("", "")])[0]
            for one in self._all_hold(condition):
                yield _Condition(one, (alias or name) if kind.strip() else None)

    def _all_hold(self, text: str) -> Iterator[str]:
        if " OR " in text:
            return
        for one in text.strip().split(" AND "):
            inner = self._within(one.strip())
            if inner and not _QUERY.match(inner):
                yield from self._all_hold(inner)
            else:
                yield one.strip()

    def _narrowed(self, select: str, sources: dict[str, str], around: frozenset[str]) -> frozenset[str]:
        """The aliases whose rows are of accounts that are named, passed on until nothing changes."""
        written = _WRITTEN.search(select)
        narrowed = {alias for alias, name in sources.items() if "¤" in name and self._names_accounts(name, around)}
        if written and "INSERT INTO" in written[0]:
            narrowed.add(written[2] or written[1])
        conditions = list(self._conditions(select))
        if any(one.sql in {"false", "0 = 1", "1 = 0"} for one in conditions):
            # Nothing is asked for.
            return frozenset(sources)
        while True:
            known = frozenset((around - sources.keys()) | narrowed)
            more = {alias for one in conditions for alias in self._narrowed_by(one, sources, known)}
            if more <= narrowed:
                return frozenset(narrowed)
            narrowed |= more

    def _narrowed_by(self, condition: _Condition, sources: dict[str, str], known: frozenset[str]) -> Iterator[str]:
        found = _EQUAL.fullmatch(condition.sql)
        if found is None:
            return
        left, operator, right = found[1], found[2], found[3].strip()
        sides = [(left, right)] if operator == "IN" else [(left, right), (right, left)]
        for one, other in sides:
            alias = self._account_of(self._first(one), sources)
            if alias is None or condition.only not in {None, alias}:
                continue
            if self._is_named(other, sources, known):
                yield alias

    def _is_named(self, text: str, sources: dict[str, str], known: frozenset[str]) -> bool:
        """Whether what an account is equal to, or among, is of accounts that the statement names."""
        if _QUERY.match(self._within(text)):
            return self._names_accounts(text, known)
        return self._is_bound(text) or self._account_of(self._first(text), sources) in known

    def _first(self, text: str) -> str:
        """The first of a row's values: our keys begin with the account."""
        inner = self._within(text)
        return text if not inner or _QUERY.match(inner) else inner.partition(",")[0].strip()

    def _account_of(self, text: str, sources: dict[str, str]) -> str | None:
        """The alias whose account a column is."""
        found = _COLUMN.match(text)
        if found is None:
            return None
        alias = found[1] or (next(iter(sources)) if len(sources) == 1 else "")
        is_account = sources.get(alias) in self._every_account or alias in self._every_account
        return alias if alias and found[2] == ("id" if is_account else "account_id") else None

    def _is_bound(self, text: str) -> bool:
        """Whether it is a value that was given, a row that begins with one, or a list of such."""
        if cast := _CAST.match(text):
            return self._is_bound(self._folded[int(cast[1])].partition(" AS ")[0])
        inner = self._within(re.sub(r"::\w+(?:\[\])?$", "", text))
        if inner and not _QUERY.match(inner):
            return self._is_bound(inner.partition(",")[0].strip())
        return _BOUND.match(text) is not None

    def _names_accounts(self, source: str, around: frozenset[str]) -> bool:
        """Whether what an inner query gives is of accounts that are named, as far as it doesn't answer for that itself.

        A distributed table in it is judged for itself; of a table of every account, the statement must name some.
        """
        for number in _FOLDED.findall(source):
            text = self._folded[int(number)]
            for select in _UNION.split(text) if _QUERY.match(text) else ():
                sources = self._sources(select)
                is_judged = any(name in self._distributed for name in sources.values())
                if not is_judged and not sources.keys() <= self._narrowed(select, sources, around):
                    return False
        return True
