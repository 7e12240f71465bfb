"""Which sample a request means."""

from pathlib import Path

from bochiso.errors import fail
from bochiso.sample.plain import write_plain

CASE = "thai-nguyen-2023"
CASE_DOSSIERS = 444_772
"""Dossiers that the paper of Thái Nguyên prints as received by 31/8/2023."""

LARGEST_SEED = 1_000_000


def write_sample(directory: Path, dossiers: int | None, case: str | None, seed: int, twice: int) -> tuple[Path, ...]:
    """Write a sample and return the paths of its files.

    A plain province of so many dossiers; or the case, where one is named or no number is given (its own number means
    the case as well). Raises `BochisoError` where the request contradicts itself or the folder is not free.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise fail(
            "--seed",
            f"{seed} nằm ngoài 0 đến {LARGEST_SEED}",
            why="số gieo quyết định toàn bộ dữ liệu mẫu, phải nằm trong khoảng sinh được",
            remedy="chọn một số trong khoảng đó, ví dụ 766",
        )
    if case is None and dossiers not in (None, CASE_DOSSIERS):
        assert dossiers is not None
        return write_plain(directory, dossiers, seed, twice=twice)
    if case not in (None, CASE):
        raise fail(
            "--case",
            f"không có tỉnh mẫu «{case}»",
            why="số liệu công bố phải có sẵn trong bochiso mới sinh được hồ sơ cho đúng",
            remedy=f"dùng --case {CASE}, hoặc --dossiers N để có tỉnh mẫu cỡ bất kỳ",
        )
    if dossiers not in (None, CASE_DOSSIERS) or twice:
        raise fail(
            "--dossiers, --twice",
            f"tỉnh mẫu {CASE} có đúng {CASE_DOSSIERS} hồ sơ với các trạng thái định sẵn",
            why="số liệu công bố chỉ khớp với đúng số hồ sơ đó",
            remedy="bỏ --dossiers và --twice, hoặc bỏ --case",
        )
    from bochiso.sample.case import write_case

    return write_case(directory, seed)
