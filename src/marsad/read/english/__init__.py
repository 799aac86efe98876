"""English: from a report to chunks."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from weakref import finalize

from marsad.packs import Pack
from marsad.read.english.reader import EnglishReader
from marsad.text.dates_days import Era
from marsad.text.english_lexicon import ARMED_KINDS, english_lexicon, general_words
from marsad.text.numbers_en import number_words
from marsad.text.romanise import fold

_READERS: dict[int, EnglishReader] = {}  # by the pack's identity, since a pack holds tables and cannot be hashed


def english_reader(pack: Pack) -> EnglishReader:
    """The reader of English with a pack's words; made once a pack (some 0.2 s)."""
    reader = _READERS.get(id(pack))
    if reader is None:
        reader = _READERS[id(pack)] = _make(pack)
        finalize(pack, _READERS.pop, id(pack), None)
    return reader


def _foreign_actors(pack: Pack, words: Mapping[str, Any]) -> frozenset[str]:
    """The armed actors of a pack that fight in other countries only, where the pack says who fights in its own."""
    if not words.get("home_actors"):
        return frozenset()
    present = {*words["home_actors"], *(words.get("guest_actors") or ())}
    present |= {actor.id for actor in pack.actors.values() if actor.part_of in present}
    own = {actor.id for actor in pack.actors.values()} - {key for each in pack.includes for key in each.actors}
    return frozenset(
        actor.id for actor in pack.actors.values() if actor.kind in ARMED_KINDS and actor.id not in present | own
    )


def _make(pack: Pack) -> EnglishReader:
    words, general = pack.lexicon("en"), general_words("en")
    gazetteer = pack.gazetteer
    areas = [
        name for editions in gazetteer.areas.values() for area in editions for name in (area.name_en, *area.other_names)
    ]
    ordinary = frozenset(pack.place_words.get("en", {}).get("ordinary", ()))

    @lru_cache(maxsize=8192)
    def level_of(name: str) -> int | None:
        if not name or name.lower() in ordinary:
            return None
        key = fold(name)
        found = gazetteer.by_fold.get(key, ())
        levels = [place.level for place_id in found if (place := gazetteer.get(place_id)) is not None]
        return min(levels) if levels else (1 if found else None)

    place_words = pack.place_words.get("en", {})
    after = {word for kind in ("countryside", "desert", "road") for word in place_words.get(kind, ())}
    heads = set(place_words.get("heads", ()))
    eras = tuple(Era(tuple(era["names"]), era["start"]) for era in pack.codebook.get("eras") or ())
    return EnglishReader(
        lexicon=english_lexicon(words, pack.actors, areas),
        numbers=number_words(pack.codebook),
        pack_words=words,
        place_words={"heads": heads, "after": after, "directions": frozenset(place_words.get("directions", ()))},
        level_of=level_of,
        general=general,
        country=(str(pack.about.get("title", {}).get("en", "")).split() or [""])[0].lower() or None,
        eras=eras,
        abbreviations=frozenset(general["abbreviations"]),
        experts=frozenset(general["experts"]),
        armies=words.get("armies") or {},
        foreign_actors=_foreign_actors(pack, words),
        foreign_countries=frozenset(
            place.name_en.lower() for place in pack.places.values() if place.level == 0 and place.id != pack.home
        )
        - set(words.get("guest_countries") or ()),
    )
