"""Reconciliations as JSON, CSV, terminal tables and lists: what `reconcile` prints."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from bochiso.compare.counted import counts_of
from bochiso.compare.portal.ask import Pair
from bochiso.compare.portal.causes import TITLES, Cause, Explained
from bochiso.compare.portal.reconcile import Component, Reconciled, Reconciliation
from bochiso.exact import Tie, rounded
from bochiso.index.model import Edition, Indicator, Tally
from bochiso.measure.seen import Told
from bochiso.measure.split import NOTHING, Counts
from bochiso.score.snapshot import Snapshot, state_of
from bochiso.score.tally import Points, ScoredIndicator
from bochiso.time import moment_of
from bochiso.view.console import Grid
from bochiso.view.rows import cell_instant
from bochiso.view.scores import Json, points_text, rate_text
from bochiso.view.traces import VIEW_TITLES, ListColumn
from bochiso.wording import MISSING, UNCHANGED, decimal_text, instant_text, integer_text, period_text, signed_text

LISTED_COLUMNS = (
    ListColumn("Mã hồ sơ", 30),
    ListColumn("Mã đơn vị", 14),
    ListColumn("Tên đơn vị", 34, in_files=True),
    ListColumn("Mã TTHC", 12),
    ListColumn("Ghi nhận", 20),
    ListColumn("Đồng bộ", 20),
    ListColumn("Lý do", 70),
)
"""The columns of the list of a cause's dossiers; `listed_rows` gives the rows."""

CAUSE_COLUMNS = tuple(
    ListColumn(title, width)
    for title, width in (
        ("Mã đơn vị", 14), ("Đơn vị", 34), ("Mã", 8), ("Chỉ số", 50),
        ("Tử số công bố", 12), ("Mẫu số công bố", 12), ("Điểm công bố", 10),
        ("Tử số tính", 12), ("Mẫu số tính", 12), ("Điểm tính", 10),
        ("Nguyên nhân", 34), ("Tử số lệch", 12), ("Mẫu số lệch", 12), ("Số hồ sơ", 10), ("Ghi chú", 70),
    )
)  # fmt: skip
"""The columns of the causes; `cause_rows` gives the rows."""


def reconciliation_json(found: Reconciliation) -> Json:
    """The contract of `reconcile`: counts are whole numbers, rates and points exact decimals in strings, or null."""
    edition = found.pair.edition
    return {
        "published": _snapshot_json(found.pair.published),
        "computed": _snapshot_json(found.pair.computed),
        "edition": edition.id,
        "units": [_unit_json(edition, unit) for unit in found.units],
        "only_published": [{"code": code, "name": name} for code, name in found.only_published],
        "only_computed": [{"code": code, "name": name} for code, name in found.only_computed],
        "flags": [
            {"unit": each.unit, "id": each.item, "code": each.flag.code, "message": each.flag.message}
            for each in found.flags
        ],
        "warnings": list(found.warnings),
    }


def _snapshot_json(snapshot: Snapshot) -> Json:
    return {
        "snapshot": snapshot.id,
        "as_of": str(snapshot.as_of),
        "period": str(snapshot.period),
        "view": snapshot.view,
    }


def _unit_json(edition: Edition, unit: Reconciled) -> Json:
    return {
        "code": unit.code,
        "name": unit.name,
        "total": {
            "published": points_text(unit.published.total.value),
            "computed": points_text(unit.computed.total.value),
            "difference": points_text(_apart(unit.published.total, unit.computed.total)),
        },
        "components": [_component_json(edition, each) for each in unit.components],
    }


def _component_json(edition: Edition, each: Component) -> Json:
    tally = isinstance(each.indicator.counting, Tally)
    difference = each.difference
    return {
        "id": each.indicator.id,
        "title": each.indicator.title,
        "published": _side_json(edition, each.indicator, each.published),
        "computed": _side_json(edition, each.indicator, each.computed),
        "difference": {
            "numerator": difference.numerator if difference else None,
            "denominator": difference.denominator if difference and not tally else None,
            "rate": _rate_difference(each),
            "points": points_text(each.points),
        },
        "causes": [_cause_json(cause, tally=tally) for cause in each.causes],
    }


def _side_json(edition: Edition, indicator: Indicator, scored: ScoredIndicator) -> Json:
    counts = counts_of(indicator, scored.value)
    return {
        "numerator": counts.numerator if counts else None,
        "denominator": counts.denominator if counts and not isinstance(indicator.counting, Tally) else None,
        "rate": rate_text(edition, scored),
        "points": points_text(scored.points.value) if indicator.scored else None,
        "state": state_of(scored.value),
    }


def _cause_json(cause: Explained, *, tally: bool) -> Json:
    return {
        "cause": cause.cause.value,
        "title": TITLES[cause.cause],
        "numerator": cause.numerator,
        "denominator": None if tally else cause.denominator,
        "dossiers": cause.dossiers,
        "note": cause.note or None,
    }


def _rate_difference(each: Component) -> str | None:
    """In percentage points, at four digits: exact enough to read, where the counts beside it are exact."""
    published, computed = each.published.rate, each.computed.rate
    return None if published is None or computed is None else str(rounded((published - computed) * 100, 4, Tie.UP))


def _apart(published: Points, computed: Points) -> Decimal | None:
    return None if published.value is None or computed.value is None else published.value - computed.value


def summary(found: Reconciliation) -> str:
    """What is set side by side, in one sentence."""
    return (
        f"{_said(found.pair)}; {integer_text(len(found.units))} đơn vị; "
        f"{integer_text(sum(each.differs for unit in found.units for each in unit.components))} chỉ số khác nhau"
    )


def _said(pair: Pair) -> str:
    published, computed = pair.published, pair.computed
    return (
        f"Công bố: {published.id}, {instant_text(published.as_of)}; tính từ sổ hồ sơ: {computed.id}, "
        f"{instant_text(computed.as_of)}, {VIEW_TITLES[computed.view]}; kỳ: {period_text(published.period)}; "
        f"phiên bản: {published.edition}"
    )


def list_summary(pair: Pair, cause: Cause, unit: str, number: int) -> str:
    """What a list of dossiers is, in one sentence."""
    title = "hồ sơ có thay đổi ghi nhận sau lần đồng bộ gần nhất" if cause is Cause.STALE else TITLES[cause]
    return f"{integer_text(number)} {title}; đơn vị: {unit or pair.root}; {_said(pair)}"


def listed_rows(rows: Iterable[Told], names: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """A row for each dossier, in the order of `LISTED_COLUMNS`; `names` are those of units."""
    for each in rows:
        instants = (cell_instant(each.recorded_at), cell_instant(each.synced_at))
        yield (each.code, each.unit, names.get(each.unit, ""), each.procedure, *instants, each.reason)


def listed_json(rows: Iterable[Told], names: dict[str, str]) -> list[Json]:
    """The same as records."""
    return [
        {
            "code": each.code,
            "unit": each.unit,
            "unit_name": names.get(each.unit, ""),
            "procedure": each.procedure,
            "recorded_at": str(moment_of(each.recorded_at)),
            "synced_at": None if each.synced_at is None else str(moment_of(each.synced_at)),
            "reason": each.reason,
        }
        for each in rows
    ]


def cause_rows(found: Reconciliation) -> Iterator[tuple[str, ...]]:
    """A row for each cause, one for a component without any, in the order of `CAUSE_COLUMNS`."""
    for unit in found.units:
        for each in unit.components:
            sides = (*_cells(each, each.published), *_cells(each, each.computed))
            head = (unit.code, unit.name, each.indicator.id, each.indicator.title, *sides)
            for cause in each.causes or (None,):
                yield (*head, *_cause_cells(cause))


def _cells(each: Component, side: ScoredIndicator) -> tuple[str, str, str]:
    counts = counts_of(each.indicator, side.value)
    shown = ("", "") if counts is None else (str(counts.numerator), str(counts.denominator))
    return *shown, (points_text(side.points.value) or "") if each.indicator.scored else ""


def _cause_cells(cause: Explained | None) -> tuple[str, ...]:
    if cause is None:
        return ("",) * 5
    dossiers = "" if cause.dossiers is None else str(cause.dossiers)
    return TITLES[cause.cause], str(cause.numerator), str(cause.denominator), dossiers, cause.note


def reconciliation_grids(found: Reconciliation, chosen: str) -> list[Grid]:
    """For the terminal: the causes of the chosen unit, and the other units in short."""
    grids = [_unit_grid(unit) for unit in found.units if unit.code == chosen or len(found.units) == 1]
    others = [unit for unit in found.units if unit.code != chosen]
    if others and len(found.units) > 1:
        grids.append(_units_grid(others))
    return grids


def _unit_grid(unit: Reconciled) -> Grid:
    rows = []
    for each in unit.components:
        if not each.differs and not any(cause.cause is Cause.DEFINITION for cause in each.causes):
            continue
        sides = (_counted(each, each.published), _counted(each, each.computed))
        rows.append((each.indicator.id, each.indicator.title, *sides, _difference(each), _signed(each.points), ""))
        for cause in each.causes:
            counts = Counts(cause.numerator, cause.denominator)
            change = "" if counts == NOTHING else _change(counts)
            dossiers = "" if cause.dossiers is None else f"{integer_text(cause.dossiers)} hồ sơ"
            rows.append(("", f"  – {TITLES[cause.cause]}", dossiers, "", change, "", cause.note))
    same = sum(not each.differs for each in unit.components)
    note = f"{integer_text(same)} chỉ số có số đếm và điểm bằng nhau." if same else ""
    heading = ("Mã", "Nội dung", "Công bố", "Tính từ sổ", "Lệch tử/mẫu", "Lệch điểm", "Ghi chú")
    return Grid(f"Đối chiếu của {unit.name}", heading, tuple(rows), left=2, note=note)


def _units_grid(units: list[Reconciled]) -> Grid:
    rows = [
        (
            unit.code,
            unit.name,
            *(
                MISSING if p is None else decimal_text(p, 2)
                for p in (unit.published.total.value, unit.computed.total.value)
            ),
            _signed(_apart(unit.published.total, unit.computed.total)),
            ", ".join(each.indicator.id for each in unit.components if each.differs) or MISSING,
        )
        for unit in units
    ]
    heading = ("Mã", "Đơn vị", "Điểm công bố", "Điểm tính", "Lệch", "Chỉ số khác nhau")
    return Grid("Các đơn vị", heading, tuple(rows), left=2, note="Nguyên nhân của một đơn vị: thêm --unit MÃ.")


def _counted(each: Component, side: ScoredIndicator) -> str:
    counts = counts_of(each.indicator, side.value)
    if counts is None:
        return MISSING if side.rate is None else f"{decimal_text(rounded(side.rate * 100, 2, Tie.UP), 2)} %"
    if isinstance(each.indicator.counting, Tally):
        return integer_text(counts.numerator)
    return f"{integer_text(counts.numerator)}/{integer_text(counts.denominator)}"


def _difference(each: Component) -> str:
    if each.difference is not None:
        return _change(each.difference)
    rate = _rate_difference(each)
    return MISSING if rate is None else f"{signed_text(Decimal(rate), 2)} điểm %"


def _change(counts: Counts) -> str:
    return "/".join(signed_text(Decimal(number), 0) for number in (counts.numerator, counts.denominator))


def _signed(value: Decimal | None) -> str:
    if value is None:
        return MISSING
    return signed_text(value, 2) if value else UNCHANGED
