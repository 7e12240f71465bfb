"""Every page there is: its address, its title, the parts it is put together from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """`path` may hold names in braces. `menu` is the title in the menu; empty where the page is reached by a link."""

    name: str
    path: str
    title: str
    parts: tuple[str, ...]
    menu: str = ""
    public: bool = False


PAGES: tuple[Page, ...] = (
    Page("overview", "/", "Tổng quan", ("overview", "losses", "going-late"), "Tổng quan"),
    Page("axis", "/truc/{axis}", "Trục", ("axis",)),
    Page("indicator", "/chi-so/{indicator}", "Chỉ số", ("indicator", "indicator-dossiers")),
    Page("ranking", "/xep-hang", "Xếp hạng", ("ranking",), "Xếp hạng"),
    Page("comparison", "/so-sanh", "So sánh", ("comparison",), "So sánh"),
    Page("explanation", "/nguyen-nhan", "Nguyên nhân", ("explanation",), "Nguyên nhân"),
    Page("gain", "/giai-phap", "Giải pháp", ("gain",), "Giải pháp"),
    Page("trend", "/dien-bien", "Diễn biến", ("trend",), "Diễn biến"),
    Page("dossiers", "/ho-so", "Hồ sơ", ("dossiers",), "Hồ sơ"),
    Page("dossier", "/ho-so/{code:path}", "Hồ sơ", ("dossier",)),
    Page("quality", "/chat-luong", "Chất lượng dữ liệu", ("contradictions", "sources", "unmapped"), "Chất lượng"),
    Page("reports", "/bao-cao", "Báo cáo", ("reports",), "Báo cáo"),
    Page("public", "/cong-khai", "Công khai", ("public", "open-data"), "Công khai", public=True),
    Page("edition", "/giai-thich", "Giải thích chỉ số", ("edition",), "Giải thích chỉ số", public=True),
    Page("rule", "/giai-thich/{edition:path}/chi-so/{indicator}", "Chỉ số", ("rule",), public=True),
)  # fmt: skip
