"""Checks the codes of first-level units that ship against ISO 3166-2, as the package pycountry lists them.

Run: ``python tools/check_codes.py`` with pycountry installed. Codes in ISO's form must be ISO's and bear its name or
one that the pack lists too; of the others (OCHA's P-codes) it says how many units there are and how many ISO has, for a
country that is whole in one is seldom not in the other. Exit code 1 where a code is not ISO's.
"""

import sys
from collections import defaultdict

import pycountry

from marsad.packs import load_pack
from marsad.packs.gazetteer import names_of
from marsad.text.romanise import likeness

ALIKE = 0.6  # ISO writes names of many languages its own way


def main() -> int:
    """Prints what does not agree; 1 where a code is unknown to ISO."""
    iso = {unit.code: unit.name for unit in pycountry.subdivisions}
    wrong, units = 0, defaultdict(list)
    for place in load_pack("syria").places.values():
        if place.level == 1:
            units[place.within[-1]].append(place)
    for country, ours in sorted(units.items()):
        theirs = pycountry.subdivisions.get(country_code=country) or []
        coded = [place for place in ours if "-" in place.id]
        print(f"{country}: {len(ours)} units, {len(coded)} with ISO's codes; ISO lists {len(theirs)}")
        for place in coded:
            name = iso.get(place.id)
            wrong += name is None
            if name is None:
                print(f"  {place.id} {place.name_en}: no code of ISO")
            elif max(likeness(name, other) for other in names_of(place)) < ALIKE:
                print(f"  {place.id} {place.name_en}: ISO calls it {name}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
