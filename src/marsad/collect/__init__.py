"""Stage 1: whatever a desk receives becomes a kept, hashed report."""

from marsad.collect.address import Limits
from marsad.collect.arrived import report_at
from marsad.collect.collected import Collected, NotCollected
from marsad.collect.files import reports_of_input, reports_of_path
from marsad.collect.known import Known
from marsad.collect.lines import reports_of_lines

__all__ = [
    "Collected",
    "Known",
    "Limits",
    "NotCollected",
    "report_at",
    "reports_of_input",
    "reports_of_lines",
    "reports_of_path",
]
