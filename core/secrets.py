"""Secrets: how they are made, digested, encrypted and signed. Everything rests on one key that no database holds.

Each use has a key of its own, derived from the settings' key (HKDF, RFC 5869), so that what one use gives away is
worth nothing to another.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from core.errors import DomainError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

SECRET_BYTES = 32
"""256 bits: nobody guesses it, so that a plain SHA-256 of it is safe to store."""

SETUP_CODE_LENGTH = 12
_SETUP_CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class SecretUnreadable(DomainError):
    """What was encrypted can't be read with this key."""

    status = 503
    type = "secret-unreadable"
    title = "The secret key is another one"


class LinkInvalid(DomainError):
    """A signed link was changed, or was made for something else."""

    status = 404
    type = "link-invalid"
    title = "This link doesn't work"


class LinkExpired(DomainError):
    """A signed link is too old."""

    status = 410
    type = "link-expired"
    title = "This link has expired"


def new_secret(prefix: str) -> str:
    """A secret that is shown once: the prefix, which tells people and scanners what it is, and 256 random bits."""
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """What is stored of a secret: its SHA-256, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Keyring:
    """The keys of one service. Processes with the same settings' key understand each other."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def encrypt(self, text: str) -> str:
        """Encrypt what a row keeps but nobody who reads the database may learn (Fernet)."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, encrypted: str) -> str:
        """The text again. Raises SecretUnreadable where it was changed, or encrypted with another key."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - seven megabytes, until a secret is needed

        try:
            return self._fernet.decrypt(encrypted.encode()).decode()
        except InvalidToken:
            raise SecretUnreadable(
                "A stored secret can't be read with this REPLYBY_SECRET_KEY. Set the one that it was written with."
            ) from None

    def sign(self, purpose: str, subject: str, *, expires_at: datetime) -> str:
        """A token for a link: good for one purpose and subject, until `expires_at`; safe to stand in a URL."""
        payload = f"{int(expires_at.timestamp())}.{subject}".encode()
        return f"{_to_url(payload)}.{_to_url(self._seal(purpose, payload))}"

    def verify(self, purpose: str, token: str, *, now: datetime) -> str:
        """The subject that a token was signed for. Raises LinkInvalid and LinkExpired."""
        try:
            written, seal = (_from_url(part) for part in token.split("."))
            moment, _, subject = written.decode().partition(".")
            is_ours = hmac.compare_digest(seal, self._seal(purpose, written))
        except ValueError:
            is_ours, moment, subject = False, "", ""
        if not is_ours:
            raise LinkInvalid("This link doesn't work. Copy it whole from the message, or use the newest message.")
        if now.timestamp() >= int(moment):
            raise LinkExpired("This link has expired. Use the link of a newer message, or sign in to change it there.")
        return subject

    @cached_property
    def setup_code(self) -> str:
        """The code without which nobody from outside makes the first account; the same in every process."""
        seed = self._derive("the first account's code")
        letters = "".join(_SETUP_CODE_LETTERS[byte % len(_SETUP_CODE_LETTERS)] for byte in seed[:SETUP_CODE_LENGTH])
        return "-".join(letters[start : start + 4] for start in range(0, SETUP_CODE_LENGTH, 4))

    def is_setup_code(self, given: str) -> bool:
        """Whether it is the code, however it was typed: dashes, blanks and case don't count."""
        plain = "".join(letter for letter in given.upper() if letter.isalnum())
        return hmac.compare_digest(plain.encode(), self.setup_code.replace("-", "").encode())

    @cached_property
    def _fernet(self) -> "Fernet":
        from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

        return Fernet(base64.urlsafe_b64encode(self._derive("what rows keep encrypted")))

    def _seal(self, purpose: str, payload: bytes) -> bytes:
        return hmac.digest(self._derive(f"links: {purpose}"), payload, "sha256")

    def _derive(self, use: str) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - as above
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - as above

        return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"replyby: {use}".encode()).derive(self._key)


def _to_url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _from_url(text: str) -> bytes:
    """Exactly what `_to_url` wrote. Raises ValueError for anything else, another spelling of the same bytes too."""
    raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _to_url(raw) != text:
        raise ValueError("not as we wrote it")
    return raw
