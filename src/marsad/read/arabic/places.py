"""Place phrases in Arabic bulletins: which words name a place, and from where to where.

What the words mean is for `locate` to say; here only the phrase is found: "ريف دير الزور الشرقي", "قرية الزر", "طريق
تدمر - السخنة". A name that no gazetteer knows counts where a kind of place stands before it.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from marsad.model.claim import Where
from marsad.read.arabic.page import Page
from marsad.text.arabic_lexicon import small_words
from marsad.text.normal_ar import fold

_PREPOSITIONS = small_words("prepositions")
_STOPS = small_words("place_stops") | frozenset({",", ".", ":", ";", "(", ")"})
_NOT_NAMES = small_words("place_not_names")
_MOST_SEEN = 50_000  # words kept in memory
_MORE_LEADS = small_words("place_more_leads")
_AGAIN = small_words("place_again")  # a place named before
_NEVER = small_words("place_never")
_MOST_NAME = 4


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Kinds of places, relations and directions, in folded spelling; `leads` are all that can open a place phrase."""

    heads: frozenset[str]
    kinds: frozenset[str]
    directions: frozenset[str]
    leads: frozenset[str]
    seen: dict[str, tuple[int, bool]] = field(default_factory=dict)

    def opening(self, word: str) -> tuple[int, bool]:
        """How many letters before a name are written together with a word, and whether the rest can open a phrase."""
        found = self.seen.get(word)
        if found is None:
            if len(self.seen) > _MOST_SEEN:
                self.seen.clear()
            taken = self._taken(word)
            rest = word[taken:]
            leads = rest in self.leads or (rest.startswith("ال") and (rest[2:] in self.kinds or rest[2:] in self.heads))
            found = self.seen[word] = taken, leads
        return found

    def _taken(self, word: str) -> int:
        for letters in (1, 2):
            if word[:1] in "وبلف" and (word[letters:] in self.leads or word[letters:].removeprefix("ال") in self.leads):
                return letters
        return 1 if word[:1] in "وبلف" and word[1:].startswith("ال") and len(word) > 4 else 0

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> "PlaceWords":
        """From a pack's place words."""
        heads = frozenset(map(fold, words.get("heads", ())))
        tables = [words.get(kind, ()) for kind in ("countryside", "desert", "road", "near")]
        kinds = frozenset(fold(word) for table in tables for word in table if " " not in word)
        directions = frozenset(map(fold, words.get("directions", ())))
        return cls(heads, kinds, directions, heads | kinds | directions | _MORE_LEADS)


class Places:
    """Finds the place phrases of a page."""

    def __init__(self, page: Page, words: PlaceWords, gazetteer: Any, verbs: Container[str] = frozenset()) -> None:
        self.page, self.words, self.text, self.openings = page, page.words, page.tokens.text, words
        self.heads, self.kinds, self.directions, self.leads = words.heads, words.kinds, words.directions, words.leads
        self.named: dict[int, int] = {}
        self.begins: dict[int, int] = {}  # where a name begins inside its token: بدمشق
        self.coded: set[int] = set()  # names of units, not of villages only a world gazetteer knows
        self.verbs = verbs  # of saying, some of which are villages too
        for found in gazetteer.find(self.text, "ar"):
            first, last = page.tokens.at(found.start), page.tokens.at(found.end)
            if first and page.tokens.starts[first - 1] < found.start < page.tokens.ends[first - 1]:
                first -= 1
                self.begins[first] = found.start
            if last > first:
                self.named[first] = max(last, self.named.get(first, 0))
                code = next((each for each in found.candidates[:2] if ":" not in each), None)
                if code is not None:
                    self.coded.add(first)
                    page.lands_told += {each[:2] for each in found.candidates[:4] if ":" not in each}

    def find(self, first: int, last: int) -> None:
        """Enters the places of tokens `[first, last)` into the page."""
        at = first
        inside, numbers, opening, words = self.page.inside, self.page.numbers, self.openings.opening, self.words
        while at < last:
            if (at not in self.named and not opening(words[at])[1]) or self._is_verb(at, last):
                at += 1
                continue
            free = not inside[at] and not (at in numbers and at not in self.coded)
            end = self._phrase(at, first, last) if free else None
            at = end if end else at + 1

    def _is_verb(self, at: int, last: int) -> bool:
        """ "وتبنى التنظيم الهجوم": a verb of saying with who says it, though there is a village of that name."""
        word = self.words[at]
        if word not in self.verbs and not (word[0] in "وف" and word[1:] in self.verbs):
            return False
        return at + 1 < last and self.page.actor(at + 1) is not None

    def _phrase(self, at: int, first: int, last: int) -> int | None:
        whole = self.named.get(at)
        if (
            whole is not None
            and whole - at > 1
            and whole <= last
            and (self._bare(at) in self.leads or at in self.coded)
        ):
            return self._enter(at, self._tail(whole, last))  # an area of the pack: البادية السورية
        lead = self._lead(at, last)
        if lead is not None and (held := self._held_area(at, lead, last)) is not None:
            return self._enter(at, held)
        if lead == at + 1 < last and self.words[at] == "العاصمه" and "nation" in self.page.kinds(lead):
            return self._enter(at, lead + 1)
        if lead == at + 1 and self.words[at] in _AGAIN and not (lead < last and lead in self.named):
            return self._enter(at, lead)
        end = self._name(lead if lead is not None else at, last, is_led=lead is not None)
        if end is None:
            return None
        if lead is None and not self._is_sure(at, end, first):
            return None
        end = self._tail(end, last)
        return self._enter(at, end)

    def _held_area(self, at: int, lead: int, last: int) -> int | None:
        """ "مناطق نفوذ الإدارة الذاتية", "مناطق سيطرة قسد": an area named by who holds it."""
        if self._bare(at) not in ("مناطق", "منطقه"):
            return None
        index = lead
        if index < last and self.words[index] in ("نفوذ", "سيطره", "خاضعه"):
            index += 1
        return self.page.end(index) if index < last and self.page.actor(index) is not None else None

    def _enter(self, begin: int, end: int) -> int:
        page = self.page
        start = max(page.tokens.starts[begin] + self._taken(begin), self.begins.get(begin, 0))
        page.places[begin] = (end, Where(self.text[start : page.stop(end)]))
        page.inside[begin:end] = b"\x01" * (end - begin)
        return end

    def _taken(self, at: int) -> int:
        """How many letters written together with the first word do not belong to the name."""
        return self.openings.opening(self.words[at])[0]

    def _bare(self, at: int) -> str:
        return self.words[at][self._taken(at) :]

    def _lead(self, at: int, last: int) -> int | None:
        """What opens a place phrase: "بلدة", "ريف", "على أطراف", "شمال شرقي". The index after it."""
        index = at
        while index < last and not self.page.inside[index]:
            word = self._bare(index) if index == at else self.words[index]
            if word in self.leads or (
                word.startswith("ال") and (word[2:] in self.kinds or word[2:] in self.heads) and index + 1 < last
            ):
                if "person" in self.page.kinds(index) or "actor" in self.page.kinds(index):
                    break
                index += 1
            elif (
                index > at
                and word in ("بين", "بلده", "الموديه", "الموصل", "الواصل", "الي", "من")
                and self.words[at].startswith(("ال", "طريق"))
                and index - at < 3
            ):
                index += 1
            else:
                break
        return index if index > at else None

    def _name(self, at: int, last: int, *, is_led: bool) -> int | None:
        """The index after a name: of the gazetteer, or after a kind of place any words up to a boundary."""
        if at >= last or self.page.inside[at]:
            return None
        end = self.named.get(at)
        if end is not None and end <= last and (is_led or self._is_name(at, end)):
            if is_led and end - at == 1 and end < last and self._is_kind_of_place(at - 1) and self._goes_on(end, at):
                end += 1  # حي كرم الزيتون, where only كرم is known
            return self._joined_names(end, last)
        if not is_led or not self._is_kind_of_place(at - 1):
            return None
        index = at
        while index < last and index - at < _MOST_NAME and self._may_name(index, at):
            index += 1
        if index == at:
            return None
        return self._joined_names(index, last)

    def _goes_on(self, end: int, at: int) -> bool:
        return self.words[end].startswith("ال") and self._may_name(end, at)

    def _is_kind_of_place(self, at: int) -> bool:
        """Whether a word says what a place is (village, road), not where it lies (north of, near)."""
        word = self.words[at]
        bare = {word, word[1:], word[1:].removeprefix("ال"), word.removeprefix("ال")}
        if word.startswith("ال"):
            return False
        return bool(
            bare
            & (self.heads | {"طريق", "باديه", "ريف", "جبل", "جبال", "مخيم", "معسكر", "مطار", "حقل", "وادي", "دوار"})
        )

    def _may_name(self, index: int, at: int) -> bool:
        word, page = self.words[index], self.page
        if (
            page.inside[index]
            or index in page.numbers
            or word in _STOPS
            or not word[0].isalpha()
            or word in self.leads
            or word in _NOT_NAMES
        ):
            return False
        if page.matches[index] is not None and not (
            index == at and page.is_definite(index) and "thing" in page.kinds(index)
        ):
            return False
        if word.startswith("لل") or (word.startswith(("و", "ب", "ل")) and index > at and len(word) > 3):
            return False
        return index == at or word.startswith("ال") or index == at + 1 or index in self.named

    def _joined_names(self, end: int, last: int) -> int:
        """ "تدمر - السخنة", "النهود والخوي": two names on one road or after one "two towns"."""
        if end + 1 < last and self.words[end] == "-" and (end + 1) in self.named:
            return self.named[end + 1]
        if end < last and self.words[end].startswith("و") and end in self.named and self._is_pair(end):
            return self.named[end]
        return end

    def _is_pair(self, at: int) -> bool:
        return any(
            word.removeprefix("ب") in ("مدينتي", "بلدتي", "قريتي", "محافظتي", "بين")
            for word in self.words[max(0, at - 4) : at]
        )

    def _is_name(self, at: int, end: int) -> bool:
        if end - at > 1:
            return True
        word = self.words[at]
        if word in _NEVER or len(word) < 3:
            return False
        kinds = self.page.kinds(at)
        return not kinds

    def _is_sure(self, at: int, end: int, first: int) -> bool:
        """Whether a name without a kind of place stands where a place does."""
        return at in self.coded

    def _tail(self, end: int, last: int) -> int:
        """ "الشرقي", "الغربية" behind a name."""
        while (
            end < last
            and not self.page.inside[end]
            and self.words[end].startswith("ال")
            and self.words[end] in self.directions
        ):
            end += 1
        return end
