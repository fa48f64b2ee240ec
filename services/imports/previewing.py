"""Looking at a file before anything of it is imported: what it is, what its columns mean, what would come of each row.

The preview reads with the very code of the import, so that what it says is what happens.
"""

import io
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import Connection, insert, update

from core.database import Database, Threads
from core.errors import Conflict, Invalid
from core.ids import new_id
from core.vocabulary import ImportState
from intake.options import ReadOptions, Recognised
from intake.recognise import recognise
from intake.wording import wording
from models.account import Owner
from models.import_batch import IMPORT_BATCH
from services.imports import import_batches, import_pieces, message_files
from services.imports.import_batches import ImportNotOpen
from services.imports.message_survey import json_of, survey_messages
from services.imports.surveying import Survey, survey

__all__ = [
    "MOST_OPEN",
    "FileRefused",
    "ImportOptions",
    "TooManyPreviews",
    "preview",
    "preview_again",
    "read_options",
]

_LONGEST_NAME = 300
_CUT_OFF = "The upload was cut off. Send the file again."

Progress = Callable[[int, int], None]
"""Told of bytes, or rows, done and of how many there are."""


MOST_OPEN = 50
"""How many previews of an account may wait to be confirmed: each keeps its file."""


class TooManyPreviews(Conflict):
    """So many files wait already that no other one is kept beside them."""

    type = "too-many-previews"
    title = "Too many files wait"


class FileRefused(Invalid):
    """The file holds no invitations, or can't be read; the detail says why, and what to do instead.

    Where a mapping would mend it, the refusal carries the `columns` of the file.
    """

    type = "file-refused"
    title = "This file can't be imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the person says about a file. `mapping` gives columns, by their headers, another meaning; null: none.

    `day_first` decides dates that nothing in the file decides. With `update`, known rows that changed are taken over.
    `corrections` are of a file of messages: what the person knows better, by the number of the message.
    """

    mapping: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    day_first: bool | None = None
    update: bool = False
    corrections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])


def preview(
    database: Database,
    owner: Owner,
    stream: BinaryIO,
    *,
    filename: str | None,
    options: ImportOptions,
    now: datetime,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Keep a file for 24 hours, and say what importing it would do. For a thread; `stream` has to be seekable.

    Raises FileRefused, of which nothing is kept, and TooManyPreviews.
    """
    threads = database.threads
    if threads.read(import_batches.count_open, owner.id, now=now) >= MOST_OPEN:
        raise TooManyPreviews(
            f"{MOST_OPEN} files wait to be confirmed. Confirm one or let one go, and send this again."
        )
    look_at = _look_at_messages if message_files.holds_messages(stream, filename) else _look_at_rows
    seen = look_at(threads, stream, owner, options, now=now)
    batch_id = new_id(now)
    threads.write(_announce, owner.id, batch_id, filename, options, now=now)
    size, digest = import_pieces.store_file(threads, owner.id, batch_id, stream)
    surveyed = seen.survey(_part(progress, size))
    changed = {"size": size, "digest": digest, "state": ImportState.PREVIEWED.value, "why": None}
    changed |= {"expires_at": now + import_batches.KEPT_PERIOD}
    return threads.write(_keep_survey, owner.id, batch_id, 1, seen.recognised, surveyed, changed, now=now)


def preview_again(
    database: Database, account_id: UUID, batch_id: UUID, changes: Mapping[str, Any], *, now: datetime
) -> dict[str, Any]:
    """Look at a kept file again under other options; those that `changes` doesn't name stay. For a thread.

    Raises ImportNotFound, ImportNotOpen once it is confirmed, and FileRefused where it can't be read so: then the
    preview stays what it was.
    """
    threads = database.threads
    row = threads.read(import_batches.find, account_id, batch_id)
    refuse_unless_previewed(row, now=now)
    owner = threads.read(import_batches.owner_of, account_id)
    options = ImportOptions(**{**row["options"], **changes})
    is_messages = row["detected"]["source"] in message_files.SOURCES
    with closing(import_pieces.open_file(threads, account_id, batch_id)) as stream:
        # A file of messages is read as on the day when it came, so that its guesses stay what they were.
        seen = (
            _look_at_messages(threads, stream, owner, options, now=row["created_at"])
            if is_messages
            else _look_at_rows(threads, stream, owner, options, now=now)
        )
        surveyed = seen.survey(None)
    changed = {"options": _packed(options)}
    return threads.write(
        _keep_survey, account_id, batch_id, row["version"], seen.recognised, surveyed, changed, now=now
    )


def read_options(owner: Owner, options: ImportOptions, *, now: datetime, chunk_rows: int = 1_000) -> ReadOptions:
    """How intake is to read the file of this account."""
    return ReadOptions(
        zone=owner.zone,
        now=now,
        mapping=options.mapping,
        day_first=options.day_first,
        country=owner.country,
        language=owner.language,
        chunk_rows=chunk_rows,
    )


def refuse_unless_previewed(row: Mapping[str, Any], *, now: datetime) -> None:
    """Only a preview that isn't too old can be changed or confirmed. Raises ImportNotOpen."""
    if row["state"] == ImportState.PREVIEWED.value and row["expires_at"] > now:
        return
    sentence = {
        ImportState.IMPORTING.value: "This import is being applied already; look at its progress.",
        ImportState.IMPORTED.value: "This import was confirmed and is done.",
        ImportState.UNDOING.value: "This import is being taken back.",
        ImportState.UNDONE.value: "This import was taken back. Upload the file again to import it.",
    }.get(row["state"], "This file was kept for 24 hours and is gone. Upload it again.")
    raise ImportNotOpen(sentence, extensions={"state": row["state"]})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a file is, and how what would come of it is found out."""

    recognised: Recognised
    survey: Callable[[Callable[[int], None] | None], Survey]


def _look_at_rows(threads: Threads, stream: BinaryIO, owner: Owner, options: ImportOptions, *, now: datetime) -> _Seen:
    wanted = read_options(owner, options, now=now)
    recognised = _unless_refused(recognise(stream, options=wanted))

    def look(progress: Callable[[int], None] | None) -> Survey:
        return survey(threads, owner, stream, recognised, wanted, takes_over=options.update, progress=progress)

    return _Seen(recognised, look)


def _look_at_messages(
    threads: Threads, stream: BinaryIO, owner: Owner, options: ImportOptions, *, now: datetime
) -> _Seen:
    words = wording(owner.language)
    arrivals = message_files.read_file(threads, stream, owner, now=now)
    recognised = _unless_refused(message_files.recognised(arrivals, words))

    def look(progress: Callable[[int], None] | None) -> Survey:
        surveyed = survey_messages(threads, owner, arrivals, options.corrections, words, now=now)
        if progress is not None:
            progress(stream.seek(0, io.SEEK_END))
        return surveyed

    return _Seen(recognised, look)


def _unless_refused(recognised: Recognised) -> Recognised:
    if recognised.refusal is None:
        return recognised
    told: dict[str, object] = {"detected": {"format": recognised.source, "name": recognised.source_name}}
    if recognised.wants_mapping:
        told["columns"] = [header for header in recognised.headers if header]
    raise FileRefused(recognised.refusal, extensions=told)


def _announce(
    connection: Connection,
    account_id: UUID,
    batch_id: UUID,
    filename: str | None,
    options: ImportOptions,
    *,
    now: datetime,
) -> None:
    """The row on which the pieces hang. Until the preview is whole, it is a failed upload, in case nobody goes on."""
    connection.execute(
        insert(IMPORT_BATCH).values(
            account_id=account_id,
            id=batch_id,
            filename=_storable(filename),
            size=0,
            digest="",
            options=_packed(options),
            detected={},
            counts={},
            sample=[],
            problems=[],
            progress={},
            state=ImportState.FAILED.value,
            why=_CUT_OFF,
            rows_done=0,
            expires_at=now + import_batches.KEPT_PERIOD,
            version=1,
            created_at=now,
            updated_at=now,
        )
    )


def _keep_survey(
    connection: Connection,
    account_id: UUID,
    batch_id: UUID,
    version: int,
    recognised: Recognised,
    surveyed: Survey,
    changed: dict[str, Any],
    *,
    now: datetime,
) -> dict[str, Any]:
    kept = connection.execute(
        update(IMPORT_BATCH)
        .where(
            IMPORT_BATCH.c.account_id == account_id,
            IMPORT_BATCH.c.id == batch_id,
            IMPORT_BATCH.c.version == version,
            IMPORT_BATCH.c.state.in_((ImportState.PREVIEWED.value, ImportState.FAILED.value)),
        )
        .values(
            **changed,
            detected=import_batches.packed(recognised),
            counts=surveyed.counts,
            sample=surveyed.sample,
            problems=surveyed.problems,
            version=version + 1,
            updated_at=now,
        )
    )
    if kept.rowcount != 1:
        raise ImportNotOpen("This import was changed or confirmed in the meantime. Look at it again.")
    import_pieces.forget_pieces(connection, account_id, batch_id, "problems")
    import_pieces.store_pieces(connection, account_id, batch_id, "problems", surveyed.pieces)
    return import_batches.show(connection, account_id, batch_id)


def _packed(options: ImportOptions) -> dict[str, Any]:
    corrections = {number: json_of(dict(given)) for number, given in options.corrections.items()}
    return asdict(options) | {"mapping": dict(options.mapping), "corrections": corrections}


def _part(progress: Progress | None, size: int) -> Callable[[int], None] | None:
    if progress is None:
        return None
    return lambda done: progress(done, size)


def _storable(filename: str | None) -> str | None:
    if filename is None:
        return None
    plain = filename.replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode()
    return "".join(character for character in plain if character.isprintable())[:_LONGEST_NAME] or None
