"""Taking in published figures: whatever file they come in, what leaves here is snapshots."""

from bochiso.intake.read import Intake, read_published
from bochiso.intake.template import observations_template

__all__ = ["Intake", "observations_template", "read_published"]
