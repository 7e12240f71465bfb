"""The running server against its own description: whatever is asked, the answer is one that is documented."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import positive_data_acceptance
from serving import Served

from bochiso.web.openapi import document

EACH = 2
"""Questions made up for each address and method, beside its documented example and the bounds of each parameter."""

API = schemathesis.openapi.from_dict(document()).exclude(operation_id="report-file")
"""Without the one that makes a whole document for each question: its form is that of its example, its values common."""

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
    case.call_and_validate(base_url=served.url, excluded_checks=UNSOUND, timeout=40)
