"""Arabic noun phrases of bulletins: who or what is counted, and what the phrase says of them.

Number and noun are often one word (قتيلان, عنصراً), so a noun makes a group by itself: singular 1, dual 2, a plural
without a number a vague 1.
"""

from marsad.model.range import Range
from marsad.read.arabic.page import Page
from marsad.read.arabic.whose import KINDS_OF_DEED, Whose
from marsad.read.chunks import Group
from marsad.text.arabic_forms import MANY, ONE, TWO, TWO_OR_MANY
from marsad.text.arabic_lexicon import small_words
from marsad.text.words import Entry

HEADS = ("unit", "person", "people", "kin", "outcome", "deed", "thing")
_OF_RANK = small_words("of_rank")
_MOST_PLURAL = 10  # behind a larger number the noun is singular
_STILL = small_words("still")
_UNKNOWN = Entry("person", form=ONE)
_NAMELESS = frozenset(["unknown", "plain", "two", "other"])
_AFTER = (("علي", "الاقل"), ("علي", "اقل", "تقدير"), ("كحد", "ادني"))


class Nouns:
    """Reads noun phrases at a token of a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.words = page, page.words
        self.whose = Whose(page, self.head_kind, self.take, self.modifiers)

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
        at = self.modifiers(group, at, last)
        at = self.whose.read(group, at, last)
        at = self._hedge_after(group, at, last)
        group.last = max(at, hit.last)
        self.close(group)
        return group

    def _head(self, group: Group, at: int, last: int) -> int:
        """The counted noun right after a number, if there is one."""
        if at >= last or self.page.inside[at]:
            return at
        head = self.head_kind(at)
        if head is None:
            return self._unknown_head(group, at, last)
        kind, entry = head
        if self.page.joined(at) not in ("", "ال") and not (kind == "person" and self.page.joined(at) == ""):
            return at
        if self.page.is_definite(at) and kind not in ("deed",) and not self._is_of_all(group, kind, entry):
            return at
        still = group.first > 0 and self.words[group.first - 1] in _STILL
        if self.page.is_definite(at) and kind == "outcome" and (still or self.page.numbers[group.first].joined == "ل"):
            group.flags.add("served")  # تبرعوا لمئات الجرحى, لا يزال عدد من الضحايا تحت الأنقاض
        self.take(group, kind, entry, at)
        end = self.page.end(at)
        return self._and_another(group, entry, end, last)

    def _and_another(self, group: Group, entry: Entry, at: int, last: int) -> int:
        """ "140 مريضاً ومرافقاً": behind such a number both nouns are singular and share it."""
        page, range_ = self.page, group.range
        shares = range_ is not None and range_.least() > _MOST_PLURAL and entry.form == ONE
        if not shares or at >= last or page.joined(at) != "و" or at in page.numbers or page.inside[at]:
            return at
        head = self.head_kind(at)
        if head is None or head[0] != "person" or head[1].form != ONE or not self.words[at].endswith("ا"):
            return at
        both = dict(head[1].who)
        group.who = {key: value for key, value in group.who.items() if both.get(key) == value}
        return page.end(at)

    def _is_of_all(self, group: Group, kind: str, entry: Entry) -> bool:
        """ "عشرات الجرحى", "مئات المدنيين": a vague number before its noun with the article."""
        vague = group.range is not None and group.range.sign == "vague"
        return vague and bool(entry.is_plural) and kind in ("person", "people", "outcome")

    def _unknown_head(self, group: Group, at: int, last: int) -> int:
        """A noun that the lexicon does not know: ten beekeepers."""
        word = self.words[at]
        is_free = self.page.matches[at] is None and at not in self.page.numbers and word[0].isalpha()
        is_plural = len(word) > 3 and word.endswith(("ين", "ون", "ات", "ا"))
        if is_free and is_plural and not word.startswith(("ال", "و", "ب", "ل")):
            group.noun = "weak"
            group.flags.add("plural")
            return self._and_another(group, _UNKNOWN, at + 1, last) if word.endswith("ا") else at + 1
        return at

    def head_kind(self, at: int) -> tuple[str, Entry] | None:
        """What a word counts, as (kind, its entry of the lexicon), or None."""
        kinds = self.page.kinds(at)
        if not kinds:
            return None
        if "means" in kinds and self.is_craft(at):
            return None
        if "kin" in kinds and "person" in kinds:  # شقيقه, "his brother", is شقيقة, "a sister", in the view
            return (
                ("kin", kinds["kin"][0])
                if self.page.has_pronoun(self.page.end(at) - 1)
                else ("person", kinds["person"][0])
            )
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

    def is_craft(self, at: int) -> bool:
        """Whether مقاتلات are warplanes here, not women who fight: an adjective of a nation or of war follows."""
        end = self.page.end(at)
        return end < len(self.words) and "nation" in self.page.kinds(end) and "person" in self.page.kinds(at)

    def take(self, group: Group, kind: str, entry: Entry, at: int) -> None:
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
                group.flags.add("unarmed")
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
        head = self.head_kind(index)
        if (
            head is not None
            and head[0] == "nation"
            and self.words[index].endswith("ان")
            and not page.is_definite(index)
        ):
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
        self.take(group, kind, entry, index)
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
        if kind == "deed" and self._is_two(at, last) and entry.form == ONE:
            group.rule = "number-ar/single"  # عملية واحدة
        if self._is_two(at, last) and not definite:
            group.end, at = page.stop(at + 1), at + 1
            group.flags.discard("plural")
        at = self.modifiers(group, at, last)
        at = self.whose.read(group, at, last)
        at = self._hedge_after(group, at, last)
        group.last = max(at, group.last)
        self.close(group)
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
        group.last = self.modifiers(group, index + 1, last)
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

    def modifiers(self, group: Group, at: int, last: int) -> int:
        """Adjectives: civilian, former, of a nation; "others", "two" and the like."""
        page = self.page
        while at < last and not page.inside[at] and at not in page.numbers:
            kinds = page.kinds(at)
            if self.words[at] in _OF_RANK and at + 1 < last:
                at = page.end(at + 1)  # برتبة عميد
                continue
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
            elif group.noun == "deed" and (actor := page.actor(at)) is not None and actor.form == "adjective":
                group.by = group.by or [actor.actor or ""]
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
            if group.who.get("role") != "commander":
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
        elif value in KINDS_OF_DEED and group.noun == "bare":
            group.how = [value]  # 20 منها جوية و9 برية

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
        if force and "armed" in group.flags and "actor" not in group.who and not self.page.is_home(nation):
            group.who["actor"] = force

    def _hedge_after(self, group: Group, at: int, last: int) -> int:
        """ "11 شخصاً على الأقل": the hedge behind the noun belongs to the number."""
        for phrase in _AFTER:
            end = at + len(phrase)
            range_ = group.range
            if end <= last and tuple(self.words[at:end]) == phrase and range_ is not None and range_.is_exact:
                group.range = Range.at_least(range_.low or 0)
                group.end = self.page.stop(end)
                return end
        return at

    def close(self, group: Group) -> None:
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
        elif who.get("actor") and "armed" in flags and not flags & {"kin", "police", "unarmed"}:
            bears_arms = not who.get("role") or flags & {"member", "head", "named"}
            if bears_arms:
                who.setdefault("status", "combatant")
        if who.get("actor") in ("iran-backed-militias", "iran") and who.get("nationality") == "Iranian":
            who.pop("nationality", None)
