"""Writes src/bochiso/web/examples.json: an example of every answer of the API, made of the sample province.

`python docs/api_examples.py` writes it anew, in about a minute; tests/web/test_api.py checks each against its schema.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from click.testing import CliRunner

from bochiso.cli import main
from bochiso.sample.write import write_sample
from bochiso.web.answer import Answer, Ask
from bochiso.web.envelope import meta_json
from bochiso.web.messages import body_example
from bochiso.web.parts import PARTS
from bochiso.web.query import Form, Query
from bochiso.web.resources import resources
from bochiso.web.sending import SENDABLE, taken_json
from bochiso.web.workbench import Workbench, workbench
from bochiso.web.worker import answered
from bochiso.web.writer import Sent, Taken, written
from bochiso.workspace.opened import opened

EXAMPLES = Path(__file__).parents[1] / "src" / "bochiso" / "web" / "examples.json"
LONGEST = 2
"""Items of a list that an example keeps."""

USUAL = {"at": "2023-08-31T16:30:00", "before": "2023-07-31T16:30:00", "unit": "H55", "axis": "TDGQ"}
OWN = {
    "edition": {"edition": "766/portal-2022"},
    "rule": {"edition": "766/portal-2022", "indicator": "2.3"},
    "indicator": {"indicator": "2.3", "unit": "H55:so-tu-phap"},
    "indicator-dossiers": {"indicator": "2.3", "unit": "H55:so-tu-phap"},
    "units": {"day": "2023-08-31", "unit": "H55:huyen-dai-tu"},
}
"""The values of the question where they are not the usual ones; of these only what a part knows."""


def examples(folder: Path) -> dict[str, object]:
    """By the name of the part: the question and its answer, in a workspace that is made in `folder`."""
    workspace = _workspace(folder)
    with workbench(workspace) as bench:
        found = dict(_read(bench))
    return found | dict(_sent(workspace))


def _workspace(folder: Path) -> Path:
    sample, workspace = folder / "tinh-mau", folder / "khong-gian"
    write_sample(sample, None, None, 766, 0)
    _run("init", workspace, "--unit", "H55")
    for kind in ("units", "procedures", "services", "dossiers", "petitions", "certifications"):
        _run("load", kind, *sample.glob(f"{kind}.*"), "-w", workspace)
    for day in ("2023-07-31", "2023-08-31"):
        _run("compute", "--at", f"{day}T16:30:00", "-w", workspace)
    return workspace


def _run(*words: object) -> None:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output


def _read(bench: Workbench) -> Iterator[tuple[str, object]]:
    code = _dossier(bench)
    for resource in resources(PARTS):
        name = resource.part.name
        given = USUAL | {"code": code} | OWN.get(name, {})
        wanted = {*resource.in_path, "at", "before", "unit", "day", *OWN.get(name, {})}
        query = {key: given[key] for key in resource.part.names if key in wanted and key in given}
        answer = answered(bench, Ask(name, Query(tuple(sorted(query.items()))), Form.JSON))
        assert not answer.problems, (name, answer.problems)
        yield name, {"query": query, "answer": {"data": shortened(json.loads(answer.body)), "meta": _meta(answer)}}


def _meta(answer: Answer) -> dict[str, object]:
    assert answer.state is not None
    return meta_json(answer.about, answer.state, stale=False)


def _dossier(bench: Workbench) -> str:
    from bochiso.facts.held import paths
    from bochiso.facts.schema import DOSSIERS

    listed = ", ".join(f"'{path}'" for path in paths(bench.now.held.of(DOSSIERS)))
    ((code,),) = bench.source.connection.execute(f"SELECT min(code) FROM read_parquet([{listed}])").fetchall()
    return str(code)


def _sent(workspace: Path) -> Iterator[tuple[str, object]]:
    with opened(workspace) as place:
        for table in SENDABLE.values():
            file = workspace / f"api-{table}.json"
            file.write_text(json.dumps(body_example(table)), encoding="utf-8")
            outcome = written(place, Sent(table, file, None))
            assert isinstance(outcome, Taken), outcome
            about = {"title": f"Lần nạp {outcome.load}", "state": {"snapshot": 2, "load": outcome.load}, "stale": False}
            blank = dict.fromkeys(("at", "instant", "period", "view", "source", "edition"))
            meta = {**blank, "warnings": [], **about}
            yield f"post-{table}", {"answer": {"data": taken_json(outcome), "meta": meta}}


def shortened(value: object) -> object:
    """The same with no more than a few items in each list."""
    match value:
        case Mapping():
            return {key: shortened(inner) for key, inner in value.items()}
        case list():
            return [shortened(each) for each in value[:LONGEST]]
        case _:
            return value


if __name__ == "__main__":
    place = Path(tempfile.mkdtemp())
    try:
        lines = (
            f"{json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}" for name, said in examples(place).items()
        )
        EXAMPLES.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    finally:
        shutil.rmtree(place)
