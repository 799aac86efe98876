"""Corrections as people type them, turned into what the record holds."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from marsad.locate import find_place
from marsad.model.claim import Claim, When
from marsad.model.codec import encode_when, encode_where
from marsad.model.errors import ReviewError
from marsad.model.words import Basis, Measure, Tactic
from marsad.packs import Pack
from marsad.review import claims_of
from marsad.run.review import Review
from marsad.run.viewing import Viewing

FIELDS = ("when", "where", "event", "by", "how", "basis")
_RANGE = re.compile(r"^(?P<about>~)?(?P<low>\d+)(?:\s*[-–]\s*(?P<high>\d+)|(?P<more>\+))?$")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


@dataclass(frozen=True, slots=True)
class Standing:
    """What was decided on one claim: its state, and each correction as (field, value, by, reason)."""

    state: str
    corrections: tuple[tuple[str, str, str, str], ...]


def standing_of(viewing: Viewing, report: str, claims: tuple[Claim, ...]) -> dict[str, Standing]:
    """What people decided on the claims of a report that this person may see."""
    made = claims_of(Review(viewing.observatory).judgements())
    found = {}
    for claim in claims:
        state = made.of.get(f"{report}:{claim.id}")
        if state is not None:
            lines = tuple(
                (each.field_name or "", plain_value(each.value), each.by, each.reason) for each in state.corrections
            )
            found[claim.id] = Standing(state.state, lines)
    return found


def fields_of(claim: Claim) -> list[str]:
    """The fields that can be corrected from a page: the claim's own, then the range and measure of each count."""
    counts = [name for count in claim.walk() for name in (f"{count.id}.range", f"{count.id}.measure")]
    return [*counts, *FIELDS]


def value_of(words: str, field_name: str, *, pack: Pack) -> Any:
    """What somebody typed for a field, as the record writes it.

    Raises:
        ReviewError: it cannot be read, with what is wanted.
    """
    text = words.strip().translate(_DIGITS)
    inner = field_name.rpartition(".")[2]
    if inner == "range":
        return _range(text)
    if inner == "when":
        return _when(text)
    if inner == "where":
        where = find_place(pack, text)
        if where.place is None:
            raise ReviewError(f"The pack knows no single place {text!r}. Give another name, or the id: see Places.")
        return [encode_where(where)]
    if inner in ("by", "how"):
        return _list(text, inner, pack)
    if inner in ("measure", "basis"):
        known = get_args(Measure if inner == "measure" else Basis)
        if text not in known:
            raise ReviewError(f"There is no {inner} {text!r}; there are {', '.join(known)}.")
    return text


def _range(text: str) -> dict[str, Any]:
    found = _RANGE.match(text.replace(",", ""))
    if found is None or (found["high"] and int(found["high"]) < int(found["low"])):
        raise ReviewError(f"The number {text!r} cannot be read; wanted 12, 12-15, 12+ (or more) or ~12 (about).")
    low = int(found["low"])
    if found["about"]:
        return {"low": None, "best": low, "high": None, "sign": "~"}
    if found["more"]:
        return {"low": low, "best": None, "high": None, "sign": ">="}
    if found["high"]:
        return {"low": low, "best": None, "high": int(found["high"]), "sign": ".."}
    return {"low": low, "best": low, "high": low, "sign": "="}


def _when(text: str) -> Any:
    first, _, last = text.replace("–", " ").replace("..", " ").partition(" ")
    try:
        start = date.fromisoformat(first)
        end = date.fromisoformat(last.strip()) if last.strip() else start
    except ValueError:
        raise ReviewError(f"The day {text!r} cannot be read; wanted 2021-01-31, or 2021-01-30 2021-01-31.") from None
    if end < start:
        raise ReviewError(f"The days {text!r} run backwards; give the first one first.")
    return encode_when(When(text, start, end, "day" if start == end else "days"))


def _list(text: str, inner: str, pack: Pack) -> list[str]:
    given = [each.strip() for each in re.split(r"[,،]", text) if each.strip()]
    known = set(pack.actors) if inner == "by" else set(get_args(Tactic))
    for each in given:
        if each not in known:
            raise ReviewError(f"There is no {each!r} for {inner}; wanted ids such as {', '.join(sorted(known)[:5])}.")
    return given


def plain_value(value: object) -> str:
    """A corrected value in short, as people write it."""
    if isinstance(value, dict) and {"low", "high"} <= set(value):
        low, high = value.get("low"), value.get("high")
        if low is None and high is None:
            return f"~{value.get('best')}"
        return str(low) if low == high else f"{low}–{high}" if high is not None else f"{low}+"
    if isinstance(value, dict) and "start" in value:
        return str(value["start"]) if value["start"] == value["end"] else f"{value['start']} – {value['end']}"
    if isinstance(value, list):
        return ", ".join(_plain_item(each) for each in value)
    return str(value)


def _plain_item(value: object) -> str:
    return str(value.get("place") or value.get("words") or "?") if isinstance(value, dict) else str(value)
