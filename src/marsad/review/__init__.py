"""Stage 5: people decide; judgements are a ledger, the state is derived."""

from marsad.review.acts import ACTS, GRADES, Rules, check
from marsad.review.agreement import Agreement, alpha
from marsad.review.claims import Claims, ClaimState, Corrected, claims_of, correct_claim, field_of, reviewed_reading
from marsad.review.coding import (
    Bias,
    Coded,
    agreement_by_field,
    automation_bias,
    codes_of,
    may_see_suggestion,
    to_adjudicate,
)
from marsad.review.decide import Decided, Decisions, decide
from marsad.review.grade import ProposedGrade, propose_grade
from marsad.review.incidents import Assemble, Proposed, Reviewed, derive, part_id, settled
from marsad.review.queue import ORDERS, Order, Waiting, doubt_of, doubts_in, impact_of, pair_waiting, queue

__all__ = [
    "ACTS",
    "GRADES",
    "ORDERS",
    "Agreement",
    "Assemble",
    "Bias",
    "ClaimState",
    "Claims",
    "Coded",
    "Corrected",
    "Decided",
    "Decisions",
    "Order",
    "Proposed",
    "ProposedGrade",
    "Reviewed",
    "Rules",
    "Waiting",
    "agreement_by_field",
    "alpha",
    "automation_bias",
    "check",
    "claims_of",
    "codes_of",
    "correct_claim",
    "decide",
    "derive",
    "doubt_of",
    "doubts_in",
    "field_of",
    "impact_of",
    "may_see_suggestion",
    "pair_waiting",
    "part_id",
    "propose_grade",
    "queue",
    "reviewed_reading",
    "settled",
    "to_adjudicate",
]
