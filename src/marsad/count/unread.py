"""Numbers of the text that no count was read from: a sum that lacks just one of them says more of the reader."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from marsad.count.phrases import words_of
from marsad.model.claim import Count, Reading
from marsad.model.report import Span
from marsad.text.normal_ar import normalise
from marsad.text.number_grammar_ar import scan_arabic_numbers
from marsad.text.number_words_ar import arabic_number_words
from marsad.text.numbers_en import find_numbers
from marsad.text.tokens import tokenise

_ARABIC = re.compile(r"[\u0621-\u064a]+")
_ITEM = re.compile(r"\n+[ \t]*[-–—•*·▪]")  # the next line of a list
_YEARS = range(1900, 2101)


def explains_shortfall(reading: Reading, parts: Sequence[Count], missing: float) -> bool:
    """Whether one unread number of the list, or two together, is just what the parts lack."""
    if missing <= 0 or not parts:
        return False
    unread = unread_numbers(reading, _list_extent(reading.report.text, parts))
    return missing in unread or any(one + other == missing for one, other in combinations(unread, 2))


def unread_numbers(reading: Reading, extent: Span) -> list[int]:
    """The numbers in a stretch of the text that lie in no count of the reading; years are passed over."""
    read = sorted({count.span for claim in reading.claims for count in claim.walk()})
    return [
        value
        for value, span in _numbers(reading, extent)
        if value not in _YEARS and not any(span.overlap(each) for each in read)
    ]


def _list_extent(text: str, parts: Iterable[Count]) -> Span:
    """From the first part to the end of the line of the last; of a list over several lines, to the list's end."""
    spans = sorted(part.span for part in parts)
    start, last = spans[0].start, spans[-1].end
    end = _line_end(text, last)
    if "\n" in text[start:last]:
        while (item := _ITEM.match(text, end)) is not None:
            end = _line_end(text, item.end())
    return Span(start, end)


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return found if found >= 0 else len(text)


def _numbers(reading: Reading, extent: Span) -> list[tuple[int, Span]]:
    text = extent.of(reading.report.text)
    if reading.report.language == "ar":
        return list(_arabic(text, extent.start))
    found = []
    for number in find_numbers(text):
        value = number.range.middle()
        if value is not None and number.range.sign != "vague":
            found.append((value, Span(extent.start + number.start, extent.start + number.end)))
    return found


def _arabic(text: str, offset: int) -> Iterator[tuple[int, Span]]:
    """Arabic numbers by the grammar of `text`, and words that are a number themselves (عنصران, واحدة)."""
    view = normalise(text)
    tokens = tokenise(view.text)
    ends: set[int] = set()
    for hit in scan_arabic_numbers(tokens, arabic_number_words()):
        value = hit.range.middle()
        if value is not None and hit.range.sign != "vague":
            found = view.span(hit.start, tokens.ends[hit.last - 1])
            ends.add(found.end)
            yield value, Span(offset + found.start, offset + found.end)
    counted = {word: value for value, words in words_of("ar")["counted"].items() for word in words}
    for match in _ARABIC.finditer(text):
        value = counted.get(match.group().removeprefix("و"))
        follows = len(text[: match.start()].rstrip()) in ends  # "9 مدنيين" are nine, not two more
        if value is not None and not follows:
            yield value, Span(offset + match.start(), offset + match.end())
