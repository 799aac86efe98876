"""Published tolls that do not add up: within one report, over a publisher's counter, between editions and sources.

Every finding names both numbers and where they stand, writes the arithmetic out, and says which other reading of the
text would make it true, where there is one.
"""

from collections.abc import Mapping

from marsad.count.crosstable import check_cross_tables
from marsad.count.editions import audit_editions
from marsad.count.phrases import phrases
from marsad.count.series import audit_series
from marsad.count.sources import audit_sources
from marsad.count.titles import check_titles
from marsad.count.walk import entries_of
from marsad.count.within import check_addends, check_periods, check_subsets
from marsad.model.claim import Finding, Reading

__all__ = ["audit_editions", "audit_reading", "audit_series", "audit_sources"]


def audit_reading(
    reading: Reading, *, language: str = "en", names: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """What does not add up inside one report.

    Rules: addends, subset, cross-table, title-body, period (RECORD.md 4). Hedged numbers are compared as ranges, vague
    ones are open upwards. Words near the counts that explain a difference ("one attack may hit more than one
    province", "the worst affected were …") are data in ``audit_words.*.yaml``.

    Args:
        reading: what the report says; its own findings are not looked at.
        language: of the sentences, "en" or "ar".
        names: actors by id, to name them in the sentences.
    """
    say = phrases(language, names)
    found: list[Finding] = []
    for entry in entries_of(reading):
        if entry.claim.role == "restated" and entry.claim.kind == "toll" and not entry.count.parts:
            continue
        broken = check_addends(reading, entry, say)
        found += [broken] if broken else []
        found += check_subsets(reading, entry, say)
    found += check_cross_tables(reading, say)
    found += check_titles(reading, say)
    found += check_periods(reading, say)
    return tuple(found)
