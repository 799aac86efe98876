"""Pairs of incidents that may be one, as one person may see them."""

from marsad.model.incident import DoubtfulPair
from marsad.run.viewing import Viewing


def pairs_for(viewing: Viewing) -> list[DoubtfulPair]:
    """Pairs in doubt on which nobody has decided and whose incidents are both there and open; most likely first."""
    store = viewing.observatory.store
    apart = {
        frozenset(made.about)
        for made in store.judgements.all()
        if made.act in ("apart", "merge") and len(made.about) == 2
    }
    found = [
        pair
        for pair in store.pairs.all()
        if frozenset((pair.a, pair.b)) not in apart and _is_open(viewing, pair.a) and _is_open(viewing, pair.b)
    ]
    if not viewing.sees_sources:
        found = [viewing.secrets.shown(pair) for pair in found]
    return sorted(found, key=lambda pair: -pair.bits)


def _is_open(viewing: Viewing, id: str) -> bool:
    incident = viewing.observatory.store.incidents.get(id)
    return incident is not None and viewing.may_see(incident)
