"""An import's bytes in the database: compressed pieces of at most a mebibyte, so that any process can take it up."""

import io
import zlib
from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, tuple_
from sqlalchemy.sql import bindparam

from core.database import Threads
from core.vocabulary import ImportState
from models.import_batch import IMPORT_BATCH, IMPORT_PIECE

PIECE_BYTES = 1 << 20
"""How much of a file one piece holds, before it is compressed."""

PIECES_AT_ONCE = 4
"""How many pieces one transaction stores or deletes: some 20 ms of the one writer that SQLite has."""

Kind: TypeAlias = Literal["file", "problems"]

_ONE = select(IMPORT_PIECE.c.content).where(
    IMPORT_PIECE.c.account_id == bindparam("account"),
    IMPORT_PIECE.c.import_batch_id == bindparam("batch"),
    IMPORT_PIECE.c.kind == bindparam("kind"),
    IMPORT_PIECE.c.number == bindparam("number"),
)

_KEY = tuple(IMPORT_PIECE.primary_key.columns)
_NEEDED = (ImportState.PREVIEWED.value, ImportState.IMPORTING.value)


def store_file(threads: Threads, account_id: UUID, batch_id: UUID, stream: BinaryIO) -> tuple[int, str]:
    """Keep a file in short transactions, from its beginning. Returns its size, and the SHA-256 of its bytes."""
    stream.seek(0)
    digest = sha256()
    size = number = 0
    pieces: list[bytes] = []
    while raw := stream.read(PIECE_BYTES):
        digest.update(raw)
        size += len(raw)
        pieces.append(compress(raw))
        if len(pieces) == PIECES_AT_ONCE:
            threads.write(store_pieces, account_id, batch_id, "file", pieces, first=number)
            number += len(pieces)
            pieces = []
    threads.write(store_pieces, account_id, batch_id, "file", pieces, first=number)
    return size, digest.hexdigest()


def compress(raw: bytes) -> bytes:
    """A piece as it is stored: level 1 costs little, and makes a fifth of most files."""
    return zlib.compress(raw, 1)


def store_pieces(
    connection: Connection, account_id: UUID, batch_id: UUID, kind: Kind, pieces: Iterable[bytes], *, first: int = 0
) -> None:
    """Store compressed pieces, numbered from `first`."""
    rows = [
        {
            "account_id": account_id,
            "import_batch_id": batch_id,
            "kind": kind,
            "number": number,
            "content": content,
        }
        for number, content in enumerate(pieces, first)
    ]
    if rows:
        connection.execute(insert(IMPORT_PIECE), rows)


def forget_pieces(connection: Connection, account_id: UUID, batch_id: UUID, kind: Kind) -> None:
    """Delete all pieces of one kind."""
    connection.execute(
        delete(IMPORT_PIECE).where(
            IMPORT_PIECE.c.account_id == account_id,
            IMPORT_PIECE.c.import_batch_id == batch_id,
            IMPORT_PIECE.c.kind == kind,
        )
    )


def clear_needless(connection: Connection, *, now: datetime, most: int = PIECES_AT_ONCE) -> int:
    """Delete some pieces of files that nobody will read again: applied, expired, or cut off while they came in."""
    return _clear(connection, connection.execute(_needless(now).limit(most)).all())


def clear_needless_of(connection: Connection, account_id: UUID, *, now: datetime, most: int = PIECES_AT_ONCE) -> int:
    """The same, of one account's files."""
    its_own = _needless(now).where(IMPORT_PIECE.c.account_id == account_id)
    return _clear(connection, connection.execute(its_own.limit(most)).all())


def _needless(now: datetime) -> Select[Any]:
    is_needless = or_(
        IMPORT_BATCH.c.state.not_in((*_NEEDED, ImportState.FAILED.value)),
        and_(IMPORT_BATCH.c.state == ImportState.FAILED.value, IMPORT_BATCH.c.expires_at <= now),
    )
    its_import = and_(
        IMPORT_BATCH.c.account_id == IMPORT_PIECE.c.account_id, IMPORT_BATCH.c.id == IMPORT_PIECE.c.import_batch_id
    )
    return select(*_KEY).join(IMPORT_BATCH, its_import).where(IMPORT_PIECE.c.kind == "file", is_needless)


def _clear(connection: Connection, found: Sequence[Row[Any]]) -> int:
    if found:
        connection.execute(delete(IMPORT_PIECE).where(tuple_(*_KEY).in_([tuple(row) for row in found])))
    return len(found)


def problems_csv(threads: Threads, account_id: UUID, batch_id: UUID) -> Generator[bytes]:
    """The pieces of the problems' CSV, in order, each read in a short snapshot of its own."""
    number = 0
    while (piece := threads.read(_piece, account_id, batch_id, "problems", number)) is not None:
        yield piece
        number += 1


def open_file(threads: Threads, account_id: UUID, batch_id: UUID) -> BinaryIO:
    """The kept file as a seekable stream of its bytes."""
    size, pieces = threads.read(_extent, account_id, batch_id)

    def piece(number: int) -> bytes:
        content = threads.read(_piece, account_id, batch_id, "file", number)
        if content is None:
            raise FileIsGone(f"piece {number} of {pieces}")
        return content

    return io.BufferedReader(_Pieces(piece, size), PIECE_BYTES // 4)


class FileIsGone(Exception):
    """A piece of a file was deleted while it was read: the import was finished, or expired, by another process."""


def _extent(connection: Connection, account_id: UUID, batch_id: UUID) -> tuple[int, int]:
    size = select(IMPORT_BATCH.c.size).where(IMPORT_BATCH.c.account_id == account_id, IMPORT_BATCH.c.id == batch_id)
    count = (
        select(func.count())
        .select_from(IMPORT_PIECE)
        .where(
            IMPORT_PIECE.c.account_id == account_id,
            IMPORT_PIECE.c.import_batch_id == batch_id,
            IMPORT_PIECE.c.kind == "file",
        )
    )
    return connection.execute(size).scalar() or 0, connection.execute(count).scalar() or 0


def _piece(connection: Connection, account_id: UUID, batch_id: UUID, kind: Kind, number: int) -> bytes | None:
    content: bytes | None = connection.execute(
        _ONE, {"account": account_id, "batch": batch_id, "kind": kind, "number": number}
    ).scalar()
    return None if content is None else zlib.decompress(content)


class _Pieces(io.RawIOBase):
    """A file in pieces, of which the one that is being read is kept in memory."""

    def __init__(self, piece: Callable[[int], bytes], size: int) -> None:
        self._piece = piece
        self._size = size
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read again."""
        return True

    def tell(self) -> int:
        """How far it is read."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go on reading elsewhere."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Fill the buffer from the present piece; 0 at the end."""
        if self._at >= self._size:
            return 0
        number, offset = divmod(self._at, PIECE_BYTES)
        if self._held[0] != number:
            self._held = (number, self._piece(number))
        found = self._held[1][offset : offset + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)
