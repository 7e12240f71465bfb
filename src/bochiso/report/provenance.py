"""What the letter says of where its figures come from: published by the portal, or computed from dossiers."""

from bochiso.score.snapshot import Snapshot
from bochiso.wording import instant_text

PORTAL = "Cổng Dịch vụ công quốc gia"

_VIEWS = {
    "portal": f"chỉ gồm hồ sơ đã đồng bộ lên {PORTAL}, trừ số đồng bộ và số tồn quá hạn tính trên mọi hồ sơ",
    "province": f"gồm mọi hồ sơ của đơn vị, kể cả hồ sơ chưa đồng bộ lên {PORTAL}",
}


def where(*snapshots: Snapshot) -> str:
    """Completes «số liệu Bộ chỉ số … », for all the snapshots together."""
    computed = [snapshot.computed for snapshot in snapshots]
    if not any(computed):
        return f"trên {PORTAL}"
    return "tính từ sổ hồ sơ" if all(computed) else f"trên {PORTAL} và tính từ sổ hồ sơ"


def column_title(snapshot: Snapshot, day: str) -> str:
    """Heads a side of the province's table."""
    return f"Tính từ sổ hồ sơ đến ngày {day}" if snapshot.computed else f"Thống kê trên {PORTAL} ngày {day}"


def details_at(address: str, annexes: str, *snapshots: Snapshot) -> str:
    """Where a reader finds more: the portal's address only where the portal published the figures."""
    if all(snapshot.computed for snapshot in snapshots):
        return f"(Chi tiết tại Phụ lục {annexes} kèm theo)."
    return f"(Chi tiết tại địa chỉ {address} và Phụ lục {annexes} kèm theo)."


def remark(*snapshots: Snapshot) -> str:
    """What a computed figure covers, as a sentence; nothing for published ones."""
    views = dict.fromkeys(snapshot.view for snapshot in snapshots if snapshot.computed)
    return "".join(f" Số liệu tính từ sổ hồ sơ {_VIEWS[view]}." for view in views)


def source_line(snapshot: Snapshot) -> str:
    """`Số liệu 31/8/2023: bản chụp s-…, từ so-lieu.csv (SHA-256 …).`"""
    names = "; ".join(o.name + (f" (SHA-256 {o.sha256[:12]}…)" if o.sha256 else "") for o in snapshot.origins)
    return f"Số liệu {instant_text(snapshot.as_of)}: bản chụp {snapshot.id}, từ {names}."
