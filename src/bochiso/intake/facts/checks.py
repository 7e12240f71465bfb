"""What no row may say, whatever its file: conditions over stored values, with the sentence that refuses the row."""

from dataclasses import dataclass

from bochiso.facts.schema import CERTIFICATIONS, DOSSIERS, PETITIONS, PROCEDURES, UNITS, Table


@dataclass(frozen=True)
class Check:
    """`condition` is SQL over the columns of the table; `sentence` is Vietnamese."""

    condition: str
    sentence: str


_SPAN = Check("valid_to <= valid_from", "hết hiệu lực (valid_to) không sau ngày bắt đầu (valid_from)")
_CHECKS = {
    UNITS.name: (_SPAN,),
    PROCEDURES.name: (_SPAN,),
    DOSSIERS.name: (
        Check(
            "unit IS NULL AND unit_reason IS NOT DISTINCT FROM ''",
            "không biết hồ sơ của đơn vị nào: không có đơn vị và mã hồ sơ không có mã cơ quan",
        ),
    ),
    PETITIONS.name: (
        Check("outcome_at < received_at", "có kết quả (outcome_at) trước khi tiếp nhận (received_at)"),
        Check("forwarded_at < received_at", "chuyển (forwarded_at) trước khi tiếp nhận (received_at)"),
    ),
}
_FUTURE = frozenset({DOSSIERS.name, PETITIONS.name})


def checks_of(table: Table, latest: int) -> tuple[Check, ...]:
    """The checks of a table; `latest` is the last second at which anything can have been received."""
    future = Check(f"received_at > {latest}", "tiếp nhận (received_at) ở tương lai")
    return (*_CHECKS.get(table.name, ()), *((future,) if table.name in _FUTURE else ()))


def warnings_of(table: Table) -> tuple[Check, ...]:
    """What is taken but told: `{rows}` in the sentence is how many rows it holds of."""
    if table.name == DOSSIERS.name:
        return (
            Check("status IN (9, 10) AND ended_at IS NULL", "hồ sơ đã xử lý xong nhưng không có ngày kết thúc xử lý"),
            Check("received_at IS NULL", "hồ sơ chưa có ngày tiếp nhận; chưa được tính"),
            # The portal has such dossiers and counts them; officers list them to mend them at the source.
            Check("ended_at < received_at", "kết thúc xử lý (ended_at) trước khi tiếp nhận (received_at)"),
            Check("due_at < received_at", "hẹn trả (due_at) trước khi tiếp nhận (received_at)"),
        )
    if table.name == CERTIFICATIONS.name:
        return (Check("provides AND copies IS NULL", "đơn vị có cung cấp nhưng không ghi số bản sao"),)
    return ()
