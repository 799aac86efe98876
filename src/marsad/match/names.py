"""The parts of a person's name, in either script: given name, father, grandfather, family, kunya."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance.OSA import distance

from marsad.match.lexicon import FREQUENT, Lexicon, Resolved, words
from marsad.match.spelling import latin_sounds, misfit
from marsad.text.romanise import fold_token, is_arabic

_INVISIBLE = re.compile(r"[\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_APOSTROPHES = re.compile("['’‘ʿʾʼʻ`´ˈ′]")
_BRACKETS = re.compile(r"[\(\[{\"“”«»].*?[\)\]}\"“”«»]")
_TOKEN = re.compile(r"[^\W_]+\.?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ARTICLE = frozenset({"al", "el", "il", "ul", "ال"})
_SERVANT_FAMILY = frozenset({"العبد"})
_ASSIMILATED = frozenset(
    {"ar", "er", "as", "es", "ash", "esh", "at", "et", "ad", "ed", "az", "ez", "an", "en", "ach", "ech", "ath", "adh"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: folded, and whether it bore the article."""

    text: str
    has_article: bool = False
    is_initial: bool = False


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name, each as far as it is shown.

    `is_loose` marks a second name that may be the father's or the family's; it then stands as both.
    """

    given: Resolved | None
    father: Resolved | None = None
    grandfather: Resolved | None = None
    family: Resolved | None = None
    kunya: Resolved | None = None
    is_loose: bool = False


@lru_cache(maxsize=262144)
def name_words(name: str) -> tuple[Word, ...]:
    """The folded words of a name, articles and Abd compounds joined, brackets left out."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
    if not is_arabic(text):
        text = _CAMEL.sub(" ", _APOSTROPHES.sub("", text))
    found = _TOKEN.findall(text)
    return tuple(_joined([_folded(each) for each in found], [each.endswith(".") or len(each) == 1 for each in found]))


def _folded(token: str) -> str:
    token = token.rstrip(".")
    if token.isascii() and not token.isalpha():
        token = "".join(words()["chat"].get(letter, letter) for letter in token.lower())
    token = (
        "".join(letter for letter in unicodedata.normalize("NFKD", token) if not unicodedata.combining(letter))
        if not is_arabic(token)
        else token
    )
    return fold_token(token) if is_arabic(token) else token.lower()


def _joined(tokens: list[str], short: list[bool]) -> list[Word]:
    """Words with the article, Abd and what follows it put together."""
    result: list[Word] = []
    has_article, servant = False, False
    for position, token in enumerate(tokens):
        following = tokens[position + 1] if position + 1 < len(tokens) else ""
        if following and (token in _ARTICLE or (token in _ASSIMILATED and following[:1] == token[-1:])):
            has_article = True
            continue
        if token in _SERVANT_FAMILY and (following == "الله" or following[2:] in words()["divine"]):
            servant = has_article = True  # al-Abd Allah, a family name
            continue
        if following and (token in words()["servant"] or _is_servant(token, tokens[position + 1 :])):
            servant = True
            continue
        if servant:
            result.append(
                Word("عبد" + _divine(_strip(token)[0]), has_article and bool(result or tokens[0] in _SERVANT_FAMILY))
            )
            servant = has_article = False
            continue
        stem, own = _strip(token)
        result.append(
            Word(_compound(stem if not own else token) or stem, has_article or own, short[position] and len(stem) == 1)
        )
        has_article = False
    return result


def _is_servant(token: str, after: list[str]) -> bool:
    """Whether a word is Abd with a slip of the pen: nearly it, and a name of God with the article follows."""
    if not 2 <= len(token) <= 5 or distance(token, "عبد" if is_arabic(token) else "abd") > 1:
        return False
    if is_arabic(token):
        return after[0] == "الله" or (after[0].startswith("ال") and after[0][2:] in words()["divine"])
    following = after[1] if after[0] in _ARTICLE and len(after) > 1 else ""
    return bool(following) and is_arabic(_divine(following))


def _strip(word: str) -> tuple[str, bool]:
    """The word without a joined Arabic article."""
    if word.startswith("ال") and len(word) > 4 and word != "الله":
        return word[2:], True
    return word, False


def _compound(token: str) -> str | None:
    """Abd with what follows it in one word, in either script, in the form عبدرحمن; None for another word."""
    if token.startswith("عبد") and len(token) >= 6:
        rest = token[3:]
        return "عبد" + (rest[2:] if rest.startswith("ال") and rest != "الله" else rest)
    match = re.match(r"a?bd+[aeou]?", token)
    if token.startswith("abd") and match and len(token) - match.end() >= 3:
        found = _divine(token[match.end() :])
        return "عبد" + found if is_arabic(found) else None
    return None


@lru_cache(maxsize=65536)
def _divine(rest: str) -> str:
    """The name of God that a word spells, in Arabic without the article; the word itself where it is none."""
    if is_arabic(rest):
        return rest
    if re.fullmatch(r"[aeou]?l+[aeu]+h?a?", rest):
        return "الله"
    shapes = {rest}
    bare = re.sub(r"^[aeiou]", "", rest)
    if bare[:1] == "l" or bare[:1] == bare[1:2]:  # the article, also assimilated: abdurrahman
        shapes.add(bare[1:])
    shapes.add(bare)
    scored = sorted(
        (misfit(latin_sounds(shape), name, worst=1.5), name)
        for shape in shapes
        if len(shape) > 2
        for name in words()["divine"]
    )
    return scored[0][1] if scored and scored[0][0] < 1.2 else rest


def parse_name(name: str, lexicon: Lexicon) -> PersonName:
    """The parts of a name.

    Titles are left out, also the words for son and daughter. A family name that comes first (before a comma, or with
    the article where the last word has none) goes to the end. What cannot be told is loose, not guessed.
    """
    aside = "".join(_BRACKETS.findall(name))
    main = _BRACKETS.sub(" ", name) if aside else name
    before, comma, after = main.replace("،", ",").partition(",")
    listed = list(name_words(f"{after} {before}" if comma and after.strip() else main))
    listed = _without_titles(_split_joined(listed, lexicon))
    kunya, listed, kunya_only = _take_kunya(listed, lexicon)
    if aside:
        inner = [word for word in name_words(aside) if word.text not in words()["kunya"]]
        inner = [
            Word(re.sub("^ابو?", "", word.text), word.has_article) if word.text.startswith("ابو") else word
            for word in inner
        ]
        kunya = lexicon.resolve(inner[0].text) if inner else kunya
    sons = words()["sons"]
    listed = [word for n, word in enumerate(listed) if n == 0 or word.text not in sons]
    if kunya_only:
        family = lexicon.resolve(listed[-1].text) if listed else None
        return PersonName(None, family=family, kunya=kunya)
    return _placed(_in_order(listed, lexicon), kunya, lexicon)


def _without_titles(listed: list[Word]) -> list[Word]:
    titles = words()["titles"]
    while (
        len(listed) > 1
        and (("ال" if listed[0].has_article and is_arabic(listed[0].text) else "") + listed[0].text) in titles
    ):
        listed = listed[1:]
    return listed


def _take_kunya(listed: list[Word], lexicon: Lexicon) -> tuple[Resolved | None, list[Word], bool]:
    """The kunya and the words without it; whether it stands for the given name.

    Abu before a given name is a kunya, before any other word the beginning of a family name.
    """
    marks = words()["kunya"]
    for n, word in enumerate(listed):
        joined = (
            is_arabic(word.text)
            and word.text.startswith("ابو")
            and len(word.text) > 5
            and not lexicon.resolve(word.text).is_known
        )
        if not joined and not (word.text in marks and n + 1 < len(listed)):
            continue
        name = word.text[3:] if joined else listed[n + 1].text
        rest = listed[:n] + listed[n + (1 if joined else 2) :]
        found = lexicon.resolve(name)
        if lexicon.is_given(name) and (n == 0 or n >= 2):
            return found, rest, n == 0 and len(rest) <= 1
        whole = [*listed[:n], Word("ابو" + found.name, True), *listed[n + (1 if joined else 2) :]]
        return (found if lexicon.is_given(name) else None), whole, False
    return None, listed, False


def _split_joined(listed: list[Word], lexicon: Lexicon) -> list[Word]:
    """Words that lost the space between them taken apart, where both halves are known and the whole is not."""
    result: list[Word] = []
    for word in listed:
        result += _halves(word, lexicon) if is_arabic(word.text) and len(word.text) >= 6 else [word]
    return result


def _halves(word: Word, lexicon: Lexicon) -> list[Word]:
    if word.text in lexicon.weight or (word.text.startswith("عبد") and word.text[3:] in words()["divine"]):
        return [word]
    for son in ("بنت", "بن"):
        if word.text.endswith(son) and lexicon.weight.get(word.text[: -len(son)], 0.0) >= FREQUENT:
            return [Word(word.text[: -len(son)], word.has_article), Word(son)]
        if word.text.startswith(son) and lexicon.weight.get(word.text[len(son) :], 0.0) >= FREQUENT:
            return [Word(son), Word(word.text[len(son) :])]
    found = _cut(word.text, lexicon, 0)
    if found is None or len(found[1]) < 2 or (lexicon.resolve(word.text).near and found[0] < 3.0):
        return [word]
    return [Word(found[1][0].text, word.has_article), *found[1][1:]]


def _cut(text: str, lexicon: Lexicon, depth: int) -> tuple[float, list[Word]] | None:
    """The best way to read a run of letters as known words, with its worth; None where there is none."""
    stem, has_article = _strip(text) if depth else (text, False)
    whole = _compound(stem) or stem
    best: tuple[float, list[Word]] | None = None
    if whole in lexicon.weight or (whole.startswith("عبد") and whole[3:] in words()["divine"]):
        best = lexicon.weight.get(whole, 3.0) - 1.0, [Word(whole, has_article)]
    elif has_article and len(stem) > 2:
        best = 0.5, [Word(stem, True)]
    if best is None and depth < 4:
        for n in range(3, len(stem) - 2):
            left = _compound(stem[:n]) or stem[:n]
            compound = left.startswith("عبد") and left[3:] in words()["divine"]
            worth = (
                3.0 if compound else lexicon.weight.get(left, -2.0 if stem[n : n + 2] == "ال" and not depth else -9.0)
            )
            if worth <= -9.0:
                continue
            rest = _cut(stem[n:], lexicon, depth + 1)
            if rest is None or (worth < 0 and rest[0] < 1.0):
                continue
            if best is None or worth - 1.0 + rest[0] > best[0]:
                best = worth - 1.0 + rest[0], [Word(left, has_article), *rest[1]]
    return best


def _in_order(listed: list[Word], lexicon: Lexicon) -> list[Word]:
    """Given name first: a family name in front goes to the end."""
    if len(listed) < 2:
        return listed
    first, second, last = listed[0], listed[1], listed[-1]
    names_first = first.has_article and not last.has_article and not first.text.startswith("عبد")
    strange = not lexicon.is_given(first.text, with_slips=True)
    given = [lexicon.is_given(each.text) for each in (second, last)]
    if names_first or (strange and all(given) and not last.has_article):
        return [*listed[1:], first]
    return listed


def _placed(listed: Sequence[Word], kunya: Resolved | None, lexicon: Lexicon) -> PersonName:
    parts = [None if word.is_initial else lexicon.resolve(word.text) for word in listed]
    if not parts:
        return PersonName(None, kunya=kunya)
    if len(parts) == 1:
        return PersonName(parts[0], kunya=kunya)
    if len(parts) == 2:
        is_family = listed[1].has_article or not lexicon.is_given(listed[1].text)
        if is_family:
            return PersonName(parts[0], family=parts[1], kunya=kunya)
        return PersonName(parts[0], father=parts[1], family=parts[1], kunya=kunya, is_loose=True)
    return PersonName(parts[0], parts[1], parts[2] if len(parts) > 3 else None, parts[-1], kunya)
