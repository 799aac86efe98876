"""Places in a real browser: areas in their time, and a name that led nowhere given its place, by mouse and by key."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from web.served import Served, browser, serve, sign_in

__all__ = ["browser"]
NAMES = ("Zarnabatin", "Qulayfatan", "Wabrishah")  # villages that are nowhere
ROUND_TRIP_DEGREES = 0.2  # a click of the mouse on a map of the whole country hits a point about as well


def open_name(page: Any, desk: Served, words: str) -> None:
    """From the list of names with no place to the page that gives one a place."""
    page.goto(f"{desk.address}/places")
    page.locator("li", has_text=words).get_by_role("link").nth(1).click()
    page.wait_for_url(re.compile("/places/place"))


def state_of(desk: Served, ref: str) -> Any:
    """The place of a claim as people left it."""
    from marsad.run.review import Review

    report, _, claim = ref.rpartition(":")
    reading = next(each for each in Review(desk.observatory).readings() if each.report.id == report)
    return next(each for each in reading.claims if each.id == claim)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk with the reports that ship, and three of villages that no gazetteer knows."""
    folder = tmp_path_factory.mktemp("places")
    text = "On 3 May 2021 ISIS cells attacked a checkpoint in {} village and killed {} soldiers, a monitor said."
    lines = [json.dumps({"id": f"own-{n}", "text": text.format(name, n + 3)}) for n, name in enumerate(NAMES)]
    (folder / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    served = serve(folder / "desk.marsad", with_reports=True)
    desk = next(served)
    desk.observatory.collect(lines=folder / "own.jsonl")
    desk.observatory.read()
    desk.observatory.match()
    yield desk
    next(served, None)


def unplaced(desk: Served, number: int) -> tuple[str, str]:
    """The place words of one of the three reports, and its claim."""
    reading = next(each for each in desk.observatory.readings() if each.report.id == f"own-{number}")
    return next(
        (where.words, f"own-{number}:{claim.id}") for claim in reading.claims for where in claim.where
        if where.words and NAMES[number] in where.words and where.precision == "unplaced"
    )  # fmt: skip


def test_a_named_area_is_drawn_as_it_was_in_its_time(desk: Served, browser: Any) -> None:
    """The map without scripts holds the extents of the months asked for; the movable one hides others as time moves."""
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, desk, "reader")
    page.goto(f"{desk.address}/places")
    page.locator(".areas summary").click()
    page.locator("input[value='sdf-held-areas']").check()
    page.fill("[name=since]", "2018-01")
    page.fill("[name=until]", "2018-12")
    page.locator(".areas button").click()
    assert page.locator("#drawing .area").count() == 1
    assert "2019" in page.inner_text(".legend")
    before = page.locator("#drawing .area").get_attribute("d")
    page.goto(f"{desk.address}/places?area=sdf-held-areas&since=2020-01")
    assert page.locator("#drawing .area").get_attribute("d") != before
    page.goto(f"{desk.address}/places?area=sdf-held-areas&until=2010-01")
    assert page.locator("#drawing .area").count() == 0
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_slider_of_months_works_by_keyboard(desk: Served, browser: Any, language: str) -> None:
    """Home goes to the first month, End back to all; what it stands at is said."""
    page = browser.new_page()
    sign_in(page, desk, "reader", language=language)
    page.goto(f"{desk.address}/places?area=sdf-held-areas")
    page.wait_for_selector("#map[data-ready]", timeout=30_000)
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    assert re.fullmatch(r"\d{4}-\d{2}", slider.get_attribute("aria-valuetext"))
    first = page.inner_text(".slider bdi")
    page.keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight")
    assert page.inner_text(".slider bdi") > first
    page.keyboard.press("End")
    assert not re.search(r"\d", page.inner_text(".slider bdi"))
    page.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_name_is_given_its_place_by_a_click(desk: Served, browser: Any, scripts: bool) -> None:
    """The point, the unit that holds it and how far off it may be are kept as a judgement that can be taken back."""
    words, ref = unplaced(desk, 0 if scripts else 1)
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1200, "height": 1000})
    page = context.new_page()
    sign_in(page, desk, "editor", language="en" if scripts else "ar")
    open_name(page, desk, " ".join(words.split()))
    if scripts:
        page.wait_for_selector("#map[data-ready]", timeout=30_000)
        page.locator("#map canvas").click()
        from playwright.sync_api import expect

        expect(page.locator("[name=point]")).not_to_have_value("", timeout=20_000)
        page.locator("#pick button.main").click()
    else:
        picture = page.locator("input[type=image]")
        box = picture.bounding_box()
        picture.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    latitude, longitude = (float(part) for part in page.input_value("[name=point]").split(","))
    assert abs(latitude - 34.75) < ROUND_TRIP_DEGREES
    assert abs(longitude - 38.95) < ROUND_TRIP_DEGREES
    page.locator("[name=choice][value=near]").check()
    page.fill("[name=radius_km]", "7")
    page.fill("[name=reason]", "the correspondent says so")
    page.locator("form[action='/places/place'][method=post] button.main").click()
    page.wait_for_url(re.compile(r"/places\?said="))
    (where,) = [each for each in state_of(desk, ref).where if each.words == words]
    assert (where.precision, where.radius_km) == ("near", 7)
    assert where.within[-1] == "SY"
    assert where.place is not None
    assert where.place.startswith("SY04")
    assert where.point == (latitude, longitude)
    made = list(desk.observatory.store.judgements.all())[-1]
    assert (made.act, made.field_name, made.by) == ("correct", "where", "editor")
    context.close()


def test_a_name_is_given_its_place_by_keyboard_alone(desk: Served, browser: Any) -> None:
    """By a known place's name, with keys only; a point that cannot be is refused with what is wanted."""
    words, ref = unplaced(desk, 2)
    page = browser.new_page()
    sign_in(page, desk, "editor")
    open_name(page, desk, " ".join(words.split()))
    page.wait_for_selector("#map[data-ready]", timeout=30_000)
    page.locator("#map canvas").focus()
    page.keyboard.press("Enter")  # takes the middle of the map
    assert re.fullmatch(r"3\d\.\d+, 3\d\.\d+", page.input_value("[name=point]"))
    page.fill("[name=point]", "340, 38")
    page.locator("[name=point]").press("Enter")
    page.wait_for_url(re.compile("point="))
    assert "latitude, longitude" in page.inner_text(".problem")
    page.fill("[name=point]", "")
    page.locator("[name=name]").fill("Palmyra")
    page.locator("[name=name]").press("Enter")
    page.wait_for_url(re.compile("name=Palmyra"))
    page.locator("[name=choice]").first.focus()
    page.keyboard.press("Space")
    page.locator("[name=reason]").fill("the next report names the town")
    page.locator("[name=reason]").press("Enter")
    page.wait_for_url(re.compile(r"/places\?said="))
    (where,) = [each for each in state_of(desk, ref).where if each.words == words]
    assert where.precision == "adm3"  # the name means the town or its subdistrict: no more is claimed
    assert "SY04" in where.within
    page.close()
