"""Arabic noun phrases of bulletins: who or what is counted, and what the phrase says of them.

Number and noun are often one word (قتيلان, عنصراً), so a noun makes a group by itself: singular 1, dual 2, a plural
without a number a vague 1.
"""

from marsad.model.range import Range
from marsad.read.arabic.page import Page
from marsad.read.chunks import Group
from marsad.text.arabic_forms import MANY, ONE, TWO, TWO_OR_MANY
from marsad.text.words import Entry

HEADS = ("unit", "person", "people", "kin", "outcome", "deed", "thing")
_WHOSE = frozenset("من في لدي ضمن بصفوف صفوف ب ل عن".split())
_NAMELESS = frozenset("unknown plain two other".split())
_AFTER = (("علي", "الاقل"), ("علي", "اقل", "تقدير"), ("كحد", "ادني"))


class Nouns:
    """Reads noun phrases at a token of a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.words = page, page.words

    # With a number

    def at_number(self, index: int, last: int) -> Group | None:
        """The phrase that begins with a number: "سبعة عناصر من قوات النظام", "22 منهم", "ما لا يقل عن 12"."""
        page = self.page
        hit = page.numbers[index]
        if hit.last > last:
            return None
        group = Group("bare", hit.start, page.stop(hit.last), index, hit.last, hit.range, rule=hit.rule)
        at = hit.last
        if hit.is_definite:
            group.flags.add("definite")
        at = self._head(group, at, last)
        at = self._modifiers(group, at, last)
        at = self._whose(group, at, last)
        at = self._hedge_after(group, at, last)
        group.last = max(at, hit.last)
        self._close(group)
        return group

    def _head(self, group: Group, at: int, last: int) -> int:
        """The counted noun right after a number, if there is one."""
        if at >= last or self.page.inside[at]:
            return at
        head = self._head_kind(at)
        if head is None:
            return self._unknown_head(group, at, last)
        kind, entry = head
        if self.page.joined(at) not in ("", "ال") and not (kind == "person" and self.page.joined(at) == ""):
            return at
        if self.page.is_definite(at) and kind not in ("deed",):
            return at
        self._take(group, kind, entry, at)
        return self.page.end(at)

    def _unknown_head(self, group: Group, at: int, last: int) -> int:
        """A noun that the lexicon does not know: ten beekeepers."""
        word = self.words[at]
        if (
            self.page.matches[at] is None
            and word[0].isalpha()
            and len(word) > 3
            and word.endswith(("ين", "ون", "ات", "ا"))
        ):
            if at not in self.page.numbers and not word.startswith(("ال", "و", "ب", "ل")):
                group.noun = "weak"
                group.flags.add("plural")
                return at + 1
        return at

    def _head_kind(self, at: int) -> tuple[str, Entry] | None:
        kinds = self.page.kinds(at)
        if not kinds:
            return None
        if "means" in kinds and self._is_craft(at):
            return None
        if "kin" in kinds and "person" in kinds:  # شقيقه, "his brother", is شقيقة, "a sister", in the view
            return ("kin", kinds["kin"][0]) if self.page.has_pronoun(self.page.end(at) - 1) else ("person", kinds["person"][0])
        for kind in HEADS:
            if kind in kinds:
                if kind == "thing" and "deed" in kinds:
                    continue
                return kind, kinds[kind][0]
        if "modifier" in kinds and kinds["modifier"][0].value in ("civilian", "combatant"):
            return "modifier", kinds["modifier"][0]
        if "nation" in kinds:
            return "nation", kinds["nation"][0]
        if "others" in kinds:
            return "others", kinds["others"][0]
        return None

    def _is_craft(self, at: int) -> bool:
        """Whether مقاتلات are warplanes here, not women who fight: an adjective of a nation or of war follows."""
        end = self.page.end(at)
        return end < len(self.words) and "nation" in self.page.kinds(end) and "person" in self.page.kinds(at)

    def _take(self, group: Group, kind: str, entry: Entry, at: int) -> None:
        """Takes a head's meaning into the group."""
        if kind == "modifier":
            group.noun = "person"
            group.who["status"] = entry.value
        elif kind == "nation":
            group.noun = "person"
            group.who["nationality"] = entry.value
        elif kind == "others":
            group.noun = "person" if group.noun in ("bare", "weak") else group.noun
            group.flags |= {"others"}
        elif kind in ("person", "kin", "people"):
            group.noun = "person"
            group.who |= dict(entry.who)
            group.flags |= {flag for flag in entry.flags if flag != "owned"}
            if kind == "people" and entry.actor:
                group.who["actor"] = entry.actor
            if kind == "kin":
                group.flags |= {"kin", *entry.flags}
            if "police" in entry.flags:
                group.cleared.add("status")
        elif kind == "outcome":
            group.noun, group.measure, group.own_measure = "outcome", entry.measure, True
            group.who |= dict(entry.who)
        elif kind == "deed":
            group.noun, group.measure, group.own_measure = "deed", entry.measure, True
            group.how = [entry.tactic] if entry.tactic else []
            if "strike" in entry.flags:
                group.flags.add("strike")
        else:
            group.noun = kind
            if "times" in entry.flags:
                group.noun, group.measure, group.own_measure = "deed", "attacks", True
            if kind == "unit":
                group.measure, group.own_measure = entry.measure, True
        if entry.is_plural:
            group.flags.add("plural")

    # Without a number

    def bare(self, index: int, last: int) -> Group | None:
        """A noun that is its own number: طفل, عنصرين, قتلى; or kin: زوجته, أطفالهما الأربعة."""
        page = self.page
        head = self._head_kind(index)
        if head is not None and head[0] == "nation" and self.words[index].endswith("ان") and not page.is_definite(index):
            group = Group("person", page.start(index), page.stop(index + 1), index, index + 1, Range.exactly(2))
            group.who["nationality"], group.rule = head[1].value, "number-ar/noun two"
            group.flags |= {"bare", "plural"}
            return group
        if head is None or head[0] in ("modifier", "nation"):
            return None
        kind, entry = head
        if kind == "others":
            return self._others(index, last)
        definite = page.is_definite(index) or "owned" in entry.flags
        group = Group("weak", page.start(index), page.stop(page.end(index)), index, page.end(index))
        self._take(group, kind, entry, index)
        group.flags.add("bare")
        at = page.end(index)
        how_many = self._how_many(entry, at, last)
        if definite:
            group.flags.add("definite")
            if kind == "person" and entry.form == ONE and "owned" not in entry.flags:
                group.range, group.rule = Range.exactly(1), "number-ar/noun definite"
        elif how_many is not None:
            group.range, group.rule = how_many, f"number-ar/noun {entry.form}"
        if kind == "kin":
            at = self._kin_number(group, at, last)
        if self._is_two(at, last) and not definite:
            group.end, at = page.stop(at + 1), at + 1
            group.flags.discard("plural")
        at = self._modifiers(group, at, last)
        at = self._whose(group, at, last)
        at = self._hedge_after(group, at, last)
        group.last = max(at, group.last)
        self._close(group)
        return group

    def _how_many(self, entry: Entry, at: int, last: int) -> Range | None:
        if entry.form == TWO or (entry.form == TWO_OR_MANY and self._is_two(at, last)):
            return Range.exactly(2)
        if entry.form == ONE and entry.kind != "thing":
            return Range.exactly(1)
        if entry.form in (MANY, TWO_OR_MANY):
            return Range.vague(1)
        return None

    def _is_two(self, at: int, last: int) -> bool:
        """ "مدنيين اثنين", "مدنياً واحداً": the number word behind its noun."""
        if at < last and self.page.joined(at):
            return False
        return at < last and any(entry.value == "two" for entry in self.page.kinds(at).get("modifier", ()))

    def _others(self, index: int, last: int) -> Group | None:
        """ "آخر", "آخرون": more of the same."""
        page, word = self.page, self.words[index]
        if page.is_definite(index):
            return None
        group = Group("person", page.start(index), page.stop(index + 1), index, index + 1)
        group.flags |= {"others", "bare"}
        many = word.endswith(("ين", "ون", "يات"))
        group.range = Range.vague(1) if many else Range.exactly(2 if word.endswith("ان") else 1)
        if many:
            group.flags.add("plural")
        group.rule = "number-ar/others"
        group.last = self._modifiers(group, index + 1, last)
        return group

    def _kin_number(self, group: Group, at: int, last: int) -> int:
        """ "أطفالهما الأربعة": the number stands behind its noun, with the article."""
        hit = self.page.numbers.get(at)
        if (
            hit is not None
            and hit.last <= last
            and (hit.is_definite or group.range is None or group.range.sign == "vague")
        ):
            if not hit.is_definite:
                return at
            group.range, group.start, group.end = hit.range, hit.start, self.page.stop(hit.last)
            group.start = self.page.tokens.starts[at]
            group.rule = hit.rule
            return hit.last
        return at

    # What follows the head

    def _modifiers(self, group: Group, at: int, last: int) -> int:
        """Adjectives: civilian, former, of a nation; "others", "two" and the like."""
        page = self.page
        while at < last and not page.inside[at] and at not in page.numbers:
            kinds = page.kinds(at)
            if page.joined(at) not in ("",) and not (page.is_definite(at) and page.joined(at) == "ال"):
                break
            if "others" in kinds:
                group.flags.add("others")
                if group.noun in ("bare", "weak"):
                    group.noun = "person"
            elif "modifier" in kinds and not page.is_definite(at) | (group.noun == "thing"):
                self._modify(group, kinds["modifier"][0].value)
            elif "outcome" in kinds and group.noun == "person" and not group.own_measure and "state" not in kinds:
                break
            elif "nation" in kinds and "means" not in kinds:
                self._of_nation(group, kinds["nation"][0].value)
            elif "person" in kinds and group.noun == "thing" and dict(kinds["person"][0].who).get("status"):
                pass  # نقطة عسكرية
            elif (
                "person" in kinds
                and group.noun in ("person", "outcome")
                and self._is_adjective(group, kinds["person"][0])
            ):
                for key, value in kinds["person"][0].who:
                    group.who.setdefault(key, value)
            else:
                break
            at = page.end(at)
        return at

    def _is_adjective(self, group: Group, entry: Entry) -> bool:
        """Whether a noun of people qualifies the one before it: "قتلى مدنيين", "مواطنون سوريون"."""
        return bool(dict(entry.who).get("status")) and "head" not in entry.flags and not group.who.get("status")

    def _modify(self, group: Group, value: str) -> None:
        if value in ("civilian", "combatant") and group.noun in ("person", "outcome", "bare", "weak"):
            if "commander" != group.who.get("role"):
                group.who.setdefault("status", value)
            if group.noun in ("bare", "weak"):
                group.noun = "person"
        elif value == "former":
            group.who["role"] = "former-fighter"
            group.flags.add("former")
        elif value == "child":
            group.who["age"] = "child"
        elif value == "female":
            group.who["sex"] = "female"
        elif value == "unknown":
            group.flags.add("unknown")
        elif value == "other":
            group.flags.add("others")

    def _of_nation(self, group: Group, nation: str) -> None:
        if group.noun == "deed":
            force = self.page.force_of(nation)
            if force:
                group.by = group.by or [force]
                if "strike" in group.flags and nation in ("Israeli", "Russian", "American"):
                    group.measure, group.how = "airstrikes", ["airstrike"]
            return
        group.who.setdefault("nationality", nation)
        if group.noun in ("bare", "weak"):
            group.noun = "person"
        force = self.page.force_of(nation)
        if force and "armed" in group.flags and "actor" not in group.who and nation != "Syrian":
            group.who["actor"] = force

    def _whose(self, group: Group, at: int, last: int) -> int:
        """ "من قوات النظام", "في الدفاع الذاتي", "بقسد", "منهم", "من الجنسية السورية", and the idafa: عناصر التنظيم."""
        page = self.page
        for _ in range(5):
            if at >= last or page.inside[at]:
                break
            if "of_them" in page.kinds(at):
                group.flags.add("anaphor")
                at = page.end(at)
                continue
            word = self.words[at]
            step = None
            if word in _WHOSE and at + 1 < last:
                step = self._of(group, at + 1, last, word)
            elif (actor := page.actor(at)) is not None:
                joined = page.joined(at)
                if joined in ("", "ب", "ل") and not (joined and group.noun == "bare" and "others" not in group.flags):
                    step = self._of_actor(group, at, last, actor)
            if step is None:
                break
            at = self._modifiers(group, step, last)
        return at

    def _of(self, group: Group, at: int, last: int, word: str) -> int | None:
        page, kinds = self.page, self.page.kinds(at)
        if word == "من" and "nationality" in kinds:
            return self._nationality(group, at, last)
        actor = page.actor(at)
        if actor is not None and page.joined(at) == "":
            if word == "من" and group.noun == "deed":
                return None
            return self._of_actor(group, at, last, actor)
        if word != "من" or page.inside[at] or at in page.numbers:
            return None
        head = self._head_kind(at)
        if head is None or page.joined(at) not in ("", "ال"):
            return self._of_family(at, last)
        kind, entry = head
        if kind in ("person", "people", "modifier", "nation") and group.noun in ("bare", "outcome", "person"):
            self._take_of(group, kind, entry, at)
            end = page.end(at)
            inner = page.actor(end) if end < last else None
            if inner is not None and page.joined(end) == "":
                return self._of_actor(group, end, last, inner)
            return end
        if kind == "outcome" and group.noun == "bare" and page.is_definite(at):
            group.flags |= {"anaphor", "of-definite"}
            return page.end(at)
        if kind in ("thing", "kin") and group.noun == "bare":
            if kind == "thing":
                return None
            self._take(group, kind, entry, at)
            return page.end(at)
        return None

    def _of_family(self, at: int, last: int) -> int | None:
        """ "من عائلة واحدة", "من أبناء البلدة": where people come from says nothing of who they are."""
        if self.words[at] in ("عايله", "اسره", "ابناء", "اهالي", "سكان", "ذوي", "بين"):
            return None
        return None

    def _take_of(self, group: Group, kind: str, entry: Entry, at: int) -> None:
        """ "47 من العسكريين", "19 من المقاتلين السابقين": a number of the people named after it."""
        was = group.noun
        measure = (group.measure, group.own_measure)
        if kind == "modifier":
            group.who["status"] = entry.value
            group.noun = "person" if was == "bare" else was
            return
        self._take(group, kind, entry, at)
        if was == "outcome":
            group.noun = was
            group.measure, group.own_measure = measure

    def _nationality(self, group: Group, at: int, last: int) -> int:
        at = self.page.end(at)
        negated = at < last and self.words[at] == "غير"
        if negated:
            at += 1
        nation = self.page.kind(at, "nation") if at < last else None
        if nation is not None:
            group.who["nationality"] = f"non-{nation.value}" if negated else nation.value
            at = self.page.end(at)
        if group.noun == "bare":
            group.noun = "person"
        return at

    def _of_actor(self, group: Group, at: int, last: int, actor: Entry) -> int | None:
        page = self.page
        if actor.value == "recorder":
            return None
        end = page.end(at)
        if group.noun == "deed":
            group.by = group.by or ([actor.actor] if actor.actor else [])
            return end
        if group.noun in ("thing", "unit"):
            return None
        if actor.value == "gunmen":
            if page.is_definite(at) or self.words[at].startswith("مجهولي"):
                group.flags.add("unknown")
                group.noun = "person" if group.noun == "bare" else group.noun
                return end
            return None
        group.who["actor"] = actor.actor or ""
        if "armed" in actor.flags:
            group.flags.add("armed")
        if group.noun == "bare":
            group.noun = "person"
            group.flags.add("named")
        return self._more_actors(end, last)

    def _more_actors(self, at: int, last: int) -> int:
        """The index after further actors under the same number: "وقوى الأمن الداخلي والتشكيلات العسكرية الأخرى"."""
        page = self.page
        while at < last:
            actor = page.actor(at)
            if actor is not None and page.joined(at).startswith("و") and actor.value != "recorder":
                at = page.end(at)
            else:
                break
        return at

    def _hedge_after(self, group: Group, at: int, last: int) -> int:
        """ "11 شخصاً على الأقل": the hedge behind the noun belongs to the number."""
        for phrase in _AFTER:
            if tuple(self.words[at : at + len(phrase)]) == phrase and at + len(phrase) <= last:
                if group.range is not None and group.range.is_exact and group.range.low is not None:
                    group.range = Range.at_least(group.range.low)
                    group.end = self.page.stop(at + len(phrase))
                    return at + len(phrase)
        return at

    def _close(self, group: Group) -> None:
        """What the whole phrase means: members of an armed actor bear arms, former ones do not."""
        who, flags = group.who, group.flags
        if group.noun not in ("person", "outcome"):
            if group.noun == "deed":
                if not group.by and who.get("actor"):
                    group.by = [who["actor"]]
                who.clear()
            return
        if "former" in flags:
            who.pop("status", None)
        elif who.get("actor") and "armed" in flags and "kin" not in flags and "police" not in flags:
            if who.get("status") is None and (not who.get("role") or flags & {"member", "head", "named"}):
                who["status"] = "combatant"
        if who.get("actor") in ("iran-backed-militias", "iran") and who.get("nationality") == "Iranian":
            who.pop("nationality", None)
