"""Ranges, dates, places and messages in the language of whoever looks."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from marsad.model.claim import When, Where
from marsad.model.range import Range
from marsad.model.words import Sign
from marsad.publish.data.row import Numbers
from marsad.publish.words import day_words, isolated, range_words, when_words, where_words
from marsad.text.interface import Interface, interface
from marsad.text.phrases import as_it_is, phrase_in

__all__ = ["Words", "as_it_is", "words_of"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    interface: Interface

    def say(self, message: str, **values: object) -> str:
        """A message in this language."""
        return self.interface.say(message, **values)

    def many(self, one: str, more: str, number: int, **values: object) -> str:
        """A message in the form that goes with a number."""
        return self.interface.many(one, more, number, **values)

    def told(self, says: str, names: Callable[[str], str] = as_it_is) -> str:
        """A sentence with values in it (an error, a reason) in this language, as far as it is known."""
        return phrase_in(says, self.interface.language, names=names)

    def range_words(self, value: Range) -> Markup:
        """Bounds as people read them."""
        return range_words(value, self.interface)

    def numbers_words(self, numbers: Numbers) -> Markup:
        """The bounds of a published row; nothing where nobody is known."""
        if numbers.low is None and numbers.best is None and numbers.high is None:
            return Markup("")
        sign: Sign = "=" if numbers.low == numbers.high else ">=" if numbers.high is None else ".."
        best = numbers.best if sign != ".." else None
        return range_words(Range(numbers.low, best, numbers.high, sign), self.interface)

    def when_words(self, when: When) -> Markup:
        """A date interval."""
        return when_words(when, self.interface)

    def where_words(self, where: Where) -> Markup:
        """A place with the id it was placed at."""
        return where_words(where, self.interface)

    def day_words(self, day: date) -> str:
        """A day."""
        return day_words(day, self.interface)

    def isolated(self, words: str, *, direction: str = "auto") -> Markup:
        """Words that keep their own order."""
        return isolated(words, direction=direction)


def words_of(language: str, *, months: str = "levantine") -> Words:
    """The words of a language; English where it has none of its own. `months` is how Arabic names them."""
    return Words(replace(interface(language), months=months))
