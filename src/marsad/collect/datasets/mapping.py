"""The file that says which column is what: shipped for UCDP, ACLED and Airwars, or the desk's own.

A mapping is YAML: `dataset` (a name), `required` (columns that must be there), `empty` (cells that say nothing), `id`,
`when` (start, end, precision), `where` (words, latitude, longitude, point, precision, radius_km), `admin` (wide to
narrow), `kind`, `sub_kind`, `sides`, `not_doers`, `killed` and `injured` (number, or low, best, high), `parts`,
`grade`, `sources`, `notes`. A column may be given as a list of the names it goes by.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from marsad.collect.datasets.shape import NUMBERS, SHAPE, check_shape
from marsad.model.errors import CollectError

SHIPPED = ("ucdp-ged", "acled", "airwars")
KNOWN = frozenset(SHAPE)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping made fit for one file: where each column stands.

    `entries` is the YAML; `places` maps a column's name to its place in a row.
    """

    dataset: str
    entries: Mapping[str, Any]
    columns: tuple[str, ...]
    places: Mapping[str, int]
    empty: frozenset[str]

    def cell(self, row: Sequence[str], names: object) -> str:
        """What stands in a column of a row: the first of its names that the file has; "" where nothing is said.

        A name that begins with "=" is no column but the word itself.
        """
        for name in _names(names):
            if name.startswith("="):
                return name[1:]
            place = self.places.get(self._key(name))
            if place is not None:
                found = row[place].strip()
                return "" if found in self.empty else found
        return ""

    def place(self, names: object) -> int:
        """Where in a row the first of these names that the file has stands."""
        return next(self.places[self._key(name)] for name in _names(names) if self._key(name) in self.places)

    def has(self, names: object) -> bool:
        """Whether the file has a column of one of these names."""
        return any(self._key(name) in self.places for name in _names(names))

    def _key(self, name: str) -> str:
        return _folded(name) if self.entries.get("any_case") else name


def load_mapping(which: str | Path) -> Mapping[str, Any]:
    """A shipped mapping by name, or one from a YAML file.

    Raises:
        CollectError: there is none, it is no mapping, or it uses a key that is not known.
    """
    if str(which) in SHIPPED:
        text = (files("marsad.collect.datasets") / f"{which}.yaml").read_text(encoding="utf-8")
    else:
        try:
            text = Path(which).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            why = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
            raise CollectError(
                f"The mapping {which} cannot be read ({why}). Wanted one of {', '.join(SHIPPED)}, or a YAML file."
            ) from problem
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise CollectError(f"The mapping {which} is no YAML: {' '.join(str(problem).split())}") from problem
    if not isinstance(data, dict) or data.get("id") is None or data.get("when") is None:
        raise CollectError(f"The mapping {which} lacks the entries id and when. See docs/estimate.md for an example.")
    unknown = set(data) - KNOWN
    if unknown:
        raise CollectError(
            f"The mapping {which} has the unknown entry {sorted(unknown)[0]!r}; known are {', '.join(sorted(KNOWN))}."
        )
    check_shape(data)
    return {key: value for key, value in data.items() if value is not None}


def fit_mapping(entries: Mapping[str, Any], header: Sequence[str], *, file: str) -> Mapped:
    """A mapping for a file with this header.

    Raises:
        CollectError: a required column is missing, or a column stands twice.
    """
    columns = tuple(name.strip() for name in header)
    keys = [_folded(name) if entries.get("any_case") else name for name in columns]
    twice = [name for name in keys if name and keys.count(name) > 1]
    if twice:
        raise CollectError(f"{file} has the column {twice[0]!r} twice. Rename one.")
    mapped = Mapped(
        dataset=str(entries.get("dataset") or "own"),
        entries=entries,
        columns=columns,
        places={key: place for place, key in enumerate(keys)},
        empty=frozenset(str(each) for each in entries.get("empty", [""])) | {""},
    )
    needed = [("id", entries["id"]), ("start", entries["when"]["start"])]
    needed += [(str(name), name) for name in entries.get("required", []) if name not in ("id", "start")]
    needed += [(name, name) for name in _own_columns(entries)] if "required" not in entries else []
    missing = [_listed(names) for _, names in needed if not mapped.has(names)]
    killed = entries.get("killed") or {}
    if killed and not any(mapped.has(killed.get(name)) for name in NUMBERS):
        missing.append(f"the killed ({'; '.join(_listed(killed[name]) for name in NUMBERS if name in killed)})")
    if missing:
        raise CollectError(
            f"{file} is no table of {mapped.dataset}: it lacks {', '.join(dict.fromkeys(missing))}. "
            f"Found the columns {', '.join(columns[:12])}{' …' if len(columns) > 12 else ''}. "
            "Choose another format, or name the columns in a mapping file."
        )
    return mapped


def _own_columns(entries: Mapping[str, Any]) -> Iterator[str]:
    """The number columns of a desk's own mapping: a misspelt one would silently count nobody."""
    for measure in ("killed", "injured"):
        for name in NUMBERS:
            column = (entries.get(measure) or {}).get(name)
            if isinstance(column, str):
                yield column


def _names(names: object) -> tuple[str, ...]:
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(str(name) for name in names)  # type: ignore[attr-defined]


def _listed(names: object) -> str:
    return " or ".join(_names(names))


def _folded(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")
