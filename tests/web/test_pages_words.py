"""The words of the pages: every message has its Arabic."""

import re
from typing import get_args

from marsad.model import words
from marsad.review.acts import ACTS
from marsad.run.count import MEASURES
from marsad.run.reasons import reason_words
from marsad.run.tables import ROW_FACETS
from marsad.run.words import words_of
from marsad.store.accounts import Role
from marsad.text.interface import interface
from marsad.web.render import PAGES, TEMPLATES


def test_every_message_of_the_pages_has_its_arabic() -> None:
    """Also the forms that go with numbers."""
    page = interface("ar")
    said, counted = set(), set()
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        said |= set(re.findall(r"""(?<![\w.])_\(["']([^"']+)["']\)""", text))
        counted |= set(re.findall(r'many\("([^"]+)", "([^"]+)"', text))
    assert len(said) > 150
    assert [message for message in sorted(said) if page.say(message) == message] == []
    assert [one for one, more in sorted(counted) if page.many(one, more, 3) == more.format(number=3)] == []


def test_every_code_that_pages_show_has_its_arabic() -> None:
    """Acts, measures, facets, roles, grades, precisions and all other closed lists."""
    page = interface("ar")
    codes = {*ACTS, *MEASURES, *ROW_FACETS, *get_args(Role), *(name for name, _, _ in PAGES)}
    for name in ("Kind", "Role", "Basis", "Act", "WherePrecision", "Measure", "Tactic", "Status", "Sex", "Age", "Rule",
                 "Severity", "Grade", "SubEventType"):  # fmt: skip
        codes |= set(get_args(getattr(words, name)))
    assert [code for code in sorted(codes) if page.say(code) == code] == []


def test_reasons_with_numbers_are_said_in_arabic() -> None:
    """The fixed part is translated, numbers stay; what is not known stands as it is."""
    arabic = words_of("ar")
    assert reason_words("killed: 5 to any number", arabic) == f"{arabic.say('killed')}: 5 أو أكثر بلا حد معروف"
    assert "3" in reason_words("3 findings in its reports", arabic)
    assert reason_words("1 finding in its reports", words_of("en")) == "findings in its reports: 1"
    assert reason_words("<b>something else</b>", arabic) == "<b>something else</b>"
