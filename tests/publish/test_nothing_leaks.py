"""Every output of a record with living people, protected sources and closed items is crawled for what it hides."""

import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from marsad.model.errors import PublishError
from marsad.model.report import Source
from marsad.publish.paper.html import to_html
from marsad.publish.paper.pdf import to_pdf
from marsad.run.export import export_bytes
from marsad.run.observatory import Observatory, open_observatory
from marsad.run.outgoing import Outgoing
from marsad.run.publish import policy_in, publish_data, publish_page
from marsad.run.release import release
from marsad.run.report import article
from marsad.run.sheets import findings_sheet, incident_sheet
from marsad.run.veil import BLACK, Veil
from marsad.run.verify import new_key
from marsad.run.viewing import Viewing
from marsad.store.accounts import Person
from marsad.store.kept import Restriction

MADE = datetime(2022, 2, 1, tzinfo=UTC)
WHISPER = "Qasioun Whisper"
REPORTS = [
    ("r1", "Desk One", "Attack east of Homs",
     "Attack east of Homs\n\nISIS cells attacked a bus near Palmyra on 3 May 2021 and killed four soldiers. "
     "The attack wounded 6,173 soldiers. Russian aircraft bombed the area afterwards.\n"),
    ("r2", "Desk One", "Shelling injures 5,287 civilians in Idlib",
     "Shelling injures 5,287 civilians in Idlib\n\nRegime forces shelled the city of Idlib on 9 June 2021. "
     "Two civilians were killed and 5,287 civilians were injured.\n"),
    ("r3", "Desk Two", "Abduction in Al-Shuhayl",
     "Abduction in Al-Shuhayl\n\nOn 2 July 2021, ISIS members abducted three civilians in Al-Shuhayl town in the "
     "eastern countryside of Deir Ezzor. "
     "The Observatory warned of further attacks in Syria.\n"),
    ("r4", WHISPER, "A clash in Aleppo",
     "A clash in Aleppo\n\nTwo SDF fighters were killed in clashes with factions in Manbij on 5 July 2021, "
     "a resident of the eighth house told us.\n"),
    ("r5", "Desk Two", "A secret execution",
     "A secret execution\n\nISIS cells executed 7,919 civilians in Deir Ezzor on 6 August 2021.\n"),
    ("r6", "Desk Two", "More on the clash",
     "More on the clash\n\nQasioun Whisper said that one SDF fighter was killed in an explosion in Raqqa "
     "on 7 July 2021.\n"),
]  # fmt: skip
# What must stand nowhere: numbers of the living, the place of the abducted, the protected source, the closed report.
SECRETS = {
    "the injured of r1": ("6,173", "6173"), "the injured of r2": ("5,287", "5287"),
    "the place of the abducted": ("Shuhayl", "Al-Shuhayl", "Shahil"), "the protected source": (WHISPER, "eighth house"),
    "the closed report": ("7,919", "7919", "secret execution"),
}  # fmt: skip
EVERYTHING_OPEN = {"rounded_measures": [], "coarsest": {}}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    """The record, read, matched and accepted whole."""
    folder = tmp_path_factory.mktemp("leaks")
    lines = [
        {"id": id, "publisher": who, "language": "en", "published": "2021-09-01", "title": title, "text": text,
         "url": f"https://example.org/{id}"}
        for id, who, title, text in REPORTS
    ]  # fmt: skip
    (folder / "reports.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with open_observatory(folder / "leaks.marsad", pack="syria", create=True, by="tester") as observatory:
        observatory.collect(lines=folder / "reports.jsonl")
        observatory.read()
        observatory.locate()
        observatory.match()
        ids = [each.id for each in observatory.store.incidents.all()]
        observatory.review().judge("accept", *ids, by="editor", reason=f"as {WHISPER} told us")
        observatory.store.sources.add([Source("s1", WHISPER, is_protected=True)], by="tester")
        observatory.store.restrictions.add([Restriction("r5", (), "danger")], by="tester")
        yield observatory


def outputs(observatory: Observatory, folder: Path) -> Iterator[tuple[str, str]]:
    """Every face that leaves, by name, as text."""
    for language in ("en", "ar"):
        yield f"page {language}", publish_page(observatory, language=language, made=MADE)
        for name in ("article", "bulletin"):
            document = article(observatory, language=language, made=MADE, name=name)
            yield f"{name} {language}", to_html(document)
            yield f"{name} {language} pdf", text_of_pdf(to_pdf(document, made=MADE))
        for publisher in ("Desk One", "Desk Two"):
            sheet = findings_sheet(observatory, publisher, language=language, today=MADE.date())
            yield f"findings {publisher} {language}", to_html(sheet)
        for id in [each.id for each in observatory.store.incidents.all()]:
            try:
                yield f"incident {id} {language}", to_html(incident_sheet(observatory, id, language=language))
            except PublishError as problem:
                yield f"refusal of {id}", str(problem)
    for path in publish_data(observatory, folder / "data", made=MADE).files:
        yield path.name, text_of(path.name, path.read_bytes())
    editor = Viewing.of(observatory, Person("p1", "Editor", roles=("publisher",)))
    for name in ("csv", "jsonl"):
        yield f"api {name}", export_bytes(editor, name, made=MADE)[1].decode()


def text_of(name: str, content: bytes) -> str:
    """A file as text, whatever its format."""
    if name.endswith((".zip", ".xlsx")):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "\n".join(text_of(inner, archive.read(inner)) for inner in archive.namelist())
    if name.endswith(".pdf"):
        return text_of_pdf(content)
    if name.endswith(".parquet"):
        import polars

        return polars.read_parquet(BytesIO(content)).write_csv()
    if name.endswith(".sqlite"):
        connection = sqlite3.connect(":memory:")
        connection.deserialize(content)
        return "\n".join(connection.iterdump())
    return content.decode()


def text_of_pdf(content: bytes) -> str:
    """The text of a paper."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def told(text: str) -> set[str]:
    """What of the secrets a text tells; digits inside a digest or a key, where they stand by chance, tell nothing."""
    flat = " ".join(text.split())
    return {what for what, words in SECRETS.items() if any(stands(word, flat) for word in words)}


def stands(word: str, text: str) -> bool:
    """Whether a word stands anywhere, a number as a number of its own."""
    if word[0].isdigit():
        return re.search(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])", text) is not None
    return word in text


def leaks(observatory: Observatory, folder: Path) -> dict[str, set[str]]:
    """What of the secrets stands where."""
    found: dict[str, set[str]] = {}
    for name, text in outputs(observatory, folder):
        for what in told(text):
            found.setdefault(what, set()).add(name)
    return found


def test_a_secret_is_found_in_words_and_not_in_a_digest() -> None:
    """The crawl sees each secret in a sentence, a cell, a tag or a list; four digits of a digest are none."""
    for what, words in SECRETS.items():
        for word in words:
            for text in (f"so {word}, and", f'"{word}"', f"a;{word};b", f"<b>{word}</b>", f"[1,{word}]", f"n={word}"):
                assert told(text) == {what}, text
    assert told('"sha256": "0de9a465287b8d1081b45d2273" a3660b771aea8bb844a3661585897919c8') == set()


def test_nothing_that_is_hidden_stands_in_any_output(record: Observatory, tmp_path: Path) -> None:
    """Pages, articles, bulletins, sheets, data in twelve formats and the API, in both languages."""
    assert leaks(record, tmp_path) == {}


def test_nothing_that_is_hidden_stands_in_a_release(record: Observatory, tmp_path: Path) -> None:
    """Nor in its manifest, its log of what was withheld, or the reasons for what moved."""
    new_key(tmp_path / "key")
    more: dict[str, Path] = {}
    for version in ("1", "2"):
        path = tmp_path / f"{version}.zip"
        release(
            record, path, version=version, key_file=tmp_path / "key", signed_off_by="E", made=MADE, before=more.get("b")
        )
        assert told(text_of(path.name, path.read_bytes())) == set()
        more["b"] = path
        victim = next(each.id for each in record.store.incidents.all() if each.claims[0].report == "r1")
        record.review().judge("grade", victim, value="fair", by="editor", reason=f"{WHISPER} agrees")


def test_the_crawl_would_find_each_leak(record: Observatory, tmp_path: Path) -> None:
    """Under a policy that hides nothing, the numbers and the place do stand in the outputs: the crawl can fail."""
    record.store.settings.set("policy", EVERYTHING_OPEN, by="tester")
    try:
        found = leaks(record, tmp_path)
    finally:
        record.store.settings.set("policy", {}, by="tester")
    assert set(found) == {"the injured of r1", "the injured of r2", "the place of the abducted"}
    assert {"page en", "incidents.csv", "incidents.xlsx", "incidents.sqlite", "incidents.parquet"} <= found[
        "the injured of r1"
    ]


def test_what_may_be_said_is_still_said(record: Observatory) -> None:
    """The dead of the same reports, the sentences without the living, and what was blacked out, are there."""
    page = publish_page(record, made=MADE)
    assert "killed four soldiers" in " ".join(re.sub(r"<[^>]*>", "", page).split())
    assert "Russian aircraft bombed the area afterwards" in page
    assert BLACK * 3 in page
    veil = Veil(record, policy_in(record), MADE.date())
    assert {line.id for line in veil.log} == {"r1", "r2", "r3"}
    assert {reading.report.id for reading in veil.readings} == {"r1", "r2", "r3", "r6"}
    for reading in veil.readings:
        kept = record.store.reports.get(reading.report.id)
        assert kept is not None
        assert len(kept.text) == len(reading.report.text)
        if reading.report.text != kept.text:
            assert reading.report.sha256 is None


def test_a_young_record_waits_on_every_face(record: Observatory, tmp_path: Path) -> None:
    """With a delay, what is younger is on no page, in no sheet and in no table."""
    record.store.settings.set("policy", {"delay_days": 3_000}, by="tester")
    try:
        policy = policy_in(record)
        assert Veil(record, policy, MADE.date()).readings == ()
        assert Outgoing(record, policy, MADE.date()).incidents == ()
        assert publish_data(record, tmp_path / "data", formats=("csv",), made=MADE).rows == 0
        id = next(each.id for each in record.store.incidents.all() if each.claims[0].report == "r1")
        with pytest.raises(PublishError, match="younger than"):
            incident_sheet(record, id, today=MADE.date())
    finally:
        record.store.settings.set("policy", {}, by="tester")


def test_only_what_was_accepted_has_a_sheet(fresh: Callable[[], Observatory]) -> None:
    """A rejected incident has none, and the message says what to do."""
    observatory = fresh()
    id = next(each.id for each in observatory.store.incidents.all())
    observatory.review().judge("reject", id, by="editor", reason="a drill")
    with pytest.raises(PublishError, match="rejected"):
        incident_sheet(observatory, id, today=date(2022, 2, 1))
