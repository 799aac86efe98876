"""The pages in a real browser: the whole way of a report, by keyboard, in both languages, with scripts and without."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from web.served import Served, browser, desk, empty_desk, sign_in

__all__ = ["browser", "desk", "empty_desk"]  # the fixtures that these tests take
BULLETIN = (
    "Four soldiers killed in ambush in Homs desert\n\n"
    "Homs province: ISIS cells ambushed a military bus near Palmyra city on 28 January 2022 and killed four soldiers.\n"
)
ASSETS = Path(__file__).resolve().parents[2] / "src" / "marsad" / "web" / "assets"
PAGES = (
    "/", "/reports", "/match", "/review", "/places", "/count", "/audit", "/watch", "/publish", "/ledger", "/settings",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_an_upload_to_a_published_table(
    empty_desk: Served, browser: Any, shared: Path, tmp_path: Path, language: str, scripts: bool
) -> None:
    """A desk uploads the article and a bulletin, reads them, accepts an incident, counts it and takes the table out.

    The article tells tolls and opinions; the incident with its dead comes out of the bulletin alone.
    """
    (tmp_path / "bulletin.txt").write_text(BULLETIN, encoding="utf-8")
    context = browser.new_context(java_script_enabled=scripts, accept_downloads=True)
    page = context.new_page()
    sign_in(page, empty_desk, language=language)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    page.goto(f"{empty_desk.address}/reports")
    page.set_input_files("[name=files]", [str(shared / "seed" / "article.txt"), str(tmp_path / "bulletin.txt")])
    page.fill("[name=published]", "2022-01-30")
    page.click("form[enctype] button.main")
    page.wait_for_url(re.compile("/progress/"))
    for _ in range(60):
        if page.locator("#progress form").count() == 0:
            break
        page.wait_for_timeout(500)
        if not scripts:
            page.reload()
    assert page.locator("#progress .said").count() == 1
    page.goto(f"{empty_desk.address}/reports")
    page.click("main tbody th a:has-text('resurgence')")
    assert page.locator("mark").count() > 3
    assert page.locator(".claim").count() > 3
    page.goto(f"{empty_desk.address}/review")
    (incident,) = (each.id for each in empty_desk.observatory.store.incidents.all() if each.tolls)
    page.locator(f".queue li[data-open='/review/{incident}'] button[value=accept]").click()
    page.wait_for_load_state()
    page.goto(f"{empty_desk.address}/count?measure=killed&state=accepted&rows=status&columns=")
    assert page.locator("td.figure a").first.inner_text() == "4"
    page.locator("td.figure a").first.click()
    assert incident in page.inner_text("main")
    page.goto(f"{empty_desk.address}/publish")
    assert incident in page.inner_text("#table")
    with page.expect_download() as waiting:
        page.click("form[action='/publish/data'] button.main")
    packed = zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert incident in packed.read("incidents.csv").decode("utf-8-sig")
    context.close()


def test_the_queue_is_worked_by_keyboard(desk: Served, browser: Any) -> None:
    """j and k walk, a accepts, r asks for the reason and Enter sends it; Enter on an item opens it."""
    page = browser.new_page()
    sign_in(page, desk, "editor")
    page.goto(f"{desk.address}/review")
    keys = page.locator(".queue > li[data-open^='/review/']")
    first, second = (keys.nth(n).get_attribute("data-open") for n in (0, 1))
    focused = "document.activeElement.dataset.open"
    page.wait_for_function(f"{focused} !== undefined")
    start = page.evaluate(focused)
    page.keyboard.press("j")
    assert page.evaluate(focused) != start
    page.keyboard.press("k")
    assert page.evaluate(focused) == start
    keys.nth(0).focus()
    page.keyboard.press("a")
    page.wait_for_url(re.compile("said="))
    page.locator(f".queue > li[data-open='{second}']").focus()
    page.keyboard.press("r")
    page.keyboard.type("told twice")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    store = desk.observatory.store
    states = {each: store.incidents.get(str(each).rpartition("/")[2]) for each in (first, second)}
    assert states[first] is not None
    assert states[first].state == "accepted"
    assert states[second] is None or states[second].state == "rejected"
    page.locator(".queue > li").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/review/" in page.url or "/match" in page.url
    page.close()


def test_two_people_on_one_incident_see_each_other_and_nothing_is_overwritten(desk: Served, browser: Any) -> None:
    """The second to decide is told that somebody was first, and their decision does not count."""
    one, other = browser.new_context().new_page(), browser.new_context().new_page()
    sign_in(one, desk, "keeper")
    sign_in(other, desk, "editor")
    one.goto(f"{desk.address}/review")
    path = one.locator(".queue > li[data-open^='/review/']").nth(2).get_attribute("data-open")
    one.goto(desk.address + path)
    other.goto(desk.address + path)
    assert "Keeper" in other.inner_text(".here")
    one.click("button[data-key=a]")
    one.wait_for_url(re.compile("said="))
    other.fill("[name=reason]", "not this")
    other.click("button[data-key=r]")
    other.wait_for_url(re.compile("said="))
    assert "Done" not in other.inner_text(".said")
    incident = desk.observatory.store.incidents.get(path.rpartition("/")[2])
    assert incident is not None
    assert incident.state == "accepted"
    one.context.close()
    other.context.close()


def test_a_claim_is_corrected_on_the_read_page(desk: Served, browser: Any) -> None:
    """The human value stands beside the machine's; a value that cannot be is refused with what is wanted."""
    page = browser.new_page()
    sign_in(page, desk, "editor")
    report = next(r.report.id for r in desk.observatory.readings() if any(c.counts for c in r.claims))
    page.goto(f"{desk.address}/read/{report}")
    form = page.locator("details.correct").filter(has=page.locator("option[value$='.range']")).first
    form.locator("summary").focus()
    page.keyboard.press("Enter")
    form.locator("[name=value]").fill("a few")
    form.locator("[name=reason]").fill("the text says so")
    form.locator("[name=value]").press("Enter")
    page.wait_for_url(re.compile("said="))
    assert "12-15" in page.inner_text(".said")
    form.locator("summary").click()
    form.locator("[name=value]").fill("12-15")
    form.locator("[name=reason]").fill("the text says so")
    form.locator("[name=value]").press("Enter")
    page.wait_for_load_state()
    assert "12–15" in page.inner_text(".claims .said")
    page.close()


def test_the_map_draws_no_false_dot(desk: Served, browser: Any) -> None:
    """What is known to a unit or an area is a hatched shape; the map with scripts takes the drawing's place."""
    plain = browser.new_context(java_script_enabled=False).new_page()
    sign_in(plain, desk, "reader")
    plain.goto(f"{desk.address}/places")
    assert plain.locator("#drawing .unit").count() >= 14
    assert plain.locator("#drawing .vague").count() > 0
    plain.context.close()
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    sign_in(page, desk, "reader")
    page.goto(f"{desk.address}/places")
    page.wait_for_selector("#map[data-ready]", timeout=30_000)
    assert page.locator("#drawing").is_hidden()
    data = page.evaluate("fetch('/places/map').then(answer => answer.json())")
    assert {spot["precision"] for spot in data["spots"]} - {"exact", "near"}
    assert errors == []
    page.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_has_a_serious_barrier(desk: Served, browser: Any, language: str) -> None:
    """axe-core finds nothing serious on any page, and no page is wider than a phone."""
    axe = ASSETS / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is not there: run npm ci in src/marsad/web/assets")
    context = browser.new_context(bypass_csp=True, viewport={"width": 390, "height": 850})
    page = context.new_page()
    sign_in(page, desk, language=language)
    report = next(iter(desk.observatory.readings())).report.id
    incident = next(iter(desk.observatory.store.incidents.all())).id
    found: list[str] = []
    name = next(
        where.words for reading in desk.observatory.readings() for claim in reading.claims for where in claim.where
        if where.precision == "unplaced" and where.words
    )  # fmt: skip
    for path in (
        *PAGES, f"/read/{report}", f"/review/{incident}", "/places?name=Homs", "/nothing", "/settings/passkeys",
        "/places?area=syrian-desert", f"/places/place?words={name}&point=34.9,38.9", "/watch/past",
    ):  # fmt: skip
        page.goto(desk.address + path)
        page.add_script_tag(path=str(axe))
        done = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            f"{path}: {each['id']} {json.dumps([node['html'][:120] for node in each['nodes'][:2]])}"
            for each in done["violations"]
            if each["impact"] in ("serious", "critical")
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{path}: wider than a phone")
    context.close()
    assert found == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_light(desk: Served, browser: Any, language: str) -> None:
    """What goes over the line for a first page: under 100 kB, and under 700 kB with the map (fonts and all)."""
    for path, most in (("/", 100_000), ("/places", 700_000)):
        context = browser.new_context()
        page = context.new_page()
        sign_in(page, desk, language=language)
        cookies = context.storage_state()
        context.close()
        context = browser.new_context(storage_state=cookies)  # nothing is cached any more
        page = context.new_page()
        client = context.new_cdp_session(page)
        client.send("Network.enable")
        sizes: list[float] = []
        client.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
        page.goto(desk.address + path)
        if path == "/places":
            page.wait_for_selector("#map[data-ready]", timeout=30_000)
        page.wait_for_load_state("networkidle")
        context.close()
        assert 3_000 < sum(sizes) < most, (path, sum(sizes))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_long_reading_shows_how_far_it_is_and_can_be_stopped(empty_desk: Served, browser: Any, scripts: bool) -> None:
    """What was read before the stop stays; the rest is still unread."""
    texts = [f"{n + 2} people were killed near Homs on 3 May 2021." for n in range(3000)]
    lines = [json.dumps({"id": f"r{n}", "text": text}) for n, text in enumerate(texts)]
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, empty_desk)
    page.goto(f"{empty_desk.address}/reports")
    page.set_input_files(
        "[name=files]", {"name": "many.jsonl", "mimeType": "application/json", "buffer": "\n".join(lines).encode()}
    )
    page.click("form[enctype] button.main")
    page.wait_for_url(re.compile("/progress/"))
    stop = page.locator("#progress form button")
    if stop.count() == 0:
        pytest.skip("this machine read 3,000 reports within two seconds")
    assert page.locator("progress").get_attribute("max") == "3000"
    if scripts:  # the bar moves by itself
        from playwright.sync_api import expect

        before = page.locator("progress").get_attribute("value")
        expect(page.locator(f"progress[value='{before}']")).to_have_count(0, timeout=20_000)
    stop.click()
    page.wait_for_load_state()
    page.goto(page.url)
    store = empty_desk.observatory.store
    read = sum(1 for _ in store.readings.all())
    assert read + sum(1 for _ in store.reports.unread()) == 3000
    context.close()


def test_arabic_months_are_named_as_asked(desk: Served, browser: Any) -> None:
    """As in the Levant, or by their common names once that is chosen in the settings; on every page."""
    page = browser.new_page()
    sign_in(page, desk, "reader", language="ar")
    page.goto(f"{desk.address}/count")
    assert "تموز" in page.inner_text("table")
    page.goto(f"{desk.address}/settings")
    page.select_option("[name=months]", "common")
    page.click("form[action='/months'] button")
    page.wait_for_load_state()
    page.goto(f"{desk.address}/count")
    assert "يوليو" in page.inner_text("table")
    assert "تموز" not in page.inner_text("main")
    page.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_what_is_refused_is_said_once_and_in_arabic_on_an_arabic_page(
    desk: Served, browser: Any, scripts: bool
) -> None:
    """A wrong value, a missing reason, an unknown page: one box, no English sentence."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, desk, "editor", language="ar")
    incident = next(iter(desk.observatory.store.incidents.all())).id
    for path in (
        f"/review/{incident}?said=To+reject+needs+a+reason+that+others+can+read+later%3B+give+one.&done=no",
        "/count?since=2021-31-01", "/places?since=spring", "/review/nothing", "/nothing", "/watch/past?since=x&until=y",
        "/settings/people",
    ):  # fmt: skip
        page.goto(desk.address + path)
        boxes = [box for box in page.locator(".problem, [role=alert]").all_inner_texts() if box.strip()]
        assert len(boxes) == 1, (path, boxes)
        assert re.search("[\u0600-\u06ff]", boxes[0]), (path, boxes)
        assert not re.search("[a-z]{3,} [a-z]{3,} [a-z]{3,}", boxes[0]), (path, boxes)
    context.close()
