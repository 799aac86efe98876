"""A conflict pack: a folder of data, no code, loaded and checked."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from marsad.model.errors import PackError
from marsad.model.place import Actor, Area, Place
from marsad.packs.areas import read_areas
from marsad.packs.gazetteer import Gazetteer
from marsad.packs.table import read_places

SHIPPED = Path(__file__).parent
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Pack:
    """The data of one conflict.

    `about` is pack.yaml, `codebook` codebook.yaml, as plain data. What is large (places, areas, lexicons) is read when
    first asked for.
    """

    name: str
    root: Path
    about: Mapping[str, Any] = field(default_factory=dict)
    actors: Mapping[str, Actor] = field(default_factory=dict)
    includes: tuple["Pack", ...] = ()

    @cached_property
    def codebook(self) -> Mapping[str, Any]:
        """What vague words mean, inclusion rules, grades; a file of its own replaces that of an included pack."""
        return _yaml(self.root / "codebook.yaml") or next(
            (pack.codebook for pack in self.includes if pack.codebook), {}
        )

    def lexicon(self, language: str) -> Mapping[str, Any]:
        """The pack's own words in a language ("en", "ar"), beside the general lexicon in `text`; {} where none.

        Without a file of its own a pack has the words of the first included pack that has some.
        """
        if language not in self._lexicons:
            own = _yaml(self.root / f"lexicon.{language}.yaml")
            inherited = (words for pack in self.includes if (words := pack.lexicon(language)))
            self._lexicons[language] = own or next(inherited, {})
        return self._lexicons[language]

    @cached_property
    def _lexicons(self) -> dict[str, Mapping[str, Any]]:
        """Lexicons that were read, by language."""
        return {}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every place by id: of the included packs, of the pack's own table, then of what was imported into it."""
        places: dict[str, Place] = {}
        for pack in self.includes:
            places |= pack.places
        for path in (
            self.root / "places.csv",
            self.root / "places.csv.gz",
            *sorted(self.root.glob("imported/*.csv.gz")),
        ):
            if path.is_file():
                places |= read_places(path, known=places)
        return places

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """Named areas, included packs' first; one with the same id replaces theirs."""
        own = read_areas(self.root / "areas.yaml")
        mine = {area.id for area in own}
        return (*(area for pack in self.includes for area in pack.areas if area.id not in mine), *own)

    @cached_property
    def place_words(self) -> Mapping[str, Any]:
        """What stands around place names (village, near, countryside, north of), by language."""
        return _yaml(SHIPPED / "place_words.yaml")

    @cached_property
    def home(self) -> str | None:
        """The id of the country whose places come first, or None."""
        country = self.about.get("country") or next((pack.home for pack in self.includes if pack.home), None)
        return str(country) if country else None

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The places and areas, by id and by any of their names."""
        return Gazetteer(self.places, self.areas, home=self.home, words=self.place_words)

    @cached_property
    def boundary_files(self) -> tuple[Path, ...]:
        """GeoJSON of units' outlines: included packs' first, so that later ones replace them."""
        own = (*sorted(self.root.glob("boundaries/*.geojson.gz")), *sorted(self.root.glob("boundaries/*.geojson")))
        return (*(path for pack in self.includes for path in pack.boundary_files), *own)


def load_pack(name: str | Path, *, _above: tuple[Path, ...] = ()) -> Pack:
    """A shipped pack by its name, or any pack by its folder.

    Raises:
        PackError: there is no such pack, or a file in it does not hold together.
    """
    root = Path(name) if isinstance(name, Path) or "/" in name or "\\" in name else SHIPPED / name
    if not (root / "pack.yaml").is_file() and (Path(name) / "pack.yaml").is_file():
        root = Path(name)
    if not (root / "pack.yaml").is_file():
        shipped = ", ".join(sorted(path.parent.name for path in SHIPPED.glob("*/pack.yaml")))
        raise PackError(f"There is no pack at {str(name)!r}: want a folder with pack.yaml, or one of {shipped}.")
    about = _yaml(root / "pack.yaml")
    if root.resolve() in _above:
        raise PackError(f"The pack {root.name} includes itself by way of {_above[-1].name}. Take that line out.")
    includes = tuple(
        load_pack(_included(root, str(other)), _above=(*_above, root.resolve()))
        for other in about.get("includes") or ()
    )
    known = {key: actor for pack in includes for key, actor in pack.actors.items()}
    return Pack(root.name, root, about, known | _actors(root / "actors.csv", known), includes)


def _included(root: Path, name: str) -> str | Path:
    """A shipped pack's name, or a folder as written from the pack that includes it."""
    return name if (SHIPPED / name / "pack.yaml").is_file() else (root / name)


def _yaml(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  the safe loader, in C where it is
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise PackError(f"{path.name} of the pack cannot be read: {problem}. Mend it, then try again.") from problem
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise PackError(f"{path.name} of the pack holds a {type(data).__name__}; wanted names with values.")
    return data


def _actors(path: Path, known: Mapping[str, Actor]) -> dict[str, Actor]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    actors = {
        row["id"]: Actor(
            id=row["id"],
            kind=row["kind"],
            name_en=row["name_en"],
            name_ar=row.get("name_ar") or None,
            part_of=row.get("part_of") or None,
            also=tuple(name for name in (row.get("also") or "").split("|") if name),
        )
        for row in rows
    }
    for actor in actors.values():
        if actor.part_of and actor.part_of not in actors and actor.part_of not in known:
            raise PackError(f"{path.name}: {actor.id} is part of {actor.part_of!r}, which is not listed. Add it.")
    return actors
