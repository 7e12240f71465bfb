"""A page of the list behind a figure is the very piece of the whole list, in the same order, with the same number."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from bochiso.index.load import edition_named
from bochiso.measure.compute import Source, moment_at
from bochiso.measure.deciding import Which
from bochiso.measure.trace import trace, trace_page
from bochiso.measure.trace_ask import Request, unit_of
from bochiso.time import Instant, PeriodKind
from bochiso.workspace.computing import source_of
from bochiso.workspace.opened import opened

AT = Instant.parse("2023-08-31T16:30")


@pytest.fixture(scope="module")
def source(sample_workspace: Path) -> Iterator[Source]:
    with opened(sample_workspace) as place, source_of(place) as found:
        yield found


def request_of(source: Source, item: str, unit: str, which: Which) -> Request:
    edition = edition_named("766/portal-2022")
    indicator = edition.indicator(item)
    assert indicator is not None
    return Request(edition, indicator, unit_of(source, AT.day, unit), moment_at(AT, PeriodKind.YEAR, "portal"), which)


@pytest.mark.parametrize(
    ("item", "unit", "which"),
    [
        ("2.1", "", Which.MISSING),  # dossiers of the portal
        ("1.2", "H55:huyen-dai-tu", Which.MISSING),  # dossiers of the province, also those that the portal never saw
        ("2.1", "H55:huyen-dai-tu", Which.EXCLUDED),
        ("1.1", "", Which.COUNTED),  # procedures
    ],
)
def test_a_page_is_a_piece_of_the_list(source: Source, item: str, unit: str, which: Which) -> None:
    request = request_of(source, item, unit, which)
    whole = trace(source, request)
    rows = list(islice(whole.rows, 130))
    assert len(rows) > 60, "too few to turn a page"
    found = [trace_page(source, request, whole.value, offset, 50) for offset in (0, 50)]
    assert {each.count for each in found} == {whole.count}
    assert [row for each in found for row in each.rows] == rows[:100]
    assert all(set(each.notes) <= set(whole.notes) for each in found)


def test_beyond_the_end_there_is_nothing_but_the_number(source: Source) -> None:
    request = request_of(source, "2.1", "", Which.MISSING)
    value = trace(source, request).value
    page = trace_page(source, request, value, 10_000_000, 50)
    assert (page.count > 0, list(page.rows)) == (True, [])
