"""What proves who asks. Only SHA-256 digests of secrets are stored: to read these tables is not to be let in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import SQLModel

from models.columns import json, key, owner, table_of, text


class Session(SQLModel, table=True):
    """A browser that is signed in."""

    __table_args__ = (
        Index("uq_session_digest", "digest", unique=True),
        Index("ix_session_account_id", "account_id"),
        Index("ix_session_expires_at", "expires_at"),
    )

    id: UUID = key()
    account_id: UUID = owner()
    digest: str = text(64)
    user_agent: str | None = text(300, default=None)
    address: str | None = text(64, default=None)
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


class ApiToken(SQLModel, table=True):
    """A program that may act for the account, within its scopes."""

    __tablename__ = "api_token"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("uq_api_token_digest", "digest", unique=True),
        Index("ix_api_token_account_id", "account_id"),
    )

    id: UUID = key()
    account_id: UUID = owner()
    name: str = text(100)
    digest: str = text(64)
    scopes: list[str] = json()
    created_at: datetime
    last_used_at: datetime | None = None
    expires_at: datetime | None = None


class SignInAttempt(SQLModel, table=True):
    """One guess at a password. `subject` is a digest of the account's e-mail address or of the network address."""

    __tablename__ = "sign_in_attempt"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_sign_in_attempt_subject", "subject", "at"), Index("ix_sign_in_attempt_at", "at"))

    id: UUID = key()
    subject: str = text(64)
    at: datetime


SESSION = table_of(Session)
API_TOKEN = table_of(ApiToken)
SIGN_IN_ATTEMPT = table_of(SignInAttempt)
