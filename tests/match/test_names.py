"""Names of people in both scripts fall into the same parts, whatever their spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.match.lexicon import make_lexicon
from marsad.match.names import name_words, parse_name
from marsad.match.person import read_age, read_date
from marsad.match.spelling import latin_sounds, misfit

LEXICON = make_lexicon()


def parts(name: str) -> tuple[str | None, str | None, str | None]:
    """Given, father's and family name as resolved."""
    parsed = parse_name(name, LEXICON)
    return tuple(each.name if each else None for each in (parsed.given, parsed.father, parsed.family))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("أحمد خالد الحسن", "Ahmad Khaled al-Hassan"),
        ("احمد خالد حسن", "Ahmed Khalid El Hassan"),
        ("مُحمّد يوسف الخطيب", "Mohammed Youssef Al-Khatib"),
        ("عبد الرحمن سعيد النجار", "Abdurrahman Said an-Najjar"),
        ("عبدالرحمن سعيد النجار", "Abd al-Rahman Saeed AlNajjar"),
        ("فاطمة علي السيد", "Fatimah Ali al-Sayed"),
        ("حســين عمر ال حداد", "Hussein Omar Haddad"),
        ("الشهيد سامر ماهر القاسم", "Samer Maher al-Qassem"),
        ("هيثم بن نزار الشامي", "Haytham bin Nizar ash-Shami"),
        ("الحلبي كريم سليم", "al-Halabi, Karim Salim"),
        ("کریم سلیم الحلبی", "KARIM SALIM AL-HALABI"),
    ],
)
def test_one_name_in_two_scripts_has_the_same_parts(arabic: str, latin: str) -> None:
    """Articles, Abd compounds, titles, sons, order, marks and keyboards make no difference."""
    left, right = parse_name(arabic, LEXICON), parse_name(latin, LEXICON)

    for part in ("given", "father", "family"):
        one, other = getattr(left, part), getattr(right, part)
        assert one is not None
        assert other is not None
        assert {one.name, *one.others} & {other.name, *other.others, *other.near}, part


@pytest.mark.parametrize(("one", "other"), [("حسن", "حسين"), ("سامر", "سمير"), ("عامر", "عمار"), ("زيد", "زياد")])
def test_names_that_differ_by_a_letter_stay_two(one: str, other: str) -> None:
    """Hasan is not Husayn: both are known names."""
    assert parts(f"{one} علي الحسن")[0] != parts(f"{other} علي الحسن")[0]


@pytest.mark.parametrize(
    ("latin", "right", "wrong"),
    [("samer", "سامر", "سمير"), ("amir", "امير", "عامر"), ("hussein", "حسين", "حسن"), ("khaled", "خالد", "خليل")],
)
def test_a_spelling_fits_its_own_name_best(latin: str, right: str, wrong: str) -> None:
    """Long vowels decide between names with the same consonants."""
    assert misfit(latin_sounds(latin), right) < misfit(latin_sounds(latin), wrong)


def test_a_kunya_in_front_is_no_given_name() -> None:
    """Abu Yusuf al-Halabi: family and kunya, no given name."""
    parsed = parse_name("أبو يوسف الحلبي", LEXICON)

    assert parsed.given is None
    assert parsed.kunya is not None
    assert parsed.kunya.name == "يوسف"
    assert parsed.family is not None
    assert parsed.family.name == "حلبي"


def test_a_kunya_beside_the_name_is_told_apart_from_a_family_of_that_name() -> None:
    """(Abu Nader) after the name is a kunya, Abu before a word that is no given name begins the family name."""
    assert parse_name("كريم سليم الحلبي (أبو نادر)", LEXICON).kunya is not None
    family = parse_name("رائد أبو شعر", LEXICON).family
    assert family is not None
    assert family.name == "ابوشعر"


def test_a_lost_space_is_found_again() -> None:
    """محمدخالد الحلبي is three words."""
    assert parts("محمدخالد الحلبي") == parts("محمد خالد الحلبي")
    assert parts("محمد خالدالحلبي") == parts("محمد خالد الحلبي")


def test_a_second_name_that_may_be_father_or_family_is_loose() -> None:
    """Karim Salim: nobody can say which; with the article it is the family."""
    assert parse_name("كريم سليم", LEXICON).is_loose
    assert not parse_name("كريم السليم", LEXICON).is_loose


def test_a_slip_of_the_pen_keeps_its_likely_name() -> None:
    """مصطى is no name; Mustafa is one letter away."""
    assert "مصطفي" in LEXICON.resolve("مصطفى".replace("ف", "")).near or "مصطفي" in LEXICON.resolve("مصطي").near


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_parsed_without_error(name: str) -> None:
    """A cell may hold anything."""
    parse_name(name, LEXICON)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["محمد خالد الحلبي", "فاطمة علي حسن", "عبد الله سليم النجار"]),
    st.integers(0, 12),
    st.sampled_from("\u0640\u200f\u064e\u0651"),
)
def test_marks_that_nobody_sees_change_nothing(name: str, at: int, mark: str) -> None:
    """Tatweel, bidi marks and vowel signs may stand between any two letters."""
    at = min(at, len(name) - 1)
    if name[at - 1 : at] in ("", " "):
        return
    assert name_words(name[:at] + mark + name[at:]) == name_words(name)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2014-10-31", "2014-10-31", "2014-10-31"),
        ("2014-10", "2014-10-01", "2014-10-31"),
        ("31/10/2014", "2014-10-31", "2014-10-31"),
        ("٢٠١٤-١٠-٣١", "2014-10-31", "2014-10-31"),
        ("2016", "2016-01-01", "2016-12-31"),
        ("10/2014", "2014-10-01", "2014-10-31"),
    ],
)
def test_dates_in_figures_are_windows(words: str, first: str, last: str) -> None:
    """A date is the days that it can mean."""
    found = read_date(words)
    assert found is not None
    assert tuple(map(str, found)) == (first, last)


@pytest.mark.parametrize("words", ["", "soon", "2014-13-01", "31/02/2014"])
def test_no_date_is_no_date(words: str) -> None:
    """What is no date is not guessed."""
    assert read_date(words) is None


def test_ages_are_ranges_and_birth_years_become_ages() -> None:
    """30, 30-35, 30s, ٣٠, and a birth year beside the date of death."""
    died = read_date("2014-10-31")
    assert died is not None
    assert read_age("30", None) == (30, 30)
    assert read_age("30-35", None) == (30, 35)
    assert read_age("30s", None) == (30, 39)
    assert read_age("٣٠ سنة", None) == (30, 30)
    assert read_age("1984", died[0]) == (29, 30)
    assert read_age("1984", None) is None
    assert read_age("old", None) is None
