"""The words of the pages: every message has its Arabic."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from marsad.count.phrases import words_of as audit_words
from marsad.count.retell import retell
from marsad.model import words
from marsad.model.claim import Finding
from marsad.review.acts import ACTS
from marsad.run.count import MEASURES
from marsad.run.reasons import reason_words
from marsad.run.tables import ROW_FACETS
from marsad.run.words import words_of
from marsad.store.accounts import Role
from marsad.text.interface import interface
from marsad.text.phrases import phrase_in
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


SOURCE = Path(words.__file__).resolve().parents[1]
# Where errors are made that a page can show.
ROOMS = (
    "web", "review", "run/judging.py", "run/correcting.py", "run/accounts.py", "run/intake.py", "run/viewing.py",
    "run/linking.py", "run/placing.py", "run/past.py", "run/tables.py", "run/search.py", "run/sending.py",
    "run/review.py", "run/watch.py", "collect/make.py", "collect/lines.py", "collect/decode.py", "collect/page.py",
    "collect/address.py", "collect/arrived.py", "collect/files.py", "collect/open_document.py", "collect/apart.py",
    "count/tally.py", "store/accounts.py", "locate/pick.py", "watch/surge",
)  # fmt: skip
# What the console alone says, or what no form of a page can lead to.
CONSOLE = re.compile(r"marsad |--|pip install|server key|permission|agreement|CSV file|least_weeks|empty_weeks|nominal")


def messages() -> Iterator[str]:
    """Every error of those rooms as it is said, with made-up values in it."""
    for room in ROOMS:
        paths = [SOURCE / room] if room.endswith(".py") else sorted((SOURCE / room).rglob("*.py"))
        for path in paths:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                    is_ours = re.fullmatch(r"[A-Z]\w*Error|HTTPException", node.func.id) is not None
                    said = node.args[-1] if node.func.id == "HTTPException" else node.args[0]
                    if is_ours and node.func.id not in ("ValueError", "TypeError", "KeyError"):
                        yield from _said(said)


def _said(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else f"zq{n}" for n, part in enumerate(node.values))
        if len(said := "".join(str(part) for part in parts)) > 12:
            yield said


def test_every_error_that_a_page_can_show_has_its_arabic() -> None:
    """With its values in place: nobody who reads Arabic alone is told what is wrong in English."""
    said = [each for each in dict.fromkeys(messages()) if not CONSOLE.search(each)]
    assert len(said) > 90
    left = []
    for each in said:
        told = phrase_in(each, "ar")
        values = set(re.findall(r"zq\d+", each))
        if not re.search("[\u0600-\u06ff]", told) or re.search(r"[a-z]{4,} [a-z]{3,} [a-z]{3,}", told) or any(
            value not in told for value in values
        ):  # fmt: skip
            left.append(each)
    assert left == []


def test_values_keep_their_own_direction_and_no_account_is_taken_for_a_word() -> None:
    """Ids and numbers are held together from left to right; the account "keeper" is not the role of that name."""
    told = phrase_in("keeper judged i-12 (accept) since you looked at it. Look again, then decide.", "ar")
    assert "\u2066keeper\u2069" in told
    assert "\u2066i-12\u2069" in told
    assert words_of("ar").say("accept") in told
    assert phrase_in("Anything else 5; that nobody knows.", "ar") == "Anything else 5; that nobody knows."
    assert phrase_in("There is no rule 'x'; there are y.", "en") == "There is no rule 'x'; there are y."


@pytest.mark.parametrize("room", ["sentences", "unless"])
def test_every_sentence_of_the_audit_is_said_in_the_other_language_and_back(room: str) -> None:
    """A finding kept in English reads in Arabic on an Arabic page, one kept in Arabic in English; nothing is lost."""
    names = {"Islamic State": "تنظيم الدولة", "Homs": "حمص"}
    back = {other: one for one, other in names.items()}
    label = {"en": "members of Islamic State killed in Homs", "ar": "قتلى: عناصر (تنظيم الدولة)، حمص"}
    place = {"en": "Homs", "ar": "حمص"}
    for key, template in audit_words("en")[room].items():
        slots = sorted(set(re.findall(r"\{(\w+)\}", template)))
        filled = {
            language: str(audit_words(language)[room][key]).format(
                **{slot: label[language] if slot == "label" else place[language] if slot == "what" else str(n + 3)
                   for n, slot in enumerate(slots)}
            )
            for language in ("en", "ar")
        }  # fmt: skip
        kept = Finding("addends", "error", filled["en"], "25 ≠ 24")
        told = retell(kept, "ar", name=lambda name: names.get(name, name))
        if room == "sentences" and key not in ("translation", "sources-differ"):
            assert told.says == filled["ar"], key
        assert told.says != kept.says
        assert retell(told, "en", name=lambda name: back.get(name, name)) == kept
