"""What the first visitor would have to wait for, made before they come."""

from contextlib import suppress

from marsad.model.errors import MarsadError
from marsad.run.atlas import atlas_for
from marsad.run.cached import Cached
from marsad.run.ground import borders_of, fills_for
from marsad.run.observatory import Observatory
from marsad.run.search import search
from marsad.run.tables import counting_for
from marsad.run.viewing import Viewing


def warm_up(observatory: Observatory, cached: Cached) -> None:
    """Reads the incidents into the counts and the map, once for all people who see the same, and the search index."""
    seen: set[object] = set()
    for person in observatory.store.accounts.people.all():
        viewing = Viewing.of(observatory, person)
        if person.is_active and viewing.key not in seen:
            seen.add(viewing.key)
            counting_for(viewing, cached).book()
            atlas_for(viewing, cached)
    borders_of(observatory.pack)
    fills_for(observatory.pack)
    with suppress(MarsadError):  # an observatory that cannot be searched says so to whoever searches
        search(observatory.store, "warm", limit=1)
