"""Places that are said by others: so far from, between, on a road, on a side, near, on a border; in both languages."""

from dataclasses import dataclass

import pytest

from marsad.locate import find_place
from marsad.locate.precision import to_code
from marsad.model.claim import Where
from marsad.packs import Pack
from marsad.packs.gazetteer import Gazetteer, distance_km


@dataclass(frozen=True)
class Said:
    """Words, the place that is meant, the precision in three scales, a point and how far off ours may be."""

    words: str
    place: str
    precision: str
    acled: int
    ucdp: int
    point: tuple[float, float]
    off_km: float


SAID = [
    Said("55 km north-east of Palmyra", "SY0405", "near", 2, 2, (34.91, 38.71), 5),
    Said("على بعد 55 كم شمال شرق تدمر", "SY0405", "near", 2, 2, (34.91, 38.71), 5),
    Said("about 12 kilometers southwest of Al-Sukhnah", "SY040501", "near", 2, 2, (34.81, 38.78), 3),
    Said("على بعد 20 كيلومتراً جنوب غرب مدينة السخنة", "SY040501", "near", 2, 2, (34.76, 38.72), 3),
    Said("جنوب شرق مدينة السخنة بنحو 15 كم", "SY040501", "near", 2, 2, (34.79, 38.99), 3),
    Said("5 miles west of Manbij", "SY0205", "near", 2, 2, (36.53, 37.87), 3),
    Said("between Al-Busayrah and Dhiban", "SY0901", "near", 2, 2, (35.09, 40.47), 5),
    Said("بين بلدتي البصيرة وذيبان", "SY0901", "near", 2, 2, (35.09, 40.47), 5),
    Said("the road between Saraqib and Ariha", "SY0700", "near", 2, 2, (35.84, 36.71), 5),
    Said("طريق تدمر - السخنة", "SY0405", "near", 2, 2, (34.72, 38.57), 5),
    Said("Damascus-Homs highway", "SY", "area", 3, 5, (34.12, 36.48), 5),
    Said("أوتوستراد دمشق حمص الدولي", "SY", "area", 3, 5, (34.12, 36.48), 5),
    Said("الطريق الواصل بين دير الزور والحسكة", "SY", "area", 3, 5, (35.92, 40.44), 5),
    Said("M5 highway near Saraqib", "SY070003", "near", 2, 2, (35.86, 36.81), 3),
    Said("Palmyra - Deir Ezzor road near Al-Sukhnah", "SY040501", "near", 2, 2, (34.89, 38.87), 3),
    Said("western countryside of Deir Ezzor", "SY09", "adm1", 3, 4, (35.45, 39.95), 15),
    Said("ريف دير الزور الغربي", "SY09", "adm1", 3, 4, (35.45, 39.95), 15),
    Said("Idlib's southern countryside", "SY07", "adm1", 3, 4, (35.58, 36.57), 15),
    Said("ريف دمشق الغربي", "SY03", "adm1", 3, 4, (33.45, 36.10), 20),
    Said("outskirts of Manbij", "SY0205", "near", 2, 2, (36.53, 37.96), 3),
    Said("أطراف بلدة السخنة", "SY040501", "near", 2, 2, (34.89, 38.87), 3),
    Said("ضواحي حلب", "SY02", "near", 2, 2, (36.20, 37.16), 5),
    Said("محيط مدينة منبج", "SY0205", "near", 2, 2, (36.53, 37.96), 3),
    Said("near Afrin", "SY0203", "near", 2, 2, (36.51, 36.87), 3),
    Said("east of the Euphrates in Deir ezzor", "east-euphrates", "area", 3, 5, (35.20, 40.30), 20),
    Said("غرب الفرات بريف دير الزور", "west-euphrates", "area", 3, 5, (35.20, 40.30), 20),
    Said("on the border with Iraq", "iq-sy-border", "area", 3, 5, (35.4, 41.3), 30),
    Said("الحدود السورية العراقية", "iq-sy-border", "area", 3, 5, (35.4, 41.3), 30),
    Said("قرب الحدود اللبنانية", "lb-sy-border", "area", 3, 5, (34.1, 36.3), 30),
    Said("Syrian-Turkish border near Ras al-Ain", "SY0804", "near", 2, 2, (36.85, 40.07), 3),
    Said("بادية السخنة", "SY040501", "adm3", 2, 2, (34.89, 38.87), 5),
    Said("north of Raqqa city", "SY1101", "near", 2, 2, (36.00, 39.01), 5),
]  # fmt: skip


@pytest.mark.parametrize("said", SAID, ids=lambda said: said.words)
def test_a_place_said_by_another_has_a_point_and_an_honest_precision(syria: Pack, said: Said) -> None:
    """In our words, ACLED's and UCDP's numbers, with a point no farther off than stated."""
    found = find_place(syria, said.words)
    assert found.place is not None
    assert (found.place.startswith(said.place), found.precision) == (True, said.precision)
    assert (to_code(found.precision, "acled"), to_code(found.precision, "ucdp")) == (said.acled, said.ucdp)
    assert found.point is not None
    assert distance_km(found.point, said.point) <= said.off_km
    assert found.radius_km is not None
    assert found.radius_km >= 3


def reached(where: Where) -> float:
    assert where.point is not None
    assert where.radius_km is not None
    return where.radius_km


def test_the_doubt_grows_with_the_distance_and_the_road(syria: Pack) -> None:
    """Far offsets and long roads are less sure than short ones, and long roads are no place near their ends."""
    near, far = (find_place(syria, f"{km} km south of Palmyra") for km in (8, 80))
    assert reached(near) < reached(far)
    short, long = (find_place(syria, words) for words in ("Saraqib-Ariha road", "Aleppo-Damascus road"))
    assert reached(short) < 35 < reached(long)
    assert (short.precision, long.precision) == ("near", "area")


def test_a_village_near_a_town_is_the_village_that_lies_there(syria: Pack) -> None:
    """Of several of the name, the one near the town that is named; the town is not taken for it."""
    town = syria.gazetteer.point(syria.gazetteer.seats["SY0903"])
    found = find_place(syria, "Al-Hawayej village near Al-Mayadeen")
    assert town is not None
    assert found.point is not None
    assert found.place != "SY0903"
    assert 0.5 < distance_km(found.point, town) < 40


def test_a_border_that_no_pack_knows_is_its_country_and_says_so(syria: Pack) -> None:
    """Of two other countries, the one named first."""
    found = find_place(syria, "Malian-Nigerien border")
    assert (found.place, found.precision) == ("ML", "country")
    assert any("not said" in step for step in found.way)
    assert find_place(syria, "Malian side of the border").place == "ML"


def test_the_side_of_a_unit_is_where_people_live_on_it(syria: Pack) -> None:
    """Not out in the desert: the middle of the places there, and none where too few are known."""
    gazetteer: Gazetteer = syria.gazetteer
    west, east = (gazetteer.settled_on_side("SY04", bearing) for bearing in (270, 90))
    assert west is not None
    assert east is not None
    assert west[0][1] < east[0][1]
    assert gazetteer.settled_on_side("SY", 0) is None
    assert gazetteer.settled_on_side("no unit", 0) is None
