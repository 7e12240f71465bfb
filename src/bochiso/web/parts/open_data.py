"""The open data of one publication: the whole table to take away, what its words mean, and what it keeps back."""

import json
from dataclasses import dataclass

from bochiso.opendata.definitions import Definition, definitions
from bochiso.opendata.hiding import FEWEST
from bochiso.opendata.writers import csv_bytes, json_bytes, parquet_bytes
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.publication import AT, PUBLIC_HOME, Publication, publication
from bochiso.web.query import Form, Query
from bochiso.web.render import render
from bochiso.web.shapes_public import OpenDataShape
from bochiso.web.workbench import Workbench

FILES = {
    Form.CSV: "CSV: mở được bằng bảng tính",
    Form.JSON: "JSON: kèm định nghĩa",
    Form.PARQUET: "Parquet: kèm định nghĩa, có kiểu dữ liệu",
}
"""The forms of the open data, with what each is good for."""


@dataclass(frozen=True)
class Meaning:
    """Definitions of one sort."""

    title: str
    entries: tuple[Definition, ...]


def _find(bench: Workbench, query: Query) -> Publication:
    return publication(bench, query)


def _about(made: Publication) -> About:
    return made.about("Dữ liệu mở", (PUBLIC_HOME,))


def _html(made: Publication) -> str:
    known = definitions(made.edition)
    return render(
        "parts/open_data.html",
        made=made,
        about=_about(made),
        files=FILES,
        fewest=FEWEST,
        meanings=[
            Meaning(title, tuple(each for each in known if each.of == of))
            for of, title in (("column", "Các cột"), ("state", "Các trạng thái"))
        ],
    )


def _csv(made: Publication) -> str:
    return csv_bytes(made.table).decode("utf-8-sig")  # the server puts the mark before every CSV itself


def _data(made: Publication) -> Json:
    found: Json = json.loads(json_bytes(made.table, made.edition))
    return found


def _parquet(made: Publication) -> bytes:
    return parquet_bytes(made.table, made.edition)


def _file_name(made: Publication) -> str:
    return f"bo-chi-so-766-{made.root}-{made.issue.day}"


OPEN_DATA = Part(
    "open-data",
    (AT,),
    _find,
    _about,
    _html,
    _data,
    OpenDataShape,
    csv=_csv,
    files={Form.PARQUET: _parquet},
    file_name=_file_name,
)
