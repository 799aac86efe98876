"""Arabic numbers in a text, with their hedges, ranges and vague words, and the nouns that are numbers."""

from collections.abc import Iterator, Mapping
from typing import Any

from marsad.model.range import Range
from marsad.text.arabic_forms import ONE, TWO
from marsad.text.arabic_lexicon import ArabicLexicon
from marsad.text.found import FoundNumber
from marsad.text.normal_ar import normalise
from marsad.text.number_grammar_ar import scan_arabic_numbers
from marsad.text.number_words_ar import arabic_number_words
from marsad.text.tokens import Tokens, tokenise


def find_numbers(
    text: str, *, codebook: Mapping[str, Any] | None = None, lexicon: ArabicLexicon | None = None
) -> list[FoundNumber]:
    """Every number in an Arabic text, with its hedge, as `FoundNumber` with spans in the text itself.

    With a lexicon also the nouns that are numbers: duals (قتيلان, مدنيين اثنين), singulars without article behind a
    word of harm (مقتل مدني). Designations, times, ages and shares are left out as far as their form tells. Vague words
    take the codebook's intervals.

    Example:
        >>> [(each.range.low, each.range.high) for each in find_numbers("مقتل مئتين واثني عشر شخصاً، و58 مدنياً")]
        [(212, 212), (58, 58)]
    """
    view = normalise(text, lexicon.is_known if lexicon is not None else lambda _: False)
    tokens = tokenise(view.text)
    found: list[FoundNumber] = []
    taken: set[int] = set()
    for hit in scan_arabic_numbers(tokens, arabic_number_words(codebook)):
        last, range_ = hit.last, hit.range
        last, range_ = _hedged_after(tokens, last, range_)
        span = view.span(hit.start, tokens.ends[last - 1])
        found.append(FoundNumber(span.start, span.end, range_, hit.rule))
        taken.update(range(hit.first, hit.last + 1))
    if lexicon is not None:
        for at, end, skipped, range_ in _nouns(tokens, lexicon, taken):
            span = view.span(tokens.starts[at] + skipped, tokens.ends[end - 1])
            found.append(FoundNumber(span.start, span.end, range_, "number-ar/noun", span.of(text)))
    nouns = [each for each in found if each.noun_inside]
    found = [each for each in found if each.noun_inside or not any(noun.start < each.end <= noun.end for noun in nouns)]
    return sorted(found, key=lambda each: each.start)


def _hedged_after(tokens: Tokens, last: int, range_: Range) -> tuple[int, Range]:
    """ "11 شخصاً على الأقل": a hedge behind the counted noun."""
    for end in (last + 3, last + 4):
        if range_.is_exact and tokens.words[end - 2 : end] == ["علي", "الاقل"]:
            return end, Range.at_least(range_.low or 0)
    return last, range_


def _nouns(tokens: Tokens, lexicon: ArabicLexicon, taken: set[int]) -> Iterator[tuple[int, int, int, Range]]:
    """Nouns that are numbers, as (token, token after, letters joined before, range)."""
    words = tokens.words
    told = False  # whether a word of harm stands right before
    at = 0
    while at < len(words):
        match = lexicon.match(words, at, len(words))
        if match is None or at in taken:
            told = False
            at += 1
            continue
        entry = next((match.kinds[kind][0] for kind in ("person", "outcome", "kin") if kind in match.kinds), None)
        end = match.last
        if entry is not None and not match.is_definite:
            two = end < len(words) and words[end] in ("اثنين", "اثنان", "اثنتين", "اثنتان")
            if entry.form == TWO or two:
                yield at, end + two, len(match.joined), Range.exactly(2)
            elif entry.form == ONE and told:
                yield at, end, len(match.joined), Range.exactly(1)
        told = bool(match.kinds.keys() & {"act", "verb"})
        at = end
