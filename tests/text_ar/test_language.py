"""Languages of Arabic script are told apart, and damaged text is set right or named."""

import pytest

from marsad.text.damage import find_damage
from marsad.text.language import guess_language

ARABIC = (
    "قُتل سبعة عناصر من قوات النظام وأصيب ما لا يقل عن 12 بجروح، جراء كمين على الطريق بين مدينتين في البادية (أمس).\n"
    "وقالت مصادر محلية إن الحصيلة مرشحة للارتفاع خلال الساعات القادمة."
)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", ARABIC),
        ("ar", "قتل عنصر برصاص مجهولین فی بلدة ذیبان شرقی دیر الزور"),  # typed with Persian letters
        ("fa", "هفت نفر از نیروهای دولتی در کمین کشته شدند و دوازده نفر زخمی شدند که حال برخی از آنها وخیم است"),
        ("ur", "سرکاری فورسز کے سات اہلکار ہلاک اور بارہ زخمی ہو گئے ہیں جن میں سے تین کی حالت نازک ہے"),
        ("ckb", "حەوت ئەندامی هێزەکان کوژران و دوازدە کەسیش بریندار بوون لە هێرشێکدا بۆ سەر بنکەیەک"),
        ("en", "Seven soldiers were killed in an ambush on the road to the city, and twelve of them were injured."),
        ("fr", "Sept soldats ont été tués et douze autres blessés dans une embuscade sur la route de la ville."),
        ("tr", "Yolda kurulan pusuda yedi asker öldürüldü, on iki kişi de yaralandı ve hastaneye kaldırıldı."),
    ],
)
def test_languages_are_told_by_their_letters_and_words(language: str, text: str) -> None:
    """Each text is taken for the language it is in."""
    assert guess_language(text).language == language


def test_a_text_in_two_languages_names_both() -> None:
    """An Arabic bulletin followed by its English edition is Arabic, and also English."""
    guess = guess_language(ARABIC + " Seven members of the regime forces were killed in an ambush on the road.")
    assert (guess.language, guess.also) == ("ar", "en")


def test_too_little_text_is_not_guessed() -> None:
    """A number and a word tell no language."""
    assert guess_language("12 قتيل").language is None


@pytest.mark.parametrize(
    ("right", "wrong"), [("cp1256", "latin-1"), ("cp1256", "cp1252"), ("utf-8", "latin-1"), ("utf-8", "cp1256")]
)
def test_wrong_encodings_are_undone(right: str, wrong: str) -> None:
    """Arabic read in the wrong encoding comes back to the letter."""
    text = "".join(c for c in ARABIC if c.encode("cp1256", errors="ignore"))
    try:
        garbled = text.encode(right).decode(wrong)
    except UnicodeDecodeError:
        pytest.skip("this text has bytes that the wrong encoding has not")
    damage = find_damage(garbled)
    assert damage is not None
    assert damage.kind == "wrong encoding"
    assert damage.mended == text


def test_visual_order_is_turned_round() -> None:
    """A line whose letters stand from left to right is turned, its figures are not."""
    text = "قتل 12 عنصرا من القوات الحكومية في البادية الشرقية مساء الجمعة الماضية"
    visual = text[::-1].replace("21", "12")
    damage = find_damage(visual)
    assert damage is not None
    assert (damage.kind, damage.mended) == ("visual order", text)


def test_torn_letters_are_named() -> None:
    """Words torn into letters cannot be put together again; they are named."""
    damage = find_damage(" ".join("قتل سبعة عناصر من القوات في البادية".replace(" ", "")))
    assert damage is not None
    assert (damage.kind, damage.mended) == ("torn letters", None)


def test_sound_text_has_no_damage() -> None:
    """Plain Arabic, French with accents and English are left alone."""
    assert find_damage(ARABIC) is None
    assert find_damage("Sept soldats ont été tués à l'aube près du village, où l'armée était déployée.") is None
    assert find_damage("Seven soldiers were killed.") is None
