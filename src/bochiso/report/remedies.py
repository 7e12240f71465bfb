"""What the report proposes: for each deed the most that it can earn, the most useful first."""

from bochiso.compare.gains.gain import gain
from bochiso.compare.gains.opportunities import Opportunity, Prospect
from bochiso.index.model import Edition
from bochiso.measure.compute import Source, moment_of_snapshot
from bochiso.report.reasons import Remedy
from bochiso.score.snapshot import Snapshot
from bochiso.wording import capital

_MOST = 8
_NAMED = 4


def remedies_of(source: Source, edition: Edition, snapshot: Snapshot, unit: str) -> tuple[Remedy, ...]:
    """What could be done at the instant of a computed snapshot, and would raise the unit's points."""
    moment = moment_of_snapshot(snapshot)
    best: dict[str, Opportunity] = {}
    for each in gain(source, edition, moment, unit).indicators:
        for found in each.opportunities:
            known = best.get(found.key)
            single = found.prospect is Prospect.NOW and "+" not in found.key
            if single and (known is None or (known.all or 0) < (found.all or 0)):
                best[found.key] = found
    made = (Remedy(_moves(f), capital(f.title), f.number, f.all) for f in best.values() if f.all and f.all > 0)
    return tuple(sorted(made, key=lambda remedy: (-remedy.points, remedy.text))[:_MOST])


def _moves(found: Opportunity) -> str:
    """The indicators that a deed moves; a dossier that is synchronised moves so many that two stand for all."""
    if len(found.moves) <= _NAMED:
        return ", ".join(found.moves)
    return f"{', '.join(found.moves[:2])} và {len(found.moves) - 2} chỉ số khác"
