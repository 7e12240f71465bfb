"""Zip packages (DOCX, XLSX) whose bytes depend on their content alone."""

import zipfile
from io import BytesIO

_EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(package: bytes) -> bytes:
    """The same package with the earliest date a zip can hold on every part, in the same order of parts."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0  # else the byte tells Windows from Unix
            copy.writestr(part, source.read(name), compresslevel=6)
    return target.getvalue()
