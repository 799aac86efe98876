"""The warning in words and pictures."""

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model.errors import WatchError
from marsad.model.incident import Alert
from marsad.model.plain import from_plain, to_plain
from marsad.watch.describe.echo import fit_echo
from marsad.watch.describe.mix import civilian_risks
from marsad.watch.space.area import area_of_operation
from marsad.watch.surge.expect import Baseline, expect
from marsad.watch.tell.draw import draw_counts, draw_map, draw_series
from marsad.watch.tell.warn import (
    day_in_words,
    echo_in_words,
    number,
    page,
    page_text,
    paragraph,
    size_in_words,
    status,
    told,
    words,
)

from .series import event, panel_of

NAMES = {"front": ("Red Front", "الجبهة الحمراء"), "a0": ("North", "الشمال"), "a1": ("South", "الجنوب")}
KINDS = ("rise", "spike", "fall", "new-area")
SVG = "{http://www.w3.org/2000/svg}"


def name(id: str, language: str) -> str:
    return NAMES.get(id, (id, id))[language == "ar"]


def alert(kind: str = "rise", **more: object) -> Alert:
    given = {
        "actor": "front", "area": "a0", "start": date(2018, 7, 9), "end": date(2018, 9, 16), "seen": 4.9,
        "expected": 0.5, "rule": "nb-cusum", "false_per_year": 5.9, "ratio_low": 4.7, "ratio_high": 20.0,
        "labels": ("reporting-may-have-changed", "unreviewed"), "incidents": ("i1", "i2"), "as_of": date(2018, 9, 16),
        "complete": 0.8, "as_strong_per_year": 0.02,
    }  # fmt: skip
    return Alert(f"{kind}:1", kind, **(given | more))  # type: ignore[arg-type]


def leaves(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {leaf for key, each in value.items() for leaf in leaves(each, f"{path}/{key}")}
    return {path}


def test_both_languages_say_the_same_things() -> None:
    """Every phrase is there in English and in Arabic, with the same blanks to fill in."""
    english, arabic = words("en"), words("ar")
    assert leaves(dict(english)) == leaves(dict(arabic))

    def blanks(value: object, path: str = "") -> dict[str, set[str]]:
        if isinstance(value, dict):
            return {k: v for key, each in value.items() for k, v in blanks(each, f"{path}/{key}").items()}
        return {path: set(re.findall(r"\{(\w+)\}", str(value)))}

    assert blanks(dict(english)) == blanks(dict(arabic))
    assert len(english["months"]) == len(arabic["months"]) == 12
    assert len(english["risk_columns"]) == len(arabic["risk_columns"])


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_paragraph_says_all_that_a_warning_must(kind: str, language: str) -> None:
    """Who, where, since when, seen, expected, chance, up to when, how complete, doubts, proposed."""
    text = paragraph(alert(kind), language, name)
    assert "{" not in text
    for part in (name("front", language), name("a0", language), day_in_words(date(2018, 7, 9), language), "5.9", "80"):
        assert part in text
    assert str(words(language)["label"]["reporting-may-have-changed"]) in text
    if kind != "new-area":
        assert all(part in text for part in ("4.9", "0.5", "4.7", "20"))


def test_what_is_not_known_is_said() -> None:
    """No delay learnt, no chance rate, no group, no area: each has its words."""
    text = paragraph(alert(complete=None, false_per_year=None, actor=None, area=None), "en", name)
    assert "could not be learnt" in text
    assert "is not known" in text
    assert "armed groups" in text
    assert "all areas" in text


def test_who_issued_a_warning_is_told_and_not_kept_with_it() -> None:
    """Proposed by the rule until a person issues it; the kept paragraph says neither."""
    for language in ("en", "ar"):
        assert "nb-cusum" in status(alert(), language)
        assert "Rana" in status(alert(), language, issued_by="Rana")
        assert status(alert(), language) not in paragraph(alert(), language, name)
        assert status(alert(), language) in page(alert(), language, name).paragraph
        assert "Rana" in page(alert(), language, name, issued_by="Rana").paragraph


def test_a_rare_alarm_is_told_in_years() -> None:
    """Two in a hundred years reads as less than once in 50 years."""
    assert "less than once in 50 years" in paragraph(alert(), "en", name)


def test_the_page_says_what_would_change_our_mind() -> None:
    """One reason for the kind, one for copies, one for each doubt; and the danger to civilians as a table."""
    risks = civilian_risks([event(1, date(2018, 8, 1), civilians=2, tactics=("ied",), roles=("shepherd",), area="a0")])
    for language in ("en", "ar"):
        made = page(alert(), language, name, risks=risks)
        assert len(made.mind) == 4
        assert made.risk[1][0] == name("a0", language)
        assert len(made.risk[0]) == len(made.risk[1])
        assert made.is_right_to_left is (language == "ar")
        assert made.incidents == ("i1", "i2")
        assert all(reason in page_text(made) for reason in made.mind)


def test_an_alert_carries_both_paragraphs_through_the_store() -> None:
    """Told in both languages, and the same after JSON."""
    made = told(alert(), name)
    assert "Red Front" in made.says
    assert "الجبهة الحمراء" in made.says_ar
    assert from_plain(Alert, to_plain(made)) == made


def test_warnings_have_two_languages_only() -> None:
    """Another language is refused, with those there are."""
    with pytest.raises(WatchError, match="en and ar"):
        paragraph(alert(), "fr", name)


@settings(max_examples=50)
@given(st.floats(0, 1e7))
def test_numbers_have_no_more_digits_than_they_bear(value: float) -> None:
    """Never more than two decimals, none from 20 on, and never far off."""
    text = number(value)
    decimals = len(text.partition(".")[2])
    assert decimals <= (0 if value >= 20 else 2)
    assert float(text.replace(",", "")) == pytest.approx(value, abs=0.06 if value < 20 else 0.51)


def texts_of(picture: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(picture).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_picture_of_a_series_is_svg_that_needs_nothing_else(language: str) -> None:
    """Well-formed, with a title, every bar, the band, no style, script or address; Arabic words run from the right."""
    counts = np.random.default_rng(1).poisson(2.0, (2, 120))
    counts[0, -6:] += 5
    panel = panel_of(counts)
    shown = alert(start=panel.weeks[-6], end=panel.weeks[-1] + timedelta(6))
    picture = draw_series(panel, expect(panel, Baseline()), 0, alert=shown, language=language, name=name)
    root = ET.fromstring(picture)
    bars = [rect for rect in root.iter(f"{SVG}rect") if float(rect.get("height", 0)) > 0]
    assert len(bars) >= int((counts[0] > 0).sum())
    assert root.find(f"{SVG}title").text == f"{name('front', language)}: " + (  # type: ignore[union-attr]
        "sustained rise in North" if language == "en" else "تصاعد مستمر في الشمال"
    )
    assert list(root.iter(f"{SVG}polygon"))
    assert not re.search(r"style=|<script|href|url\(", picture)
    arabic = [element for element in root.iter(f"{SVG}text") if re.search("[\u0600-\u06ff]", element.text or "")]
    assert bool(arabic) is (language == "ar")
    assert all(element.get("direction") == "rtl" for element in arabic)


def test_names_cannot_break_out_of_a_picture() -> None:
    """A name with markup in it is text."""
    panel = panel_of(np.ones((1, 60), dtype=np.int64))
    picture = draw_series(panel, expect(panel, Baseline()), 0, name=lambda *_: "<b>&\"'")
    assert "<b>" not in picture
    assert any("<b>" in text for text in texts_of(picture))


def test_a_map_colours_each_area_by_its_most_pressing_alert() -> None:
    """A rise goes before a spike in the same area; areas without an alert stay pale; a map without areas is empty."""
    square = [(38.0, 34.0), (39.0, 34.0), (39.0, 35.0), (38.0, 35.0), (38.0, 34.0)]
    outlines = {"a0": [square], "a1": [[(x + 1, y) for x, y in square]]}
    picture = draw_map(outlines, [alert("spike"), alert("rise")], name=name)
    shapes = list(ET.fromstring(picture).iter(f"{SVG}path"))
    titles = [shape.find(f"{SVG}title").text for shape in shapes]  # type: ignore[union-attr]
    assert titles == ["Red Front: sustained rise in North", "South"]
    assert shapes[0].get("fill") != shapes[1].get("fill")
    assert "North" in texts_of(picture)
    ET.fromstring(draw_map({}, []))


def test_a_small_line_of_bars_has_one_for_each_busy_week() -> None:
    """No text, a bar a week with events."""
    picture = draw_counts(np.array([0, 2, 5, 0, 1]))
    assert len(list(ET.fromstring(picture).iter(f"{SVG}rect"))) == 3


def test_sizes_and_echo_have_their_words() -> None:
    """Each definition is a line in both languages; what cannot be measured says why; an echo is one sentence."""
    random = np.random.default_rng(1)
    points = random.normal([35, 39], 0.3, (40, 2))
    events = [event(n, date(2021, 1, 1), point=(float(a), float(b)), place_precision="near") for n, (a, b) in
              enumerate(points)]  # fmt: skip
    from marsad.watch.space.area import AreaSettings

    made = area_of_operation(events, seed=1, settings=AreaSettings(repeats=20))
    for language in ("en", "ar"):
        assert len(size_in_words(made, language)) == 4
        assert all("4,000" in line for line in size_in_words(made, language, published_km2=4000))
        assert "10" in size_in_words(area_of_operation(events[:5], seed=1), language)[0]
        assert "{" not in echo_in_words(fit_echo(random.poisson(1.0, 300)), language)
