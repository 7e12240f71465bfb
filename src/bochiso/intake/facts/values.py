"""Texts as stored values, in SQL over whole columns: what each type of the schema accepts, and what is refused.

Texts are compared in NFC without invisible letters. A day without a time of day means its first second, but a due day
lasts to its last.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bochiso.facts.schema import Column, Type
from bochiso.intake.cleaning import folded
from bochiso.intake.facts.engine import identifier, literal
from bochiso.time import DAY_SECONDS, EPOCH
from bochiso.units.codes import CODE_SPACES
from bochiso.units.dossier_codes import DOSSIER_PATTERN, PROCEDURE_PATTERN

FIRST_YEAR, LAST_YEAR = 1990, 2060
LONGEST = 2000
"""Letters in a text; the portal itself takes no longer names."""

LASTS = frozenset({"due_at"})
"""Instants for which a day without a time of day means its end."""

_NO_WORDS = frozenset({Type.INSTANT, Type.DAY, Type.COUNT, Type.FLAG})
_NOTHING = "('NAN', 'NAT', 'NONE', 'NULL', '<NA>')"
"""How data frames and databases write an empty cell, where no word can be meant."""

FLAGS = {"1": True, "0": False, "true": True, "false": False, "co": True, "khong": False, "x": True}

_TIME = "[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
_ISO = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ZONE = " ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
_SLASHED = "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
_UNIX = int((EPOCH - EPOCH.replace(year=1970)).total_seconds())
_SIGNS = "('=', '@', '+', '-', '–', '—', '−')"
_HARMLESS = "[+\\-–—−][0-9.,]*[0-9] *(%|\\p{L}+( \\p{L}+)*)?|[\\-–—−]+"

MACROS = f"""
CREATE TEMP MACRO tidy(t) AS nullif(CASE
  WHEN regexp_matches(t, '[^!-~]') THEN trim(regexp_replace(
    regexp_replace(nfc_normalize(t), '[\\p{{Cf}}]|[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x{{9f}}]', '', 'g'),
    '[\\s\\p{{Z}}]+', ' ', 'g'))
  ELSE t END, '');
CREATE TEMP MACRO squeeze(t) AS CASE
  WHEN regexp_matches(t, '[^!-`{{-~]') THEN nullif(regexp_replace(upper(t), {literal(CODE_SPACES)}, '', 'g'), '')
  ELSE t END;
CREATE TEMP MACRO plain(t) AS
  trim(regexp_replace(replace(strip_accents(lower(t)), 'đ', 'd'), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'));
CREATE TEMP MACRO moment(t) AS CASE
  WHEN t IS NULL THEN NULL
  WHEN length(t) = 14 AND regexp_full_match(t, '[0-9]+') THEN try_strptime(t, '%Y%m%d%H%M%S')
  WHEN length(t) = 8 AND regexp_full_match(t, '[0-9]+') THEN try_strptime(t, '%Y%m%d')
  WHEN regexp_full_match(t, '{_ISO}({_TIME})?') THEN try_cast(t AS TIMESTAMP)
  WHEN regexp_full_match(t, '{_ISO}{_TIME}{_ZONE}')
    THEN try_cast(regexp_replace(t, ' ([Z+-])', '\\1') AS TIMESTAMPTZ) AT TIME ZONE 'UTC' + INTERVAL 7 HOUR
  WHEN regexp_full_match(t, '{_SLASHED}') THEN try_strptime(t, '%d/%m/%Y')
  WHEN regexp_full_match(t, '{_SLASHED} [0-9]{{1,2}}:[0-9]{{2}}(:[0-9]{{2}})?')
    THEN try_strptime(t, ['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M']) END;
CREATE TEMP MACRO second_of(m) AS CASE
  WHEN m >= TIMESTAMP '{FIRST_YEAR}-01-01' AND m < TIMESTAMP '{LAST_YEAR + 1}-01-01'
  THEN CAST(epoch_us(m) // 1000000 - {_UNIX} AS INTEGER) END;
CREATE TEMP MACRO day_of(m) AS CASE
  WHEN m >= TIMESTAMP '{FIRST_YEAR}-01-01' AND m < TIMESTAMP '{LAST_YEAR + 1}-01-01'
  THEN CAST(CAST(m AS DATE) - DATE '{EPOCH:%Y-%m-%d}' AS INTEGER) END;
CREATE TEMP MACRO counted(t) AS CASE
  WHEN regexp_full_match(t, '[0-9]{{1,18}}') THEN try_cast(t AS BIGINT)
  WHEN regexp_full_match(t, '[0-9]{{1,17}}[.]0') THEN try_cast(regexp_extract(t, '^[0-9]+') AS BIGINT)
  WHEN regexp_full_match(t, '[0-9]{{1,3}}([. ][0-9]{{3}}){{1,5}}')
    THEN try_cast(regexp_replace(t, '[. ]', '', 'g') AS BIGINT)
  END;
CREATE TEMP MACRO runs(t) AS left(t, 1) IN {_SIGNS} AND NOT regexp_full_match(t, '{_HARMLESS}');
CREATE TEMP MACRO is_long(t) AS strlen(t) > {LONGEST} AND length(t) > {LONGEST};
"""
"""`tidy` cleans a text, `squeeze` a code; `moment`, `counted` give NULL for what is none; `runs` tells a formula.

A parameter is put wherever it stands in a macro, so what is given to one should be a column and no expression."""

_WHOLE = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
_MOMENTS = frozenset({"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})
_ZONED = "TIMESTAMP WITH TIME ZONE"
_EXAMPLES: Mapping[Type, str] = {
    Type.INSTANT: f"thời điểm từ {FIRST_YEAR} đến {LAST_YEAR}",
    Type.DAY: f"ngày từ {FIRST_YEAR} đến {LAST_YEAR}",
    Type.FLAG: "0 hoặc 1",
    Type.COUNT: "số đếm",
    Type.PROCEDURE: "mã thủ tục quốc gia (ví dụ 2.000815)",
    Type.PERIOD: "kỳ (ví dụ 2023, 2023-Q3, 2023-08)",
}


@dataclass(frozen=True)
class Typed:
    """One column as SQL, in three steps.

    Of the file itself: `shown`, its text as the file has it, and `present`, whether there is any. Of the step after:
    `given`, kept under the name `"given …"`; a tidy text, or the typed value of the file. Of that: `value`, as it is
    stored, `fault`, what is wrong with it (over the value under the column's name), the `reason` in Vietnamese, and
    whether an instant is a `day` alone.
    """

    column: Column
    shown: str
    present: str
    given: str
    value: str
    fault: str = "false"
    reason: str = "NULL"
    day: str = "false"


def readable(sql_type: str) -> bool:
    """Whether a column of a Parquet file of this type can be read at all."""
    base = sql_type.partition("(")[0]
    known = {"VARCHAR", "BOOLEAN", "DOUBLE", "FLOAT", "DECIMAL", "DATE", '"NULL"', _ZONED}
    return "[" not in sql_type and (base in known | _WHOLE | _MOMENTS)


def given(column: Column) -> str:
    """The name under which the second step finds what the file gives for a column."""
    return identifier(f"given {column.name}")


def typed(column: Column, name: str, sql_type: str) -> Typed:
    """The SQL of one column that the file calls `name`."""
    if (direct := _direct(column, sql_type)) is not None:
        value, day = direct
        present = f"{identifier(name)} IS NOT NULL"
        return _checked(column, _shown(name, sql_type), present, identifier(name), value, day)
    text = _shown(name, sql_type)
    value, day = _from_text(column)
    # a blank row is told by its texts alone, so that a table of millions is not cleaned twice
    tidied = f"tidy({text})"
    if column.type in _NO_WORDS:
        tidied = f"CASE WHEN upper({text}) IN {_NOTHING} THEN NULL ELSE {tidied} END"
    return _checked(column, text, f"trim({text}) <> ''", tidied, value, day)


def _shown(name: str, sql_type: str) -> str:
    """The column as the text its source has; numbers without a useless `.0`, not-a-number as empty."""
    quoted = identifier(name)
    if sql_type == "VARCHAR":
        return quoted
    if sql_type in ("DOUBLE", "FLOAT") or sql_type.startswith("DECIMAL"):
        whole = f"{quoted} = floor({quoted}) AND abs({quoted}) < 1e15"
        number = f"CASE WHEN {whole} THEN CAST(CAST({quoted} AS BIGINT) AS VARCHAR) ELSE CAST({quoted} AS VARCHAR) END"
        return f"CASE WHEN isfinite(CAST({quoted} AS DOUBLE)) THEN {number} END"
    if sql_type == _ZONED:
        return f"CAST({quoted} AT TIME ZONE 'UTC' + INTERVAL 7 HOUR AS VARCHAR)"
    return f"CAST({quoted} AS VARCHAR)"


def _direct(column: Column, sql_type: str) -> tuple[str, str] | None:
    """The stored value of a column that the file itself types as what it is, and whether it is a day alone."""
    source = given(column)
    match column.type:
        case Type.INSTANT | Type.DAY if sql_type in {*_MOMENTS, _ZONED, "DATE"}:
            moment = f"CAST({source} AS TIMESTAMP)"
            if sql_type == _ZONED:
                moment = f"({source} AT TIME ZONE 'UTC' + INTERVAL 7 HOUR)"
            return _of_moment(column, moment, "true" if sql_type == "DATE" else "false")
        case Type.FLAG if sql_type == "BOOLEAN":
            return source, "false"
        case Type.COUNT if sql_type in _WHOLE:
            return f"CASE WHEN {source} >= 0 THEN try_cast({source} AS BIGINT) END", "false"
        case Type.CHOICE if sql_type in _WHOLE:
            cases = "".join(f" WHEN {word} THEN {number}" for word, number in column.choices if word.isdigit())
            return (f"CASE {source}{cases} END" if cases else "NULL"), "false"
        case _:
            return None


def _from_text(column: Column) -> tuple[str, str]:
    """The stored value of a column given as text, and whether it is a day alone."""
    source = given(column)
    match column.type:
        case Type.INSTANT | Type.DAY:
            return _of_moment(column, f"moment({source})", f"length({source}) <= 10")
        case Type.FLAG:
            return _cased(source, {word: str(value) for word, value in FLAGS.items()}), "false"
        case Type.COUNT:
            return f"counted({source})", "false"
        case Type.CHOICE:
            return _cased(source, {word: str(number) for word, number in column.choices}), "false"
        case Type.PROCEDURE:
            core = f"nullif(regexp_extract(squeeze({source}), {literal(PROCEDURE_PATTERN)}, 1), '')"
            return f"CASE WHEN regexp_full_match({source}, '[0-9][.][0-9]{{6}}') THEN {source} ELSE {core} END", "false"
        case Type.DOSSIER:
            return f"squeeze({source})", "false"
        case _:  # units and periods are resolved in Python and joined by whoever compiles the whole
            return source, "false"


def _of_moment(column: Column, moment: str, day: str) -> tuple[str, str]:
    if column.type is Type.DAY:
        return f"day_of({moment})", "false"
    value = f"second_of({moment})"
    if column.name in LASTS and day != "false":
        return f"{value} + CASE WHEN {day} THEN {DAY_SECONDS - 1} ELSE 0 END", day
    return value, day


def _checked(column: Column, text: str, present: str, source: str, value: str, day: str) -> Typed:
    stored = f"CAST({value} AS {column.stored})"
    name, shown = identifier(column.name), identifier(f"raw {column.name}")
    if column.type in (Type.TEXT, Type.NAME, Type.DOSSIER):
        reason = (
            f"CASE WHEN is_long({name}) THEN 'ô {named(column)} dài quá {LONGEST} ký tự' "
            f"ELSE 'ô {named(column)} bắt đầu bằng «' || left({name}, 1) || '», có thể là công thức' END"
        )
        return Typed(column, text, present, source, stored, f"is_long({name}) OR runs({name})", reason)
    fault = f"{name} IS NULL AND {given(column)} IS NOT NULL"
    reason = f"'ô {named(column)} ghi «' || left({shown}, 40) || '», không phải {example(column)}'"
    if column.type is Type.UNIT:
        fault, reason = "unit_reason <> ''", "unit_reason"
    return Typed(column, text, present, source, stored, fault, reason, day)


def _cased(source: str, values: Mapping[str, str]) -> str:
    """A CASE that looks a text up as it stands first, and folded only where that fails."""
    direct = "".join(f" WHEN {literal(word)} THEN {value}" for word, value in values.items())
    loose = "".join(
        f" WHEN {literal(word)} THEN {value}" for word, value in {folded(w): v for w, v in values.items()}.items()
    )
    floats = (
        f"CASE regexp_extract({source}, '^[0-9]+'){direct} END"  # `9.0`: a column with a gap, as data frames write it
    )
    return (
        f"CASE {source}{direct} ELSE CASE WHEN {source} IS NULL THEN NULL "
        f"WHEN regexp_full_match({source}, '[0-9]+[.]0') THEN {floats} ELSE CASE plain({source}){loose} END END END"
    )


def agency(code: str) -> str:
    """The agency in a tidy dossier code, as written; NULL where it is none."""
    return f"nullif(regexp_extract(squeeze({code}), {literal(DOSSIER_PATTERN)}, 1), '')"


def named(column: Column) -> str:
    """`mã hồ sơ (code)`: how a message calls a column."""
    return f"{column.aliases[0]} ({column.name})" if column.aliases else column.name


def example(column: Column) -> str:
    """What a column expects, in words."""
    if column.type is Type.CHOICE:
        return "một trong: " + ", ".join(dict.fromkeys(text for text, _ in column.choices[:12]))
    return _EXAMPLES.get(column.type, "chữ")
