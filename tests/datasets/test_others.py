"""ACLED, Airwars-like tables and a desk's own CSV."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.collect.datasets import import_file, import_text, load_mapping, reading_of
from marsad.collect.datasets.cells import day_of, number_of
from marsad.model.errors import CollectError
from marsad.model.imported import GivenRange
from marsad.model.range import Range

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)


def acled(*, date: str, kind: str, sub: str, inter1: str, inter2: str, fatalities: str = "4", id: str = "XXX1") -> str:
    """An invented row of 31 columns."""
    return (
        f"{id},{date},2024,1,Political violence,{kind},{sub},Group Y,,{inter1},Civilians (X),,{inter2},27,"
        "Civilian targeting,1,Region,X,North,District,,Town,35.1,37.2,2,Agency; Radio,National,What happened,"
        f"{fatalities},,1700000000"
    )


@pytest.mark.parametrize(
    ("date", "kind", "sub", "inter1", "inter2"),
    [
        ("2024-01-15", "Violence against civilians", "Attack", "Rebel group", "Civilians"),
        ("15 January 2024", "Violence against civilians", "Attack", "2", "7"),
        ("15-Jan-2024", "Violence against civilians", "Attack", "Rebel Forces", "Civilians"),
    ],
)
def test_acled_in_its_three_dresses(date: str, kind: str, sub: str, inter1: str, inter2: str) -> None:
    """ISO or written dates, words, older words or numbers for the kind of actor: one event, one meaning."""
    event = import_text(
        f"{ACLED}\n{acled(date=date, kind=kind, sub=sub, inter1=inter1, inter2=inter2)}", mapping=load_mapping("acled")
    ).events[0]
    assert str(event.when.start) == "2024-01-15"
    assert [side.kind for side in event.sides] == ["Rebel group", "Civilians"]
    assert event.doers == ("Group Y",)
    assert (event.where.precision, event.killed.as_range()) == ("near", Range.exactly(4))
    assert [cited.office for cited in event.sources] == ["Agency", "Radio"]
    assert event.doubts == ()
    assert len(event.columns) == 31
    assert reading_of(event).claims[0].event == "Attack"


def test_older_acled_event_types_are_understood() -> None:
    """Before 2019 the event type held what is now the sub-event type."""
    header = "event_id_cnty,event_date,time_precision,event_type,actor1,inter1,actor2,inter2,country,location,latitude,longitude,geo_precision,source,notes,fatalities"  # noqa: E501
    row = "2X,01-March-2017,1,Battle-Government regains territory,Army,1,Group Y,2,X,Town,35,37,1,Radio,Text,12"
    event = import_text(f"{header}\n{row}", mapping=load_mapping("acled")).events[0]
    assert (event.kind, event.sub_kind) == ("Battles", "Government regains territory")
    assert event.doers == ("Army", "Group Y")


def test_what_the_codebook_does_not_have_is_a_doubt() -> None:
    """An unknown event type or kind of actor: the event is kept, the doubt is said."""
    row = acled(date="2024-01-15", kind="Skirmish", sub="", inter1="9", inter2="7")
    event = import_text(f"{ACLED}\n{row}", mapping=load_mapping("acled")).events[0]
    assert len(event.doubts) == 2
    assert "Skirmish" in " ".join(event.doubts)


def test_rows_that_cannot_be_read_are_listed() -> None:
    """No date, a negative or odd number, a row cut short, an id that stands twice: listed with line and reason."""
    good = acled(date="2024-01-15", kind="Battles", sub="Armed clash", inter1="1", inter2="2")
    rows = [
        good,
        good,
        good.replace("XXX1,2024-01-15", "XXX2,"),
        acled(date="2024-01-15", kind="Battles", sub="", inter1="1", inter2="2", fatalities="-3", id="XXX3"),
        acled(date="2024-01-15", kind="Battles", sub="", inter1="1", inter2="2", fatalities="many", id="XXX4"),
        "XXX5,2024-01-15",
        acled(date="2024-13-45", kind="Battles", sub="", inter1="1", inter2="2", id="XXX6"),
    ]
    made = import_text(ACLED + "\n" + "\n".join(rows), mapping=load_mapping("acled"))
    assert [event.id for event in made.events] == ["XXX1"]
    assert [each.row for each in made.set_aside] == [3, 4, 5, 6, 7, 8]
    for each, says in zip(made.set_aside, ("line 2 already", "no date", "'-3'", "'many'", "2 cells", "'2024-13-45'")):
        assert says in each.why


def test_airwars_like_tables_under_several_names() -> None:
    """Minimum and maximum, grades, one column for the point; column names in any case."""
    text = (
        "Unique reference code;Date;Location;Coordinates;Geolocation accuracy;Killed min;Killed max;Injured min;"
        "Injured max;Civilian harm status;Belligerents;Children killed min;Children killed max\n"
        "XX0001;15/01/2024;Town, North;35.1, 37.2;Village;2;6;3;3;Fair;Army; 1;2\n"
        "XX0002;16/01/2024;Town;;;unknown;unknown;;;No harm;Army;;\n"
    )
    made = import_text(text, mapping=load_mapping("airwars"))
    first, second = made.events
    assert (str(first.when.start), first.grade, first.where.point) == ("2024-01-15", "fair", (35.1, 37.2))
    assert (first.killed, first.injured) == (GivenRange(2, None, 6), GivenRange(3, None, 3))
    assert first.killed.as_range() == Range.between(2, 6)
    assert first.parts[0].number.as_range() == Range.between(1, 2)
    assert second.killed.as_range() is None
    assert "No harm" in second.doubts[0]
    assert next(reading_of(first).counts()).words == "2"


def test_any_csv_by_a_mapping_file(tmp_path: Path) -> None:
    """A desk's own columns, in Arabic too, by a YAML file of its own."""
    (tmp_path / "own.yaml").write_text(
        "dataset: desk\nid: رقم\nwhen: {start: التاريخ}\nwhere: {words: [المكان]}\nkilled: {number: القتلى}\n"
        "sides: [{name: الفاعل}]\nnotes: [ملاحظات]\n",
        encoding="utf-8",
    )
    (tmp_path / "own.csv").write_text(
        "رقم,التاريخ,المكان,القتلى,الفاعل,ملاحظات\n١,2024-02-03,بلدة,3,مجموعة,نص\n", encoding="utf-8"
    )
    event = import_file(tmp_path / "own.csv", format=tmp_path / "own.yaml").events[0]
    assert (event.dataset, event.id, event.where.words, event.doers) == ("desk", "١", "بلدة", ("مجموعة",))
    assert event.killed.best == 3


@pytest.mark.parametrize(
    ("mapping", "text", "says"),
    [
        (
            "dataset: a\nid: id\nwhen: {start: day}\nkilled: {number: deaths}\n",
            "id,day,dead\n1,2024-01-01,3\n",
            "deaths",
        ),
        ("dataset: a\nid: id\nwhen: {start: day}\ncolour: red\n", "id,day\n1,2024-01-01\n", "unknown entry 'colour'"),
        ("dataset: a\n", "id\n1\n", "lacks the entries id and when"),
        ("dataset: a\nid: id\nwhen: {start: day}\n", "", "is empty"),
        ("dataset: a\nid: id\nwhen: {start: day}\n", "id,day,day\n", "'day' twice"),
        ("id: [unclosed", "id\n", "no YAML"),
    ],
)
def test_mappings_and_files_that_do_not_fit_are_refused(tmp_path: Path, mapping: str, text: str, says: str) -> None:
    """A misspelt number column would silently count nobody: refused, with the columns that are there."""
    (tmp_path / "own.yaml").write_text(mapping, encoding="utf-8")
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CollectError) as refusal:
        import_file(tmp_path / "own.csv", format=tmp_path / "own.yaml")
    assert says in str(refusal.value)


def test_other_formats_are_refused(tmp_path: Path) -> None:
    """The message names the formats there are, and what was found."""
    (tmp_path / "plain.csv").write_text("id,day\n1,2\n", encoding="utf-8")
    with pytest.raises(CollectError, match="ucdp-ged, acled, airwars"):
        import_file(tmp_path / "plain.csv", format="gtd")
    with pytest.raises(CollectError, match="no table of acled"):
        import_file(tmp_path / "plain.csv", format="acled")
    (tmp_path / "book.csv").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 5)
    with pytest.raises(CollectError, match=r"office document.*as CSV"):
        import_file(tmp_path / "book.csv", format="acled")


OWN = "id: code\nwhen: {start: day}\nwhere: {words: place}\nkilled: {number: dead}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_a_table_in_another_encoding_is_read_and_says_so(tmp_path: Path, encoding: str) -> None:
    """Programs of offices write Arabic tables in their own encodings."""
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "own.csv").write_bytes("code,day,dead,place\n1,2024-01-02,3,دير الزور\n".encode(encoding))
    imported = import_file(tmp_path / "own.csv", format=tmp_path / "own.yaml")
    assert imported.events[0].where.words == "دير الزور"
    assert imported.encoding.startswith("windows-1256" if encoding == "cp1256" else "utf")


@pytest.mark.parametrize("before", ["\n\n", "sep=;\n", "\ufeffsep=;\r\n"])
def test_lines_before_the_header_that_say_nothing_are_passed_over(tmp_path: Path, before: str) -> None:
    """Blank ones, and the one that tells a spreadsheet what stands between cells."""
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "own.csv").write_text(
        f"{before}code;day;dead;place\n1;02.01.2024;3;Homs\n", encoding="utf-8", newline=""
    )
    assert [event.id for event in import_file(tmp_path / "own.csv", format=tmp_path / "own.yaml").events] == ["1"]


def test_a_quote_that_is_not_closed_is_named(tmp_path: Path) -> None:
    """It swallows the rows after it: the line where that begins is told, however long it goes on."""
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    for rows in (900, 600_000):
        body = '1,2024-01-02,3,Homs\n2,2024-01-02,3,"Homs\n' + "3,2024-01-03,1,Daraa\n" * rows
        (tmp_path / "own.csv").write_text("code,day,dead,place\n" + body, encoding="utf-8")
        imported = import_file(tmp_path / "own.csv", format=tmp_path / "own.yaml")
        assert [event.id for event in imported.events] == ["1"]
        assert [(row.row, "quote" in row.why) for row in imported.set_aside] == [(3, True)]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("killed: dead", "killed is 'dead'; wanted a table, as {number: COLUMN}"),
        ("killed: {numbr: dead}", "wanted only number, low, best, high"),
        ("when: {start: day, ende: day}", "wanted only start, end, precision"),
        ("id: 3", "wanted a column's name"),
        ("id: {a: b}", "wanted a column's name"),
        ("sides: place", "wanted a list"),
        ("sides: [{kind: place}]", "wanted a name in it"),
        ("where: place", "where is 'place'"),
        ("admin: place", "wanted a list of columns"),
        ("notes: place", "wanted a list of columns"),
        ("parts: [{number: dead}]", "wanted a measure in it"),
        ("parts: [{measure: dead, words: x, number: dead}]", "wanted one of abducted"),
        ("grade: place", "wanted a table"),
        ("sources: {format: ucdp}", "wanted a column in it"),
        ("empty: 3", "wanted a list"),
        ("any_case: maybe", "wanted true or false"),
        ("kind: {column: place, values: [a]}", "kind.values"),
    ],
)
def test_a_mapping_of_another_form_is_refused_before_any_row(tmp_path: Path, entry: str, says: str) -> None:
    """Which entry, what was found, what is wanted."""
    name = entry.partition(":")[0]
    kept = "".join(f"{line}\n" for line in OWN.splitlines() if not line.startswith(f"{name}:"))
    (tmp_path / "own.yaml").write_text(f"{kept}{entry}\n", encoding="utf-8")
    (tmp_path / "own.csv").write_text("code,day,dead,place\n1,2024-01-02,3,Homs\n", encoding="utf-8")
    with pytest.raises(CollectError) as refusal:
        import_file(tmp_path / "own.csv", format=tmp_path / "own.yaml")
    assert says in str(refusal.value)


@settings(max_examples=60)
@given(*(st.none() | st.integers(0, 500) for _ in range(3)))
def test_a_given_range_always_becomes_one_that_counts(low: int | None, best: int | None, high: int | None) -> None:
    """Whatever order the data set has, best stands, and the range holds every number it gave beyond it."""
    made = GivenRange(low, best, high).as_range()
    if low is best is high is None:
        assert made is None
        return
    assert made is not None
    if best is not None:
        assert made.middle() == best or made.best == best


@settings(max_examples=60)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_read_in_every_dress(day: date) -> None:
    """ISO, with a time, and day first."""
    iso = str(day)
    year, month, number = iso.split("-")
    for words in (iso, f"{iso} 00:00:00.000", f"{iso}T12:00:00", f"{number}/{month}/{year}"):
        assert str(day_of(words, column="day")) == iso
    assert number_of("1,204", column="n") == 1204
    assert number_of("12.0", column="n") == 12
