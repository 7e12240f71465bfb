"""The charts of the monthly report, as Vega-Lite specifications.

Both print well in black and white: the earlier date is hollow or pale, the later one dark. A missing figure has no
mark; it is never drawn as a zero.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from bochiso.report.document import Chart
from bochiso.report.layout import plain
from bochiso.report.metrics import wrapped
from bochiso.wording import MISSING

type_json = "https://vega.github.io/schema/vega-lite/v5.json"
