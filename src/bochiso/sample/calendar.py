"""The working days on which a sample province receives and ends dossiers."""

from datetime import date, timedelta

from bochiso.workdays import is_working

UNIX = date(1970, 1, 1)


def working_days(first: date, last: date) -> tuple[date, ...]:
    """The working days from `first` to `last`, both included."""
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(filter(is_working, span))


def unix_day(day: date) -> int:
    """Days since 1970, from which the statements make their timestamps."""
    return (day - UNIX).days
