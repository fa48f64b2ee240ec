"""What a rule hands to the review: which case, where, and words for its suggestion."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """A case of a rule seen at a span of the folded text; `fields` fill `{name}` in the wording."""

    case: str
    start: int
    end: int
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
