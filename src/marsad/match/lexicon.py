"""The names that a matcher knows: Arabic names, their usual Latin spellings, and which stand as given names."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from marsad.match.spelling import latin_sounds, misfit
from marsad.text.romanise import fold_token, is_arabic, skeleton

_DATA = Path(__file__).parent / "data"
USUAL = 0.45  # benchmarks/match_people.py, dev: a Latin spelling over this cost is not a spelling of the name
TIE = 0.14  # names whose costs are this close cannot be told apart by the spelling
FREQUENT = 2.5  # weight from which a name is so frequent that a rare one beside it may be a slip of the pen for it
SLIP = 1.45  # one strange consonant beside the usual freedom: a slip of the pen


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a word of a name stands for, in folded Arabic.

    `name` is the likeliest name; `others` those that the spelling fits as well; `near` known names one slip away, where
    the word itself is none that is known.
    """

    name: str
    others: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    is_known: bool = True


@dataclass
class Lexicon:
    """Names to resolve words with. Made once for a run, since it also learns from the names of the lists."""

    weight: dict[str, float]
    given: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]
    by_skeleton: Mapping[str, tuple[str, ...]]
    by_slip: Mapping[str, tuple[str, ...]]
    cache: dict[str, Resolved] = field(default_factory=dict)

    def resolve(self, word: str) -> Resolved:
        """The names that a folded word can stand for."""
        found = self.cache.get(word)
        if found is None:
            found = self.cache[word] = self._arabic(word) if is_arabic(word) else self._latin(word)
        return found

    def is_given(self, word: str, *, with_slips: bool = False) -> bool:
        """Whether the word (or, `with_slips`, a known name one slip away) is in use as a given name."""
        found = self.resolve(word)
        if word.startswith("عبد") and len(word) > 4:
            return True
        return found.name in self.given or any(
            each in self.given for each in (*found.others, *(found.near if with_slips else ()))
        )

    def _arabic(self, word: str) -> Resolved:
        mine = self.weight.get(word)
        if mine is not None and mine >= FREQUENT:
            return Resolved(word)
        near = {
            each for cut in _cuts(word) for each in self.by_slip.get(cut, ()) if each != word and _is_slip(word, each)
        }
        if mine is not None:  # a rare name may be a slip for a frequent one
            near = {each for each in near if self.weight[each] >= FREQUENT}
        return Resolved(word, near=self._ranked(near, word)[:6], is_known=mine is not None)

    def _latin(self, word: str) -> Resolved:
        said = latin_sounds(word)
        listed = self.spellings.get(word, ())
        bones = skeleton(word)
        usual = {name: misfit(said, name, worst=USUAL + 0.1) for name in (*listed, *self.by_skeleton.get(bones, ()))}
        for name in listed:
            usual[name] = max(0.0, usual[name] - 0.25)
        ranked = sorted(
            (cost - 0.03 * self.weight.get(name, 0.0), name) for name, cost in usual.items() if cost <= USUAL
        )
        best, others = (
            ("?" + said, ())
            if not ranked
            else (ranked[0][1], tuple(n for c, n in ranked[1:6] if c - ranked[0][0] <= TIE))
        )
        if ranked and (self.weight[best] >= FREQUENT or best in listed):
            return Resolved(best, others)
        near: dict[str, float] = {}
        for cut in (bones, *_cuts(bones)):
            for name in self.by_slip.get("~" + cut, ()):
                if name not in near and name != best and (not ranked or self.weight[name] >= FREQUENT):
                    near[name] = misfit(said, name, worst=SLIP)
        close = {name for name, cost in near.items() if cost < SLIP}
        order = tuple(sorted(close, key=lambda name: (near[name] - 0.03 * self.weight.get(name, 0.0), name)))
        return Resolved(best, others, near=order[:6], is_known=bool(ranked))

    def _ranked(self, names: Iterable[str], word: str) -> tuple[str, ...]:
        return tuple(sorted(names, key=lambda name: (name[0] != word[0], -self.weight.get(name, 0.0), name)))


def _cuts(word: str) -> set[str]:
    """The word with one letter left out, each way, and the word itself."""
    return {word} | {word[:n] + word[n + 1 :] for n in range(len(word))}


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter was changed, added, left out, or swapped with its neighbour."""
    if min(len(one), len(other)) < 3 or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        apart = [n for n in range(len(one)) if one[n] != other[n]]
        swapped = len(apart) == 2 and apart[1] == apart[0] + 1 and one[apart[0]] == other[apart[1]]
        return len(apart) == 1 or (swapped and one[apart[1]] == other[apart[0]])
    short, long = sorted((one, other), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _is_joined(word: str, n: int, counts: Mapping[str, int]) -> bool:
    """Whether a word is two far more frequent ones that lost the space between them."""
    sons = words()["sons"]
    halves = ((word[:i], word[i:]) for i in range(2, len(word) - 1))
    return any(
        (left in sons or counts.get(left, 0) >= 15 * n) and (right in sons or counts.get(right, 0) >= 15 * n)
        for left, right in halves
    )


def _is_common_slip(word: str, n: int, counts: Mapping[str, int]) -> bool:
    """Whether a word is so much rarer than one that differs by a letter that it is a slip of the pen for it."""
    if len(word) < 3:
        return False
    if n > 200:
        return False
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    swaps = (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))
    changes = (word[:i] + letter + word[i + 1 :] for i in range(len(word)) for letter in letters)
    drops = (word[:i] + word[i + 1 :] for i in range(len(word)))
    adds = (word[:i] + letter + word[i:] for i in range(len(word) + 1) for letter in letters)
    return any(counts.get(each, 0) >= 15 * n for shapes in (swaps, changes, drops, adds) for each in shapes)


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """Titles, kunya words and the like, folded."""
    data = yaml.safe_load((_DATA / "person_words.yaml").read_text(encoding="utf-8"))
    folded: dict[str, Any] = {"chat": data["chat"]}
    for kind in ("titles", "sons", "kunya", "servant"):
        folded[kind] = frozenset(
            fold_token(word) if is_arabic(word) else word
            for language in data[kind].values()
            for word in language.split()
        )
    folded["divine"] = tuple(dict.fromkeys(_bare(fold_token(word)) for word in data["divine"].split()))
    return folded


def _bare(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 3 and word != "الله" else word


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, float], frozenset[str], dict[str, set[str]]]:
    weight: dict[str, float] = {}
    given = set()
    for line in (_DATA / "given_names.txt").read_text(encoding="utf-8").splitlines():
        for word in line.split()[1:] if not line.startswith("#") else ():
            given.add(_bare(fold_token(word)))
    weight |= dict.fromkeys(sorted(given), 3.0)
    spellings: dict[str, set[str]] = defaultdict(set)
    with (_DATA / "segments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            arabic, latin = row["ar"].strip("()").split(), row["en"].strip("()").replace("-", " ").split()
            if len(arabic) != 1:
                continue
            name = _bare(fold_token(arabic[0]))
            latin = [word for word in latin if word not in ("al", "el")]
            if len(latin) == 1 and len(name) > 1 and name.isalpha():
                weight.setdefault(name, 1.0)
                spellings[latin[0].lower()].add(name)
    return weight, frozenset(given), spellings


def make_lexicon(seen: Iterable[str] = (), first: Iterable[str] = ()) -> Lexicon:
    """A lexicon of the shipped names and of those that the lists themselves use often.

    Args:
        seen: every folded Arabic word of the lists' names, with repetition.
        first: those that stand first in a name; a word that does so often is a given name.
    """
    weight, given, spellings = _shipped()
    counts, leading = Counter(seen), Counter(first)
    total = max(sum(counts.values()), 1)
    often = max(3, total // 200_000)
    more = {word: n for word, n in counts.items() if n >= often and len(word) > 1}
    known = dict(weight)
    for word, n in more.items():
        if word not in weight and (_is_joined(word, n, more) or _is_common_slip(word, n, more)):
            continue
        known[word] = known.get(word, 0.0) + min(4.0, 1.0 + n / total * 400)
    firsts = {word for word, n in leading.items() if n >= max(5, often) and n >= 0.25 * counts[word] and word in more}
    bones: dict[str, list[str]] = defaultdict(list)
    slips: dict[str, list[str]] = defaultdict(list)
    for name in sorted(known):
        frame = skeleton(name)
        for shape in {frame, skeleton(name.replace("ث", "س"))}:  # Haitham, Haysam
            bones[shape].append(name)
        for cut in _cuts(name):
            slips[cut].append(name)
        for cut in _cuts(frame):
            slips["~" + cut].append(name)
    return Lexicon(
        weight=known,
        given=given | firsts,
        spellings={word: tuple(sorted(names)) for word, names in spellings.items()},
        by_skeleton={frame: tuple(names) for frame, names in bones.items()},
        by_slip={cut: tuple(names) for cut, names in slips.items()},
    )
