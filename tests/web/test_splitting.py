"""One event or two, decided in a real browser: merged, split, and taken back, with scripts and without."""

import re
from typing import Any

import pytest

from marsad.model.incident import DoubtfulPair
from web.served import Served, browser, desk, sign_in

__all__ = ["browser", "desk"]


def claims_by_incident(desk: Served) -> dict[str, set[str]]:
    """The tellings of every incident of the record."""
    return {each.id: {str(ref) for ref in each.claims} for each in desk.observatory.store.incidents.all()}


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)], ids=["en scripts", "ar no scripts"])
def test_tellings_are_split_off_and_the_split_is_taken_back(
    desk: Served, browser: Any, language: str, scripts: bool
) -> None:
    """What was chosen is an incident of its own, the rest keeps the id; taken back, all is as before."""
    before = claims_by_incident(desk)
    whole = next(id for id, refs in before.items() if len(refs) > 1)
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, desk, "editor", language=language)
    page.goto(f"{desk.address}/review/{whole}")
    page.locator("#split summary").click()
    boxes = page.locator("#split [name=claims]")
    for place in range(boxes.count()):
        boxes.nth(place).check()
    page.fill("#split [name=reason]", "all of them")
    page.click("#split button")
    page.wait_for_url(re.compile("said="))
    assert claims_by_incident(desk) == before  # nothing would be left: refused

    moved = page.locator("#split [name=claims]").first.get_attribute("value")
    page.locator("#split summary").click()
    page.locator("#split [name=claims]").first.check()
    page.fill("#split [name=reason]", "another village")
    page.click("#split button")
    page.wait_for_url(re.compile("said="))
    fresh = re.search(r"/review/([^?]+)", page.url)
    assert fresh is not None
    after = claims_by_incident(desk)
    assert fresh[1] != whole
    assert after[fresh[1]] == {moved}
    assert after[whole] == before[whole] - {moved}

    page.goto(f"{desk.address}/match")
    first = page.locator("details.undo").first
    first.locator("summary").click()
    first.locator("[name=reason]").fill("it was one village after all")
    first.locator("button").click()
    page.wait_for_url(re.compile("said="))
    assert claims_by_incident(desk) == before
    acts = [made.act for made in desk.observatory.store.judgements.all()]
    assert acts[-2:] == ["split", "undo"]  # the ledger keeps both
    context.close()


def test_two_incidents_are_merged_and_the_merge_is_taken_back(desk: Served, browser: Any) -> None:
    """From the list of pairs in doubt: one incident with the tellings of both, and back."""
    page = browser.new_page()
    sign_in(page, desk, "editor")
    before = claims_by_incident(desk)
    one, other = sorted(before)[:2]
    desk.observatory.store.pairs.add([DoubtfulPair(one, other, 1.5, ("on one day",))], by="match 1")
    page.goto(f"{desk.address}/match")
    page.locator("a[href^='/match?pair=']").first.click()
    ids = [page.locator("form[action='/review'] [name=about]").nth(n).get_attribute("value") for n in (0, 1)]
    page.fill("form.row [name=reason] >> nth=0", "the same bus")
    page.click("button[value=merge]")
    page.wait_for_url(re.compile("said="))
    merged = claims_by_incident(desk)
    assert merged[ids[0]] == before[ids[0]] | before[ids[1]]
    assert ids[1] not in merged
    page.locator("details.undo summary").first.click()
    page.locator("details.undo [name=reason]").first.fill("two buses")
    page.locator("details.undo button").first.click()
    page.wait_for_url(re.compile("said="))
    assert claims_by_incident(desk) == before
    page.close()
