"""Linking victim lists given as tables: columns found by their headers, one linked table and its reasons out."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from marsad.match.linker import PersonPair
from marsad.match.people import People, PeopleSettings, link_people
from marsad.match.person import PersonRow, places_of
from marsad.model.errors import MatchError
from marsad.packs import load_pack

# Header names, folded: lower case, spaces for underscores. The first that a table has is taken.
HEADERS: dict[str, tuple[str, ...]] = {
    "row": ("record id", "id", "row id", "ref", "الرقم", "رقم", "م"),
    "source": ("list", "source", "source list", "القائمة", "المصدر"),
    "name": ("name", "full name", "name ar", "name en", "victim name", "الاسم", "الاسم الكامل", "اسم الضحية",
             "الاسم الثلاثي"),
    "given": ("given name", "first name", "forename", "الاسم الاول", "الاسم الأول"),
    "father": ("father name", "father", "fathers name", "middle name", "اسم الاب", "اسم الأب", "الاب", "الأب"),
    "family": ("family name", "last name", "surname", "family", "الكنية", "اسم العائلة", "العائلة", "النسبة", "اللقب"),
    "age": ("age", "age at death", "birth year", "year of birth", "العمر", "السن", "عمر", "سنة الولادة"),
    "date": ("date", "date of death", "death date", "day", "تاريخ", "التاريخ", "تاريخ الوفاة", "تاريخ الاستشهاد"),
    "place": ("place", "place of death", "location", "town", "village", "المكان", "مكان الوفاة", "البلدة", "القرية",
              "المدينة"),
    "area": ("governorate", "province", "region", "state", "المحافظة", "محافظة", "الولاية"),
    "sex": ("sex", "gender", "الجنس", "النوع"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """One list as read: its rows, and which of its columns are used for what."""

    path: Path
    rows: tuple[PersonRow, ...]
    columns: dict[str, str]
    nameless: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """A list from a CSV file (comma, semicolon or tab; UTF-8), its columns found by their headers.

    Rows without a name are left out and named in `nameless`.

    Raises:
        MatchError: the file cannot be read, or has no column of names.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise MatchError(
            f"{path} cannot be read: {problem}. Want a table in UTF-8, as a spreadsheet saves it."
        ) from problem
    lines = text.splitlines()
    if not lines:
        raise MatchError(f"{path} is empty: want a header line and one line a person.")
    mark = max(",;\t", key=lines[0].count)
    reader = csv.DictReader(lines, delimiter=mark)
    columns = find_columns(reader.fieldnames or ())
    if "name" not in columns and "given" not in columns:
        raise MatchError(
            f"{path} has no column of names. Found: {', '.join(reader.fieldnames or ())}. Want one called "
            f"{', '.join(HEADERS['name'][:3])} or {HEADERS['name'][5]}, or given, father's and family name apart."
        )
    rows, nameless = [], []
    for number, data in enumerate(reader, 2):
        row = _row(data, columns, path, number)
        if row.name.strip():
            rows.append(row)
        else:
            nameless.append(f"{path.name}, line {number}")
    return Table(path, tuple(rows), columns, tuple(nameless))


def find_columns(headers: Iterable[str]) -> dict[str, str]:
    """Which header stands for what; headers that say nothing here are left alone."""
    folded = {_folded(header): header for header in headers if header}
    found = {}
    for what, names in HEADERS.items():
        header = next((folded[name] for name in names if name in folded), None)
        if header is not None:
            found[what] = header
    return found


def _folded(header: str) -> str:
    return " ".join(header.strip().lower().replace("_", " ").replace("-", " ").replace("'", "").split())


def _row(data: dict[str, str], columns: dict[str, str], path: Path, number: int) -> PersonRow:
    def cell(what: str) -> str:
        return (data.get(columns[what]) or "").strip() if what in columns else ""

    name = cell("name") or " ".join(part for part in (cell("given"), cell("father"), cell("family")) if part)
    source = cell("source") or path.stem
    return PersonRow(
        row=f"{path.stem}:{cell('row') or number}", source=source, name=name, age=cell("age"), date=cell("date"),
        place=cell("place"), area=cell("area"), sex=cell("sex"),
    )  # fmt: skip


def link_tables(
    paths: Sequence[Path], *, pack: str | Path, settings: PeopleSettings | None = None
) -> tuple[list[Table], People]:
    """Link the people of several lists (or of one that names people twice).

    Raises:
        MatchError: a list cannot be read, or two files have one name.
    """
    stems = [path.stem for path in paths]
    if len(set(stems)) < len(stems):
        twice = next(stem for stem in stems if stems.count(stem) > 1)
        raise MatchError(f"Two lists are called {twice!r}: rows could not be told apart. Rename one file.")
    tables = [read_table(path) for path in paths]
    rows = [row for table in tables for row in table.rows]
    return tables, link_people(rows, place_ids=places_of(load_pack(pack).gazetteer), settings=settings)


def linked_rows(tables: Sequence[Table], people: People) -> Iterator[dict[str, object]]:
    """Every row with the number of its person, how many rows that person has, and the best score that joined it."""
    best: dict[str, PersonPair] = {}
    for pair in people.pairs:  # the strongest come first
        best.setdefault(pair.a, pair)
        best.setdefault(pair.b, pair)
    size: dict[int, int] = {}
    for person in people.person_of.values():
        size[person] = size.get(person, 0) + 1
    for table in tables:
        for row in table.rows:
            person, mine = people.person_of[row.row], best.get(row.row)
            yield {
                "person": person, "rows_of_person": size[person], "row": row.row, "list": row.source, "name": row.name,
                "age": row.age, "date": row.date, "place": row.place, "governorate": row.area, "sex": row.sex,
                "linked_to": (mine.b if mine.a == row.row else mine.a) if mine else "",
                "bits": mine.bits if mine else "", "probability": round(mine.probability, 4) if mine else "",
                "why": explain(mine) if mine else "",
            }  # fmt: skip


def pair_rows(people: People) -> Iterator[dict[str, object]]:
    """Every pair that was joined or is doubtful, with its score and reasons."""
    for verdict, pairs in (("joined", people.pairs), ("doubtful", people.doubtful)):
        for pair in pairs:
            yield {
                "verdict": verdict, "row_a": pair.a, "row_b": pair.b, "bits": pair.bits,
                "probability": round(pair.probability, 4), "why": explain(pair),
            }  # fmt: skip


def explain(pair: PersonPair) -> str:
    """The parts of a score in words, the weightiest first."""
    ordered = sorted(pair.parts, key=lambda part: -abs(part[1]))
    return "; ".join(f"{says} ({bits:+.1f})" for _, bits, says in ordered)


def write_csv(path: Path, rows: Iterable[dict[str, object]], fields: Sequence[str]) -> int:
    """Write rows as CSV in UTF-8; gives how many. Cells that a spreadsheet would take for a formula get a quote before.

    Raises:
        MatchError: the file cannot be written.
    """
    many = 0
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(fields))
            writer.writeheader()
            for row in rows:
                writer.writerow({key: _harmless(value) for key, value in row.items()})
                many += 1
    except OSError as problem:
        raise MatchError(f"{path} cannot be written: {problem}. Name another file with --out.") from problem
    return many


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


LINKED = (
    "person", "rows_of_person", "row", "list", "name", "age", "date", "place", "governorate", "sex", "linked_to",
    "bits", "probability", "why",
)  # fmt: skip
PAIRS = ("verdict", "row_a", "row_b", "bits", "probability", "why")


def people_settings(*, accept: float | None, doubt: float | None, repeats: bool) -> PeopleSettings:
    """The usual settings with other thresholds, where they are given.

    Raises:
        MatchError: doubt would begin above what is accepted.
    """
    usual = PeopleSettings()
    chosen = replace(
        usual, accept=usual.accept if accept is None else accept, doubt=usual.doubt if doubt is None else doubt,
        repeats=repeats,
    )  # fmt: skip
    if chosen.doubt > chosen.accept:
        raise MatchError(
            f"Doubt begins at {chosen.doubt} bits, above the {chosen.accept} that are accepted: want it lower."
        )
    return chosen
