"""The indicators of each edition, bound to what the oracle counts for them. Read it beside the edition files."""

from collections.abc import Callable, Iterable

from oracle import FULL, ONLINE, PARTIAL, RULES, STAFF, Oracle, Share
from records import Dossier, Procedure

Question = Callable[[Oracle, str], Share | int]


def dossiers(
    that: Callable[[Oracle, Dossier], bool], among: Callable[[Oracle, Dossier], bool] | None = None
) -> Question:
    """Of a unit's dossiers that are `among`, those that are `that`."""

    def share(oracle: Oracle, unit: str) -> Share:
        mine = [dossier for dossier in oracle.of(unit) if among is None or among(oracle, dossier)]
        return sum(that(oracle, dossier) for dossier in mine), len(mine)

    return share


def procedures(that: Callable[[Oracle, list[Procedure]], bool]) -> Question:
    """Of the procedures that a unit has in force, those whose rows in force are `that`."""

    def share(oracle: Oracle, unit: str) -> Share:
        found = oracle.codes(unit, oracle.in_force).values()
        return sum(that(oracle, rows) for rows in found), len(found)

    return share


def petitions(about: int) -> Question:
    """Of the petitions received and classified, those about this."""

    def share(oracle: Oracle, unit: str) -> Share:
        mine = oracle.petitions_of(unit, lambda p: oracle.in_period(p.received_at) and p.about is not None)
        return sum(petition.about == about for petition in mine), len(mine)

    return share


def most_online(rows: Iterable[Procedure]) -> int:
    return max(row.online or 0 for row in rows)


on_time = dossiers(lambda o, d: d.code not in o.late)
filed_online = dossiers(lambda o, d: d.channel == ONLINE)
paid_online = dossiers(Oracle.is_paid_online, Oracle.owes_fee)
result_file = dossiers(lambda o, d: d.result_file is True, Oracle.needs_paper)
digitised = dossiers(lambda o, d: d.component_file is True and o.is_electronic(d))
reused = dossiers(lambda o, d: d.reused is True)
offered_online = procedures(lambda o, rows: most_online(rows) in (PARTIAL, FULL))

QUESTIONS: dict[str, dict[str, Question]] = {
    "766/portal-2026": {
        "1.1": Oracle.announced_on_time,
        "1.2": Oracle.published_on_time,
        "1.3": Oracle.complete,
        "1.4": Oracle.synchronised_of_reported,
        "2.1": on_time,
        "3.1": offered_online,
        "3.2": Oracle.services_used,
        "3.3": dossiers(lambda o, d: d.channel == ONLINE and o.is_electronic(d)),
        "3.4": dossiers(lambda o, d: d.channel != ONLINE),
        "3.5a": Oracle.with_fee_dossier,
        "3.5b": Oracle.with_online_payment,
        "3.6": paid_online,
        "4.1": result_file,
        "4.2": digitised,
        "4.3": reused,
        "4.4": dossiers(lambda o, d: d.from_store is True),
        "4.5a": Oracle.with_population_data,
        "4.5b": dossiers(lambda o, d: d.population_data is True),
        "4.6": Oracle.certifying,
        "5.1a": petitions(RULES),
        "5.1b": petitions(STAFF),
        "5.2": Oracle.handled_on_time,
        "5.3": Oracle.petitioners_satisfied,
        "5.4": Oracle.satisfied,
    },
    "766/portal-2022": {
        "1.1": procedures(lambda o, rows: any(o.is_published(row) for row in rows)),
        "1.2": Oracle.synchronised,
        "2.1": on_time,
        "2.3": Oracle.overdue_and_open,
        "3.1": procedures(lambda o, rows: most_online(rows) == PARTIAL),
        "3.2": procedures(lambda o, rows: most_online(rows) == FULL),
        "3.3": procedures(lambda o, rows: most_online(rows) not in (PARTIAL, FULL)),
        "3.4": filed_online,
        "3.5": dossiers(lambda o, d: d.code not in o.late, lambda o, d: d.channel == ONLINE),
        "3.6": Oracle.services_used,
        "3.8": offered_online,
        "4.1": Oracle.with_fee_dossier,
        "4.2": paid_online,
        "4.3": Oracle.with_online_payment,
        "5.1": Oracle.petitioners_satisfied,
        "5.2": Oracle.satisfied,
        "5.3": petitions(RULES),
        "5.4": Oracle.handled_on_time,
        "6.1": digitised,
        "6.2": result_file,
        "6.4": reused,
        "6.5": Oracle.certifying,
        "6.6": Oracle.copies,
    },
}
"""Every indicator that facts can answer, by edition and id."""
