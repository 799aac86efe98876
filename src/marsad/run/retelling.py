"""Findings and alerts in the language of whoever looks."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from marsad.count.retell import retell
from marsad.model.claim import Finding, Reading
from marsad.packs import Pack
from marsad.run.viewing import Viewing


def finding_in(viewing: Viewing, finding: Finding, language: str) -> Finding:
    """The finding with its sentences in a language, whichever it was kept in."""
    return retell(finding, language, name=namer_in(viewing.observatory.pack, language))


def reading_in(viewing: Viewing, reading: Reading, language: str) -> Reading:
    """The reading with its findings in a language."""
    if not reading.findings:
        return reading
    return replace(reading, findings=tuple(finding_in(viewing, each, language) for each in reading.findings))


def alert_words(viewing: Viewing, id: str, says: str, language: str) -> str:
    """What an alert says in a language."""
    alert = viewing.observatory.store.alerts.get(id) if language == "ar" else None
    return (viewing.shown(alert).says_ar if alert is not None else "") or says


def namer_in(pack: Pack, language: str) -> Callable[[str], str]:
    """The name of an actor, place or area in a language by its name in any; the name itself where none is known."""

    @lru_cache(maxsize=1024)
    def name(words: str) -> str:
        wanted = words.casefold()
        for actor in pack.actors.values():
            if wanted in {each.casefold() for each in (actor.name_en, actor.name_ar or "", *actor.also)}:
                return (actor.name_ar if language == "ar" else actor.name_en) or words
        for id in pack.gazetteer.exact(words):
            areas = pack.gazetteer.areas.get(id)
            place = areas[0] if areas else pack.gazetteer.get(id)
            if place is not None and (found := place.name_ar if language == "ar" else place.name_en):
                return found
        return words

    return name
