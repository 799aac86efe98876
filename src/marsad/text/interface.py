"""The words of the interface, in English and Arabic, through gettext.

English is what stands in the code and the templates; ``locale/LANGUAGE/*.po`` holds the other languages, a file a part
of the product, which a translator can edit with any tool. They are read as they are: nothing has to be compiled.
"""

import gettext
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ckb", "ur"})


@dataclass(frozen=True, slots=True)
class Interface:
    """The interface in one language."""

    language: str
    translations: gettext.NullTranslations
    months: str = "levantine"  # how Arabic names months: كانون الثاني ("levantine") or يناير ("common")

    @property
    def direction(self) -> str:
        """ "rtl" or "ltr", as HTML's `dir` wants it."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def say(self, message: str, **values: object) -> str:
        """The message in this language; ``{name}`` in it takes the value of that name."""
        words = self.translations.gettext(message) if message else ""
        return words.format(**values) if values else words

    def many(self, one: str, more: str, number: int, **values: object) -> str:
        """The message in the form that goes with a number; ``{number}`` in it is the number itself."""
        return self.translations.ngettext(one, more, number).format(number=number, **values)


@lru_cache(maxsize=8)
def interface(language: str) -> Interface:
    """The interface in a language; English where there is no translation."""
    files = sorted((LOCALE / language).glob("*.po")) if language.isalpha() else []
    if not files:
        return Interface("en", gettext.NullTranslations())
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    first: gettext.GNUTranslations | None = None
    for path in files:
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        compiled = io.BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        found = gettext.GNUTranslations(compiled)
        if first is None:
            first = found
        else:
            first.add_fallback(found)
    assert first is not None
    return Interface(language, first)
