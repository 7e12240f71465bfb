"""Contradictions as parts show them: by how grave they are, in words that say what to do."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bochiso.compare.checks.findings import Finding, Severity
from bochiso.score.snapshot import Snapshot
from bochiso.view.findings import finding_json
from bochiso.view.scores import csv_text
from bochiso.web.part import Json

MOST = 60
"""Contradictions of one gravity that a page holds; all of them are in the files."""

UNFOLDED = 8
"""Those of them that are seen at once."""

_MEANS = {
    Severity.ERROR: ("✕", "bad", "hai số không thể cùng đúng: đối chiếu với nơi có số gốc trước khi dùng"),
    Severity.ASK: ("?", "asked", "có thể đúng, nhưng phải có người giải thích được"),
    Severity.NOTE: ("●", "same", "do làm tròn, hoặc do chính nguồn đánh dấu"),
}


@dataclass(frozen=True)
class Group:
    """The contradictions of one gravity; `more` are not listed. `mark` and `kind` never stand without the title."""

    severity: Severity
    mark: str
    kind: str
    meaning: str
    listed: tuple[Finding, ...]
    number: int

    @property
    def shown(self) -> tuple[Finding, ...]:
        """Seen at once: one that alone would be folded is seen as well."""
        return self.listed if len(self.listed) <= UNFOLDED + 1 else self.listed[:UNFOLDED]

    @property
    def folded(self) -> tuple[Finding, ...]:
        return self.listed[len(self.shown) :]

    @property
    def more(self) -> int:
        return self.number - len(self.listed)


def grouped(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """The gravest first; a gravity without any is left out."""
    return tuple(_groups(findings))


def _groups(findings: Sequence[Finding]) -> Iterator[Group]:
    for severity in Severity:
        mine = tuple(finding for finding in findings if finding.severity is severity)
        if mine:
            yield Group(severity, *_MEANS[severity], mine[:MOST], len(mine))


def findings_csv(findings: Sequence[Finding]) -> str:
    """One row a contradiction."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("mã", "mức", "tiêu đề", "số liệu", "quy tắc", "cần làm"))
    writer.writerows([csv_text(text) for text in finding_json(finding).values()] for finding in findings)
    return out.getvalue()


def side_json(snapshot: Snapshot) -> Json:
    """One of two snapshots, as comparisons print it."""
    return {
        "snapshot": snapshot.id,
        "as_of": str(snapshot.as_of),
        "edition": snapshot.edition,
        "period": str(snapshot.period),
        "view": snapshot.view,
    }
