"""Instants and periods, local to Viet Nam. The only place that knows the calendar."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import total_ordering

VIET_NAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam keeps UTC+7 all year and has done so since 1975, so no time zone database is needed."""

_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
_COMPACT = re.compile(r"\d{14}", re.ASCII)


@total_ordering
@dataclass(frozen=True)
class Instant:
    """A day, and the time of day where the source says one. A day without a time stands for its end."""

    day: date
    at: time | None = None

    def __lt__(self, other: "Instant") -> bool:
        return (self.day, self.at or time.max) < (other.day, other.at or time.max)

    def __str__(self) -> str:
        if self.at is None:
            return self.day.isoformat()
        return datetime.combine(self.day, self.at, VIET_NAM).isoformat(timespec="seconds")

    @classmethod
    def parse(cls, text: str) -> "Instant":
        """Read `2023-08-31`, `2023-08-31T16:30`, `2023-08-31 16:30:00+07:00`, `20230831163000` or `31/8/2023`.

        Raises `ValueError` for anything else. An offset is converted to Vietnamese time.
        """
        text = text.strip()
        if match := _DAY_FIRST.fullmatch(text):
            day, month, year = map(int, match.groups())
            return cls(date(year, month, day))
        if _COMPACT.fullmatch(text):
            moment = datetime.strptime(text, "%Y%m%d%H%M%S")
            return cls(moment.date(), moment.time())
        if _DAY.fullmatch(text):
            return cls(date.fromisoformat(text))
        if not _MOMENT.match(text):
            raise ValueError(f"not an instant: {text!r}")
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(VIET_NAM)
        return cls(moment.date(), moment.time().replace(microsecond=0))


INSTANT_EXAMPLES = "2023-08-31, 2023-08-31T16:30 hoặc 31/8/2023"


class PeriodKind(StrEnum):
    """The three spans the portal offers, each to date."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True)
class Period:
    """A year, quarter or month; `part` is the quarter (1 to 4) or month (1 to 12), 0 for a year."""

    kind: PeriodKind
    year: int
    part: int = 0

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.year}"
            case PeriodKind.QUARTER:
                return f"{self.year}-Q{self.part}"
            case PeriodKind.MONTH:
                return f"{self.year}-{self.part:02}"

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2023`, `2023-Q3` or `2023-08`. Raises `ValueError` for anything else."""
        match = _PERIOD.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a period: {text!r}")
        year, quarter, month = match.groups()
        if quarter:
            return cls(PeriodKind.QUARTER, int(year), int(quarter))
        if month:
            return cls(PeriodKind.MONTH, int(year), int(month))
        return cls(PeriodKind.YEAR, int(year))

    @classmethod
    def containing(cls, kind: PeriodKind, day: date) -> "Period":
        """The period of this kind that `day` lies in."""
        part = {PeriodKind.YEAR: 0, PeriodKind.QUARTER: (day.month + 2) // 3, PeriodKind.MONTH: day.month}[kind]
        return cls(kind, day.year, part)


EPOCH = datetime(2000, 1, 1)
"""Facts are stored as whole seconds and whole days since this local midnight."""

DAY_SECONDS = 86_400


def second_of(instant: Instant) -> int:
    """Whole seconds from `EPOCH` to the instant; a day without a time of day gives its last second."""
    moment = datetime.combine(instant.day, instant.at or time(23, 59, 59))
    return int((moment - EPOCH).total_seconds())


def moment_of(second: int) -> Instant:
    """The instant that `second_of` counted, always with its time of day."""
    moment = EPOCH + timedelta(seconds=second)
    return Instant(moment.date(), moment.time())


def day_number(day: date) -> int:
    """Whole days from `EPOCH` to the day."""
    return (day - EPOCH.date()).days


def numbered_day(number: int) -> date:
    """The day that `day_number` counted."""
    return EPOCH.date() + timedelta(days=number)


def now() -> Instant:
    """This instant in Viet Nam, to the second. Nothing else asks the machine for the time."""
    moment = datetime.now(VIET_NAM).replace(microsecond=0, tzinfo=None)
    return Instant(moment.date(), moment.time())
