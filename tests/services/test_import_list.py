"""What stands in the list of imports: whatever somebody may still go on with, or take back."""

import io
from datetime import timedelta

import pytest

from core.vocabulary import ImportState
from services.identity import accounts
from services.imports import import_batches, import_pieces, importing, previewing
from services.imports.previewing import ImportOptions

FILE = b"company,received at\r\nAcme,2026-11-20\r\n"


class _Unreadable(io.BytesIO):
    """A file that can be looked at, and not be read to its end."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size == import_pieces.PIECE_BYTES:
            raise OSError("Input/output error")
        return super().read(size)


def test_an_import_that_failed_half_way_stays_in_the_list_to_be_undone(database, ada, clock) -> None:
    shown = previewing.preview(
        database, ada.owner, io.BytesIO(FILE), filename="f.csv", options=ImportOptions(), now=clock()
    )
    database.threads.write(importing.confirm, ada.id, shown["id"], now=clock())
    for _ in range(import_batches.MOST_ATTEMPTS + 1):
        now = clock() + import_batches.LEASE + timedelta(seconds=1)
        database.threads.write(import_batches.claim, ada.id, shown["id"], ImportState.IMPORTING, now=clock.set(now))
    (listed,) = database.threads.read(import_batches.list_latest, ada.id)
    assert (listed["id"], listed["state"]) == (shown["id"], ImportState.FAILED)


@pytest.mark.parametrize(("language", "why"), [("en", "It stopped three times"), ("de", "Der Import ist dreimal")])
def test_an_import_that_failed_says_so_in_the_language_of_the_account(database, ada, clock, language, why) -> None:
    database.threads.write(accounts.edit_profile, ada.id, {"language": language}, now=clock())
    shown = previewing.preview(
        database, ada.owner, io.BytesIO(FILE), filename="f.csv", options=ImportOptions(), now=clock()
    )
    database.threads.write(importing.confirm, ada.id, shown["id"], now=clock())
    for _ in range(import_batches.MOST_ATTEMPTS + 1):
        now = clock() + import_batches.LEASE + timedelta(seconds=1)
        database.threads.write(import_batches.claim, ada.id, shown["id"], ImportState.IMPORTING, now=clock.set(now))
    assert database.threads.read(import_batches.show, ada.id, shown["id"])["why"].startswith(why)


def test_an_upload_that_was_cut_off_is_not_listed(database, ada, clock) -> None:
    with pytest.raises(OSError, match="Input/output"):
        previewing.preview(
            database, ada.owner, _Unreadable(FILE), filename="f.csv", options=ImportOptions(), now=clock()
        )
    assert database.threads.read(import_batches.list_latest, ada.id) == []
