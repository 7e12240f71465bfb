"""The running server against its own description: whatever is asked, the answer is one that is documented."""

from collections import Counter
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance
from serving import Served

from bochiso.web.openapi import document

EACH = 2
"""Questions made up for each address and method, beside its documented example and the bounds of each parameter."""

API = schemathesis.openapi.from_dict(document()).exclude(operation_id="report-file")
"""Without the one that makes a whole document for each question: its form is that of its example, its values common."""

MOST = 4
"""Sound questions to one address: each may count all dossiers anew. All that are to be refused are asked."""

ANSWERED: Counter[str] = Counter()

UNSOUND = [positive_data_acceptance]
"""All other checks are made: what a schema allows may still be a day of which nothing is known."""


@API.parametrize()
@settings(
    max_examples=EACH,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_a_documented_one(case: schemathesis.Case[Any], served: Served) -> None:
    if _sound(case):
        ANSWERED[case.operation.label] += 1
        if ANSWERED[case.operation.label] > MOST:
            return
    case.call_and_validate(base_url=served.url, excluded_checks=UNSOUND, timeout=40)


def _sound(case: schemathesis.Case[Any]) -> bool:
    """Whether the question was made to be answered and not to be refused."""
    return case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
