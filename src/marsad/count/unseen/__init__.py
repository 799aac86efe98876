"""Estimating what nobody recorded, from lists that overlap (multiple systems estimation).

Give it who is on which list; it answers with the total by three methods, everything that speaks against each, and a
verdict: publish, publish as a lower bound only, or do not publish.
"""

from marsad.count.unseen.bootstrap import bootstrap
from marsad.count.unseen.combine import Strata, Stratum, combine_linkages, draw_linkages, stratified
from marsad.count.unseen.dga import dga
from marsad.count.unseen.diagnose import Diagnosis, Length, diagnose
from marsad.count.unseen.figures import figures
from marsad.count.unseen.lcmcr import expansion_prior, lcmcr
from marsad.count.unseen.lists import OverlapTable, table_of_patterns, table_of_records
from marsad.count.unseen.loglinear import fit_all, loglinear
from marsad.count.unseen.overlap import Overlap, overlap
from marsad.count.unseen.reasons import Reason
from marsad.count.unseen.result import Estimate
from marsad.count.unseen.sampler import Prior

__all__ = [
    "Diagnosis",
    "Estimate",
    "Length",
    "Overlap",
    "OverlapTable",
    "Prior",
    "Reason",
    "Strata",
    "Stratum",
    "bootstrap",
    "combine_linkages",
    "dga",
    "diagnose",
    "draw_linkages",
    "expansion_prior",
    "figures",
    "fit_all",
    "lcmcr",
    "loglinear",
    "overlap",
    "stratified",
    "table_of_patterns",
    "table_of_records",
]
