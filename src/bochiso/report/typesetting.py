"""Typst with the report's fonts and nothing else: no font of the machine, no clock, no package from the network."""

import json
from functools import cache
from typing import Literal

import typst

from bochiso.errors import fail
from bochiso.report.metrics import FONT_DIRECTORY, font_directory


def typeset(source: str, data: object, form: Literal["pdf", "png"], ppi: float = 144) -> bytes:
    """Compile `source`, which finds `data` as JSON in `sys.inputs.data`.

    Whatever a user wrote travels as data and is never read as markup, so that there is nothing to escape.
    """
    # The wheel's annotation wants source and fonts of one type, which no caller can give.
    compiled, warnings = typst.compile_with_warnings(  # type: ignore[type-var]
        source.encode(),
        root=str(FONT_DIRECTORY),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format=form,
        ppi=ppi,
        timestamp=0,
    )
    fonts = [warning.message for warning in warnings if "font" in warning.message]
    if fonts:
        raise fail(
            "Trình bày PDF",
            "; ".join(fonts),
            why="văn bản sẽ bị thay phông, sai thể thức",
            remedy="cài lại gói bochiso (phông chữ đi kèm gói cài đặt)",
        )
    return compiled


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_directory())])
