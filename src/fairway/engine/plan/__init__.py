"""A programme as named SQL relations, in order, that an auditor can read and run.

`periods`, `spans` and `days` cut time; `day_rates`, `standings` and `product_classes` look things up; `cells` passes
over the lines once; `measured` adds up. What asks for more than sums comes before: `ids_…`, `once_…`, `first_lines` and
`new_…`; and `returned_…` after. Then for each incentive, after those it waits for, `eligible_…`, `qualified_…`,
`reached_…`, `rated_…`; at the end `payouts`. Between them stands only what an incentive asks for, in this order:

* sums: `counted_…` of ids, `windowed_…`, `baselines_…` of growth;
* values: `certified_…`, `compared_…` or `pooled_…`, `asked_…`;
* the table: `factors_…` of multipliers, `agreed_…` with one partner alone, `units_…`, `parts_…`, `reversed_…`,
  `shared_…` of pools, `guaranteed_…`;
* beside the others: `chosen_…` of a set, `stacked_…` of a group;
* over periods and persons: `capped_…`, `granted_…` and `budgeted_…`, `splits_…` and `people_…`, `held_…`, `carried_…`.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from fairway.engine.plan.columns import TABLES, Columns, MissingColumn, Needs, decimal_type, missing, needs
from fairway.engine.plan.grain import Grain
from fairway.engine.plan.incentives import Earned, shown_of
from fairway.engine.plan.pools import Pools, partner_order
from fairway.engine.plan.relations import Plan, Relation
from fairway.engine.plan.spans import baseline_of
from fairway.engine.plan.stacking import Stacking, nodes
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
    earned = {one.id: Earned(grain, one) for one in programme.incentives}
    relations += _shared(programme, grain)
    relations += _paid(programme, earned)
    shown = shown_of(list(earned.values()))
    rows = "\nUNION ALL\n".join(one.payout(shown) for one in earned.values())
    relations.append(Relation("payouts", "One row for each incentive, period and partner with a counted line.", rows))
    unrated = tuple(relation for one in earned.values() for relation in one.unrated)
    notes = (f"Lines dated after {as_of.isoformat()} are left out.",) if as_of is not None else ()
    return Plan(programme, ordered, columns, tuple(relations), unrated, grain.shared, notes)


def _shared(programme: Programme, grain: Grain) -> list[Relation]:
    """What several incentives look up: pools, and the order in which equal remainders are served."""
    pooled = any(one.pool is not None for one in programme.incentives)
    limits = [one.limits for one in programme.incentives]
    budgets = any(one.budget is not None or one.budget_per_year is not None for one in limits)
    found = Pools(grain).relations()
    return [*found, partner_order()] if pooled or budgets else found


def _paid(programme: Programme, earned: Mapping[str, Earned]) -> list[Relation]:
    """Each incentive after those it waits for; what groups pay together at the end."""
    stacking = Stacking(programme, {id_: one.shape for id_, one in earned.items()})
    relations: list[Relation] = []
    together: list[Earned] = []
    chosen: dict[str, str] = {}
    for node in nodes(programme):
        for incentive in node:
            one = earned[incentive.id]
            after = incentive.stack.after if incentive.stack is not None else ()
            relations += one.by_itself([stacking.sources[name] for name in after])
            stacking.sources[incentive.id] = one.alone
        relations += stacking.choose(node)
        for incentive in node:
            one = earned[incentive.id]
            chosen[incentive.id] = stacking.sources[incentive.id]
            if stacking.capped(incentive):
                together.append(one)
            else:
                relations += one.pays(chosen[incentive.id], chosen[incentive.id])
    relations += stacking.stack({id_: one.table for id_, one in earned.items()})
    for one in together:
        relations += one.pays(stacking.sources[one.incentive.id], chosen[one.incentive.id])
    return relations
