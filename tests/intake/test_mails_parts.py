"""Mails taken apart, held against a parser of another make: the standard library's."""

import importlib.util
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest

from intake.mails.reading import content_at
from intake.mails.structure import MailRefused, take_apart
from tests.intake.mail_samples import mail_samples

SAMPLES = list(mail_samples())


def their_parts(raw: bytes) -> list[tuple[str, bytes]]:
    """Each part that holds no others, and no mail: its type and its content."""
    message = cast("EmailMessage", message_from_bytes(raw, policy=policy.default))
    waiting, parts = [message], list[tuple[str, bytes]]()
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting = [*cast("list[EmailMessage]", part.get_payload()), *waiting]
        elif not part.get_content_type().startswith("message/"):
            # One that says that it has parts, and has none, is read as text by us.
            kind = "text/plain" if part.get_content_maintype() == "multipart" else part.get_content_type()
            parts.append((kind, cast("bytes", part.get_payload(decode=True)) or b""))
    return parts


def our_parts(raw: bytes) -> list[tuple[str, bytes]]:
    leaves = take_apart(raw[content_at(raw) :]).leaves()
    return [(part.content_type, part.content()) for part in leaves if not part.content_type.startswith("message/")]


def as_said(parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [(kind, content.replace(b"\r\n", b"\n").strip()) for kind, content in parts]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_our_mails_have_the_parts_that_the_standard_library_finds(sample) -> None:
    assert as_said(our_parts(sample.raw)) == as_said(their_parts(sample.raw))


def collected() -> list[Path]:
    try:
        found = importlib.util.find_spec("test.test_email")
    except ModuleNotFoundError:
        return []
    folders = [Path(one) / "data" for one in (found.submodule_search_locations or ())] if found else []
    return sorted(path for folder in folders for path in folder.glob("msg_*.txt"))


def test_nearly_all_collected_mails_have_these_parts_too() -> None:
    # The others are broken on purpose, and may be mended in more than one way.
    paths = collected()
    if not paths:
        pytest.skip("the standard library is installed without its tests")
    same = 0
    for path in paths:
        raw = path.read_bytes()
        try:
            same += as_said(our_parts(raw)) == as_said(their_parts(raw))
        except MailRefused:
            continue
    assert same >= 0.95 * len(paths), same
