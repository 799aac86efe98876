"""Planes, areas, hot spots, shares and scans."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from marsad.model.errors import WatchError
from marsad.watch.space.area import AreaSettings, area_of_operation, compare_size, density_grid
from marsad.watch.space.cells import cells_of, touching
from marsad.watch.space.hotspots import false_discovery, find_hot_spots, gi_star
from marsad.watch.space.plane import Plane, plane_around, polygon_km2
from marsad.watch.space.scan import ScanSettings, gumbel_chance, scan_expected, scan_permuted, zones_near
from marsad.watch.space.shares import UNKNOWN, shares_of

from .series import event

pyproj = pytest.importorskip("pyproj")


def test_a_degree_square_has_its_geodesic_area() -> None:
    """One by one degree around 35° north: 10,127.44 km², as the geodesic library has it."""
    ring = np.array([[34.5, 38.0], [34.5, 39.0], [35.5, 39.0], [35.5, 38.0]])
    assert polygon_km2(ring) == pytest.approx(10_127.44, abs=0.02)
    exact, _ = pyproj.Geod(ellps="WGS84").polygon_area_perimeter(ring[:, 1], ring[:, 0])
    assert polygon_km2(ring) == pytest.approx(exact / 1e6, rel=1e-6)


@settings(max_examples=30)
@given(st.floats(-70, 70), st.floats(-170, 170), st.floats(-3, 3), st.floats(-3, 3))
def test_the_plane_is_lamberts_and_leads_back(latitude: float, longitude: float, north: float, east: float) -> None:
    """Anywhere on the globe our plane agrees with PROJ's to a millimetre, and back to a hundredth of a metre."""
    plane, point = Plane(latitude, longitude), np.array([[latitude + north, longitude + east]])
    proj = pyproj.Transformer.from_crs(
        "EPSG:4326", f"+proj=laea +lat_0={latitude} +lon_0={longitude} +ellps=WGS84 +units=km", always_xy=True
    )
    flat = plane.to_plane(point)
    assert flat[0] == pytest.approx(proj.transform(point[0, 1], point[0, 0]), abs=1e-6)
    assert plane.to_degrees(flat)[0] == pytest.approx(point[0], abs=1e-7)


def test_swapped_coordinates_are_noticed_where_they_can_be() -> None:
    """A latitude beyond the pole is refused, with the likely cause."""
    with pytest.raises(WatchError, match="swapped"):
        plane_around(np.array([[120.0, 35.0]]))


def test_one_place_has_the_area_of_the_kernel() -> None:
    """Events at one point, smoothed with 10 km: 95 % lie in 1,882 km², 50 % in 435 km² (a normal law in the plane)."""
    density, cell, _ = density_grid(np.full((30, 2), 3.7), 10.0)
    mass = np.cumsum(np.sort(density.ravel())[::-1])
    for level, wanted in ((0.95, np.pi * 100 * 5.991), (0.5, np.pi * 100 * 1.386)):
        assert (np.searchsorted(mass, level) + 1) * cell**2 == pytest.approx(wanted, rel=0.02)


def scattered(number: int, *, seed: int = 1, precision: str = "near") -> list:  # type: ignore[type-arg]
    random = np.random.default_rng(seed)
    points = np.column_stack([random.normal(35, 0.3, number), random.normal(39, 0.4, number)])
    return [
        event(n, date(2021, 1, 1) + timedelta(n), point=(float(a), float(b)), place_precision=precision)
        for n, (a, b) in enumerate(points)
    ]


def test_every_size_has_a_name_and_an_interval() -> None:
    """Four definitions, each inside its interval; the core is smaller than the whole; outlines lie where events do."""
    made = area_of_operation(scattered(60), seed=1, settings=AreaSettings(repeats=40))
    sizes = {size.name: size for size in made.sizes}
    assert set(sizes) == {"kde-95", "kde-50", "buffers", "hull-95"}
    assert all(size.low <= size.km2 <= size.high and size.low < size.high for size in made.sizes)
    assert sizes["kde-50"].km2 < sizes["kde-95"].km2 / 2
    assert all(33 < latitude < 37 for ring in made.outlines["kde-95"] for latitude, _ in ring)
    ring = np.array(max(made.outlines["kde-95"], key=len))[:-1]
    assert polygon_km2(ring) == pytest.approx(sizes["kde-95"].km2, rel=0.25)
    assert made == area_of_operation(scattered(60), seed=1, settings=AreaSettings(repeats=40))


def test_a_published_size_is_set_beside_each_definition() -> None:
    """A published figure is a multiple of each of ours, inside its interval or not."""
    made = area_of_operation(scattered(60), seed=1, settings=AreaSettings(repeats=40))
    core = next(size for size in made.sizes if size.name == "kde-50")
    compared = {name: (ratio, inside) for name, ratio, inside in compare_size(made, core.km2).ratios}
    assert compared["kde-50"] == (pytest.approx(1.0), True)
    assert compared["kde-95"][0] < 0.5
    assert not compared["kde-95"][1]
    with pytest.raises(WatchError, match="more than 0"):
        compare_size(made, 0)


def test_too_few_places_give_no_area() -> None:
    """Nineteen events, or events at nine places, or placed to a governorate only: refused, and why."""
    few = area_of_operation(scattered(19), seed=1)
    assert few.refused is not None
    assert "not enough distinct places" in few.refused
    same = scattered(9) * 3
    assert area_of_operation(same, seed=1).refused is not None
    coarse = area_of_operation(scattered(40, precision="adm1"), seed=1)
    assert (coarse.events, coarse.left_out) == (0, 40)
    assert coarse.refused is not None


def test_gi_star_is_ord_and_getis_formula() -> None:
    """The vectorised score equals the formula written out, cell by cell."""
    random = np.random.default_rng(2)
    x = random.poisson(2.0, 30).astype(float)
    dense = (random.random((30, 30)) < 0.2).astype(float)
    np.fill_diagonal(dense, 1.0)
    score = gi_star(x, csr_array(dense))
    mean, spread, n = x.mean(), np.sqrt((x**2).mean() - x.mean() ** 2), len(x)
    for i in range(n):
        w = dense[i]
        wanted = (w @ x - mean * w.sum()) / (spread * np.sqrt((n * (w**2).sum() - w.sum() ** 2) / (n - 1)))
        assert score[i] == pytest.approx(wanted, rel=1e-12)


def test_false_discoveries_are_held_down() -> None:
    """Benjamini and Hochberg's own example keeps four of fifteen; noise alone keeps about none."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
               0.759, 1.0]  # fmt: skip
    assert false_discovery(np.array(chances), 0.05).sum() == 4
    noise = [false_discovery(np.random.default_rng(n).random(200), 0.05).any() for n in range(100)]
    assert np.mean(noise) < 0.12


def test_a_crowded_cell_is_hot() -> None:
    """Sixty events at one place among scattered ones: its hexagon is hot, far ones are not."""
    pytest.importorskip("h3")
    crowd = [event(100 + n, date(2021, 1, 1), point=(35.5, 39.5), place_precision="exact") for n in range(60)]
    cells, counts = cells_of([*scattered(40), *crowd])
    found = find_hot_spots(counts, touching(cells))
    assert found.is_hot[int(np.argmax(counts))]
    assert found.is_hot.sum() < len(cells) / 4


def test_shares_keep_what_is_not_known() -> None:
    """Of ten events two have no area: they are a line of their own, and widen what each share can be."""
    rows = shares_of(["east"] * 6 + ["west"] * 2 + [None] * 2)
    assert [(row.unit, row.events) for row in rows] == [("east", 6), ("west", 2), (UNKNOWN, 2)]
    assert rows[0].share == 0.6
    assert (rows[0].least, rows[0].most) == (0.6, 0.8)
    assert rows[0].low is not None
    assert rows[0].low < 0.75 < (rows[0].high or 0)
    assert sum(row.share for row in rows) == pytest.approx(1.0)


def grid(side: int) -> np.ndarray:
    """Places on a grid, about 11 km apart."""
    return np.array([(34 + 0.1 * a, 38 + 0.12 * b) for a in range(side) for b in range(side)])


def test_zones_are_neighbours_once_each() -> None:
    """Every zone is a set of near places; none occurs twice; single places are zones."""
    zones = zones_near(grid(5), ScanSettings(neighbours=4, radius_km=30))
    assert len(set(zones)) == len(zones)
    assert {(place,) for place in range(25)} <= set(zones)
    assert max(len(zone) for zone in zones) == 4


def test_a_planted_cluster_is_found_with_its_places_and_weeks() -> None:
    """Three neighbouring places, four weeks up to now: found, and rare."""
    random = np.random.default_rng(3)
    points = grid(6)
    counts = random.poisson(0.3, (36, 60))
    settings = ScanSettings(neighbours=6, radius_km=40, replicates=199)
    zones = zones_near(points, settings)
    target = next(zone for zone in zones if len(zone) == 3)
    counts[list(target), -4:] += random.poisson(3.0, (3, 4))
    found = scan_permuted(counts, zones, seed=1, settings=settings)
    assert found is not None
    assert set(found.places) >= set(target)
    assert 3 <= found.weeks <= 5
    assert found.chance == 1 / 200
    assert found.years > 1
    assert found.seen > 2 * found.expected
    other = scan_expected(counts, np.full(counts.shape, 0.3), zones, seed=1, settings=settings)
    assert other is not None
    assert set(other.places) >= set(target)


def test_what_rises_everywhere_is_no_cluster() -> None:
    """A rise of all places together is unremarkable, and clusters of chance come as often as told."""
    settings = ScanSettings(neighbours=5, radius_km=40, replicates=49)
    zones = zones_near(grid(4), settings)
    chances = []
    for seed in range(40):
        random = np.random.default_rng(seed)
        counts = random.poisson(0.5, (16, 40))
        counts[:, -4:] += random.poisson(1.0, (16, 4))
        found = scan_permuted(counts, zones, seed=seed, settings=settings)
        chances.append(1.0 if found is None else found.gumbel)
    assert np.mean(np.array(chances) < 0.05) < 0.16
    assert 0.3 < np.mean(chances) < 0.7


def test_the_permutation_scan_agrees_with_the_score_written_out() -> None:
    """On a tiny table the best of all zones and durations is the one that brute force finds."""
    counts = np.array([[1, 0, 2, 4], [0, 1, 0, 3], [2, 2, 1, 0]])
    zones = ((0,), (1,), (2,), (0, 1), (1, 2))
    total = counts.sum()
    best = max(
        (c * np.log(c / m) + (total - c) * np.log((total - c) / (total - m)), zone, weeks)
        for zone in zones
        for weeks in (1, 2, 3, 4)
        for c in [counts[list(zone), -weeks:].sum()]
        for m in [counts[list(zone)].sum() * counts[:, -weeks:].sum() / total]
        if c > m
    )
    found = scan_permuted(counts, zones, seed=1, settings=ScanSettings(replicates=9, duration_weeks=4))
    assert found is not None
    assert (found.score, found.places, found.weeks) == (pytest.approx(best[0]), best[1], best[2])


def test_the_smooth_chance_follows_a_gumbel_law() -> None:
    """A score at the 95th percentile of a Gumbel law has a chance of about 5 %."""
    drawn = np.random.default_rng(4).gumbel(3.0, 1.5, 5000)
    assert gumbel_chance(3.0 - 1.5 * np.log(-np.log(0.95)), drawn) == pytest.approx(0.05, abs=0.006)


def test_a_scan_of_nothing_finds_nothing() -> None:
    """No events, no cluster; zones of other places are refused."""
    assert scan_permuted(np.zeros((3, 5), dtype=np.int64), ((0,), (1, 2)), seed=1) is None
    with pytest.raises(WatchError, match="same places"):
        scan_permuted(np.ones((2, 5), dtype=np.int64), ((0, 7),), seed=1)
