"""Turns a demonstration into the page that explains, step by step, how a table is protected and attacks on it fail."""

from __future__ import annotations

from markupsafe import Markup

from ..model import Demonstration, Subtraction
from .grids import (
    WIDTH,
    Picture,
    as_attacked,
    as_counted,
    as_move,
    as_withheld,
    as_witness,
    picture,
    places_named,
    witnesses,
)
from .markdown import block, environment

# More tables that fit are not listed on the page.
_LISTED = 16


def protection_page(demo: Demonstration) -> str:
    """Markdown of the page, with its drawings in it."""
    small = tuple(demo.small)
    names = places_named(demo)
    row, column = small[0]
    low, high = witnesses(demo)
    attacks = [
        {
            "picture": _drawn(
                picture(
                    demo, f"attack-{number}", _attack_alt(demo, step), as_attacked(demo, step, _before(demo, number))
                ),
                f"Attack, subtraction {number} of {len(demo.naive)}.",
            ),
            "is_row": step.is_row,
            "line": _line_name(demo, step),
            "sum": _sum(demo, step),
        }
        for number, step in enumerate(demo.naive, start=1)
    ]
    values = [len({grid[r][c] for grid in demo.fits}) for r, c in demo.withheld]
    return (
        environment()
        .get_template("protection_page.md")
        .render(
            demo=demo,
            names=names,
            total=f"{demo.counts[-1][-1]:,}",
            smallest=min(demo.counts[r][c] for r, c in small),
            counted=_drawn(
                picture(demo, "counted", "All counts with their totals.", as_counted(demo)),
                f"{demo.row_title} by {demo.column_title.lower()}, before protection. Synthetic respondents.",
            ),
            small=_drawn(
                picture(demo, "small", "All counts; the small ones stand out.", as_counted(demo, small)),
                f"The same table. Counts from 1 to {demo.threshold - 1} stand out.",
            ),
            naive=_drawn(
                picture(demo, "naive", "The small counts alone are withheld.", as_withheld(demo, small)),
                "Small counts withheld, and nothing else.",
            ),
            attacks=attacks,
            protected=_drawn(
                picture(demo, "protected", "Small and further cells are withheld.", as_withheld(demo, demo.withheld)),
                "The table as it can be published.",
            ),
            intervals=_intervals(demo),
            low=_drawn(picture(demo, "witness-1", "A table that fits.", as_witness(demo, low)), "Witness 1."),
            high=_drawn(picture(demo, "witness-2", "Another table that fits.", as_witness(demo, high)), "Witness 2."),
            move=_drawn(
                picture(demo, "move", "What the second witness has more or less.", as_move(demo, low, high)),
                "Witness 2 less witness 1.",
            ),
            least=low[row][column],
            most=high[row][column],
            every=_every(demo),
            fewest_values=min(values),
            n_cells=len(demo.counts) * len(demo.counts[0]),
        )
    )


def _drawn(grid: Picture, caption: str) -> Markup:
    return block("grid.html", picture=grid, caption=caption)


def _before(demo: Demonstration, number: int) -> tuple[tuple[int, int], ...]:
    return tuple(step.place for step in demo.naive[: number - 1])


def _line_name(demo: Demonstration, step: Subtraction) -> str:
    row, column = step.place
    return (*demo.rows, "Total")[row] if step.is_row else (*demo.columns, "Total")[column]


def _attack_alt(demo: Demonstration, step: Subtraction) -> str:
    return f"{'Row' if step.is_row else 'Column'} {_line_name(demo, step)}: {_sum(demo, step)}."


def _sum(demo: Demonstration, step: Subtraction) -> str:
    *parts, total = [demo.counts[row][column] for row, column in step.line]
    others = [part for part, place in zip(parts, step.line, strict=False) if place != step.place]
    if step.place == step.line[-1]:
        return f"{' + '.join(f'{part:,}' for part in parts)} = {step.result:,}"
    return f"{' − '.join(f'{number:,}' for number in (total, *others))} = {step.result:,}"


def _intervals(demo: Demonstration) -> Markup:
    names = places_named(demo)
    ends = {place: demo.interval(place) for place in demo.withheld}
    top = max(most for _, most in ends.values())
    rows = [
        {"name": names[place], "least": least, "most": most, "start": WIDTH * least / top, "end": WIDTH * most / top}
        for place, (least, most) in ends.items()
    ]
    alt = "; ".join(f"{names[place]}: {least} to {most}" for place, (least, most) in ends.items()) + "."
    caption = "From the smallest to the largest number that each withheld cell may have."
    return block("intervals.html", rows=rows, top=top, alt=alt, caption=caption)


def _every(demo: Demonstration) -> Markup:
    rows = [(number, [grid[r][c] for r, c in demo.withheld]) for number, grid in enumerate(demo.fits, start=1)]
    is_all = demo.is_complete and len(rows) <= _LISTED
    if not is_all:
        step = max(1, len(rows) // _LISTED)
        rows = rows[::step]
    names = places_named(demo)
    return block("fitting_tables.html", rows=rows, names=[names[place] for place in demo.withheld], is_all=is_all)
