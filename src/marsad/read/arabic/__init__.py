"""Arabic: from a report to chunks."""

from weakref import WeakKeyDictionary

from marsad.packs import Pack
from marsad.read.arabic.reader import ArabicReader
from marsad.text.arabic_lexicon import arabic_lexicon, arabic_words
from marsad.text.dates_days import Era
from marsad.text.numbers_ar import arabic_number_words

_READERS: "WeakKeyDictionary[Pack, ArabicReader]" = WeakKeyDictionary()


def arabic_reader(pack: Pack) -> ArabicReader:
    """The reader of Arabic with a pack's words; made once a pack (some 0.2 s)."""
    try:
        return _READERS[pack]
    except (KeyError, TypeError):
        pass
    reader = _make(pack)
    try:
        _READERS[pack] = reader
    except TypeError:
        return reader
    return reader


def _make(pack: Pack) -> ArabicReader:
    words = pack.lexicon("ar")
    return ArabicReader(
        lexicon=arabic_lexicon(words, pack.actors),
        numbers=arabic_number_words(pack.codebook),
        forces=dict(words.get("forces") or {}),
        general=arabic_words(),
        place_words=pack.place_words.get("ar", {}),
        gazetteer=pack.gazetteer,
        eras=tuple(Era(tuple(era["names"]), era["start"]) for era in pack.codebook.get("eras") or ()),
    )
