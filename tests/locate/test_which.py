"""Which of several places of one name is meant: the strongest evidence tells, in three countries, or none does."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from marsad.locate import locate
from marsad.model.claim import Claim, Reading, When, Where
from marsad.model.place import Place
from marsad.model.report import Report, Span
from marsad.packs import Pack
from marsad.packs.make import keep_imported, make_pack

LATIN, ARABIC = "Umm Tarnaq", "أم طرنق"


@dataclass(frozen=True)
class Land:
    """Two provinces of a country, each with a village of the name, and a town near the first village."""

    country: str
    here: tuple[str, str, str]  # code, English and Arabic name
    there: tuple[str, str, str]
    point: tuple[float, float]
    other: tuple[float, float]

    @property
    def mine(self) -> str:
        return f"made:{self.here[0]}"

    @property
    def theirs(self) -> str:
        return f"made:{self.there[0]}"


LANDS = [
    Land("SD", ("SD02", "North Darfur", "شمال دارفور"), ("SD03", "South Darfur", "جنوب دارفور"), (14, 25), (11, 24)),
    Land("IQ", ("IQG10", "Diyala", "ديالى"), ("IQG15", "Ninewa", "نينوى"), (33.9, 44.8), (36.3, 42.4)),
    Land("SY", ("SY02", "Aleppo", "حلب"), ("SY04", "Homs", "حمص"), (36.3, 37.6), (34.6, 38.2)),
]  # fmt: skip
each_land = pytest.mark.parametrize("land", LANDS, ids=lambda land: land.country)


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pack]:
    """A pack for each country with its two villages, and one town beside each."""
    made = {}
    for land in LANDS:
        folder = tmp_path_factory.mktemp(land.country) / "pack"
        base = "syria" if land.country == "SY" else "world"
        pack = make_pack(folder, includes=base, country=land.country)
        places = {}
        for (code, *_), at, town in ((land.here, land.point, "Qozbera"), (land.there, land.other, "Malvanu")):
            within = (code, land.country)
            places[f"made:{code}"] = Place(f"made:{code}", LATIN, ARABIC, "village", 4, within, *at, None, (), "made")
            beside = at[0] + 0.05, at[1] + 0.05
            places[f"town:{code}"] = Place(f"town:{code}", town, None, "town", 4, within, *beside, None, (), "made")
        about = folder / "pack.yaml"
        about.write_text(
            about.read_text(encoding="utf-8") + f"usual_areas: {{river post: [{land.there[0]}]}}\n", encoding="utf-8"
        )
        made[land.country] = keep_imported(pack, places, {})
    return made


Placed = Callable[..., list[Where]]


def placed(pack: Pack, text: str, *words: str, title: str | None = None, publisher: str | None = None) -> list[Where]:
    """The places of one claim a word, each with the line it stands in as its sentence."""
    claims, at = [], 0
    for number, word in enumerate(words):
        at = text.index(word, at)
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        span = Span(start, end if end >= 0 else len(text))
        where = (Where(word, span=Span(at, at + len(word))),)
        claims.append(Claim(f"c{number}", "event", "new", "reported", (span,), (), When(None, None, None), where))
        at += len(word)
    report = Report("r", text, publisher=publisher, title=title)
    return [claim.where[0] for claim in locate(Reading(report, tuple(claims)), pack).claims]


@each_land
def test_the_region_of_the_sentence_comes_before_the_title(packs: dict[str, Pack], land: Land) -> None:
    """Both are named; the sentence is nearer."""
    text = f"Gunmen killed two men in {LATIN} village in {land.here[1]} province."
    (found,) = placed(packs[land.country], text, f"{LATIN} village", title=f"{land.there[1]}: two killed")
    assert found.place == land.mine


@each_land
def test_the_region_of_the_sentence_comes_before_what_was_told_earlier(packs: dict[str, Pack], land: Land) -> None:
    """In Arabic, with another region in the line above."""
    text = f"شهدت {land.there[2]} هدوءاً حذراً.\nقتل رجلان في قرية {ARABIC} في محافظة {land.here[2]}."
    (found,) = placed(packs[land.country], text, f"قرية {ARABIC}")
    assert found.place == land.mine


@each_land
def test_the_dateline_tells_where_the_sentence_names_no_region(packs: dict[str, Pack], land: Land) -> None:
    """ "Homs: …" before the sentence, though the title names another."""
    text = f"{land.here[1]}: a mine killed a child in {LATIN} village."
    (found,) = placed(packs[land.country], text, f"{LATIN} village", title=f"A week in {land.there[1]}")
    assert found.place == land.mine


@each_land
def test_each_bullet_is_under_its_own_heading(packs: dict[str, Pack], land: Land) -> None:
    """The same name twice in one bulletin, and two places."""
    text = f"{land.here[1]} province:\n- {LATIN}: two killed.\n\n{land.there[1]} province:\n- {LATIN}: one killed.\n"
    first, second = placed(packs[land.country], text, LATIN, LATIN)
    assert (first.place, second.place) == (land.mine, land.theirs)


@each_land
def test_the_title_tells_where_the_text_names_no_region(packs: dict[str, Pack], land: Land) -> None:
    """It is weaker than the text, and stronger than the publisher's usual area."""
    text = f"A mine killed a child in {LATIN} village."
    about = {"title": f"{land.here[1]}: a child killed by a mine", "publisher": "River Post"}
    (found,) = placed(packs[land.country], text, f"{LATIN} village", **about)
    assert found.place == land.mine


@each_land
def test_other_places_of_the_text_tell_by_their_distance(packs: dict[str, Pack], land: Land) -> None:
    """The town of the sentence before is near one of the two; that beats the publisher's usual area."""
    text = f"Shells fell on Qozbera town.\nLater a man was killed in {LATIN} village."
    _, found = placed(packs[land.country], text, "Qozbera town", f"{LATIN} village", publisher="River Post")
    assert found.place == land.mine
    assert any("km from other places of the text" in step for step in found.way)


@each_land
def test_the_publishers_usual_area_tells_where_nothing_in_the_text_does(packs: dict[str, Pack], land: Land) -> None:
    """As the pack lists it."""
    text = f"A man was killed in {LATIN} village."
    (found,) = placed(packs[land.country], text, f"{LATIN} village", publisher="River Post")
    assert found.place == land.theirs
    assert any("usually report" in step for step in found.way)


@each_land
def test_size_is_the_last_that_tells(packs: dict[str, Pack], land: Land) -> None:
    """A town of many people is what its name means, unless anything else says otherwise."""
    places = dict(packs[land.country].places)
    places[land.mine] = replace(places[land.mine], population=80_000)
    gazetteer = type(packs[land.country].gazetteer)(places, home=land.country, words=packs[land.country].place_words)
    pack = replace(packs[land.country])
    pack.__dict__.update(places=places, gazetteer=gazetteer)
    (found,) = placed(pack, f"A man was killed in {LATIN}.", LATIN)
    assert found.place == land.mine
    assert any("last resort" in step for step in found.way)
    (told,) = placed(pack, f"A man was killed in {LATIN} in {land.there[1]}.", LATIN)
    assert told.place == land.theirs


@each_land
def test_without_evidence_both_are_kept_with_the_reason(packs: dict[str, Pack], land: Land) -> None:
    """In both scripts; no point is made up for places far apart."""
    for text, words in (
        (f"A man was killed in {LATIN} village.", f"{LATIN} village"),
        (f"قتل رجل في قرية {ARABIC}.", f"قرية {ARABIC}"),
    ):
        (found,) = placed(packs[land.country], text, words)
        assert (found.place, found.precision, found.point) == (None, "unplaced", None)
        assert set(found.candidates) == {land.mine, land.theirs}
        assert any("tells them apart" in step for step in found.way)
