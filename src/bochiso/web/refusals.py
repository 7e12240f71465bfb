"""What is said where an address or a method is not served."""

from fastapi import Request

from bochiso.errors import Problem
from bochiso.web.query import visible


def problem_of(status: int, request: Request, *, public: bool = False) -> Problem:
    """The refusal in words. A `public` server has no first page but the public one."""
    path = visible(request.url.path)[:80]
    if status == 405:
        return Problem(
            f"địa chỉ {path}", f"không nhận cách gọi {request.method}", "trang chỉ để đọc", "mở địa chỉ bằng GET"
        )
    remedy = "bắt đầu lại từ trang Công khai (/cong-khai)" if public else "bắt đầu lại từ Tổng quan (/)"
    return Problem(f"địa chỉ {path}", "không có trang này", "địa chỉ gõ sai hoặc trang đã đổi chỗ", remedy)
