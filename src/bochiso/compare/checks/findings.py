"""A contradiction as it is told: the figures, the rule they break, and what to ask of whom. Nothing is ever mended."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What an official should do before signing."""

    ERROR = "Sai lệch"  # figures that cannot both be right
    ASK = "Cần hỏi lại"  # possible, but somebody must say why
    NOTE = "Lưu ý"  # explained by rounding or by the source's own remark


@dataclass(frozen=True)
class Finding:
    """One contradiction. `id` is stable, for documentation and for silencing by name."""

    id: str
    severity: Severity
    title: str
    figures: str
    rule: str
    ask: str

    def __str__(self) -> str:
        parts = (("Số liệu", self.figures), ("Quy tắc", self.rule), ("Cần làm", self.ask))
        return "\n    ".join((f"[{self.severity}] {self.title}", *(f"{name}: {text}" for name, text in parts)))
