"""How sure a place is: our words for it, and ACLED's and UCDP's numbers, converted by a table that is data."""

from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from marsad.model.errors import LocateError
from marsad.model.place import Place
from marsad.model.words import WherePrecision

_LEVELS: dict[int, WherePrecision] = {0: "country", 1: "adm1", 2: "adm2", 3: "adm3", 4: "exact"}


@cache
def _table() -> Any:
    return yaml.safe_load((Path(__file__).parent / "precision.yaml").read_text(encoding="utf-8"))


def radius_km(precision: WherePrecision) -> float | None:
    """How far off a point of that precision may be, in kilometres; None for the unplaced."""
    return cast(float | None, _table()["ours"][precision]["radius_km"])


def of_place(place: Place) -> tuple[WherePrecision, float | None]:
    """What naming a place says: the precision and how far off its point may be, by its level, kind and source.

    A mountain or a road is no point, and a point that was put by hand is no better than its hand.
    """
    kinds = _table()["kinds"]
    if place.level == 4 and place.kind in kinds:
        return kinds[place.kind]["precision"], kinds[place.kind]["radius_km"]
    precision = _LEVELS[place.level]
    radius = radius_km(precision)
    by_hand = _table()["sources"].get(place.source) if place.level == 4 else None
    return precision, max(radius or 0, by_hand) if by_hand else radius


def to_code(precision: WherePrecision, scheme: str) -> int | None:
    """ACLED's geo_precision (1 to 3) or UCDP's where_prec (1 to 7) for one of our precisions; None for the unplaced.

    Raises:
        LocateError: the scheme is neither "acled" nor "ucdp".
    """
    if scheme not in ("acled", "ucdp"):
        raise LocateError(f"There is no table of precisions for {scheme!r}; wanted acled or ucdp.")
    return cast(int | None, _table()["ours"][precision][scheme])


def from_code(code: int, scheme: str) -> WherePrecision:
    """Our precision for ACLED's or UCDP's number.

    Raises:
        LocateError: there is no such scheme, or it has no such number.
    """
    codes = _table().get(scheme) if scheme in ("acled", "ucdp") else None
    if codes is None or code not in codes:
        wanted = ", ".join(map(str, codes)) if codes else "acled or ucdp"
        raise LocateError(f"The precision {code} of {scheme!r} is not known; wanted {wanted}.")
    return cast(WherePrecision, codes[code])
