"""pandas as people write it: everything read, columns added, groups summed."""

import pandas as pd  # type: ignore[import-untyped]
import pyarrow as pa

from peers.question import COLUMNS, NEVER, Question


class Peer:
    """`leaves` is what is measured."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._limits = pd.DataFrame(question.limits, columns=["unit", "procedure", "number", "kind"])
        days = pd.DataFrame(question.calendar, columns=["day", "ordinal", "working"])
        self._ordinal = days.set_index("day")["ordinal"]
        self._day = days[days["working"]].set_index("ordinal")["day"]

    def leaves(self) -> pa.Table:
        question = self._question
        df = pd.concat([pd.read_parquet(path) for path in question.files], ignore_index=True)
        last = question.at[1]
        df = df[(df.received_at >= question.start) & (df.received_at <= last) & (df.recorded_at <= last)].copy()
        self._stand_in(df)
        latest = df.due_at + df.supplement_seconds.fillna(0)
        stopped = df.ended_at.fillna(df.supplement_requested_at.where(df.status == 5))
        since = df.ended_at.fillna(NEVER).where(df.supplement_requests > 1, df.received_at)
        until = (latest + 1).where(~(stopped <= latest), NEVER)
        paid_from = df.paid_at.fillna(df.received_at).where(df.payment.isin([1, 2]))
        online, not_zero = df.channel == 2, df.fee != 1
        flag = {name: df[name].fillna(False).astype(bool) for name in _FLAGS}
        for number, at in enumerate(question.at):
            held = (df.recorded_at <= at) & (df.received_at <= at)
            seen = held & (df.synced_at <= at)
            paid = paid_from <= at
            counts = {
                "held": held, "seen": seen, "on_time": seen & (since <= at) & (until > at), "online": seen & online,
                "online_result": seen & online & flag["result_file"], "fee_due": seen & (df.fee == 2),
                "not_zero": seen & not_zero, "paid": seen & paid, "not_zero_paid": seen & not_zero & paid,
                "complained": seen & flag["complained"], "result": seen & flag["result_file"],
                "component": seen & flag["component_file"],
                "component_result": seen & flag["component_file"] & flag["result_file"],
                "reused": seen & flag["reused"], "from_store": seen & flag["from_store"],
                "population": seen & flag["population_data"],
            }  # fmt: skip
            for name, column in counts.items():
                df[f"{name}{number}"] = column
        grouped = df.groupby(["unit", "procedure"])[list(COLUMNS)].sum().reset_index()
        return pa.Table.from_pandas(grouped, preserve_index=False)

    def _stand_in(self, df: pd.DataFrame) -> None:
        missing = df[df.due_at.isna()][["unit", "procedure", "received_at"]]
        found = missing.merge(self._limits, on=["unit", "procedure"], how="left").set_index(missing.index)
        ordinal = (found.received_at // 86400).map(self._ordinal) + found.number
        due = ordinal.map(self._day) * 86400 + found.received_at % 86400
        due = due.where(found.kind != 1, found.received_at + found.number * 86400)
        due = due.where(found.kind != 2, found.received_at + found.number * 3600)
        df["due_at"] = df["due_at"].fillna(due.where(found.number.notna())).fillna(NEVER)


_FLAGS = ("result_file", "component_file", "complained", "reused", "from_store", "population_data")
