"""Why a delivery failed, as far as the ledger and the person are told: a classified sentence, never what was said."""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from core.errors import DomainError
from notifications.channel import DeliveryFailed, FailureCode

log = structlog.stdlib.get_logger(__name__)

LONGEST_SENTENCE = 300
"""What the ledger's column holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a delivery failed. `sentence` never repeats what the other side said, an address or a secret."""

    code: FailureCode
    sentence: str
    is_permanent: bool = False
    disables_channel: bool = False
    retry_after: timedelta | None = None


def failure_of(problem: Exception) -> Failure:
    """Classify whatever a delivery raised. What nobody foresaw is logged, and told as that."""
    if isinstance(problem, DeliveryFailed):
        return Failure(
            code=problem.code,
            sentence=problem.sentence[:LONGEST_SENTENCE],
            is_permanent=problem.is_permanent,
            disables_channel=problem.disables_channel,
            retry_after=problem.retry_after,
        )
    if isinstance(problem, DomainError):
        return Failure(code=FailureCode.NOT_SET_UP, sentence=problem.detail[:LONGEST_SENTENCE])
    log.error("A delivery failed in an unexpected way", exc_info=problem)
    return Failure(
        code=FailureCode.INTERRUPTED, sentence="Something unexpected happened here; the server's log has the details."
    )
