"""Ties the categories of releases: kept, renamed, split or merged, so that tables of all of them are linked.

A code keeps its meaning for ever. A category that is new says by `supersedes` which ones of releases before its people
were in. Categories stand for sets of people, so that any two of them, of whatever releases, are one part of the other
or have nobody in common; what is not of that kind cannot be tied by sums, and is refused with what would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeVar

from .tables import TOTAL, Category, Codes, Dimension, Layout, Means, PublishedTable, Subpopulation

L = TypeVar("L", bound=Layout)
_People = frozenset[int]


class UntiedError(ValueError):
    """Categories of two releases that no sums tie: of which variable, in what way, and what to do."""

    def __init__(self, variable: str, what: str, remedy: str) -> None:
        self.where, self.what, self.remedy = f"variable {variable}", what, remedy
        self.variable = variable
        super().__init__(f"{self.where}: {what}; {remedy}")


@dataclass(frozen=True)
class Tied:
    """A variable with the categories of all releases in one hierarchy, and what each code of any release is called.

    `names` holds the codes of releases before that this one has under another code.
    """

    dimension: Dimension
    names: Mapping[str, str]


def tie(tables: Sequence[L], earlier: Sequence[Sequence[PublishedTable]]) -> tuple[list[L], list[list[PublishedTable]]]:
    """The tables of a release and those of each before it, the oldest first, with one list of categories a variable.

    Addresses of the release's own tables stay as they are; where no category changed, everything does.

    Raises:
        UntiedError: categories changed in a way that no sums tie.
    """
    tied = dict(_tied(tables, earlier))
    if not tied:
        return list(tables), [list(release) for release in earlier]
    return [_own(table, tied) for table in tables], [[_before(table, tied) for table in one] for one in earlier]


def changes_refused(tables: Sequence[Layout], earlier: Sequence[Sequence[Layout]]) -> Iterator[UntiedError]:
    """Yields, for each variable, why its categories cannot be tied to those of releases before."""
    for releases in _variables(tables, earlier):
        try:
            _tie_variable(releases)
        except UntiedError as error:
            yield error


def _tied(tables: Sequence[Layout], earlier: Sequence[Sequence[Layout]]) -> Iterator[tuple[str, Tied]]:
    for releases in _variables(tables, earlier):
        found = _tie_variable(releases)
        if found is not None:
            yield releases[-1].variable, found


def _variables(tables: Sequence[Layout], earlier: Sequence[Sequence[Layout]]) -> Iterator[list[Dimension]]:
    """Yields each variable of a release that one before it has too, as each of these has it, the oldest first."""
    described = [{d.variable: d for table in release for d in table.all_dimensions} for release in (*earlier, tables)]
    for variable in sorted({name for release in described for name in release}):
        if len(releases := [release[variable] for release in described if variable in release]) > 1:
            yield releases


def _tie_variable(releases: Sequence[Dimension]) -> Tied | None:
    """One hierarchy of all categories, the newest release's first; None where all releases have the same."""
    now = releases[-1]
    known = {code for dimension in releases for code in dimension.parents}
    for category in now.categories:
        if strange := [code for code in category.supersedes if code not in known or code == category.code]:
            what = f"{category.code} supersedes {' and '.join(strange)}, which no release before has"
            raise UntiedError(now.variable, what, "correct the code, or name all releases before")
    if all(dimension.structure == now.structure for dimension in releases):
        return None
    if len({dimension.is_multiple for dimension in releases}) > 1:
        what = "people could give several answers in one release, and one in another"
        raise UntiedError(now.variable, what, "make it a variable of another name")
    return _tie_answers(releases) if now.is_multiple else _tie_categories(releases)


def _tie_answers(releases: Sequence[Dimension]) -> Tied:
    """Several answers are a variable each: those of releases before are the same, renamed, or others."""
    now, names = releases[-1], dict[str, str]()
    for category in now.categories:
        before = [code for code in category.supersedes if code not in now.parents]
        if len(before) > 1 or any(code in names for code in before):
            what = f"people may give several answers, so that {category.code} is no sum of {' and '.join(before)}"
            raise UntiedError(now.variable, what, "let one answer supersede one alone; new answers supersede none")
        names |= dict.fromkeys(before, category.code)
    listed = {category.code: category for category in now.categories}
    exclusive = set(now.exclusive)
    for dimension in releases[-2::-1]:
        for category in dimension.categories:
            code = names.get(category.code, category.code)
            listed.setdefault(code, Category(code))
        exclusive |= {names.get(code, code) for code in dimension.exclusive}
    return Tied(Dimension(now.variable, tuple(listed.values()), True, tuple(sorted(exclusive))), names)


def _tie_categories(releases: Sequence[Dimension]) -> Tied:
    people: dict[str, _People] = {}
    for dimension in releases:
        people = _with_release(people, dimension)
    now = releases[-1]
    # The finest category of each set of people, in the newest release that has one.
    called: dict[_People, str] = {}
    names: dict[str, str] = {}
    listed: dict[str, Category] = {}
    for dimension in reversed(releases):
        finest_last = sorted(dimension.categories, key=lambda category: len(dimension.with_ancestors(category.code)))
        for category in dimension.categories:
            same = called.get(people[category.code])
            if category.code in now.parents or (category.code not in names and same is None):
                listed.setdefault(category.code, category)
            elif category.code not in listed:
                names[category.code] = same or category.code
        called = {people[category.code]: category.code for category in finest_last} | called
    order = [(len(people[code]), -_depth(code, releases)) for code in listed]
    by_size = [code for _, code in sorted(zip(order, listed, strict=True), reverse=True)]
    parents = _nested(now.variable, {code: people[code] for code in by_size})
    categories = tuple(replace(category, parent=parents[code], supersedes=()) for code, category in listed.items())
    return Tied(Dimension(now.variable, categories), {old: new for old, new in names.items() if old != new})


def _depth(code: str, releases: Sequence[Dimension]) -> int:
    """How deep a category lies in the newest release that has it."""
    return next(len(d.with_ancestors(code)) for d in reversed(releases) if code in d.parents)


def _nested(variable: str, people: Mapping[str, _People]) -> dict[str, str]:
    """Each category with the smallest one that it is part of; the largest come first, and of equals the whole."""
    holder: dict[int, str] = {}
    parents = {}
    for code, own in people.items():
        above = {holder.get(atom, "") for atom in own}
        if len(above) > 1:
            named = " and ".join(sorted(filter(None, above)))
            what = f"{code} takes people of {named} together, and they were apart in another release"
            raise UntiedError(variable, what, "group the categories as they were (maps_to), or leave the group out")
        parents[code] = above.pop() if above else ""
        holder |= dict.fromkeys(own, code)
    return parents


def _with_release(before: Mapping[str, _People], release: Dimension) -> dict[str, _People]:
    """The sets of people of all categories so far, and of those of one more release."""
    leaves, variable = release.leaves, release.variable
    if not before:
        people = {code: frozenset([number]) for number, code in enumerate(leaves)}
        return {**people, **_groups(release, people)}
    people = dict(before)
    for olds, news in _families(release, before):
        _supersede(variable, people, olds, news)
    _refuse_overlap(variable, {code: people[code] for code in leaves})
    # Splits made the sets of categories before finer.
    everybody, now = _union(people.values()), _union(people[code] for code in leaves)
    gone = sorted(code for code in before if people[code] and not people[code] & now)
    if everybody != now:
        what = f"{_listed(gone)} of a release before is gone, and no category says where its people are now"
        raise UntiedError(variable, what, "name it under `supersedes` of the category that they are in now, or keep it")
    groups = _groups(release, people)
    for code, own in groups.items():
        if people.get(code, own) != own:
            what = f"{code} holds other people than in a release before"
            raise UntiedError(variable, what, "give it another code, or the parts that it had")
    return {**people, **groups}


def _groups(release: Dimension, people: Mapping[str, _People]) -> dict[str, _People]:
    """The sets of people of the categories that have parts."""
    found: dict[str, _People] = {}
    for code in release.leaves:
        for above in release.with_ancestors(code)[1:]:
            found[above] = found.get(above, frozenset()) | people[code]
    return found


def _families(release: Dimension, before: Mapping[str, _People]) -> Iterator[tuple[set[str], list[str]]]:
    """Yields categories before with the new ones that supersede them, apart from all others."""
    families: dict[str, tuple[set[str], list[str]]] = {}
    supersedes = {category.code: category.supersedes for category in release.categories}
    for code in release.leaves:
        if code in before:
            _refuse_taken_in(release, code, supersedes[code], before)
            continue
        above = [whole for whole in release.with_ancestors(code)[1:] if whole in before]
        olds = {old for old in supersedes[code] if old in before} or set(above[:1])
        if not olds:
            what = f"{code} is new, and does not say which categories of the release before its people were in"
            remedy = "name them under `supersedes`; where they were in none, count another universe"
            raise UntiedError(release.variable, what, remedy)
        joined = {id(families[old]): families[old] for old in sorted(olds) if old in families}.values()
        family = olds.union(*(own for own, _ in joined)), [*(new for _, own in joined for new in own), code]
        families |= dict.fromkeys(family[0], family)
    yield from {id(family): family for family in families.values()}.values()


def _refuse_taken_in(release: Dimension, code: str, supersedes: Iterable[str], before: Mapping[str, _People]) -> None:
    """A code that stays and takes in others means something else than before."""
    for old in supersedes:
        own, other = before[code], before.get(old, before[code])
        if not (own <= other or other <= own):
            what = f"{code} keeps its code and takes in {old}"
            remedy = f"give it another code, which supersedes {code} | {old}"
            raise UntiedError(release.variable, what, remedy)


def _supersede(variable: str, people: dict[str, _People], olds: set[str], news: list[str]) -> None:
    """Notes whom new categories hold: one that merges some, one under another code, or several that split one."""
    if len(news) == 1:
        people[news[0]] = _union(people[old] for old in olds)
        return
    safe = f"{' and '.join(news)} can be one category that supersedes {' | '.join(sorted(olds))}"
    if len(olds) > 1:
        what = f"{_listed(news)} cut {_listed(sorted(olds))} otherwise than before, and no sums tie them"
        raise UntiedError(variable, what, safe)
    (old,) = olds
    if len(people[old]) != 1:
        what = f"{_listed(news)} split {old}, which was split already"
        raise UntiedError(variable, what, f"name the parts of {old} under `supersedes`, or: {safe}")
    (atom,) = people[old]
    first = 1 + max(max(own, default=0) for own in people.values())
    parts = frozenset(range(first, first + len(news)))
    for code, own in people.items():
        if atom in own:
            people[code] = own - {atom} | parts
    people |= {code: frozenset([part]) for code, part in zip(news, sorted(parts), strict=True)}


def _refuse_overlap(variable: str, leaves: Mapping[str, _People]) -> None:
    seen: dict[int, str] = {}
    for code, own in leaves.items():
        for other in sorted({seen[atom] for atom in own if atom in seen}):
            what = f"{code} and {other} hold the same people of a release before"
            remedy = f"where one takes a part of the other, give what is left a code of its own: both supersede {other}"
            raise UntiedError(variable, what, remedy)
        seen |= dict.fromkeys(own, code)


def _union(sets: Iterable[_People]) -> _People:
    return reduce(frozenset.union, sets, frozenset[int]())


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "")


def _own(table: L, tied: Mapping[str, Tied]) -> L:
    """A table of the newest release, whose codes are the same in the hierarchy of all."""
    cut = table.subpopulation
    if cut is not None:
        cut = Subpopulation(cut.universe, tuple((_dimension(d, tied), code) for d, code in cut.conditions))
    return replace(table, dimensions=tuple(_dimension(d, tied) for d in table.dimensions), subpopulation=cut)


def _dimension(dimension: Dimension, tied: Mapping[str, Tied]) -> Dimension:
    found = tied.get(dimension.variable)
    return dimension if found is None else found.dimension


def _before(table: PublishedTable, tied: Mapping[str, Tied]) -> PublishedTable:
    """What a table of a release before says of its cells, by their codes now; its shares say nothing more."""
    names = [tied[name].names if name in tied else {} for name in table.variables]

    def renamed(codes: Codes) -> Codes:
        return tuple(code if code == TOTAL else own.get(code, code) for code, own in zip(codes, names, strict=True))

    counts: dict[Codes, int | None] = {}
    for codes, count in table.counts.items():
        # A category and its only part may be one now.
        counts[renamed(codes)] = count if count is not None else counts.get(renamed(codes))
    means = tuple(
        Means(own.variable, own.decimals, {renamed(codes): mean for codes, mean in own.printed.items()})
        for own in table.means
    )
    cut = table.subpopulation
    if cut is not None:
        within = [
            (d, tied[d.variable].names.get(code, code) if d.variable in tied else code) for d, code in cut.conditions
        ]
        cut = Subpopulation(cut.universe, tuple((_dimension(d, tied), code) for d, code in within))
    dimensions = tuple(_dimension(d, tied) for d in table.dimensions)
    return replace(
        table, dimensions=dimensions, subpopulation=cut, counts=counts, means=means, shares=(), weighted_shares=()
    )
