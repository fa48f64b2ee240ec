"""The date columns of one file, each with its decided order and with what a date without a time means there."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from intake.date_order import DATE_FIELDS
from intake.dates import MIDDAY, START_OF_DAY, DateColumn, Dated
from intake.options import ReadOptions, Recognised

_TIME_OF_DAY = {"received_at": START_OF_DAY, "saved_at": START_OF_DAY, "answered_at": MIDDAY}
"""`respond_by` and `interview_at` stay dates: the first means its whole day, the second deserves a warning."""


class DateColumns:
    """Reads dates by field. A column that nothing decided goes by the others, the option or the place."""

    def __init__(self, recognised: Recognised, options: ReadOptions) -> None:
        self._zone: ZoneInfo = options.zone
        orders = {order.field: order for order in recognised.date_orders}
        agreed = {order.day_first for order in recognised.date_orders}
        usual = options.local_day_first if options.day_first is None else options.day_first
        fallback = agreed.pop() if len(agreed) == 1 else usual
        self._readers = {
            field: DateColumn(
                zone=options.zone,
                day_first=orders[field].day_first if field in orders else fallback,
                is_mixed=field in orders and orders[field].is_mixed,
                time_of_day=_TIME_OF_DAY.get(field),
            ).read
            for field in DATE_FIELDS
        }

    def read(self, field: str, cell: str) -> Dated:
        """What a cell of this field's column says."""
        return self._readers[field](cell)

    def in_the_morning(self, on: date) -> datetime:
        """The start of a working day, local to the account, as an instant."""
        return datetime.combine(on, START_OF_DAY, tzinfo=self._zone).astimezone(UTC)
