"""What sources print of people whom tables count: compared with what is shown, never with what is withheld."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from safetables.attack.reading import read_tables
from safetables.attack.sources import source_findings
from safetables.findings import KnownInterval, Measure
from safetables.tables import Category, Cell, Dimension, PublishedTable, WeightedShares, Weighting
from tests.safetables.by_hand import POLICY

ANSWER = Dimension("answer", tuple(map(Category, ("yes", "no", "blank"))))
ALL = Cell.of("people")
SHOWN = PublishedTable("answers", "people", (ANSWER,), {("yes",): 24, ("no",): 156, ("blank",): 20, ("total",): 200})
HIDDEN = replace(SHOWN, counts={("yes",): None, ("no",): 156, ("blank",): None, ("total",): 200})
ROUNDED = replace(SHOWN, counts={("yes",): 25, ("no",): 155, ("blank",): 20, ("total",): 200}, rounded_to=5)


def cell(code: str) -> Cell:
    return Cell.of("people", [("answer", code)])


def said(measure: Measure, code: str, least: str, most: str, **more: object) -> KnownInterval:
    ends = {"least": (Fraction(least), False), "most": (Fraction(most), False)}
    return replace(KnownInterval("cited", measure, cell(code), ALL), **ends, **more)  # type: ignore[arg-type]


def is_contradicted(figure: KnownInterval, table: PublishedTable) -> bool:
    """Whether a figure is refused; another reading of the same package must find the same."""
    system = read_tables((table,), POLICY, (), (figure,))
    return any("another" in found.rule for found in source_findings((figure,), system, (table,)))


@pytest.mark.parametrize(
    ("table", "least", "most", "is_wrong"),
    [
        pytest.param(SHOWN, "11.95", "12.05", False, id="as the table says"),
        pytest.param(SHOWN, "12.95", "13.05", True, id="one per cent more"),
        pytest.param(HIDDEN, "11.95", "12.05", False, id="of a withheld count that fits"),
        pytest.param(HIDDEN, "21", "22", False, id="of a withheld count that may be so"),
        pytest.param(HIDDEN, "30", "31", True, id="of a withheld count, more than is left"),
        pytest.param(ROUNDED, "13.45", "13.55", False, id="as rounded counts leave it"),
        pytest.param(ROUNDED, "13.95", "14.05", True, id="beyond what rounded counts leave"),
    ],
)
def test_a_share_of_everybody(table: PublishedTable, least: str, most: str, is_wrong: bool) -> None:
    assert is_contradicted(said(Measure.SHARE, "yes", least, most), table) == is_wrong


@pytest.mark.parametrize(
    ("left_out", "printed", "is_wrong"),
    [
        pytest.param((cell("blank"),), "13.3", False, id="of those who answered"),
        pytest.param((cell("blank"),), "14.0", True, id="of fewer than those who answered"),
        pytest.param((cell("blank"),), "11.0", True, id="of more than everybody"),
        pytest.param((), "13.3", True, id="nobody to leave out"),
        pytest.param(None, "80", False, id="of anybody"),
        pytest.param(None, "11.0", True, id="of more than everybody again"),
    ],
)
def test_a_share_without_a_base_may_leave_out_those_who_gave_no_answer(
    left_out: tuple[Cell, ...] | None, printed: str, is_wrong: bool
) -> None:
    ends = str(Decimal(printed) - Decimal("0.05")), str(Decimal(printed) + Decimal("0.05"))
    figure = said(Measure.SHARE, "yes", *ends, has_base=False, left_out=left_out)
    assert is_contradicted(figure, SHOWN) == is_wrong


@pytest.mark.parametrize(("printed", "is_wrong"), [("12.0", False), ("20.0", False), ("16.0", True)])
def test_a_share_may_be_weighted_where_the_tables_have_weighted_shares(printed: str, is_wrong: bool) -> None:
    weighting = Weighting(("answer",), {("yes",): Decimal(2), ("no",): Decimal(1), ("blank",): Decimal(1)})
    shares = WeightedShares((), 1, {("yes",): Decimal("20.0")}, weighting, dict.fromkeys(SHOWN.counts, 200))
    table = replace(SHOWN, weighted_shares=(shares,))
    ends = str(Decimal(printed) - Decimal("0.05")), str(Decimal(printed) + Decimal("0.05"))
    assert is_contradicted(said(Measure.SHARE, "yes", *ends), table) == is_wrong


@pytest.mark.parametrize(
    ("least", "is_open", "is_wrong"), [("24", False, False), ("24", True, True), ("30", False, True)]
)
def test_a_count_with_a_word_before_it(least: str, is_open: bool, is_wrong: bool) -> None:
    """At least 24 of 24, over 24 of 24, at least 30 of 24."""
    figure = KnownInterval("cited", Measure.COUNT, cell("yes"), ALL, least=(Fraction(least), is_open))
    assert is_contradicted(figure, SHOWN) == is_wrong
