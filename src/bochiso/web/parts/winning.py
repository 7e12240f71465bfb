"""What would win points back at an instant, found once for all parts that tell of it."""

from typing import TYPE_CHECKING

from bochiso.score.tally import ScoredUnit
from bochiso.web.picture import Picture, computed_anew
from bochiso.web.workbench import Workbench

if TYPE_CHECKING:
    from bochiso.compare.gains.gain import Gain

LEDGER_NEEDED = "số liệu này do nguồn công bố, không có từng hồ sơ để biết việc nào lấy lại được điểm"
"""Why there are no deeds for figures that were published."""


def gain_of(bench: Workbench, now: Picture, unit: ScoredUnit) -> "Gain":
    """What the unit can win at the moment of a computed picture, without a target."""
    from bochiso.compare.gains.gain import gain
    from bochiso.measure.compute import Computed

    def make() -> "Gain":
        anew = computed_anew(bench, now)
        made = Computed(anew.snapshot, anew.warnings)
        return gain(bench.source, now.edition, now.moment, unit.unit.code, made=made)

    key = "gain", now.moment, now.edition.id, unit.unit.code, bench.known(now.snapshot.as_of)
    return bench.kept(key, make)
