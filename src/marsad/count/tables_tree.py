"""Trees of published figures: parts against wholes, titles against bodies, one post against another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from marsad.count.tables import Shape, TableFinding, TableRow, whole

# A list that falls short by more than this is taken as incomplete; nobody said that it names all.
SHORT_SHARE, SHORT_NUMBER = 0.02, 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number."""

    id: str
    part_of: str
    publisher: str
    address: str
    scope: str
    measure: str
    category: str
    area: str
    value: int


def figures_of(rows: Sequence[TableRow], shape: Shape) -> tuple[Figure, ...]:
    """The figures of a table; rows without a number say nothing."""
    value = shape.column("value") or "value"
    return tuple(
        Figure(
            shape.id_of(row, number),
            shape.text(row, "part_of"),
            shape.text(row, "publisher"),
            shape.text(row, "address"),
            shape.text(row, "scope"),
            shape.text(row, "metric"),
            shape.text(row, "category"),
            shape.same_area(shape.text(row, "area")),
            told,
        )
        for number, row in enumerate(rows, start=1)
        if (told := whole(row.get(value))) is not None
    )


def audit_tree(rows: Sequence[TableRow], shape: Shape) -> tuple[TableFinding, ...]:
    """What does not add up among the figures of a tree."""
    tree = Tree(figures_of(rows, shape), shape)
    return (*tree.titles(), *tree.parts(), *tree.parts_elsewhere(), *tree.sources(), *tree.posts())


class Tree:
    """Published figures by id and by what they are part of."""

    def __init__(self, figures: Sequence[Figure], shape: Shape) -> None:
        self.shape = shape
        self.figures = tuple(figures)
        self.by_id = {figure.id: figure for figure in figures}
        self.below: dict[str, list[Figure]] = defaultdict(list)
        for figure in figures:
            if figure.part_of:
                self.below[figure.part_of].append(figure)

    def mark_of(self, figure: Figure) -> str | None:
        """Whether the figure stands in a title or in a body, where its id or publisher says so."""
        words = {*figure.id.casefold().split("."), *figure.publisher.casefold().strip(")").replace("(", " ").split()}
        if words & set(self.shape.words("title_mark")):
            return "title"
        return "body" if words & set(self.shape.words("body_mark")) else None

    def titles(self) -> Iterator[TableFinding]:
        """Titles and bodies of one page that differ on the same thing."""
        same: dict[tuple[str, ...], dict[str, Figure]] = defaultdict(dict)
        for figure in self.figures:
            mark = self.mark_of(figure)
            if mark and self._kind(figure) in ("top", "category"):
                key = (figure.address, figure.scope, figure.measure, figure.category, figure.area)
                same[key].setdefault(mark, figure)
        for pair in same.values():
            if len(pair) == 2 and pair["title"].value != pair["body"].value:
                title, body = pair["title"], pair["body"]
                yield TableFinding(
                    rule="title-body",
                    severity="error",
                    left=(title.id,),
                    right=(body.id,),
                    arithmetic=f"{title.value} ≠ {body.value}",
                    says=f"The title says {title.value} ({title.category}), the body {body.value}.",
                )

    def _kind(self, figure: Figure) -> str:
        return "category" if figure.part_of else "top"

    def parts(self) -> Iterator[TableFinding]:
        """Parts that do not make up their whole, or single ones that are larger than it."""
        for whole_id, children in self.below.items():
            parent = self.by_id.get(whole_id)
            if parent is None:
                continue
            for child in children:
                if child.value > parent.value:
                    yield self._unequal("subset", "error", parent, (child,))
            groups = self.lists_of(children)
            for group in groups:
                total = sum(child.value for child in group)
                short = parent.value - total
                if len(group) < 2 or short == 0 or short > max(SHORT_NUMBER, SHORT_SHARE * parent.value):
                    continue
                yield self._unequal("addends", "error" if short < 0 else "doubt", parent, group)

    def lists_of(self, children: Sequence[Figure]) -> list[tuple[Figure, ...]]:
        """Children that should add up: by place where places differ, by category else; lists that overlap are none."""
        by_place: dict[str, list[Figure]] = defaultdict(list)
        by_category: dict[str, list[Figure]] = defaultdict(list)
        for child in children:
            by_place[child.category].append(child)
            by_category[child.area].append(child)
        lists = [g for g in by_place.values() if len({f.area for f in g}) == len(g) > 1]
        lists += [g for g in by_category.values() if len({f.category for f in g}) == len(g) > 1 and not self._mixes(g)]
        return [tuple(group) for group in lists]

    def _mixes(self, group: Iterable[Figure]) -> bool:
        """Whether categories of several dimensions stand together: women, children and the tortured overlap."""
        dimensions = set()
        for figure in group:
            words = set(figure.category.casefold().replace(",", " ").split())
            own = {name for name, each in self.shape.names["overlapping"].items() if words & set(each)}
            dimensions.add(min(own) if own else "status")
        return len(dimensions) > 1

    def _unequal(self, rule: str, severity: str, parent: Figure, parts: tuple[Figure, ...]) -> TableFinding:
        total = sum(part.value for part in parts)
        terms = " + ".join(str(part.value) for part in parts)
        sign = "<" if rule == "subset" else "≠"
        return TableFinding(
            rule=rule,
            severity=severity,  # type: ignore[arg-type]
            left=(parent.id,),
            right=tuple(part.id for part in parts),
            arithmetic=f"{parent.value} {sign} {terms} (= {total})" if len(parts) > 1 else f"{parent.value} < {terms}",
            says=f"{parent.publisher} says {parent.value} ({parent.category}); the parts make {total}.",
            unless="Some belong to a category that is not named." if severity == "doubt" else None,
        )

    def parts_elsewhere(self) -> Iterator[TableFinding]:
        """Parts published in one place that already exceed a whole published in another."""
        by = str(self.shape.names["by_word"])
        for whole_id, children in self.below.items():
            parent = self.by_id.get(whole_id)
            parts = tuple(child for child in children if by in child.category)
            if parent is None or len(parts) < 2 or sum(part.value for part in parts) > parent.value:
                continue
            total, seen = sum(part.value for part in parts), set[int]()
            for other in self._same_thing(parent):
                if other.value < total and other.value not in seen:
                    seen.add(other.value)
                    yield self._unequal("subset", "error", other, parts)

    def _same_thing(self, figure: Figure) -> Iterator[Figure]:
        key = (figure.scope, figure.measure, figure.category, figure.area)
        for other in self.figures:
            if other is not figure and (other.scope, other.measure, other.category, other.area) == key:
                yield other

    def sources(self) -> Iterator[TableFinding]:
        """Publishers that differ on one thing; the two places of one page are the title's matter."""
        same: dict[tuple[str, ...], dict[int, Figure]] = defaultdict(dict)
        for figure in self.figures:
            if self.mark_of(figure) is None and figure.scope:
                key = (figure.scope, figure.measure, figure.category, figure.area)
                same[key].setdefault(figure.value, figure)
        for told in same.values():
            figures = list(told.values())
            if len(figures) < 2 or len({figure.publisher for figure in figures}) < 2:
                continue
            one, other = figures[:2]
            quoted = any(each.value == figure.value for figure in figures for each in self._marked_same(figure))
            yield TableFinding(
                rule="sources-differ",
                severity="note" if quoted else "doubt",
                left=(one.id,),
                right=(other.id,),
                arithmetic=f"{one.value} ≠ {other.value}",
                says=f"{one.publisher}: {one.value} ({one.category}), {other.publisher}: {other.value}; {one.scope}.",
                unless="Each repeats another number of the same page." if quoted else None,
            )

    def _marked_same(self, figure: Figure) -> Iterator[Figure]:
        return (each for each in self._same_thing(figure) if self.mark_of(each))

    def posts(self) -> Iterator[TableFinding]:
        """Two posts of one publisher on one window, of which one counts only the part by one doer of the other.

        Which doer is found by the numbers: the one whose part agrees with the smaller post in at least one category.
        """
        by = str(self.shape.names["by_word"])
        for small_id, small in self.below.items():
            top = self.by_id.get(small_id)
            if top is None or top.part_of or any(by in child.category for child in small):
                continue
            wanted = {child.category: child for child in small}
            parts: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
            for figure in self.figures:
                category, _, doer = figure.category.partition(by)
                if (
                    doer
                    and category in wanted
                    and self._same_post_window(figure, top)
                    and figure.address != top.address
                ):
                    parts[figure.address, doer][category] = figure
            for found in parts.values():
                agree = [c for c, figure in found.items() if figure.value == wanted[c].value]
                if not agree:
                    continue
                for category, figure in found.items():
                    if figure.value != wanted[category].value:
                        yield self._posts_differ(figure, wanted[category])

    def _same_post_window(self, figure: Figure, other: Figure) -> bool:
        """The same publisher, measure and area, and one of the scopes names all days that the other does."""
        if (figure.publisher, figure.measure, figure.area) != (other.publisher, other.measure, other.area):
            return False
        one, two = (_month_words(each.scope) for each in (figure, other))
        return bool(one) and one == two

    def _posts_differ(self, one: Figure, other: Figure) -> TableFinding:
        return TableFinding(
            rule="sources-differ",
            severity="doubt",
            left=(one.id,),
            right=(other.id,),
            arithmetic=f"{one.value} ≠ {other.value}",
            says=f"A post of {one.publisher} says {one.value} ({one.category}), another {other.value}: {other.scope}.",
            unless="The second post may count only some of the attacks.",
        )


_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


def _month_words(scope: str) -> frozenset[str]:
    """The months and years that a scope names."""
    words = scope.casefold().replace(",", " ").replace("(", " ").replace(")", " ").split()
    months = {word for word in words if word in _MONTHS}
    years = {word for word in words if len(word) == 4 and word.isdigit()}
    return frozenset(months | years) if months and years else frozenset()
