"""The default back-end: rules over chunks. The same report always gives the same claims."""

from marsad.model.claim import SetAside
from marsad.model.report import Report
from marsad.packs import Pack
from marsad.read.backend import Proposal
from marsad.read.build import Builder
from marsad.read.languages import READERS, language_of
from marsad.read.tell import Teller
from marsad.text.damage import find_damage

VERSION = "1"
MOST_CHARACTERS = 400_000  # a longer text is no bulletin; its beginning is read, the rest set aside


class Rules:
    """Reads by lexicon, chunk grammar and sums."""

    name = "rules"
    version = VERSION
    languages = frozenset(READERS)
    is_deterministic = True

    def extract(self, report: Report, pack: Pack) -> Proposal:
        """The claims of a report in a language that has rules; otherwise none, with the reason."""
        language = language_of(report)
        if language not in READERS:
            known = ", ".join(sorted(READERS))
            found = f"no rules for the language {language!r}; there are some for {known}."
            why = f"{found} Give the report's language, or another back-end."
            return Proposal(set_aside=(SetAside("report", why),))
        damage = find_damage(report.text)
        if damage is not None:
            what = "set right, and collected so" if damage.mended else "collected from a better copy"
            why = f"the text is damaged: {damage.says}. It has to be {what}, before it can be read."
            return Proposal(set_aside=(SetAside("report", why),))
        view, document = READERS[language](pack).document(report)
        drafts = Teller(document).tell()
        claims = Builder(report, view, f"rules-{language} {VERSION}").claims(drafts)
        return Proposal(claims)


RULES = Rules()
