"""The form of a mapping file: what is wrong with one is said before any row is read."""

from collections.abc import Callable, Mapping
from typing import Any

from marsad.model.errors import CollectError
from marsad.model.words import Measure, allowed

NUMBERS = ("number", "low", "best", "high")
Check = Callable[[str, Any], None]


def _wrong(where: str, found: Any, wanted: str) -> CollectError:
    return CollectError(f"In the mapping, {where} is {str(found)[:60]!r}; wanted {wanted}.")


def _column(where: str, value: Any) -> None:
    """A column's name, or a list of the names it goes by."""
    names = value if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) and name.strip() for name in names):
        raise _wrong(where, value, "a column's name, or a list of names it goes by (numbers in quotes)")


def _words(where: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(each, str | int | float | bool | None) for each in value):
        raise _wrong(where, value, "a list, as [a, b]")


def _word(where: str, value: Any) -> None:
    if not isinstance(value, str) or not value:
        raise _wrong(where, value, "a word")


def _yes_or_no(where: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise _wrong(where, value, "true or false")


def _table(where: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise _wrong(where, value, "a table, as {from: to}")


def _columns(where: str, value: Any) -> None:
    if not isinstance(value, list):
        raise _wrong(where, value, "a list of columns, as [country, region]")
    for number, each in enumerate(value, start=1):
        _column(f"{where} {number}", each)


def _measure(where: str, value: Any) -> None:
    if value not in allowed(Measure):
        raise _wrong(where, value, f"one of {', '.join(sorted(allowed(Measure)))}")


def _entry(*required: str, **checks: Check) -> Check:
    """A table with these keys and no others; the required ones must be there."""

    def check(where: str, value: Any) -> None:
        known = ", ".join(checks)
        if not isinstance(value, Mapping):
            raise _wrong(where, value, f"a table, as {{{next(iter(checks))}: COLUMN}}; its keys are {known}")
        for key, inner in value.items():
            if key not in checks:
                raise _wrong(where, key, f"only {known} in it")
            checks[key](f"{where}.{key}", inner)
        for key in required:
            if key not in value:
                raise _wrong(where, dict(value), f"a {key} in it")

    return check


def _list_of(each: Check) -> Check:
    def check(where: str, value: Any) -> None:
        if not isinstance(value, list):
            raise _wrong(where, value, "a list, each line begun with -")
        for number, inner in enumerate(value, start=1):
            each(f"{where} {number}", inner)

    return check


_RANGE: dict[str, Check] = dict.fromkeys(NUMBERS, _column)
_CODED = _entry(column=_column, values=_table, values_same=_words, renamed=_table, from_kind=_table)
SHAPE: dict[str, Check] = {
    "dataset": _word,
    "required": _words,
    "empty": _words,
    "any_case": _yes_or_no,
    "id": _column,
    "when": _entry("start", start=_column, end=_column, precision=_CODED),
    "where": _entry(
        words=_column, latitude=_column, longitude=_column, point=_column, precision=_CODED, radius_km=_table
    ),
    "admin": _columns,
    "kind": _CODED,
    "sub_kind": _CODED,
    "sides": _list_of(_entry("name", name=_column, kind=_column)),
    "sides_split": _word,
    "side_kinds": _table,
    "not_doers": _words,
    "killed": _entry(**_RANGE),
    "injured": _entry(**_RANGE),
    "parts": _list_of(_entry("measure", "words", measure=_measure, words=_column, status=_word, **_RANGE)),
    "grade": _CODED,
    "sources": _entry("column", column=_column, format=_word),
    "notes": _columns,
}


def check_shape(data: Mapping[str, Any]) -> None:
    """Stops a mapping whose entries have another form.

    Raises:
        CollectError: which entry, what was found there and what is wanted.
    """
    for key, value in data.items():
        if value is not None:
            SHAPE[key](key, value)
