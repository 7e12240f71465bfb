"""The counts of a figure, wherever it has any: what comparing by counts needs and no rate or score gives."""

from typing import assert_never

from bochiso.index.model import Indicator, Tally
from bochiso.measure.split import NOTHING, Counts
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value


def counts_of(indicator: Indicator, value: Value) -> Counts | None:
    """The counts, 0 of 0 where nothing of the kind was found; None where none are told. A tally's denominator is 0."""
    match value:
        case Measured(numerator=numerator, denominator=denominator):
            return Counts(numerator, denominator)
        case NotApplicable(counted=counted):
            return NOTHING if counted else None
        case Reported(count=count):
            return Counts(count) if count is not None and isinstance(indicator.counting, Tally) else None
        case NoData():
            return None
        case _:
            assert_never(value)
