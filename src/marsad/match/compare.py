"""How likely two strands tell of one event, as a sum of parts, each with its bits and its reason."""

from collections.abc import Mapping
from functools import lru_cache
from math import log2
from pathlib import Path

import yaml

from marsad.match.places import place_part
from marsad.match.settings import EventWeights, MatchSettings
from marsad.match.strand import Strand
from marsad.model.range import Range

Part = tuple[str, float, str]
Kin = Mapping[str, frozenset[str]]
HOPELESS = -6.4  # benchmarks/match_events.py: where day and place speak against it, the rest makes it good too rarely
_DATA = Path(__file__).parent / "data" / "families.yaml"


def compare(
    a: Strand, b: Strand, settings: MatchSettings, kin: Kin, *, copies: bool = False, explain: bool = True
) -> list[Part]:
    """The parts of the score of two strands of different reports; their sum is in bits.

    `copies` says that the two reports' texts are near duplicates of each other. Without `explain` the reasons are
    shorter, and a pair that time and place alone rule out is not looked at further.
    """
    weights = settings.weights
    parts: list[Part] = [("base", weights.base, "most pairs are two events")]
    parts.append(("time", *_time(a, b, weights)))
    parts.append(("place", *place_part(a.spots, b.spots, weights)))
    if not explain and not copies and score(parts) < HOPELESS:
        return parts
    parts.append(("doer", *_doer(a, b, weights, kin)))
    parts.append(("victims", *_victims(a, b, weights, kin)))
    parts.append(("type", *_type(a.events, b.events, weights)))
    parts.append(("tactic", *_tactic(a.tactics, b.tactics, weights)))
    parts.append(("counts", *_counts(a, b, weights, explain=explain)))
    parts.append(("text", *_text(a, b, weights, copies=copies)))
    parts.append(("publisher", *_publisher(a, b, weights)))
    return parts


def score(parts: list[Part]) -> float:
    """The sum of the parts, in bits."""
    return sum(bits for _, bits, _ in parts)


def _time(a: Strand, b: Strand, weights: EventWeights) -> tuple[float, str]:
    if a.window is None or b.window is None:
        return 0.0, "a date is missing"
    gap = max(a.window[0], b.window[0]) - min(a.window[1], b.window[1])
    if a.days and b.days:
        size = max(a.window[1] - a.window[0], b.window[1] - b.window[0])
        if gap <= 0:
            return max(weights.same_day - 0.8 * log2(1 + max(size - 1, 0)), 0.0), "the same day"
        if gap == 1:
            return weights.one_day_off, "a day apart, as reports of one night are"
        return max(weights.day_off * gap, -15.0), f"{gap} days apart"
    if gap <= 0:
        return weights.undated, "no date, but the days of publication allow it"
    return max(weights.day_off * gap / 2, -12.0), f"no date, and published {gap} days too early or late"


def _doer(a: Strand, b: Strand, weights: EventWeights, kin: Kin) -> tuple[float, str]:
    mine, theirs = a.doers - unknown_doers(), b.doers - unknown_doers()
    if not mine or not theirs:
        return (0.3, "doers unknown in both") if a.doers & b.doers else (0.0, "a doer is missing")
    return _actors(mine, theirs, (weights.same_doer, weights.related_doer, weights.other_doer), kin)


def _victims(a: Strand, b: Strand, weights: EventWeights, kin: Kin) -> tuple[float, str]:
    bits, says = 0.0, "nothing to compare"
    if a.victims and b.victims:
        bits, says = _actors(
            a.victims, b.victims, (weights.same_victim, weights.related_victim, weights.other_victim), kin
        )
    shared = a.traits & b.traits - {"combatant", "civilian"}
    if shared:
        return bits + weights.same_trait, f"{says}; {', '.join(sorted(shared))} in both"
    clash = ({"civilian", "combatant"} & a.traits, {"civilian", "combatant"} & b.traits)
    if clash[0] and clash[1] and not clash[0] & clash[1]:
        return bits + 2 * weights.other_trait, f"{says}; civilians against combatants"
    special = a.traits - {"combatant", "civilian"}, b.traits - {"combatant", "civilian"}
    if special[0] and special[1]:
        return bits + weights.other_trait, f"{says}; other kinds of victims"
    return bits, says


def _actors(
    mine: frozenset[str], theirs: frozenset[str], bits: tuple[float, float, float], kin: Kin
) -> tuple[float, str]:
    shared = mine & theirs
    if shared:
        return bits[0], f"{', '.join(sorted(shared))} in both"
    lines = frozenset().union(*(kin.get(each, {each}) for each in mine))
    others = frozenset().union(*(kin.get(each, {each}) for each in theirs))
    if lines & others:
        return bits[1], "one is part of the other, or both of a third"
    return bits[2], f"{', '.join(sorted(mine))} against {', '.join(sorted(theirs))}"


def _type(mine: frozenset[str], theirs: frozenset[str], weights: EventWeights) -> tuple[float, str]:
    if not mine or not theirs:
        return 0.0, "a type is missing"
    if mine & theirs:
        return weights.same_type, "the same type of event"
    if any(mine & family and theirs & family for family in _families()[0]):
        return weights.near_type, "types that one event may be given"
    return weights.other_type, f"{min(mine)} against {min(theirs)}"


def _tactic(mine: frozenset[str], theirs: frozenset[str], weights: EventWeights) -> tuple[float, str]:
    if not mine or not theirs:
        return 0.0, "a tactic is missing"
    if mine & theirs:
        return weights.same_tactic, f"{', '.join(sorted(mine & theirs))} in both"
    if any(mine & family and theirs & family for family in _families()[1]):
        return weights.near_tactic, "tactics that one event may be given"
    return weights.other_tactic, f"{min(mine)} against {min(theirs)}"


def _counts(a: Strand, b: Strand, weights: EventWeights, *, explain: bool) -> tuple[float, str]:
    """The best agreement of any telling of the one with any of the other, measure by measure."""
    bits, says = 0.0, []
    for measure in sorted(a.totals.keys() & b.totals.keys()):  # one order, so that sums are the same everywhere
        best = max(_count_bits(x, y, weights) for x in a.totals[measure] for y in b.totals[measure])
        if best < 0 and (a.is_update or b.is_update):
            best = max(best + weights.update + 0.7, best / 2)
        bits += best if measure == "killed" else best / 2
        if explain:
            says.append(f"{measure} {_as_words(a, measure)} and {_as_words(b, measure)}")
    both = _mixed(a, b)
    if both is not None:
        bits += weights.near_count + 0.7 if both else weights.far_count / 2
        says.append("killed and injured together " + ("agree" if both else "differ"))
    return min(bits, 4.5), "; ".join(sorted(says, reverse=True)) or "no count in both"


def _count_bits(x: Range, y: Range, weights: EventWeights) -> float:
    mine, theirs = x.middle(), y.middle()
    if mine is None or theirs is None or "vague" in (x.sign, y.sign):
        return 0.0 if x.can_equal(y) else weights.far_count / 2
    if mine == theirs:
        return min(0.5 + 0.75 * log2(1 + mine), 3.5) - (0.5 if mine == 1 else 0.0)
    apart = abs(mine - theirs) / max(mine, theirs)
    if x.can_equal(y) or apart <= 0.2 or abs(mine - theirs) == 1:
        return weights.near_count
    return weights.far_count * apart


def _mixed(a: Strand, b: Strand) -> bool | None:
    """Whether "15 killed and injured" on one side agrees with killed plus injured on the other; None: not asked."""
    for one, other in ((a, b), (b, a)):
        if "killed_or_injured" not in one.totals or "killed_or_injured" in other.totals or "killed" not in other.totals:
            continue
        killed, injured = other.totals["killed"], other.totals.get("injured", ())
        given = [x + y for x in killed for y in injured] or list(killed)
        return any(x.can_equal(y) or x.can_be_within(y) for x in given for y in one.totals["killed_or_injured"])
    return None


def _as_words(strand: Strand, measure: str) -> str:
    return "/".join(sorted(_number(value) for value in strand.totals[measure]))


def _number(value: Range) -> str:
    return f"{value.least()}+" if value.most() is None else str(value.middle())


def _text(a: Strand, b: Strand, weights: EventWeights, *, copies: bool) -> tuple[float, str]:
    if copies:
        return weights.text + 1.0, "one text is nearly a copy of the other"
    if not a.words or not b.words or a.language != b.language:
        return 0.0, "two languages" if a.language != b.language else "no words to compare"
    shared = len(a.words & b.words)
    share = shared / min(len(a.words), len(b.words))
    return weights.text * max(0.0, share - 0.25), f"{shared} telling words in both"


def _publisher(a: Strand, b: Strand, weights: EventWeights) -> tuple[float, str]:
    if a.publisher is None or a.publisher != b.publisher:
        return 0.0, "two publishers"
    if a.language != b.language:
        near = a.published is not None and b.published is not None and abs(a.published - b.published) <= 1
        return (weights.translation, "one publisher, two languages") if near else (0.0, "one publisher")
    again = {"update", "background"} & {a.lead.role, b.lead.role}
    if a.is_update or b.is_update or again:
        return weights.update, "one publisher, and one of the two recalls an earlier report"
    return weights.same_publisher, "one publisher that tells both as new"


@lru_cache(maxsize=1)
def _families() -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return [frozenset(each) for each in data["events"]], [frozenset(each) for each in data["tactics"]]


@lru_cache(maxsize=1)
def unknown_doers() -> frozenset[str]:
    """Actor ids that stand for "nobody knows who"."""
    return frozenset(yaml.safe_load(_DATA.read_text(encoding="utf-8"))["unknown_doers"])
