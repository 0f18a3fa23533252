"""Statistical disclosure control for tables of counts and means: protects them, and proves it by attack.

From a data frame of respondents to tables that may be published, in three lines:

>>> import pandas, safetables
>>> people = pandas.DataFrame({"region": ["north"] * 48 + ["south"] * 61 + ["west"] * 47,
...     "owns": ["dog"] * 31 + ["cat"] * 3 + ["none"] * 14 + ["dog"] * 25 + ["cat"] * 16 + ["none"] * 20
...     + ["dog"] * 12 + ["cat"] * 18 + ["none"] * 17})
>>> result = safetables.protect(people, tables=[["region", "owns"]], threshold=5)
>>> print(result)
1 table: 4 of 16 cells suppressed; no intruder found a small count
>>> table = result.tables["region", "owns"]
>>> print(table[table["region"] == "north"])
  region   owns  count  suppressed
0  north    cat   <NA>        True
1  north    dog     31       False
2  north   none   <NA>        True
3  north  total     48       False

The small counts are suppressed, and as few others as possible so that no small one follows from what is left: not
within a table, nor across tables that share margins, nor with shares, means, figures in print or earlier releases. Then
the result is attacked as each kind of intruder would, in whole numbers; what anybody could find out is refused.

`audit` attacks tables that anybody made with any tool. Here somebody shows a suppressed count again, and the others
follow from it:

>>> table.loc[(table["region"] == "west") & (table["owns"] == "cat"), "count"] = 18
>>> for finding in safetables.audit([table], threshold=5).findings:
...     print(finding.row, "-", finding.rule)
region=north, owns=cat - one whole number alone is possible for the intruder: outsider
region=north, owns=none - one whole number alone is possible for the intruder: outsider
region=west, owns=none - one whole number alone is possible for the intruder: outsider

Tables of one release go into one call, since what one shows is known to the reader of another. Frames may be those of
pandas, Polars or PyArrow; options take hierarchies, questions with several answers, shares, weights, means, counts in
print and earlier results. Counts of suppressed cells appear in no result, message or traceback.

Programs that have tables already use the nouns: `CountedTable`s and a `Policy` go into `protect_tables`, which returns
`PublishedTable`s with their `Audit`, and `audit_tables` attacks such tables. A table is counted, protected or
published, and each state is a type of its own. `safetables.system` ties the cells of linked tables by equations;
`suppress` chooses cells, and `attack`, which shares nothing with it beside the system and `lp`, tries to find them out.
"""

from .errors import Problem, ProtectionRefused, Stopped
from .findings import Attack, Audit, Finding, KnownInterval, Measure, Reason, Saving, Witnesses
from .frames import Frames, ProtectedFrames, audit, explain, protect
from .policy import Method, Policy
from .protection import Explanation, Result, audit_tables, explain_tables, protect_tables
from .sums import Sum
from .tables import (
    TOTAL,
    Category,
    Cell,
    Codes,
    CountedTable,
    Dimension,
    Magnitude,
    Means,
    ProtectionSummary,
    PublishedTable,
    Shares,
    Subpopulation,
    WeightedShares,
    Weighting,
)

__all__ = [
    "TOTAL",
    "Attack",
    "Audit",
    "Category",
    "Cell",
    "Codes",
    "CountedTable",
    "Dimension",
    "Explanation",
    "Finding",
    "Frames",
    "KnownInterval",
    "Magnitude",
    "Means",
    "Measure",
    "Method",
    "Policy",
    "Problem",
    "ProtectedFrames",
    "ProtectionRefused",
    "ProtectionSummary",
    "PublishedTable",
    "Reason",
    "Result",
    "Saving",
    "Shares",
    "Stopped",
    "Subpopulation",
    "Sum",
    "WeightedShares",
    "Weighting",
    "Witnesses",
    "audit",
    "audit_tables",
    "explain",
    "explain_tables",
    "protect",
    "protect_tables",
]
