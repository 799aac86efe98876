"""Place words to places, each with its precision and the way that led to it; "unplaced" is an answer."""

from marsad.locate.locate import find_place, locate

__all__ = ["find_place", "locate"]
