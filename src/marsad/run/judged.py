"""The judgements of one observatory, kept in memory: only new ones are fetched."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from marsad.model.incident import Judgement
from marsad.review import Claims, Rules, claims_of
from marsad.store import Store


@dataclass
class JudgementBook:
    """Every judgement so far, in order, and the state of claims that follows; safe for threads."""

    store: Store
    _made: list[Judgement] = field(default_factory=list, repr=False)
    _claims: tuple[int, Rules, Claims] | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def now(self) -> list[Judgement]:
        """Every judgement there is now; the list is the caller's own."""
        with self._lock:
            after = (self._made[-1].number or 0) if self._made else 0
            self._made += self.store.judgements.all(after=after)
            return list(self._made)

    def claims(self, made: Sequence[Judgement], rules: Rules) -> Claims:
        """The state of claims after the judgements that this book gave; worked out once for every new one."""
        last = made[-1].number or 0 if made else 0
        held = self._claims
        if held is None or held[:2] != (last, rules):
            self._claims = held = (last, rules, claims_of(made, rules=rules))
        return held[2]
