"""What the first visitor would have to wait for, made before they come."""

from contextlib import suppress

from marsad.model.errors import MarsadError
from marsad.run.ground import borders_of, fills_for
from marsad.run.observatory import Observatory
from marsad.run.search import search


def warm_up(observatory: Observatory) -> None:
    """Makes or fetches the columns that counts, map and queue are asked of, the outlines, and the search index."""
    observatory.secrets()
    observatory.columns()
    observatory.column_book().keep()
    borders_of(observatory.pack)
    fills_for(observatory.pack)
    with suppress(MarsadError):  # an observatory that cannot be searched says so to whoever searches
        search(observatory.store, "warm", limit=1)
