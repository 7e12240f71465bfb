"""The commands that list what stands behind a paragraph of the annex on causes."""

from dataclasses import dataclass

from bochiso.compare.change import Comparison
from bochiso.index.model import Indicator, Share
from bochiso.measure.split import Dimension
from bochiso.score.snapshot import Snapshot


@dataclass(frozen=True)
class Trace:
    """Between two snapshots, which are named by their ids: a date may have several.

    `unit` is the workspace's own province, which commands mean where no unit is named.
    """

    comparison: Comparison
    unit: str

    def total(self) -> tuple[str, ...]:
        return (_line(self._explain("--total")),)

    def indicator(self, indicator: Indicator, part: str, *, procedures: bool) -> tuple[str, ...]:
        """`part` is the unit to begin with, empty for none; `procedures` whether those were told too."""
        lines = [self._explain(f"--indicator {indicator.id}")]
        if procedures:
            lines.append(self._explain(f"--indicator {indicator.id} --by {Dimension.PROCEDURE}"))
        if self.comparison.after.computed and indicator.counting is not None:
            lines.append(self._dossiers(indicator, part))
        return tuple(map(_line, lines))

    def _explain(self, options: str) -> str:
        return f"bochiso explain {self.comparison.before.id} {self.comparison.after.id} {options}"

    def _dossiers(self, indicator: Indicator, part: str) -> str:
        """The things behind the later figure: those that are missing from a share, those counted in a number."""
        which = "missing" if isinstance(indicator.counting, Share) else "counted"
        unit = f" --unit {part}" if part not in ("", self.unit) else ""
        return f"bochiso dossiers {indicator.id}{unit} --which {which} {_moment(self.comparison.after)}"


def _moment(snapshot: Snapshot) -> str:
    """What was known then, over the same period and in the same view; what commands take for granted is left out."""
    at = str(snapshot.as_of).removesuffix("+07:00").removesuffix(":00")
    kind, view = snapshot.period.kind.value, snapshot.view
    return (
        f"--at {at}" + (f" --period {kind}" if kind != "year" else "") + (f" --view {view}" if view != "portal" else "")
    )


def _line(command: str) -> str:
    return f"Truy vết: {command}"
