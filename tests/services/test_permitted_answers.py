"""Which answers an invitation takes: what is told is exactly what isn't refused."""

from datetime import UTC, datetime

import pytest

from core.errors import Conflict
from core.vocabulary import ReplyKind, Status
from services.permitted_answers import permitted, refuse_again


@pytest.mark.parametrize("has_promised", [False, True])
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("kind", [kind for kind in ReplyKind if kind is not ReplyKind.CHECK_IN])
def test_an_answer_is_told_as_permitted_exactly_where_it_is_not_refused(status, kind, has_promised):
    row = {"status": status.value, "promised_at": datetime(2026, 11, 27, 17, tzinfo=UTC) if has_promised else None}
    if kind in permitted(status.value, has_promised=has_promised):
        refuse_again(row, kind)
    else:
        with pytest.raises(Conflict):
            refuse_again(row, kind)


@pytest.mark.parametrize("status", list(Status))
def test_a_check_in_answers_nothing(status):
    assert ReplyKind.CHECK_IN not in permitted(status.value, has_promised=False)
