"""From leaves to the answer, the same for every peer: marks, tree, distinct procedures and services, in small SQL."""

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from bochiso.index.model import Share
from bochiso.measure.catalogue import PROCEDURE_WORDS, level_of
from bochiso.measure.compute import Known
from bochiso.measure.figures import marks_by_level
from bochiso.measure.scope import Scopes
from bochiso.measure.words import HAVING
from peers.question import COUNTS, Question, Row

THINGS = {"3.2": "online", "3.5a": "fee_due", "3.5b": "paid", "4.5a": "population"}
"""Items that count procedures or services with a dossier of a kind, and the count that tells of one."""

SHARES = {
    "2.1": ("on_time", "seen"),
    "3.3": ("CASE WHEN paper THEN online_result ELSE online END", "seen"),
    "3.4": ("seen - online", "seen"),
    "3.6": ("CASE WHEN fee THEN not_zero_paid ELSE 0 END", "CASE WHEN fee THEN not_zero ELSE 0 END"),
    "4.1": ("CASE WHEN paper THEN result ELSE 0 END", "CASE WHEN paper THEN seen ELSE 0 END"),
    "4.2": ("CASE WHEN paper THEN component_result ELSE component END", "seen"),
    "4.3": ("reused", "seen"),
    "4.4": ("from_store", "seen"),
    "4.5b": ("population", "seen"),
    "5.4": ("on_time - complained", "seen"),
    "1.4": ("seen", "held"),
}
"""Numerator and denominator of the items that are sums over leaves."""


class Rollup:
    """Made once; `rows` is what is measured."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._connection = duckdb.connect()
        self._whole: list[dict[tuple[str, str], int]] = []
        for number, known in enumerate(question.known):
            self._keep(number, known)

    def _keep(self, number: int, known: Known) -> None:
        marks = marks_by_level(known.catalogue, known.moment)
        units = known.tree.units
        paired: list[tuple[str | bool, ...]] = [
            (code, procedure, *found)
            for code, unit in units.items()
            for (procedure, level), found in marks.items()
            if level == level_of(unit.kind)
        ]
        self._table(f"marks{number}", ("unit", "procedure", "paper", "fee"), paired)
        chains = [(leaf, node) for leaf in units for node in known.tree.chain(leaf)]
        self._table(f"chains{number}", ("unit", "node"), chains)
        things = [*_services(known), *_procedures(self._question, known)]
        self._table(f"things{number}", ("item", "node", "thing", "procedure"), things)
        whole: dict[tuple[str, str], set[str]] = {}
        for item, node, thing, _ in things:
            whole.setdefault((item, node), set()).add(thing)
        self._whole.append({key: len(found) for key, found in whole.items()})

    def _table(self, name: str, columns: tuple[str, ...], rows: Sequence[tuple[str | bool, ...]]) -> None:
        values = [pa.array(list(each)) for each in zip(*rows, strict=True)]
        self._connection.register(f"{name}_given", pa.table(values, names=list(columns)))
        self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_given")

    def rows(self, leaves: pa.Table) -> Iterator[Row]:
        """The answer that these leaves come to."""
        self._connection.register("leaves", leaves)
        for number, known in enumerate(self._question.known):
            yield from self._sums(number, known)
            yield from self._distinct(number)

    def _sums(self, number: int, known: Known) -> Iterator[Row]:
        named = ", ".join(f"{name}{number} AS {name}" for name in COUNTS)
        sums = ", ".join(f"sum({a})::BIGINT, sum({b})::BIGINT" for a, b in SHARES.values())
        found = self._connection.execute(f"""
            SELECT node, {sums} FROM (
                SELECT unit, {named}, coalesce(paper, false) AS paper, coalesce(fee, false) AS fee
                FROM leaves LEFT JOIN marks{number} USING (unit, procedure)
            ) JOIN chains{number} USING (unit) GROUP BY node
        """).fetchall()
        for node, *values in found:
            for item, numerator, denominator in zip(SHARES, values[::2], values[1::2], strict=True):
                whole = denominator
                if item == "1.4":
                    whole = max(denominator, known.totals.of(node) or 0) or known.totals.stand_in(node)
                if whole:
                    yield number, node, item, max(0, numerator), whole

    def _distinct(self, number: int) -> Iterator[Row]:
        sums = ", ".join(f"sum({name}{number}) > 0 AS {name}" for name in set(THINGS.values()))
        holds = " ".join(f"WHEN item = '{item}' THEN {name}" for item, name in THINGS.items())
        found = self._connection.execute(f"""
            SELECT item, node, count(DISTINCT thing) FROM (
                SELECT node, procedure, {sums} FROM leaves JOIN chains{number} USING (unit) GROUP BY node, procedure
            ) JOIN things{number} USING (node, procedure) WHERE CASE {holds} END GROUP BY item, node
        """).fetchall()
        used = {(item, node): count for item, node, count in found}
        for (item, node), whole in self._whole[number].items():
            yield number, node, item, used.get((item, node), 0), whole


def _services(known: Known) -> Iterator[tuple[str, str, str, str]]:
    for service in known.catalogue.services:
        if service.offered:
            for node in known.tree.chain(service.unit):
                yield "3.2", node, service.code, service.procedure


def _procedures(question: Question, known: Known) -> Iterator[tuple[str, str, str, str]]:
    scopes = Scopes(known.tree, known.catalogue.procedures)
    for item in (each for each in question.edition.indicators if each.id in THINGS and each.id != "3.2"):
        assert isinstance(item.counting, Share)
        words = [word for word in item.counting.among if word not in HAVING]
        for node, unit in known.tree.units.items():
            for code, rows in scopes.rows(scopes.scope_of(unit)).items():
                if all(PROCEDURE_WORDS[word].holds(rows, known.moment) for word in words):
                    yield item.id, node, code, code
