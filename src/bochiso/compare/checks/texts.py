"""What the checks share: the scored units at both instants, and figures as text."""

from collections.abc import Iterator
from decimal import Decimal

from bochiso.compare.change import Change, Comparison
from bochiso.compare.quantity import Quantity
from bochiso.exact import digits_of
from bochiso.index.model import Edition
from bochiso.score.snapshot import Snapshot
from bochiso.score.tally import ScoredUnit
from bochiso.wording import decimal_text, signed_text

PORTAL = "đơn vị vận hành Cổng Dịch vụ công quốc gia (Cục Kiểm soát TTHC, Văn phòng Chính phủ)"

Side = tuple[Edition, Snapshot, ScoredUnit]


def snapshots_of(comparison: Comparison) -> tuple[Snapshot, ...]:
    """Both snapshots, or the one that is compared with itself."""
    same = comparison.before is comparison.after
    return (comparison.after,) if same else (comparison.before, comparison.after)


def sides(comparison: Comparison) -> Iterator[Side]:
    """Every unit at every instant at which it is there, as its source gives it; one beside itself counts once."""
    twice = len(snapshots_of(comparison)) == 2
    for unit in comparison.units:
        before, after = comparison.as_given(unit)
        if before and twice:
            yield comparison.edition_before, comparison.before, before
        if after:
            yield comparison.edition, comparison.after, after


def score_text(value: Decimal) -> str:
    """A figure with the decimals it was printed with."""
    return decimal_text(value, digits_of(value))


def move_text(change: Change) -> str:
    """`90,19 → 94,97 (+4,78 điểm %)`."""
    assert isinstance(change.before, Quantity) and isinstance(change.after, Quantity) and change.value is not None
    before = decimal_text(change.before.printed, change.digits)
    after = decimal_text(change.after.printed, change.digits)
    return f"{before} → {after} ({signed_text(change.value, change.digits)} {change.unit})"
