"""Names across spellings and scripts: one folded form, one consonant skeleton, and how alike two names sound.

A village is written Al-Hawayej, Hawayj, الحوايج. What stays the same are its consonants, in a few classes: Latin
spellings of Arabic disagree on vowels, on the article, on doubled letters and on letters that Latin lacks. All three
functions take either script.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import yaml

_ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d3]")
_MARKS = re.compile(r"[\u064b-\u065f\u0670\u0640\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_TOKEN = re.compile(r"[^\W_]+")
# Alef, ya, waw and ta marbuta forms that typists exchange freely; Persian and Kurdish keyboards' letters.
_ARABIC_FORMS = str.maketrans("أإآٱىئؤةکگیېەۀھڤپچژڕڵۆێ", "اااايي" + "وهككيي" + "ههه" + "فبجز" + "رلوي")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LATIN_EXTRA = str.maketrans({"ı": "i", "ə": "a", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
_APOSTROPHES = re.compile("['’‘ʿʾʼʻ`´ˈ′“”\"]")
_DATA = yaml.safe_load((Path(__file__).parent / "romanise.yaml").read_text(encoding="utf-8"))
ARTICLES: frozenset[str] = frozenset(_DATA["articles"])
_OPENERS: dict[str, str] = {spelling: kept for kept, all_of_it in _DATA["openers"].items() for spelling in all_of_it}


def is_arabic(text: str) -> bool:
    """Whether a text has an Arabic letter."""
    return _ARABIC.search(text) is not None


@lru_cache(maxsize=65536)
def fold_token(token: str) -> str:
    """One word in the form that names are looked up by: no marks, no case, one spelling for what typists exchange."""
    if token.isascii():
        token = token.lower()
        return _OPENERS.get(token, token)
    if _ARABIC.search(token):
        token = _MARKS.sub("", unicodedata.normalize("NFKC", token)).translate(_ARABIC_FORMS)
        return token.replace("ء", "").translate(_DIGITS)
    token = unicodedata.normalize("NFKD", token.lower()).translate(_LATIN_EXTRA)
    token = "".join(letter for letter in token if not unicodedata.combining(letter))
    return _OPENERS.get(token, token)


def name_tokens(name: str) -> list[str]:
    """The folded words of a name, articles left out unless nothing else is there."""
    tokens = [fold_token(token) for token in _TOKEN.findall(_MARKS.sub("", _APOSTROPHES.sub("", name)))]
    kept = []
    for position, token in enumerate(tokens):
        if token in ARTICLES and position + 1 < len(tokens):
            continue
        if token.startswith("ال") and len(token) > 3:
            token = token[2:]
        elif token == "ال" and position + 1 < len(tokens):  # noqa: S105  no password, the article alone
            continue
        if token:
            kept.append(token)
    return kept


def fold(name: str) -> str:
    """A name in its look-up form: the same for spellings that differ only by marks, case, hyphens or article.

    Example:
        >>> fold("Al-Keswah") == fold("keswah"), fold("الكُسْوة") == fold("كسوه")
        (True, True)
    """
    return " ".join(name_tokens(name))


def joined(name: str) -> str:
    """A name as one word, the article before it left out: the same where only blanks were lost or put in.

    Example:
        >>> joined("رسم الحمام") == joined("رسمالحمام"), joined("Abu Kamal") == joined("Abukamal")
        (True, True)
    """
    key = "".join(fold_token(token) for token in _TOKEN.findall(_MARKS.sub("", _APOSTROPHES.sub("", name))))
    return key[2:] if key.startswith("ال") and len(key) > 4 else key


# Sounds: capital letters are single symbols for what Latin needs two letters for; e is the vowel of ع at the start.
# T ث  D ذ/ظ  X خ  S ش  G غ  J ج  and ? for a bare g, which may be ج, ق or غ.
_ARABIC_SOUNDS = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "T", "ج": "J", "ح": "h", "خ": "X", "د": "d", "ذ": "D", "ر": "r", "ز": "z",
    "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "D", "ع": "", "غ": "G", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y",
}  # fmt: skip
_LATIN_SOUNDS = (
    ("tch", "S"), ("sch", "S"), ("kh", "X"), ("gh", "G"), ("sh", "S"), ("ch", "S"), ("th", "T"), ("dh", "D"),
    ("dj", "J"), ("zh", "J"), ("ph", "f"), ("ck", "k"), ("qu", "k"), ("oo", "u"), ("ou", "u"), ("ee", "i"),
    ("ie", "i"), ("ei", "ay"), ("ai", "ay"), ("ey", "ay"), ("au", "aw"), ("q", "k"), ("c", "k"),
    ("j", "J"), ("g", "?"), ("x", "X"), ("v", "w"),
    ("p", "b"), ("o", "u"), ("e", "i"),
)  # fmt: skip
_LATIN_PATTERN = re.compile("|".join(letters for letters, _ in _LATIN_SOUNDS))
_LATIN_TABLE = dict(_LATIN_SOUNDS)
_DOUBLED = re.compile(r"([^\d])\1+")
_SKELETON = str.maketrans({**dict.fromkeys("aeiuwyh", ""), "T": "t", "D": "d", "z": "d", "J": "k", "G": "k", "?": "k"})


def sounds(name: str) -> str:
    """A name as a string of sound symbols, one a consonant or vowel, doubled ones once."""
    return sounds_of_folded(fold(name))


@lru_cache(maxsize=65536)
def sounds_of_folded(folded: str) -> str:
    """The sounds of a name that is folded already."""
    *others, last = folded.split(" ")
    spoken = [_said(token, is_last=False) for token in others]
    return _DOUBLED.sub(r"\1", "".join([*spoken, _said(last, is_last=True)]))


@lru_cache(maxsize=65536)
def _said(token: str, *, is_last: bool) -> str:
    """One word of a name, as it sounds."""
    if not token:
        return ""
    if _ARABIC.search(token):
        if token.endswith("ه"):
            token = token[:-1] + "ا"
        said = "".join(_ARABIC_SOUNDS.get(letter, letter) for letter in token)
        if token[0] == "ع":
            said = f"e{said}"  # at the start some vowel goes with it, which is not written: Ayn, Omar, Issa
    else:
        said = _LATIN_PATTERN.sub(lambda match: _LATIN_TABLE[match.group()], token)
        if len(said) > 2 and said.endswith(("ah", "ih")):
            said = f"{said[:-2]}a"  # -ah and -eh are one ending
    if not is_last and len(said) > 3 and said.endswith(("at", "it")):
        said = said[:-1]  # Khirbat al-X or Khirba al-X: the t is heard, and written or not
    return said


def skeleton(name: str) -> str:
    """The consonants of a name in a few coarse classes; names that may be one name share it, in any script.

    Example:
        >>> skeleton("Thebah"), skeleton("ذيبة")
        ('tb', 'db')
        >>> skeleton("Qamishly") == skeleton("القامشلي") == skeleton("Kamishli")
        True
    """
    return skeleton_of_sounds(sounds(name))


def skeleton_of_sounds(said: str) -> str:
    """The skeleton of a name whose sounds are known."""
    return _DOUBLED.sub(r"\1", said.translate(_SKELETON))


_NO_WEAK = str.maketrans("", "", "aeiuwyh")
# What writers exchange: cost of one for the other, out of 1. Tuned on benchmarks/places.py (UCDP names, 2026-11).
_NEAR = {
    both: cost
    for pairs, cost in (
        ("wu yi", 0.05), ("ai au iu wi yu", 0.15), ("Tt Dd Dz J? G? k?", 0.15), ("aw ay wy", 0.35),
        ("dz Ts TD td", 0.5),
        ("kX GX JG XS kG hX ha hi hu sS bw bf wf", 0.55), ("sz JS Jk tk mn lr ln Jz", 0.75),
    )
    for pair in pairs.split()
    for both in ((pair[0], pair[1]), (pair[1], pair[0]))
}  # fmt: skip
# Across scripts: what Arabic writes of vowels is long, and Latin has it too, and as the same vowel. (Arabic, Latin).
_NEAR_ACROSS = _NEAR | {
    ("e", "a"): 0.0,
    ("e", "i"): 0.05,
    ("e", "u"): 0.05,
    ("a", "i"): 0.25,
    ("a", "u"): 0.4,
    ("w", "i"): 0.5,
    ("y", "u"): 0.5,
    ("w", "a"): 0.5,
}
# What leaving a letter out costs: weak letters inside a name, by whether the other name is in the same script (Arabic
# does not write short vowels, and writes long ones), at its start and at its end.
_DROP_INSIDE = {"e": 0.06, "a": 0.2, "i": 0.2, "u": 0.25, "w": 0.45, "y": 0.3, "h": 0.45}
_DROP_UNWRITTEN = {"a": 0.06, "i": 0.06, "u": 0.08, "w": 0.45, "y": 0.3, "h": 0.45}
_DROP_WRITTEN = {"e": 0.06, "a": 0.3, "i": 0.3, "u": 0.3, "w": 0.45, "y": 0.3, "h": 0.45}
_DROP_AT_START = {"e": 0.35, "a": 0.5, "i": 0.35, "u": 0.5, "w": 1.0, "y": 1.0, "h": 0.7}
_DROP_AT_END = {"a": 0.25, "i": 0.4, "u": 0.4, "w": 0.5, "y": 0.4, "h": 0.25}


def firm_letters(said: str) -> int:
    """How many of the sounds of a name are consonants that writers do not leave out."""
    return len(said.translate(_NO_WEAK))


class _Shape:
    """What a string of sounds weighs: its firm and weak letters, and what leaving out each of them costs."""

    __slots__ = ("firm", "inside", "unwritten", "weak", "written")

    def __init__(self, said: str) -> None:
        self.firm = firm_letters(said)
        self.weak = len(said) - self.firm
        self.inside = _drops(said, _DROP_INSIDE)
        self.unwritten = _drops(said, _DROP_UNWRITTEN)
        self.written = _drops(said, _DROP_WRITTEN)


def _drops(said: str, inside: dict[str, float]) -> list[float]:
    costs = [inside.get(letter, 1.0) for letter in said]
    if costs:
        costs[0], costs[-1] = _DROP_AT_START.get(said[0], 1.0), _DROP_AT_END.get(said[-1], 1.0)
    return costs


_shape = lru_cache(maxsize=65536)(_Shape)


def likeness(one: str, other: str, *, least: float = 0.0) -> float:
    """How alike two names sound, 0 to 1, in either script: a weighted edit distance over their sounds.

    Vowels and weak letters cost little, exchanges that writers make cost a part, a strange consonant costs 1. Measured
    against the consonants of the longer name. A likeness below `least` is given as 0, which is found out sooner.
    """
    if is_arabic(other) and not is_arabic(one):
        one, other = other, one
    return likeness_of_sounds(sounds(one), sounds(other), is_across=is_arabic(one) != is_arabic(other), least=least)


@lru_cache(maxsize=65536)
def likeness_of_sounds(left: str, right: str, *, is_across: bool, least: float = 0.0) -> float:
    """The likeness of two strings of `sounds`; across scripts the left is of the Arabic name."""
    if left == right:
        return 1.0
    one, other = _shape(left), _shape(right)
    size = max(max(one.firm, other.firm) + 0.34 * max(one.weak, other.weak), 1.0)
    most = (1.0 - least) * size + 1e-9
    drop_left, drop_right = (one.written, other.unwritten) if is_across else (one.inside, other.inside)
    near = _NEAR_ACROSS if is_across else _NEAR
    row = [0.0]
    for drop in drop_right:
        row.append(row[-1] + drop)
    for mine, drop in zip(left, drop_left):
        above, before = row, row[0] + drop
        row, lowest = [before], before
        for at, theirs in enumerate(right):
            cost = above[at] if mine == theirs else above[at] + near.get((mine, theirs), 1.2)
            if (gone := above[at + 1] + drop) < cost:
                cost = gone
            if (gone := before + drop_right[at]) < cost:
                cost = gone
            row.append(cost)
            before = cost
            if cost < lowest:
                lowest = cost
        if lowest > most:
            return 0.0
    return 0.0 if row[-1] > most else max(0.0, 1.0 - row[-1] / size)


def cost_at_ends(left: str, right: str, *, is_across: bool) -> float:
    """The least that the first and last letters of two strings of sounds cost, whatever stands between them.

    It depends on those letters alone, and tells most names that differ apart.
    """
    if len(left) < 2 or len(right) < 2:
        return 0.0
    near, cost = _NEAR_ACROSS if is_across else _NEAR, 0.0
    for at, drops in ((0, _DROP_AT_START), (-1, _DROP_AT_END)):
        mine, theirs = left[at], right[at]
        if mine != theirs:
            cost += min(near.get((mine, theirs), 1.2), drops.get(mine, 1.0), drops.get(theirs, 1.0))
    return cost
