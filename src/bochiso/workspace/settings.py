"""The settings of a workspace, `bochiso.toml`: read strictly, every problem at once, and written with comments."""

import datetime
import difflib
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from bochiso.errors import Problems, fail
from bochiso.exact import parse_decimal
from bochiso.facts.engines import is_engine
from bochiso.index.load import editions
from bochiso.units.registry import default_registry
from bochiso.units.tree import UnitKind

FILE = "bochiso.toml"

Section = TypeVar("Section")


@dataclass(frozen=True)
class Workspace:
    """`units` is a `units` table (CSV) beside bochiso.toml that takes the place of the shipped local units. `database`
    is a file beside bochiso.toml, or an SQLAlchemy address such as postgresql+psycopg://… `ledger` is a folder beside
    bochiso.toml, an absolute path or the address of an object store; `engine` is "duckdb" or a Spark Connect address.
    """

    province: str
    edition: str = ""
    units: str = ""
    database: str = "bochiso.db"
    ledger: str = "so-ho-so"
    engine: str = "duckdb"


@dataclass(frozen=True)
class LetterSettings:
    """What the official letter needs that no figure tells. Empty text is printed as a blank to fill by hand."""

    governing_body: str = ""
    issuing_body: str = ""
    issuing_body_title: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    date: datetime.date | None = None
    subject: str = "báo cáo số liệu trên Cổng Dịch vụ công quốc gia"
    addressees: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    signatory: str = ""
    copies: tuple[str, ...] = ()
    portal_address: str = "https://dichvucong.gov.vn"
    peers: str = "tỉnh, thành phố"


@dataclass(frozen=True)
class CheckSettings:
    """`swing`: a change of a unit's rate by this many percentage points, or more, is asked about."""

    swing: Decimal = Decimal(20)


@dataclass(frozen=True)
class ReportSettings:
    """`causes`: whether the report has the annex «Nguyên nhân và giải pháp»."""

    causes: bool = True


@dataclass(frozen=True)
class Settings:
    workspace: Workspace
    letter: LetterSettings = LetterSettings()
    checks: CheckSettings = CheckSettings()
    report: ReportSettings = ReportSettings()


def read_settings(path: Path) -> Settings:
    """The settings in a file. Raises `BochisoError` with every problem."""
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
        content = tomllib.loads(text)
    except UnicodeDecodeError:
        raise fail(
            str(path), "không phải UTF-8", why="chữ tiếng Việt sẽ sai", remedy="lưu lại tệp dạng UTF-8"
        ) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise fail(
            str(path), f"sai cú pháp TOML: {error}", why="không đọc được cài đặt nào", remedy="sửa dòng được nêu"
        ) from None
    problems = Problems(str(path))
    reader = _Reader(text, content, problems)
    settings = Settings(
        reader.section("workspace", Workspace, Workspace("")),
        reader.section("letter", LetterSettings, LetterSettings()),
        reader.section("checks", CheckSettings, CheckSettings()),
        reader.section("report", ReportSettings, ReportSettings()),
    )
    reader.unknown_sections()
    _check(settings, problems)
    problems.stop_if_any()
    return settings


def _check(settings: Settings, problems: Problems) -> None:
    if not settings.workspace.province:
        problems.add("thiếu «province» trong [workspace]", why="không biết tỉnh nào", remedy='ví dụ: province = "H55"')
    elif not _is_root(settings.workspace.province):
        problems.add(
            f"«{settings.workspace.province}» không phải mã của tỉnh hoặc bộ nào đã biết",
            at="[workspace] province",
            why="báo cáo là của một tỉnh hoặc một bộ",
            remedy='ví dụ: province = "H55"',
        )
    if settings.workspace.edition and settings.workspace.edition not in editions():
        problems.add(
            f"không có phiên bản «{settings.workspace.edition}»",
            at="[workspace] edition",
            why="mọi số liệu phải gắn với một phiên bản đã khai báo",
            remedy=f"để trống, hoặc một trong: {', '.join(editions())}",
        )
    _check_ledger(settings.workspace, problems)
    if settings.checks.swing <= 0:
        problems.add("«swing» phải lớn hơn 0", at="[checks]", why="mức này là số điểm %", remedy='ví dụ: swing = "20"')


_STORES = ("s3", "gs", "gcs", "abfs", "abfss", "file")


def _check_ledger(workspace: Workspace, problems: Problems) -> None:
    scheme, mark, rest = workspace.ledger.partition("://")
    if not workspace.ledger or (mark and (scheme not in _STORES or not rest)):
        problems.add(
            f"không dùng được «{workspace.ledger}» làm nơi chứa sổ hồ sơ",
            at="[workspace] ledger",
            why="hồ sơ đã nạp được giữ ở đây",
            remedy='ví dụ: ledger = "so-ho-so", ledger = "/du-lieu/so-ho-so", ledger = "s3://kho/so-ho-so"',
        )
    if not is_engine(workspace.engine):
        problems.add(
            f"không có bộ máy tính «{workspace.engine}»",
            at="[workspace] engine",
            why="các phép đếm chạy trên bộ máy này",
            remedy='engine = "duckdb" (tính trên máy này), hoặc địa chỉ Spark Connect, ví dụ engine = "sc://10.0.0.5:15002"',
        )


def _is_root(code: str) -> bool:
    unit = default_registry().by_code(code)
    return unit is not None and unit.kind in (UnitKind.PROVINCE, UnitKind.MINISTRY)


class _Reader:
    def __init__(self, text: str, content: Mapping[str, object], problems: Problems) -> None:
        self._lines = text.splitlines()
        self._content = content
        self._problems = problems
        self._sections: list[str] = []

    def section(self, name: str, kind: Callable[..., Section], default: Section) -> Section:
        self._sections.append(name)
        values = self._content.get(name, {})
        if not isinstance(values, dict):
            self._add(
                name, f"«{name}» phải là một mục [{name}]", "mục gồm nhiều khoá", f"viết [{name}] trên một dòng riêng"
            )
            return default
        known = {field.name: getattr(default, field.name) for field in fields(default)}  # type: ignore[arg-type]
        given = {}
        for key, value in values.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                remedy = f"có phải «{near[0]}»?" if near else f"dùng một trong: {', '.join(known)}"
                self._add(key, f"không có khoá «{key}» trong [{name}]", "khoá viết sai sẽ bị bỏ qua", remedy)
            else:
                given[key] = self._typed(key, value, known[key])
        return kind(**(known | given))

    def unknown_sections(self) -> None:
        for name in self._content.keys() - set(self._sections):
            self._add(name, f"không có mục [{name}]", "mục viết sai sẽ bị bỏ qua", f"dùng: {', '.join(self._sections)}")

    def _typed(self, key: str, value: object, default: object) -> object:
        match default:
            case bool():
                if isinstance(value, bool):
                    return value
                self._add(key, f"«{key}» phải là true hoặc false", "mục này là có hoặc không", f"ví dụ: {key} = false")
            case tuple():
                if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
                    return tuple(value)
                self._add(
                    key, f"«{key}» phải là danh sách chữ", "mục này có nhiều dòng", f'ví dụ: {key} = ["Như trên", "…"]'
                )
            case Decimal():
                number = parse_decimal(str(value))
                if number is not None:
                    return number
                self._add(key, f"«{value}» không phải là số", "mục này là một con số", f'ví dụ: {key} = "20"')
            case None:
                return self._day(key, value)
            case _:
                if isinstance(value, str):
                    return value.strip()
                self._add(
                    key, f"«{key}» phải là chữ trong ngoặc kép", "giá trị được in nguyên văn", f'ví dụ: {key} = "…"'
                )
        return default

    def _day(self, key: str, value: object) -> datetime.date | None:
        if type(value) is datetime.date:
            return value
        if value == "":
            return None
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            self._add(key, f"«{value}» không phải là ngày", "ngày ghi năm-tháng-ngày", f"ví dụ: {key} = 2023-09-05")
            return None

    def _add(self, key: str, what: str, why: str, remedy: str) -> None:
        line = next((n for n, text in enumerate(self._lines, 1) if text.strip(" [").startswith(key)), 0)
        self._problems.add(what, at=f"dòng {line}" if line else "", why=why, remedy=remedy)


@dataclass(frozen=True)
class _Words:
    """What the template says of a province or a ministry before anybody fills it in."""

    governing_body: str
    issuing_body: str
    title: str
    symbol: str
    place: str
    addressee: str
    peers: str


def _words(name: str) -> _Words:
    for kind in ("tỉnh ", "thành phố "):
        if name.startswith(kind):
            place, chairman = name.removeprefix(kind), f"Đồng chí Chủ tịch UBND {name}"
            return _Words(
                f"UBND {name}".upper(), "SỞ NỘI VỤ", "Sở Nội vụ", "SNV-CCHC", place, chairman, "tỉnh, thành phố"
            )
    return _Words("", name.upper(), name, "", "Hà Nội", f"Lãnh đạo {name}", "bộ, ngành")


def template(province: str, name: str) -> str:
    """A new `bochiso.toml`, every setting with a comment. `name` is as in "tỉnh Thái Nguyên" or "Bộ Nội vụ"."""
    words = _words(name)
    return f"""\
# Cài đặt của bochiso cho {name}. Dòng bắt đầu bằng # là lời giải thích.

[workspace]
province = "{province}"        # mã đơn vị của tỉnh hoặc bộ
edition = ""            # để trống: chọn theo thời điểm của số liệu; hoặc ví dụ "766/portal-2022"
units = ""              # danh mục đơn vị riêng (CSV) cạnh tệp này; để trống thì dùng danh mục có sẵn
database = "bochiso.db" # tệp dữ liệu cạnh tệp này, hoặc địa chỉ máy chủ PostgreSQL
ledger = "so-ho-so"     # sổ hồ sơ: thư mục cạnh tệp này, đường dẫn tuyệt đối, hoặc kho đối tượng "s3://…"
engine = "duckdb"       # bộ máy tính: "duckdb" (máy này), hoặc địa chỉ Spark Connect, ví dụ "sc://10.0.0.5:15002"

[letter]                # thể thức theo Nghị định 30/2020/NĐ-CP; mục để trống được chừa chỗ để điền tay
governing_body = "{words.governing_body}"   # cơ quan chủ quản
issuing_body = "{words.issuing_body}"        # cơ quan ban hành, in hoa
issuing_body_title = "{words.title}"  # cơ quan ban hành, như trong câu văn
number = ""             # số văn bản, ví dụ "2062"
symbol = "{words.symbol}"     # ký hiệu
place = "{words.place}"
date = ""               # ngày ban hành, ví dụ 2023-09-05
subject = "báo cáo số liệu trên Cổng Dịch vụ công quốc gia"
addressees = ["{words.addressee}"]
authority = ["GIÁM ĐỐC"]  # quyền hạn, chức vụ; ký thay thì hai dòng: ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
signatory = ""          # họ tên người ký, không ghi học hàm, học vị
copies = ["Như trên", "Lưu: VT, CCHC"]  # nơi nhận; dòng lưu để cuối
portal_address = "https://dichvucong.gov.vn"
peers = "{words.peers}"  # đơn vị của bảng xếp hạng

[checks]
swing = "20"            # thay đổi từ bao nhiêu điểm % của một đơn vị thì phải hỏi lại

[report]
causes = true           # lập phụ lục «Nguyên nhân và giải pháp»; false: không lập
"""
