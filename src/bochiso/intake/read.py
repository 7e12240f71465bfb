"""Published figures from files: everything of one call joined, or every problem of every file at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bochiso.errors import BochisoError, Problem
from bochiso.intake.columns import observation_columns, report_dropped, report_missing
from bochiso.intake.context import Context, Editions
from bochiso.intake.crawled import Crawled, crawled_columns, read_crawled
from bochiso.intake.files import Form, Raw, decoded, read_raw
from bochiso.intake.gather import Pile, Reading, piles
from bochiso.intake.jsonfile import read_json
from bochiso.intake.legacy import read_legacy
from bochiso.intake.moment import asked_period, period_of, shared_instant
from bochiso.intake.naming import Directory
from bochiso.intake.notes import Notes
from bochiso.intake.observations import ObservedFile, read_observations, readings_of
from bochiso.intake.paging import missing_pages
from bochiso.intake.portal import read_answer
from bochiso.intake.portal_units import PortalUnits
from bochiso.intake.shapes import Answer, Legacy, Request, recognise
from bochiso.intake.tables import (
    Columns,
    Table,
    check_constants,
    first_recognised,
    read_sheets,
    tables_of,
    warn_unread,
)
from bochiso.score.snapshot import Origin, Snapshot, SnapshotUnit
from bochiso.time import Instant
from bochiso.units.registry import Registry, default_registry

VIEW = "portal"


@dataclass(frozen=True)
class Intake:
    """What the files of one call hold: a snapshot an instant, earliest first, and what a person should know of them."""

    snapshots: tuple[Snapshot, ...]
    warnings: tuple[str, ...]


def read_published(
    paths: Sequence[Path],
    *,
    at: Instant | None = None,
    edition: str = "",
    province: str = "",
    known: Mapping[str, SnapshotUnit] | None = None,
    registry: Registry | None = None,
) -> Intake:
    """Read published figures: answers of the portal, tables typed from papers, tables of crawlers.

    `at` is the instant of files that hold none. `province` is the code of the province whose papers are read; `known`
    maps the portal's departmentId to units known from earlier imports. Raises `BochisoError` with all problems of all
    files; nothing is read in part.
    """
    directory = Directory(registry or default_registry(), province, known or {})
    call = _Call(Context(directory, at, Editions(edition)))
    for path, place in zip(paths, _places(paths), strict=True):
        call.take(path, Notes(place))
    return call.finish()


def _places(paths: Sequence[Path]) -> list[str]:
    """The names that files go by in messages: short, unless two have the same."""
    names = [path.name for path in paths]
    return [path.name if names.count(path.name) == 1 else str(path) for path in paths]


@dataclass(frozen=True)
class _Dateless:
    """A recognised file whose figures have no instant of their own."""

    content: Answer | Legacy | tuple[Table, Crawled]
    raw: Raw
    notes: Notes


@dataclass
class _Call:
    """One call of `read_published` while its files are read."""

    context: Context
    notes: list[Notes] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dateless: list[_Dateless] = field(default_factory=list)
    observed: list[ObservedFile] = field(default_factory=list)
    requests: list[tuple[Request, Raw]] = field(default_factory=list)
    missing: dict[Instant, int] = field(default_factory=dict)
    _seen: dict[str, str] = field(default_factory=dict)

    def take(self, path: Path, notes: Notes) -> None:
        """Read one file as far as its kind allows without the others."""
        self.notes.append(notes)
        raw = read_raw(path, notes)
        if raw is None:
            return
        if raw.sha256 in self._seen:
            notes.warn(f"nội dung giống hệt {self._seen[raw.sha256]}; bỏ qua")
            return
        self._seen[raw.sha256] = notes.place
        if raw.form is Form.JSON:
            self._take_json(raw, notes)
        else:
            self._take_table(raw, notes)

    def finish(self) -> Intake:
        """Put everything together, or raise what was wrong."""
        readings = [*self._dated(), *readings_of(self.observed)]
        found = piles(readings)
        snapshots = [snapshot for instant, pile in found.items() if (snapshot := self._snapshot(instant, pile))]
        problems = [problem for notes in self.notes for problem in notes.problems.found]
        problems += [*self.context.editions.problems, *self.problems]
        if not problems and not snapshots:
            problems = [_nothing(self.notes)]
        if problems:
            raise BochisoError(dict.fromkeys(problems))
        own = [warning for notes in self.notes for warning in notes.warnings]
        joined = [warning for pile in found.values() for warning in pile.all_warnings()]
        return Intake(tuple(snapshots), tuple(dict.fromkeys([*own, *self.warnings, *joined])))

    def _take_json(self, raw: Raw, notes: Notes) -> None:
        text = decoded(raw, notes)
        document = read_json(text, notes) if text is not None else None
        content = recognise(document) if document is not None else None
        if isinstance(content, Request):
            self.requests.append((content, raw))
        elif content is not None:
            self.dateless.append(_Dateless(content, raw, notes))

    def _take_table(self, raw: Raw, notes: Notes) -> None:
        sheets = read_sheets(raw, notes)
        if sheets is None:
            return
        tables = tables_of(sheets)
        found: tuple[Table, Crawled | Columns] | None = first_recognised(tables, _columns)
        if found is None:
            report_missing(tables, notes)
            return
        table, columns = found
        warn_unread(tables, table, _columns, notes)
        check_constants(table, notes)
        if isinstance(columns, Crawled):
            self.dateless.append(_Dateless((table, columns), raw, notes))
            return
        report_dropped(table, columns, notes)
        self.observed.append(read_observations(table, columns, self.context, notes, raw.sha256))

    def _dated(self) -> Iterator[Reading]:
        """The files without an instant of their own, read at the one they share."""
        if not self.dateless:
            return
        instant = shared_instant(self.context.at, [each.notes.place for each in self.dateless], self.warnings)
        if isinstance(instant, Problem):
            self.problems.append(instant)
            return
        edition = self.context.editions.at(instant)
        if edition is None:
            return
        answers = [each.content for each in self.dateless if isinstance(each.content, Answer)]
        units = PortalUnits(answers, self.context.directory)
        for each in self.dateless:
            match each.content:
                case Answer() as answer:
                    reading = read_answer(answer, instant, edition, units, each.raw.sha256)
                    if reading is not None:
                        yield reading
                case Legacy() as legacy:
                    yield read_legacy(legacy, instant, edition, self.context.directory, each.raw.sha256)
                case (table, found):
                    yield read_crawled(table, found, instant, edition, self.context, each.notes, each.raw.sha256)
        missing = missing_pages(answers)
        self.missing[instant] = max((each.units for each in missing), default=0)
        self.warnings += [*units.warnings(), *map(str, missing)]

    def _snapshot(self, instant: Instant, pile: Pile) -> Snapshot | None:
        self.problems += pile.problems
        asked = asked_period([request for request, _ in self.requests])
        period = asked if isinstance(asked, Problem) else period_of(asked, instant)
        edition = self.context.editions.at(instant)
        if isinstance(period, Problem):
            self.problems.append(period)
            return None
        if edition is None or not pile.figures:
            return None
        origins = (*pile.origins, *(_origin(request, raw) for request, raw in self.requests))
        return Snapshot(
            as_of=instant,
            edition=edition.id,
            period=period,
            view=VIEW,
            units=tuple(pile.units.values()),
            figures=tuple(held.figure for held in pile.figures.values()),
            origins=tuple(sorted(origins, key=lambda origin: (origin.name, origin.sha256))),
            missing_units=self.missing.get(instant, 0),
        )


def _columns(table: Table) -> Crawled | Columns | None:
    return crawled_columns(table) or observation_columns(table)


def _origin(request: Request, raw: Raw) -> Origin:
    return Origin(request.notes.place, raw.sha256, "portal:request", request.document.left_over())


def _nothing(notes: Sequence[Notes]) -> Problem:
    return Problem(
        notes[0].place if len(notes) == 1 else f"{len(notes)} tệp",
        "không có số liệu nào",
        "tệp yêu cầu chỉ cho biết kỳ, không có số liệu" if notes else "chưa nêu tệp nào",
        "nêu thêm các câu trả lời của Cổng, hoặc bảng số liệu CSV, XLSX",
    )
