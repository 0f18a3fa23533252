"""Writes tests/publication/offices/linear_only.csv: what the best tool of its day withholds of M, primaries 1-4.

Started by hand; pytest reads the file.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from safetables.system import BoolArray, IntArray, Relations
from tests.benchmarks.protection import SIZES, instance

PATTERN = Path(__file__).parents[1] / "publication/offices/linear_only.csv"


def safe_from_elimination(relations: Relations, counts: IntArray, primary: BoolArray) -> BoolArray:
    """Withhold primaries, and of the others those that would complete a linear combination giving one away.

    What GaussSuppression does, with orthogonal projections: largest counts are shown first.
    """
    inner = [c for c in range(relations.n_cells) if c not in set(relations.parents)]
    weights = np.zeros((relations.n_cells, len(inner)))
    for k, i in enumerate(inner):
        own = set(relations.cells[i].where)
        weights[:, k] = [own.issuperset(cell.where) for cell in relations.cells]
    rest = weights[primary]
    basis: NDArray[np.float64] = np.zeros((len(inner), len(inner)))
    rank = 0
    withheld = primary.copy()
    for cell in sorted(np.flatnonzero(~primary).tolist(), key=lambda c: (-int(counts[c]), c)):
        row = weights[cell] / np.linalg.norm(weights[cell])
        for _ in range(2):
            row = row - (basis[:rank] @ row) @ basis[:rank]
        size = np.linalg.norm(row)
        if size < 1e-9:
            continue
        row /= size
        left = rest - np.outer(rest @ row, row)
        if (np.einsum("ij,ij->i", left, left) < 1e-9).any():
            withheld[cell] = True
            continue
        basis[rank], rank, rest = row, rank + 1, left
    return withheld


def main() -> None:
    """Writes the codes of the cells that are withheld."""
    relations, counts = instance(SIZES["M"])
    withheld = safe_from_elimination(relations, counts, np.asarray((counts > 0) & (counts < 5)))
    with PATTERN.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["region", "group", "item"])
        for cell in np.flatnonzero(withheld).tolist():
            codes = dict(relations.cells[cell].where)
            writer.writerow(
                f"{name}{int(codes[variable])}" if variable in codes else "total"
                for variable, name in zip("abc", "rgi", strict=True)
            )


if __name__ == "__main__":
    main()
