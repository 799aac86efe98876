"""Which language a text is in, as far as the text itself tells; a report's own data overrule it.

Languages in Arabic script are told apart by their letters and smallest words, so that Persian, Kurdish and Urdu are not
read as Arabic; languages in Latin script by py3langid.
"""

import re
from dataclasses import dataclass

SAMPLE = 6_000  # characters looked at
LEAST_LETTERS = 5  # fewer tell nothing

_ARABIC_SCRIPT = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile("[\u0620-\u06ff]+")
# Small words that open every other sentence of a language, and letters that only it has.
_WORDS = {
    "ar": "في من على إلى أن التي الذي عن مع بين هذا هذه كما قد لم ما لا ذلك بعد قبل خلال منذ إثر جراء الى ان وفي ومن",
    "fa": "که را از در به این است با برای شد شده بود کرد های ها آن یک نیز و می کرده اند تا",
    "ur": "کے میں ہے کی کا سے نے اور کو پر ہیں گئے تھا تھے ہو گیا یہ کہ بھی",
    "ckb": "لە و بە بۆ کە ئەو لەگەڵ کرد کران بوون کوژران دوو سەر هەروەها ئەم یەک",
    "ps": "په د او کې چې له ته یې دي شوي کړی وو دی هم",
}
_LETTERS = {"fa": "پچژگ", "ur": "ٹڈڑںےہھ", "ckb": "ێۆڕڵە", "ps": "ړښځڅټډڼې"}
_KNOWN_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Guess:
    """A language by its code, or None where the text is too short or in no known script; and what told it.

    `share` is that of the script in which it is written, of all letters; `also` names another language that a fair
    part of the text is in.
    """

    language: str | None
    share: float
    why: str
    also: str | None = None


def guess_language(text: str) -> Guess:
    """The language most of a text is in.

    Example:
        >>> guess_language("قتل سبعة عناصر من قوات النظام في كمين").language
        'ar'
    """
    sample = text[:SAMPLE]
    arabic, latin = len(_ARABIC_SCRIPT.findall(sample)), len(_LATIN.findall(sample))
    letters = sum(character.isalpha() for character in sample)
    if letters < LEAST_LETTERS:
        return Guess(None, 0.0, f"only {letters} letters")
    if arabic >= latin and arabic >= 0.3 * letters:
        language, why = _of_arabic_script(sample)
        also = "en" if latin > 0.2 * letters else None
        return Guess(language, arabic / letters, why, also)
    if latin >= 0.3 * letters:
        also = _of_arabic_script(sample)[0] if arabic > 0.2 * letters else None
        return Guess(_of_latin_script(sample), latin / letters, "letters and words of the Latin script", also)
    return Guess(None, 0.0, "a script that is not read here")


def _of_arabic_script(sample: str) -> tuple[str, str]:
    words = _WORD.findall(sample)
    count = max(len(words), 1)
    letters = "".join(words)
    small = {language: sum(word in known for word in words) / count for language, known in _KNOWN_WORDS.items()}
    own = {
        language: sum(letters.count(letter) for letter in own) / max(len(letters), 1)
        for language, own in _LETTERS.items()
    }
    score = {language: small[language] + 3 * own.get(language, 0.0) for language in small}
    # ال opens many words of Arabic and hardly any of the others; ة ends none of theirs.
    score["ar"] += sum(word.startswith(("ال", "وال", "بال", "لل")) for word in words) / count
    score["ar"] += 0.5 * sum(word.endswith("ة") for word in words) / count
    best = max(score, key=lambda language: score[language])
    return best, f"letters and small words of {best}"


def _of_latin_script(sample: str) -> str:
    """py3langid's answer (its model takes half a second to load, once)."""
    words = set(re.findall("[a-z]+", sample.lower()))
    if len(words & {"the", "of", "and", "in", "were", "was", "to", "by", "killed", "a"}) >= 3:
        return "en"
    import py3langid

    language: str = py3langid.classify(sample)[0]
    return language
