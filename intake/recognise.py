"""What a file is, from its bytes, its head and its dates: the first of the two looks that an import takes.

Memory is bounded. The bytes are passed over once for the encoding, the rows once for the order of day and month where
a column needs it; nothing is kept of either.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import BinaryIO, NamedTuple

from intake.date_order import decide_date_orders
from intake.formats import FORMATS, HOME_MADE, OWN, SIGNATURE_NAMES, SourceFormat, recognise_format
from intake.headers import ALIASES, map_by_alias, normalise
from intake.options import ReadOptions, Recognised
from intake.rows import BrokenRecord, Record, records_of, text_of
from intake.sniff import DELIMITERS, HEAD_BYTES, delimiters_by_fit, encoding_of, refusal_of_bytes
from intake.wording import Told, Wording, told, wording

_HEAD_RECORDS = 60
_MOST_COLUMNS = 1_000
_LONGEST_HEADER = 200


class _Header(NamedTuple):
    """A header row that may be the one: how many of its names are known, where it ends, what it says."""

    known: int
    line: int
    cells: list[str]
    delimiter: str


def recognise(stream: BinaryIO, *, options: ReadOptions) -> Recognised:
    """Tell what a seekable stream holds. Whatever is in it raises nothing: it refuses, with a sentence."""
    words = wording(options.language)
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    refusal = refusal_of_bytes(head) or _refusal_of_options(options)
    if refusal is not None:
        return _refused(words, refusal)
    encoding = encoding_of(stream)
    header = _find_header(stream, encoding, options)
    if isinstance(header, Told):
        return _refused(words, header, encoding=encoding)
    if header.known == 0 or len(header.cells) > _MOST_COLUMNS:
        refused = _refused(words, _refusal_of_header(header), encoding=encoding, header=header)
        return replace(refused, wants_mapping=len(header.cells) <= _MOST_COLUMNS)
    return _with_mapping(stream, encoding, header, options, words)


def records_after_header(stream: BinaryIO, recognised: Recognised) -> Generator[Record | BrokenRecord]:
    """The rows of a recognised file, without its preamble and its header. The stream is read from its beginning."""
    keeps_blanks = recognised.source == OWN
    with text_of(stream, recognised.encoding) as text:
        for record in records_of(text, delimiter=recognised.delimiter, keeps_blanks=keeps_blanks):
            if record.line > recognised.header_line:
                yield record


def _refusal_of_options(options: ReadOptions) -> Told | None:
    if unknown := options.unknown_fields:
        return told("file.unknown_fields", fields=", ".join(unknown))
    return None


def _find_header(stream: BinaryIO, encoding: str, options: ReadOptions) -> _Header | Told:
    """The first row with the most known names, under the delimiter that gives it the most; else why there is none."""
    known = frozenset(ALIASES) | SIGNATURE_NAMES | {normalise(header) for header in options.mapping}
    with text_of(stream, encoding) as text:
        lines = [line for line in islice(iter(lambda: text.readline(4_096), ""), _HEAD_RECORDS) if line.strip()]
    best: _Header | None = None
    for delimiter in delimiters_by_fit(lines):
        found = _header_under(stream, encoding, delimiter, known)
        if isinstance(found, _Header) and (best is None or found.known > best.known):
            best = found
    if best is not None:
        return best
    broken = _header_under(stream, encoding, DELIMITERS[0], known)
    return told("file.blank_lines") if broken is None or isinstance(broken, _Header) else broken


def _header_under(stream: BinaryIO, encoding: str, delimiter: str, known: frozenset[str]) -> _Header | Told | None:
    best: _Header | None = None
    trouble: Told | None = None
    with text_of(stream, encoding) as text:
        records = records_of(text, delimiter=delimiter, keeps_blanks=False)
        for record in islice(records, _HEAD_RECORDS):
            if isinstance(record, BrokenRecord):
                trouble = trouble or told("file.broken_header", trouble=record.because)
                continue
            names = {normalise(cell) for cell in record.cells if len(cell) <= _LONGEST_HEADER}
            found = _Header(len(names & known), record.line, record.cells, delimiter)
            if best is None or found.known > best.known:
                best = found
    return best if best is not None else trouble


def _refusal_of_header(header: _Header) -> Told:
    if len(header.cells) > _MOST_COLUMNS:
        return told("file.too_many_columns", count=len(header.cells), line=str(header.line), most=_MOST_COLUMNS)
    return told("file.no_header", line=str(header.line), cells=", ".join(_shown(cell) for cell in header.cells[:8]))


def _with_mapping(stream: BinaryIO, encoding: str, header: _Header, options: ReadOptions, words: Wording) -> Recognised:
    normalised = [normalise(cell) for cell in header.cells]
    form = recognise_format(frozenset(normalised))
    mapping = _map(normalised, form, options)
    used = set(mapping.values())
    refusal = form.refusal or _refusal_of_mapping(mapping, header)
    recognised = Recognised(
        source=form.code,
        source_name=words.say(form.name),
        encoding=encoding,
        delimiter=header.delimiter,
        header_line=header.line,
        headers=tuple(_shown(cell) for cell in header.cells),
        mapping=mapping,
        unmapped=tuple(_shown(cell) for index, cell in enumerate(header.cells) if index not in used and cell.strip()),
        date_orders=(),
        notices=tuple(words.say(one) for one in _notices(encoding, header, normalised, options)),
        refusal=refusal and words.say(refusal),
    )
    if recognised.refusal is not None:
        return replace(recognised, wants_mapping=form.refusal is None)
    with closing(records_after_header(stream, recognised)) as records:
        if next(records, None) is None:
            return replace(recognised, refusal=words.say(told("file.no_rows")))
    with closing(records_after_header(stream, recognised)) as records:
        return replace(recognised, date_orders=decide_date_orders(records, recognised, options))


def _map(normalised: Sequence[str], form: SourceFormat, options: ReadOptions) -> dict[str, int]:
    """Field -> column: what the person says, then what the format knows, then the aliases."""
    said = {normalise(header): field for header, field in options.mapping.items()}
    taken: dict[str, int] = {}
    for index, header in enumerate(normalised):
        field = said.get(header)
        if field is not None:
            taken.setdefault(field, index)
    left_out = frozenset(said)
    for index, header in enumerate(normalised):
        field = form.fields.get(header)
        if field is not None and header not in left_out and index not in taken.values():
            taken.setdefault(field, index)
    # A column that a known format explains must not be taken for something else because its field was claimed.
    return map_by_alias(normalised, taken, left_out | form.ignored | frozenset(form.fields))


def _refusal_of_mapping(mapping: Mapping[str, int], header: _Header) -> Told | None:
    if "company" in mapping or "contact_email" in mapping:
        return None
    return told("file.no_company", line=str(header.line), cells=", ".join(_shown(cell) for cell in header.cells[:12]))


def _notices(encoding: str, header: _Header, normalised: Sequence[str], options: ReadOptions) -> Iterator[Told]:
    if encoding == "cp1252":
        yield told("notices.windows")
    doubled = sorted({name for name in normalised if name and normalised.count(name) > 1})
    for name in doubled[:20]:
        yield told("notices.doubled_column", line=str(header.line), column=_shown(name))
    for asked in options.mapping:
        if normalise(asked) not in normalised:
            yield told("notices.absent_column", column=_shown(asked))


def _shown(cell: str) -> str:
    text = cell.replace("\ufeff", "").strip().encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
    return text if len(text) <= _LONGEST_HEADER else f"{text[: _LONGEST_HEADER - 1]}…"


def _refused(words: Wording, refusal: Told, *, encoding: str = "", header: _Header | None = None) -> Recognised:
    cells = header.cells[:_MOST_COLUMNS] if header else []
    return Recognised(
        source=HOME_MADE,
        source_name=words.say(FORMATS[HOME_MADE].name),
        encoding=encoding,
        delimiter=header.delimiter if header else ",",
        header_line=header.line if header else 0,
        headers=tuple(_shown(cell) for cell in cells),
        mapping={},
        unmapped=tuple(_shown(cell) for cell in cells),
        date_orders=(),
        notices=(),
        refusal=words.say(refusal),
    )
