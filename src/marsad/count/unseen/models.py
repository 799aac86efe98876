"""Log-linear models of who is on which list: their names, their terms, all of a kind.

A term is a set of lists as a bit mask (bit j is list j); a model is the set of its terms beyond the intercept. Models
are hierarchical: a term brings every smaller term inside it. They are written by their largest terms, "123,14": lists
counted from 1.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from marsad.model.errors import CountError

Terms = frozenset[int]


def closure(generators: Iterable[int], *, lists: int) -> Terms:
    """Every term that these largest terms bring with them, and each list alone."""
    terms = {1 << place for place in range(lists)}
    for generator in generators:
        inside = generator
        while inside:
            terms.add(inside)
            inside = (inside - 1) & generator
    return frozenset(terms)


def name_of(terms: Terms) -> str:
    """A model's name by its largest terms; "independence" where no list hangs on another.

    With ten lists or more the numbers are parted by dots: "1.3,10".

    Example:
        >>> name_of(closure([0b0111, 0b1001], lists=4))
        '123,14'
    """
    largest = [term for term in terms if not any(term != other and term & other == term for other in terms)]
    if all(term.bit_count() == 1 for term in largest):
        return "independence"
    dot = "." if max(terms) >> 9 else ""
    words = (dot.join(str(place + 1) for place in range(term.bit_length()) if term >> place & 1) for term in largest)
    return ",".join(sorted(words, key=lambda word: (-len(word.split(".")), -len(word), word)))


def model_of(name: str, *, lists: int) -> Terms:
    """The model of a name: "123,14,34", "[123,14]", "12|13" or "independence".

    Raises:
        CountError: a list that is not there.
    """
    words = name.strip("[] ").replace("|", ",")
    if words in ("", "independence"):
        return closure([], lists=lists)
    generators = []
    for word in words.split(","):
        digits = word.strip().split(".") if "." in word or lists > 9 else list(word.strip())
        if not all(digit.isdigit() and 1 <= int(digit) <= lists for digit in digits):
            raise CountError(f"The model term {word!r} names no lists; wanted numbers from 1 to {lists}, as in 123,14.")
        generators.append(sum(1 << (int(digit) - 1) for digit in set(digits)))
    return closure(generators, lists=lists)


def hierarchical(lists: int) -> Iterator[Terms]:
    """Every hierarchical model that holds each list and leaves out the term of all lists.

    8 models for 3 lists, 113 for 4, 6,893 for 5.
    """
    singles = closure([], lists=lists)
    # Level by level: a term may join once every term one smaller inside it has.
    levels = [[mask for mask in range(1 << lists) if mask.bit_count() == size] for size in range(2, lists)]

    def grow(level: int, terms: Terms) -> Iterator[Terms]:
        if level == len(levels):
            yield terms
            return
        ready = [
            mask
            for mask in levels[level]
            if all(mask & ~(1 << place) in terms for place in range(lists) if mask >> place & 1)
        ]
        if not ready:
            yield terms
            return
        for size in range(len(ready) + 1):
            for chosen in combinations(ready, size):
                if chosen:
                    yield from grow(level + 1, terms | frozenset(chosen))
                else:
                    yield terms

    yield from grow(0, singles)


def pairwise(lists: int) -> Iterator[Terms]:
    """Every model with terms of at most two lists: 1,024 for 5 lists."""
    singles = closure([], lists=lists)
    pairs = pairs_of(lists)
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            yield singles | frozenset(chosen)


def pairs_of(lists: int) -> list[int]:
    """The terms of two lists, in order."""
    return [1 << first | 1 << second for first, second in combinations(range(lists), 2)]
