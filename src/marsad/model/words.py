"""The closed lists of words that the record may use, spelled as RECORD.md and the field spell them.

ACLED's sub-event types follow its codebook of 2023; Airwars' grades its published definitions.
"""

from typing import Literal, get_args

Kind = Literal["event", "toll", "estimate", "statement"]
Role = Literal["new", "update", "restated", "background", "period", "running"]
Basis = Literal["documented", "reported", "claimed", "alleged", "estimated"]
Act = Literal["warn", "accuse", "claim", "deny", "assess", "announce", "forecast"]
WhenPrecision = Literal["day", "days", "week", "month", "season", "year", "running", "unknown"]
WherePrecision = Literal["exact", "near", "adm3", "adm2", "adm1", "area", "country", "unplaced"]
Measure = Literal[
    "killed", "injured", "killed_or_injured", "abducted", "detained", "missing", "displaced", "released",
    "surrendered", "attacks", "airstrikes", "shellings", "explosions", "fighters", "area_km2", "money",
]  # fmt: skip
Sign = Literal["=", ">=", ">", "<=", "<", "~", "<~", "..", "vague"]
Tactic = Literal[
    "airstrike", "drone-strike", "shelling", "ied", "landmine", "suicide-bomb", "explosion", "clash", "ambush",
    "raid", "shooting", "assassination", "execution", "abduction", "torture", "arson", "stabbing", "accident",
    "unknown",
]  # fmt: skip
Link = Literal["addend", "subset"]
Status = Literal["civilian", "combatant"]
Sex = Literal["female", "male"]
Age = Literal["child", "adult"]
Rule = Literal[
    "addends", "subset", "cross-table", "title-body", "counter-falls", "counter-jump", "period", "translation",
    "sources-differ", "order",
]  # fmt: skip
Severity = Literal["error", "doubt", "note"]
Grade = Literal["confirmed", "fair", "weak", "contested", "discounted"]
SubEventType = Literal[
    "Government regains territory", "Non-state actor overtakes territory", "Armed clash",
    "Excessive force against protesters", "Protest with intervention", "Peaceful protest", "Violent demonstration",
    "Mob violence", "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED", "Grenade", "Sexual violence", "Attack", "Abduction/forced disappearance",
    "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use",
    "Headquarters or base established", "Looting/property destruction", "Non-violent transfer of territory", "Other",
]  # fmt: skip

ROLES: dict[str, frozenset[str]] = {
    "event": frozenset({"new", "update", "restated", "background"}),
    "toll": frozenset({"period", "running", "restated"}),
    "estimate": frozenset({"new"}),
    "statement": frozenset({"new"}),
}
PEOPLE: frozenset[str] = frozenset(
    {"killed", "injured", "killed_or_injured", "abducted", "detained", "missing", "displaced", "released",
     "surrendered"}
)  # fmt: skip
DEEDS: frozenset[str] = frozenset({"attacks", "airstrikes", "shellings", "explosions"})
SIZES: frozenset[str] = frozenset({"fighters", "area_km2", "money"})


_ALLOWED: dict[int, frozenset[str]] = {}  # by identity: the lists above live as long as the program


def allowed(words: object) -> frozenset[str]:
    """The values of one of the lists above, as a set."""
    found = _ALLOWED.get(id(words))
    if found is None:
        found = _ALLOWED[id(words)] = frozenset(get_args(words))
    return found
