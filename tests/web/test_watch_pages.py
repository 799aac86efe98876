"""The watch in a real browser: a look, an alert issued and one dismissed, and the past looked back at."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from marsad.model.claim import When, Where
from marsad.model.incident import ClaimRef, Incident
from web.served import Served, browser, serve, sign_in

__all__ = ["browser"]
WEEKS = 190
UNITS = ("SY04", "SY09", "SY11")
# Fridays of this and the weeks before: what the pages call "now" is the day of the test.
LAST = datetime.now(UTC).date()
START = LAST - timedelta(days=LAST.weekday(), weeks=WEEKS)
PAST_RISE, NEW_RISE = 120, WEEKS - 9  # in the first governorate and in the second


def rate_of(row: int, week: int) -> float:
    """Incidents a week that a governorate has."""
    if row == 0 and PAST_RISE <= week < PAST_RISE + 40:
        return 8.0
    return 9.0 if row == 1 and week >= NEW_RISE else 1.6


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk with four years of one group's attacks in three governorates: one rise long past, one of these weeks."""
    random = np.random.default_rng(5)
    served = serve(tmp_path_factory.mktemp("watch") / "watch.marsad", with_reports=False)
    desk = next(served)
    made = []
    for week in range(WEEKS):
        for row, unit in enumerate(UNITS):
            for _ in range(random.poisson(rate_of(row, week))):
                day = START + timedelta(weeks=week, days=int(random.integers(0, 7)))
                if day <= LAST:
                    number = len(made)
                    made.append(
                        Incident(
                            f"i{number:05}", (ClaimRef(f"r{number}", "c1"),), When(str(day), day, day, "day"),
                            (Where("there", unit, "adm1", ("SY",)),), "Attack", ("isis",),
                        )
                    )  # fmt: skip
    desk.observatory.store.incidents.add(made, by="match 1")
    yield desk
    next(served, None)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_look_finds_the_rise_and_an_editor_issues_or_dismisses_it(desk: Served, browser: Any, scripts: bool) -> None:
    """With scripts in English it is issued; without, in Arabic, another is dismissed with the reason this needs."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, desk, "editor", language="en" if scripts else "ar")
    page.goto(f"{desk.address}/watch")
    page.select_option("form[action='/watch'] [name=actor]", "isis")
    page.set_default_timeout(60_000)
    page.click("form[action='/watch'] button")
    page.wait_for_selector("main figure.picture svg")
    assert page.locator("figure.picture").count() >= 3  # the map, and series with their expected band
    page.locator("figure details summary").first.click()
    assert page.locator("figure table tbody tr").count() >= 50
    alerts = page.locator("section.claim:has(form)")
    alert = page.locator("section.claim.rise:has(form)").first if scripts else alerts.first
    key = alert.get_attribute("id")
    assert ("Deir" in alert.inner_text()) if scripts else re.search("[؀-ۿ]", alert.locator("h2").inner_text())
    alert.locator("[name=reason]").fill("seen by two sources" if scripts else "تغيّر النقل لا الهجمات")
    alert.locator(f"button[value={'issue' if scripts else 'dismiss'}]").click()
    page.wait_for_url(re.compile("said="))
    made = list(desk.observatory.store.judgements.all())[-1]
    assert (made.act, made.about, made.by) == ("issue" if scripts else "dismiss", (key,), "editor")
    assert page.locator(f"section[id='{key}'] form").count() == 0
    context.close()


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)], ids=["en scripts", "ar no scripts"])
def test_the_past_is_looked_back_at(desk: Served, browser: Any, language: str, scripts: bool) -> None:
    """The alert that would have come for the rise of then, how soon, what was false, and a known event beside it."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, desk, "editor", language=language)
    page.set_default_timeout(60_000)
    page.goto(f"{desk.address}/watch")
    page.click("main a[href^='/watch/past']")
    began = START + timedelta(weeks=PAST_RISE)
    page.select_option("[name=actor]", "isis")
    page.fill("[name=since]", (began - timedelta(weeks=10)).isoformat())
    page.fill("[name=until]", (began + timedelta(weeks=20)).isoformat())
    page.fill("[name=known]", f"{began} the prison break\n{began - timedelta(weeks=60)} long before")
    page.click("form.row button.main")
    page.wait_for_selector("#alerts")
    assert page.locator("#alerts tbody .yes").count() >= 1
    rows = page.locator("#known tbody tr")
    assert rows.nth(0).locator(".no").count() == 0
    assert rows.nth(1).locator(".no").count() == 1
    rates = page.locator("dl.figures dd").all_inner_texts()
    assert re.search(r"\d\.\d\d", rates[1])
    assert page.locator("figure.picture svg").count() >= 1
    context.close()


def test_what_cannot_be_looked_back_at_is_said(desk: Served, browser: Any) -> None:
    """A window that leaves nothing to learn from, a line that is no day: one box, in the language of the page."""
    page = browser.new_page()
    sign_in(page, desk, "editor", language="ar")
    page.goto(f"{desk.address}/watch/past?actor=isis&since={START}&until={LAST}")
    assert page.locator("main [role=alert]").count() == 1
    assert not re.search("[A-Za-z]{3,}", page.inner_text("main [role=alert]"))
    page.goto(f"{desk.address}/watch/past?actor=isis&since={START}&until={LAST}&known=soon")
    assert "2021-01-31" in page.inner_text("main [role=alert]")
    page.close()


def test_a_reader_has_no_back_test_made(desk: Served, browser: Any) -> None:
    """It costs the machine much: the page is refused, and not linked."""
    page = browser.new_page()
    sign_in(page, desk, "reader")
    page.goto(f"{desk.address}/watch")
    assert page.locator("a[href^='/watch/past']").count() == 0
    assert page.goto(f"{desk.address}/watch/past").status == 403
    page.close()
