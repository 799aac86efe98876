"""The ISO 3166-1 codes of a country, for exports that want another than the two letters of the record."""

from collections import defaultdict
from functools import lru_cache

from babel.core import get_global

UNKNOWN = "XXX"  # what ACLED's and UCDP's ids have where no country is known


@lru_cache(maxsize=1)
def _codes() -> dict[str, tuple[list[str], list[str]]]:
    """Numeric and three-letter codes by the two letters, as CLDR lists them; former codes stand among them."""
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for code, of in get_global("territory_aliases").items():
        if len(of) == 1 and len(of[0]) == 2 and len(code) == 3:
            found[of[0]][0 if code.isdigit() else 1].append(code)
    return dict(found)


def iso_codes(country: str) -> tuple[int | None, str]:
    """The numeric and the three-letter code of a country by its two letters.

    Where former codes make it ambiguous (a dozen countries that split or were renamed), the code that begins with the
    two letters is the one in use; where that does not tell, None and "XXX".
    """
    numbers, letters = _codes().get(country, ([], []))
    current = letters if len(letters) == 1 else [code for code in letters if code.startswith(country)]
    return int(numbers[0]) if len(numbers) == 1 else None, current[0] if len(current) == 1 else UNKNOWN
