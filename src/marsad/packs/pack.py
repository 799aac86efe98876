"""A conflict pack: a folder of data, no code, loaded and checked."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from marsad.model.errors import PackError
from marsad.model.place import Actor

SHIPPED = Path(__file__).parent


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

    @cached_property
    def codebook(self) -> Mapping[str, Any]:
        """What vague words mean, inclusion rules, grades."""
        return _yaml(self.root / "codebook.yaml")

    def lexicon(self, language: str) -> Mapping[str, Any]:
        """The pack's own words in a language ("en", "ar"), beside the general lexicon in `text`; {} where none."""
        return _yaml(self.root / f"lexicon.{language}.yaml")


def load_pack(name: str | Path) -> Pack:
    """A shipped pack by its name, or any pack by its folder.

    Raises:
        PackError: there is no such pack, or a file in it does not hold together.
    """
    root = Path(name) if isinstance(name, Path) or "/" in name or "\\" in name else SHIPPED / name
    if not (root / "pack.yaml").is_file():
        shipped = ", ".join(sorted(path.parent.name for path in SHIPPED.glob("*/pack.yaml")))
        raise PackError(f"There is no pack at {str(name)!r}: want a folder with pack.yaml, or one of {shipped}.")
    return Pack(root.name, root, _yaml(root / "pack.yaml"), _actors(root / "actors.csv"))


def _yaml(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise PackError(f"{path.name} of the pack cannot be read: {problem}. Mend it, then try again.") from problem
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise PackError(f"{path.name} of the pack holds a {type(data).__name__}; wanted names with values.")
    return data


def _actors(path: Path) -> dict[str, Actor]:
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
        if actor.part_of and actor.part_of not in actors:
            raise PackError(f"{path.name}: {actor.id} is part of {actor.part_of!r}, which is not listed. Add it.")
    return actors
