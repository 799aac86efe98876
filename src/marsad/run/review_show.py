"""An incident under review, for a person: its sentences, both values of each field, who decided what."""

from typing import TYPE_CHECKING, Any

from marsad.model.plain import to_plain

if TYPE_CHECKING:
    from marsad.model.incident import Incident, Toll
    from marsad.run.review import Review


def as_data(review: "Review", key: str) -> dict[str, Any]:
    """Everything about an incident under review, as plain data."""
    each = review.state(key)
    data: dict[str, Any] = {"id": key, "state": each.state, "merged_into": each.merged_into}
    data |= {"incident": to_plain(each.incident) if each.incident else None}
    data |= {"machine": to_plain(each.machine) if each.machine else None}
    data |= {
        "changed_since": each.changed_since,
        "waiting": [{"act": w.act, "by": list(w.by)} for w in each.waiting],
        "corrections": [to_plain(correction) for correction in each.corrections],
        "judgements": [to_plain(judgement) for judgement in review.history(key)],
        "evidence": [to_plain(evidence) for evidence in review.evidence(key)] if each.merged_into is None else [],
    }
    if each.incident is not None:
        proposed = review.propose_grade(key)
        data["proposed_grade"] = {"grade": proposed.grade, "why": proposed.why, "rule": proposed.rule}
    return data


def as_lines(review: "Review", key: str) -> list[str]:
    """The same for a person, line by line."""
    each = review.state(key)
    lines = [f"incident {key}: {each.state}" + (f" into {each.merged_into}" if each.merged_into else "")]
    if each.incident is not None:
        lines += _incident(each.incident)
        proposed = review.propose_grade(key)
        lines.append(f"  grade: {each.incident.grade or 'none yet'} (proposed: {proposed.grade}. {proposed.why})")
    for correction in each.corrections:
        lines.append(
            f"  {correction.field}: {_short(correction.human)}, by {correction.by}; "
            f"the machine has {_short(correction.machine)}"
        )
    if each.merged_into is None:
        for evidence in review.evidence(key):
            voices = " ← ".join(evidence.said_by)
            state = "" if evidence.state == "proposed" else f" [{evidence.state}]"
            lines.append(f"  {evidence.ref}{state} {evidence.publisher or '—'}: {voices}")
            lines += [f"      “{sentence}”" for sentence in evidence.sentences]
    for judgement in review.history(key):
        words = f"  #{judgement.number} {judgement.at:%Y-%m-%d} {judgement.by}: {judgement.act}"
        words += f" {judgement.field_name}" if judgement.field_name else ""
        words += f" {_short(judgement.value)}" if judgement.value is not None else ""
        lines.append(words + (f" ({judgement.reason})" if judgement.reason else ""))
    return lines


def _incident(incident: "Incident") -> list[str]:
    when = incident.when
    days = "no day" if when.start is None else str(when.start) + (f" to {when.end}" if when.end != when.start else "")
    places = ", ".join(f"{where.words or where.place} ({where.place or 'unplaced'})" for where in incident.where)
    lines = [f"  {days} · {places or 'no place'} · {incident.event or 'no type'}"]
    doers = f" · by {', '.join(incident.by)}" if incident.by else ""
    sources = incident.independent_sources
    lines.append(f"  {sources} independent source{'' if sources == 1 else 's'}{doers}")
    lines += [f"  {_toll(toll)}" for toll in incident.tolls]
    return lines


def _toll(toll: "Toll") -> str:
    reach = toll.range
    number = f"{reach.least()}" if reach.is_exact else f"{reach.least()} to {reach.most() or 'more'}"
    best = "" if reach.best is None or reach.is_exact else f", best {reach.best}"
    whose = " ".join(word for word in (toll.who.actor, toll.who.status, toll.who.sex, toll.who.age) if word)
    return f"{toll.measure}: {number}{best}" + (f" ({whose})" if whose else "")


def _short(value: Any) -> str:
    words = str(to_plain(value) if value is not None else "nothing")
    return words if len(words) <= 100 else words[:99] + "…"
