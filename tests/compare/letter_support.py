"""Letters for the tests: texts as people write them, and what the checks say of them."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from bochiso.compare.change import Comparison, compare
from bochiso.compare.checks.contradictions import all_of_letter
from bochiso.compare.checks.findings import Finding
from bochiso.compare.checks.letters import LetterCase, ReadLetter, read
from bochiso.intake.cleaning import Cleaning
from bochiso.intake.letter_lines import blocks_of_lines
from bochiso.intake.letters import read_letter
from bochiso.intake.read import read_published
from bochiso.letter import Letter
from bochiso.units.registry import default_registry

PAPERS = Path(__file__).parents[2] / "cases" / "thai-nguyen-2023-08"
DIRECTIVE, REPORT, FIGURES = PAPERS / "cong-van-6274.txt", PAPERS / "bao-cao-2062.txt", PAPERS / "so-lieu.csv"

HEAD = "Số: 145/SKHCN-BCVT\n\nLâm Đồng, ngày 03 tháng 3 năm 2025\n\n"
TABLE = """
1. Kết quả

STT\tChỉ số\tNgày 31/01/2025\tNgày 28/02/2025\tTăng/giảm
1\tTỷ lệ hồ sơ nộp trực tuyến (%)\t60,5\t63,0\t+2,5
2\tTỷ lệ số hóa hồ sơ (%)\t80,0\t79,9\t-0,1
3\tTỷ lệ hồ sơ quá hạn (%)\t1,2\t1,2\tGiữ nguyên
"""


def letter(text: str, name: str = "công văn") -> ReadLetter:
    return read(Letter(name, blocks_of_lines(text, Cleaning())))


def told(text: str, *beside: str, given: Sequence[Comparison] = ()) -> tuple[Finding, ...]:
    """What the checks say of a text, with other texts beside it."""
    others = tuple(letter(other, f"tệp {n}") for n, other in enumerate(beside))
    return all_of_letter(LetterCase(letter(text), others, tuple(given), default_registry()), Decimal(20))


def ids(text: str, *beside: str, given: Sequence[Comparison] = ()) -> set[str]:
    return {finding.id for finding in told(text, *beside, given=given)}


@cache
def papers() -> Comparison:
    """The published figures of Thái Nguyên at both days."""
    before, after = read_published([FIGURES], province="H55").snapshots
    return compare(before, after, default_registry())


def of_file(path: Path, given: Sequence[Comparison] = ()) -> tuple[Finding, ...]:
    case = LetterCase(read(read_letter(path)), (), tuple(given), default_registry())
    return all_of_letter(case, Decimal(20))
