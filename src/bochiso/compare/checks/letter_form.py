"""Checks of a letter's own order: numbers of sections, and references to annexes that are not there."""

import re
from collections.abc import Iterator, Sequence

from bochiso.compare.checks.claims_text import QUOTED, plain, quoted
from bochiso.compare.checks.findings import Finding, Severity
from bochiso.compare.checks.letters import LetterCase, ReadDocument
from bochiso.letter import Paragraph
from bochiso.wording import roman

_SECTION = re.compile(r"(?:([IVX]{1,5})\.?|(\d{1,2}(?:\.\d{1,2}){0,3})\.)\s+(?=[A-ZĐÀ-Ỹ])")
_ANNEX = re.compile(r"^\W{0,3}phụ lục(?:\s+(?:số\s+)?([IVX]{1,5}|\d{1,2}))?\s*[:.]?\s*$", re.IGNORECASE)
_ANNEX_TITLED = re.compile(r"^\W{0,3}(?:PHỤ LỤC|Phụ lục)\s+(?:số\s+)?([IVX]{1,5}|\d{1,2})\b\s*[-:.–]?\s+(?=[A-ZĐÀ-Ỹ])")
_REFERENCE = re.compile(
    r"(?<!\w)phụ lục\s+(?:số\s+)?((?:[IVX]{1,5}|\d{1,2})(?:\s*(?:,|và|;)\s*(?:[IVX]{1,5}|\d{1,2})\b)*)(?!\w)",
    re.IGNORECASE,
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_OUTSIDE = re.compile(r"nghị định|thông tư|quyết định|kế hoạch|ban hành kèm|nghị quyết|luật|công văn số", re.IGNORECASE)
_PORTAL = re.compile(r"(?<!\w)(?:công (?:dvc|dịch vụ công)(?: quốc gia)?)(?!\w)")
_PORTAL_RIGHT = re.compile(r"(?<!\w)cổng (?:dvc|dịch vụ công)")


def section_numbers(case: LetterCase) -> Iterator[Finding]:
    """Two sections of one document, or two groups of one table, with the same number."""
    for document in case.letter.documents:
        for where, headings in _numbered(document):
            first: dict[str, str] = {}
            for number, heading in headings:
                if number in first and first[number] != heading:
                    yield Finding(
                        "so-muc-trung",
                        Severity.NOTE,
                        f"{document.name}: hai mục cùng mang số {number}{where}",
                        f"{quoted(first[number][:QUOTED])}; {quoted(heading[:QUOTED])}",
                        "Mỗi mục có một số riêng, liên tục từ đầu đến cuối.",
                        "Đánh lại số mục và sửa các chỗ dẫn chiếu đến mục.",
                    )
                first.setdefault(number, heading)


def _numbered(document: ReadDocument) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The numbered headings of each part: the letter itself, every annex, every table."""
    part: list[tuple[str, str]] = []
    for text in document.document.paragraphs:
        if _ANNEX.match(text) or _ANNEX_TITLED.match(text):
            yield "", part
            part = []
        elif found := _SECTION.match(text):
            part.append((found[1] or found[2], text))
    yield "", _without_restarts(part)
    for table in document.tables:
        groups = [
            (row.number.rstrip("."), row.label) for row in table.rows if re.fullmatch(r"[IVX]{1,5}\.?", row.number)
        ]
        yield f" trong {table.name}", groups


def _without_restarts(part: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Numbers below a heading in Roman numerals begin again under each of them."""
    found, above = [], ""
    for number, text in part:
        if number[0] in _ROMAN:
            above = number
            found.append((number, text))
        else:
            found.append((f"{above}.{number}" if above and "." not in number else number, text))
    return found


def annexes(case: LetterCase) -> Iterator[Finding]:
    """References to annexes that the document, which has annexes, does not have."""
    for document in case.letter.documents:
        there = _annexes(document)
        missing: dict[str, str] = {}
        for text in _texts(document) if there else ():
            for found in _REFERENCE.finditer(text):
                if _OUTSIDE.search(text[max(0, found.start() - 80) : found.end() + 80]) or _ANNEX_TITLED.match(text):
                    continue
                for number in re.findall(r"[IVX]+|\d+", found[1].upper()):
                    if _value(number) not in there:
                        missing.setdefault(number, text)
        for number, text in missing.items():
            yield Finding(
                "phu-luc-khong-co",
                Severity.ASK,
                f"{document.name}: dẫn Phụ lục {number} mà văn bản không có",
                f"{quoted(text)}; các phụ lục có: {', '.join(roman(number) for number in sorted(there))}",
                "Phụ lục được dẫn phải có trong văn bản, đúng số.",
                "Sửa số phụ lục được dẫn, hoặc bổ sung phụ lục.",
            )


def _texts(document: ReadDocument) -> Iterator[str]:
    yield from document.document.paragraphs
    yield from (row.label for table in document.tables for row in table.rows)


def _annexes(document: ReadDocument) -> set[int]:
    """The numbers of the annexes; those of the sections, where there is one annex without a number."""
    found: set[int] = set()
    single = False
    for block in document.document.blocks:
        if not isinstance(block, Paragraph):
            continue
        if annex := _ANNEX.match(block.text) or _ANNEX_TITLED.match(block.text):
            single = single or not annex[1]
            found |= {_value(annex[1])} if annex[1] else set()
        elif single and (section := re.match(r"([IVX]{1,5})\.\s", block.text)):
            found.add(_value(section[1]))
    return found


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    values = [_ROMAN[letter] for letter in number.upper()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def portal_name(case: LetterCase) -> Iterator[Finding]:
    """The portal spelled «Công» in a text that also spells it «Cổng»."""
    for document in case.letter.documents:
        texts = [text.lower() for text in _texts(document)]
        wrong = [found[0] for text in texts for found in _PORTAL.finditer(text) if _stands_alone(text, found.start())]
        if wrong and any(_PORTAL_RIGHT.search(text) for text in texts):
            yield Finding(
                "ten-cong-nhieu-cach",
                Severity.NOTE,
                f"{document.name}: «Cổng» Dịch vụ công được viết theo nhiều cách",
                f"có {len(wrong)} chỗ viết «{wrong[0]}»",
                "Tên gọi trong văn bản viết thống nhất: Cổng Dịch vụ công quốc gia.",
                "Sửa «Công» thành «Cổng».",
            )


def _stands_alone(text: str, place: int) -> bool:
    return not plain(text[:place]).rstrip().endswith(("dich vu", "hanh chinh"))
