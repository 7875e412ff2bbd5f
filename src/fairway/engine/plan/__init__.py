"""A programme as named SQL relations, in order, that an auditor can read and run.

`periods`, `spans` and `days` cut time; `day_rates`, `standings` and `product_classes` look things up; `cells` passes
over the lines once; `measured` adds up. What asks for more than sums comes before: `ids_…`, `once_…`, `first_lines` and
`new_…`; and `returned_…` after. Then for each incentive `eligible_…`, `qualified_…`,
`reached_…`, `rated_…` (and `carried_…` with a minimum payout, `parts_…` where lines are rounded one by one); at the
end `payouts`.
"""

from collections.abc import Sequence
from datetime import date

from fairway.engine.plan.columns import TABLES, Columns, MissingColumn, Needs, decimal_type, missing, needs
from fairway.engine.plan.grain import Grain
from fairway.engine.plan.incentives import Earned
from fairway.engine.plan.relations import Plan, Relation
from fairway.engine.plan.spans import baseline_of
from fairway.engine.plan.widths import Widths
from fairway.engine.programme import Programme
from fairway.values import Period

__all__ = [
    "TABLES",
    "Columns",
    "MissingColumn",
    "Needs",
    "Plan",
    "Relation",
    "Widths",
    "baseline_of",
    "build",
    "decimal_type",
    "missing",
    "needs",
]


def build(programme: Programme, periods: Sequence[Period], columns: Columns, as_of: date | None = None) -> Plan:
    """Write the plan of a programme for the given periods over inputs with the given columns.

    Lines dated after `as_of` are left out. A minimum payout carries through the given periods, in their order.

    :raises MissingColumn: the inputs lack a column that the programme compares.
    :raises TooWide: an exact result would need more digits than a decimal column has.
    :raises ValueError: no period is asked for.
    """
    if not periods:
        raise ValueError("No period to calculate; ask for one, or give lines whose dates lie in one.")
    lacking = missing(programme, columns)
    if lacking is not None:
        raise MissingColumn(lacking)
    ordered = tuple(sorted(set(periods)))
    grain = Grain(programme, ordered, columns, as_of)
    relations = grain.relations()
    incentives = [Earned(grain, incentive) for incentive in programme.incentives]
    for one in incentives:
        relations += one.relations()
    rows = "\nUNION ALL\n".join(one.payout() for one in incentives)
    relations.append(Relation("payouts", "One row for each incentive, period and partner with a counted line.", rows))
    unrated = tuple(one.unrated for one in incentives if one.unrated is not None)
    notes = (f"Lines dated after {as_of.isoformat()} are left out.",) if as_of is not None else ()
    return Plan(programme, ordered, columns, tuple(relations), unrated, grain.shared, notes)
