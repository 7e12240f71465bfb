"""Polars by hand: lazy, streaming, from the same files."""

import polars as pl  # type: ignore[import-not-found]
import pyarrow as pa

from peers.question import NEVER, Question


class Peer:
    """`leaves` is what is measured."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._limits = pl.DataFrame(question.limits, schema=["unit", "procedure", "number", "kind"], orient="row")
        days = pl.DataFrame(question.calendar, schema=["day", "ordinal", "working"], orient="row")
        self._starts = days.select(pl.col("day").alias("came"), "ordinal")
        self._ends = days.filter("working").select(pl.col("day").alias("end"), pl.col("ordinal").alias("until"))

    def leaves(self) -> pa.Table:
        first, second = self._question.at
        rows = pl.scan_parquet(list(self._question.files)).filter(
            pl.col("received_at").is_between(self._question.start, second), pl.col("recorded_at") <= second
        )
        dated = rows.filter(pl.col("due_at").is_not_null()).with_columns(pl.col("due_at").cast(pl.Int64))
        found = pl.concat([dated, self._stand_in(rows)], how="diagonal")
        marked = self._marked(found)
        counts = [each for number, at in enumerate((first, second)) for each in _counts(number, at)]
        return marked.group_by("unit", "procedure").agg(counts).collect(engine="streaming").to_arrow()

    def _stand_in(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        received = pl.col("received_at").cast(pl.Int64)
        joined = (
            rows.filter(pl.col("due_at").is_null())
            .with_columns((received // 86400).alias("came"))
            .join(self._limits.lazy(), on=["unit", "procedure"], how="left")
            .join(self._starts.lazy(), on="came", how="left")
            .with_columns((pl.col("ordinal") + pl.col("number")).alias("until"))
            .join(self._ends.lazy(), on="until", how="left")
        )
        due = (
            pl.when(pl.col("kind") == 2).then(received + pl.col("number") * 3600)
            .when(pl.col("kind") == 1).then(received + pl.col("number") * 86400)
            .when(pl.col("kind") == 0).then(pl.col("end") * 86400 + received % 86400)
        )  # fmt: skip
        return joined.with_columns(due.fill_null(NEVER).alias("due_at")).drop(
            "came", "number", "kind", "ordinal", "until", "end"
        )

    def _marked(self, found: pl.LazyFrame) -> pl.LazyFrame:
        ended, received = pl.col("ended_at").cast(pl.Int64), pl.col("received_at").cast(pl.Int64)
        latest = pl.col("due_at") + pl.col("supplement_seconds").fill_null(0)
        stopped = pl.coalesce(ended, pl.when(pl.col("status") == 5).then(pl.col("supplement_requested_at")))
        return found.with_columns(
            pl.when(pl.col("supplement_requests") > 1).then(ended.fill_null(NEVER)).otherwise(received).alias("since"),
            pl.when(stopped <= latest).then(NEVER).otherwise(latest + 1).alias("until"),
            pl.when(pl.col("payment").is_in([1, 2])).then(pl.coalesce("paid_at", "received_at")).alias("paid_from"),
            (pl.col("channel") == 2).fill_null(False).alias("online"),
            pl.col("fee").ne_missing(1).alias("not_zero"),
        )


def _counts(number: int, at: int) -> list[pl.Expr]:
    held = (pl.col("recorded_at") <= at) & (pl.col("received_at") <= at)
    seen = held & (pl.col("synced_at") <= at)
    paid = pl.col("paid_from") <= at
    conditions = {
        "held": held, "seen": seen, "on_time": seen & (pl.col("since") <= at) & (pl.col("until") > at),
        "online": seen & pl.col("online"), "online_result": seen & pl.col("online") & pl.col("result_file"),
        "fee_due": seen & (pl.col("fee") == 2), "not_zero": seen & pl.col("not_zero"), "paid": seen & paid,
        "not_zero_paid": seen & pl.col("not_zero") & paid, "complained": seen & pl.col("complained"),
        "result": seen & pl.col("result_file"), "component": seen & pl.col("component_file"),
        "component_result": seen & pl.col("component_file") & pl.col("result_file"), "reused": seen & pl.col("reused"),
        "from_store": seen & pl.col("from_store"), "population": seen & pl.col("population_data"),
    }  # fmt: skip
    return [condition.sum().cast(pl.Int64).alias(f"{name}{number}") for name, condition in conditions.items()]
