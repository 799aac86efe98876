"""Arabic: from a report to chunks."""

from weakref import finalize

from marsad.packs import Pack
from marsad.read.arabic.reader import ArabicReader
from marsad.text.arabic_lexicon import arabic_lexicon, arabic_words
from marsad.text.dates_days import Era
from marsad.text.number_words_ar import arabic_number_words

_READERS: dict[int, ArabicReader] = {}  # by the pack's identity, since a pack holds tables and cannot be hashed


def arabic_reader(pack: Pack) -> ArabicReader:
    """The reader of Arabic with a pack's words; made once a pack (some 0.2 s), gone with it."""
    reader = _READERS.get(id(pack))
    if reader is None:
        reader = _READERS[id(pack)] = _make(pack)
        finalize(pack, _READERS.pop, id(pack), None)
    return reader


def _make(pack: Pack) -> ArabicReader:
    words = pack.lexicon("ar")
    return ArabicReader(
        lexicon=arabic_lexicon(words, pack.actors),
        numbers=arabic_number_words(pack.codebook),
        forces=dict(words.get("forces") or {}) | {"": words.get("home_nation", "")},
        general=arabic_words(),
        place_words=pack.place_words.get("ar", {}),
        gazetteer=pack.gazetteer,
        lands={actor: land for land, actors in (words.get("lands") or {}).items() for actor in actors},
        nation_lands=dict(words.get("nation_lands") or {}),
        eras=tuple(Era(tuple(era["names"]), era["start"]) for era in pack.codebook.get("eras") or ()),
    )
