"""The rules of the ledger in plain loops: which rows of a file are kept, and the state of a dossier at an instant."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ledger_support import Row, State

from bochiso.facts.schema import DOSSIERS, PROGRESS, SYNCED, Table


@dataclass
class Oracle:
    """`kept` holds, for each table and key, (recorded_at, load, row) of every row kept."""

    kept: dict[tuple[str, object], list[tuple[int, int, Row]]] = field(default_factory=lambda: defaultdict(list))

    def load(self, number: int, table: Table, rows: Sequence[Row], now: int, backfill: bool) -> tuple[int, int, int]:
        """Rows taken, unchanged and refused; every row brings its instant."""
        taken = unchanged = refused = 0
        groups: dict[object, dict[int, Row]] = defaultdict(dict)
        for row in rows:
            at = int(str(row["recorded_at"]))
            if at > now:
                refused += 1
                continue
            group = groups[tuple(row[name] for name in table.key)]
            unchanged += at in group
            group[at] = {name: row.get(name) for name in table.names}
        for key, group in groups.items():
            before = list(self.kept[table.name, key])
            for at in sorted(group):
                held = self.kept[table.name, key]
                in_force = max((each for each in held if each[0] <= at), key=lambda each: each[:2], default=None)
                repeated = any(each[0] == at and each[2] == group[at] for each in before)
                if repeated or (in_force is not None and in_force[2] == group[at]):
                    unchanged += 1
                elif not backfill and any(each[0] > at for each in before):
                    refused += 1
                else:
                    held.append((at, number, group[at]))
                    taken += 1
        return taken, unchanged, refused

    def known(self, at: int) -> Counter[State]:
        """The states of all dossiers as known at an instant."""
        codes = {key[0] for table, key in self.kept if table == DOSSIERS.name and isinstance(key, tuple)}
        return Counter(state for code in codes if (state := self.state(code, at)) is not None)

    def state(self, code: object, at: int) -> State | None:
        """A dossier's latest row, completed by progress and synced."""
        own = [each for each in self.kept[DOSSIERS.name, (code,)] if each[0] <= at]
        if not own:
            return None
        recorded, _, row = max(own, key=lambda each: each[:2])
        steps = []
        for (table, key), rows in self.kept.items():
            if table == PROGRESS.name and isinstance(key, tuple) and key[0] == code:
                known_from = min((each[0] for each in rows), default=at + 1)
                steps += [(key[2], key[1], known_from)] if known_from <= at else []
        done = dict(row)
        newer = [step for step in steps if step[2] > recorded]
        if newer or row["status"] is None:
            done["status"] = max(newer or steps, default=(0, None))[1]
        if row["ended_at"] is None:
            wanted: tuple[set[int], ...] = ({9}, {10}, {3, 8} if row["received_at"] is None else {3, 7, 8})
            found = ([step[0] for step in steps if step[1] in statuses] for statuses in wanted)
            done["ended_at"] = next((max(instants) for instants in found if instants), None)
        asked = [step[0] for step in steps if step[1] == 5]
        if row["supplement_requests"] is None and asked:
            done["supplement_requests"] = len(asked)
        if row["supplement_requested_at"] is None and asked and max(steps)[0] == max(asked):
            done["supplement_requested_at"] = max(asked)
        syncs = [int(str(each[2]["synced_at"])) for each in self.kept[SYNCED.name, (code,)] if each[0] <= at]
        syncs += [] if row["synced_at"] is None else [int(str(row["synced_at"]))]
        done["synced_at"] = min(syncs, default=None)
        return tuple(done[name] for name in DOSSIERS.names)
