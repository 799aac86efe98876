"""The reading of one report: back-ends propose, the validator decides."""

from marsad.model.claim import Reading, SetAside
from marsad.model.errors import ReadError
from marsad.model.report import Report
from marsad.packs import Pack
from marsad.read.backend import Proposal, backend_named
from marsad.read.languages import language_of
from marsad.read.rules import MOST_CHARACTERS, RULES
from marsad.read.validate import validate

BUILT_IN = (RULES,)


def read(report: Report, pack: Pack, *, backends: tuple[str, ...] = ("rules",)) -> Reading:
    """Read a report into claims.

    Args:
        report: as collected; its text is what all spans count in.
        pack: the conflict's actors, places, words and codebook.
        backends: names of back-ends; the first that reads the report's language is asked.

    Returns:
        The claims that stand in the text, places still unplaced, and what was set aside with the reason. An empty
        text or one in a language without rules gives no claims and says so.

    Raises:
        ReadError: there is no back-end of a given name.
    """
    if not report.text.strip():
        return Reading(report, set_aside=(SetAside("report", "the text is empty; nothing can be read in it."),))
    chosen = [backend_named(name, BUILT_IN) for name in backends] or [RULES]
    language = language_of(report)
    backend = next((each for each in chosen if language in each.languages), chosen[0])
    aside: list[SetAside] = []
    part = report
    if len(report.text) > MOST_CHARACTERS:
        part = _beginning(report)
        told = f"the text has {len(report.text):,} characters; the first {len(part.text):,} were read."
        why = f"{told} Split it into reports."
        aside.append(SetAside("rest of the text", why))
    try:
        proposal = backend.extract(part, pack)
    except ReadError as problem:
        proposal = Proposal(set_aside=(SetAside("report", str(problem)),))
    claims, refused = validate(proposal.claims, report, pack, language)
    return Reading(
        report,
        claims=claims,
        set_aside=(*aside, *proposal.set_aside, *refused),
        read_by=f"{backend.name} {backend.version}",
    )


def _beginning(report: Report) -> Report:
    from dataclasses import replace

    cut = report.text.rfind("\n", 0, MOST_CHARACTERS)
    return replace(report, text=report.text[: cut if cut > MOST_CHARACTERS // 2 else MOST_CHARACTERS])
