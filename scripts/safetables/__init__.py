"""Statistical disclosure control for linked tables of counts and means: protects them, and proves it by attack.

`protect` takes all tables of a release with their true counts, and a policy. It suppresses the small counts, and as few
others as it can so that no small one follows from what is left: not within a table, nor across tables that share
margins, nor with shares, means, figures in print or earlier releases. Then it attacks the result as each kind of
intruder would, in whole numbers, and says what they found:

>>> from safetables import Category, CountedTable, Dimension, Policy, protect
>>> region = Dimension("region", tuple(map(Category, ("north", "south", "west"))))
>>> owns = Dimension("owns", tuple(map(Category, ("dog", "cat", "none"))))
>>> counts = {
...     ("north", "dog"): 31, ("north", "cat"): 3, ("north", "none"): 14, ("north", "total"): 48,
...     ("south", "dog"): 25, ("south", "cat"): 16, ("south", "none"): 20, ("south", "total"): 61,
...     ("west", "dog"): 12, ("west", "cat"): 18, ("west", "none"): 17, ("west", "total"): 47,
...     ("total", "dog"): 68, ("total", "cat"): 37, ("total", "none"): 51, ("total", "total"): 156,
... }
>>> pets = CountedTable("pets", "households", (region, owns), counts)
>>> result = protect([pets], Policy.of(threshold=5))
>>> (table,) = result.tables
>>> [codes for codes, count in table.counts.items() if count is None]
[('north', 'cat'), ('north', 'none'), ('west', 'cat'), ('west', 'none')]
>>> result.summary.primary, result.summary.secondary, result.summary.is_proven
(1, 3, True)
>>> result.audit.findings
()

A table with findings must not be published. `audit` attacks tables that anybody published, with what readers have.
Here somebody shows a suppressed count again, and the others follow from it:

>>> from dataclasses import replace
>>> from safetables import audit
>>> spoilt = replace(table, counts={**table.counts, ("west", "cat"): 18})
>>> for finding in audit([spoilt], Policy.of(threshold=5)).findings:
...     print(finding.row, "-", finding.rule)
region=north, owns=cat - one whole number alone is possible for the intruder: outsider
region=north, owns=none - one whole number alone is possible for the intruder: outsider
region=west, owns=none - one whole number alone is possible for the intruder: outsider

Tables of one release go into one call, since what one shows is known to the reader of another. A table may be of a
subpopulation, have nested categories or questions with several answers, and carry shares, weighted shares and means.
Counts of suppressed cells appear in no result, message or traceback.

`safetables.tables` has the nouns: a table is counted, protected or published, and each state is a type of its own.
`safetables.system` ties the cells of linked tables by equations; `suppress` chooses cells, and `attack`, which shares
nothing with it beside the system and `lp`, tries to find them out.
"""

from .errors import Problem, ProtectionRefused, Stopped
from .findings import Attack, Audit, Finding, KnownInterval, Measure, Witnesses
from .policy import Method, Policy
from .protection import Result, audit, protect
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
    "Finding",
    "KnownInterval",
    "Magnitude",
    "Means",
    "Measure",
    "Method",
    "Policy",
    "Problem",
    "ProtectionRefused",
    "ProtectionSummary",
    "PublishedTable",
    "Result",
    "Shares",
    "Stopped",
    "Subpopulation",
    "Sum",
    "WeightedShares",
    "Weighting",
    "Witnesses",
    "audit",
    "protect",
]
