"""Countries and their forces as the field's data sets code them; facts and sources stand in ``countries.csv``."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

UNKNOWN = "XXX"  # what ACLED's and UCDP's ids have where no country is known


@dataclass(frozen=True, slots=True)
class Country:
    """One country or territory. `iso` and `gleditsch_ward` are None where it has no such number."""

    alpha2: str
    iso: int | None
    alpha3: str
    acled_region: str
    ucdp_label: str
    gleditsch_ward: int | None
    ucdp_region: str


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Country]:
    """All countries and territories of ISO 3166-1, and Kosovo, by their two letters."""
    lines = Path(__file__).with_name("countries.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {
        row["alpha2"]: Country(
            row["alpha2"], int(row["iso"]) if row["iso"] else None, row["alpha3"], row["acled_region"],
            row["ucdp_label"], int(row["gleditsch_ward"]) if row["gleditsch_ward"] else None, row["ucdp_region"],
        )
        for row in rows
    }  # fmt: skip


def country_of(code: str) -> Country:
    """The country with these two letters; one that knows nothing but UNKNOWN where there is none."""
    return countries().get(code) or Country(code, None, UNKNOWN, "", "", None, "")


@lru_cache(maxsize=1)
def _states() -> Mapping[str, Any]:
    table: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("states.yaml").read_text(encoding="utf-8"))
    return table


def state_forces() -> Mapping[str, str]:
    """The state forces of the packs that ship, each with the two letters of its country."""
    forces: Mapping[str, str] = _states()["forces"]
    return forces


def is_abroad(actor: str, country: str) -> bool:
    """Whether a state force is known to act outside its own country."""
    home = state_forces().get(actor)
    return actor in _states()["joint"] or (home is not None and bool(country) and home != country)


def government_of(actor: str) -> tuple[str, int | None] | None:
    """UCDP's name and Gleditsch-Ward number of the state behind a force; None for whoever is no state's force."""
    home = state_forces().get(actor)
    if home is None:
        return None
    return f"Government of {country_of(home).ucdp_label}", country_of(home).gleditsch_ward
