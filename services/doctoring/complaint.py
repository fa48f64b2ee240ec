"""What the doctor says of one thing."""

from dataclasses import dataclass
from enum import StrEnum


class Area(StrEnum):
    """Where something is wrong."""

    SETTINGS = "settings"
    FILES = "files"
    DATABASE = "database"
    WORK = "work"
    ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, in a sentence, and what to do.

    `is_wrong` is False for what an operator should know of and needn't mend: a person sees it, or it may be meant so.
    """

    area: Area
    what: str
    remedy: str
    is_wrong: bool = True
