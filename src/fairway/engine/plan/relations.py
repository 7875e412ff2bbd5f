"""A plan: named relations in order, each readable on its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fairway.engine.plan.columns import Columns, needs
from fairway.engine.programme import Over, Programme, Window
from fairway.values import Period

YEAR = Over(Window.YEAR_TO_DATE)
"""The window by whose first period the years of a cap are told apart."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One step of a plan: what it holds, in a sentence, and the query that fills it.

    `wider` is the same with more digits for products, for amounts so large that an engine's usual ones overflow.
    `reads_lines` tells the relations that are made of the sales lines themselves.

    What more lines do to a relation: with `adds` it holds the rows it had and those of the new lines alone, to be added
    up later; with `sums_by` it holds sums by these columns, to which those of the new lines alone are added; with
    `each` its rows for a value of that column are told by the lines with that value alone, and with `order` it has one
    for each value, the first. Otherwise all lines must be read again.
    """

    name: str
    says: str
    sql: str
    wider: str = ""
    reads_lines: bool = False
    adds: bool = False
    sums_by: tuple[str, ...] = ()
    each: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The relations that lead from sales lines to payouts, in the order in which they are filled.

    They read the inputs `lines`, `partners`, `products` and `rates`, and of the others those the programme asks for;
    the last relation is `payouts`. `unrated` names the relations with a column `unrated`: counted lines in a currency
    without a rate or a unit without a factor. `shared` is what a line `l` must meet to be in `cells`, where the line
    alone tells; otherwise `None`.
    """

    programme: Programme
    periods: tuple[Period, ...]
    columns: Columns
    relations: tuple[Relation, ...]
    unrated: tuple[str, ...] = ()
    shared: str | None = None
    notes: Sequence[str] = field(default=())

    @property
    def tables(self) -> tuple[str, ...]:
        """The inputs that the relations read."""
        return ("lines", "partners", "products", "rates", *sorted(needs(self.programme).tables))

    def sql(self) -> str:
        """The whole plan as one script that an auditor can read and run over tables of the same names."""
        parts = [self.head()]
        parts += [f"-- {one.says}\nCREATE TABLE {one.name} AS\n{one.sql};" for one in self.relations]
        return "\n\n".join(parts) + "\n"

    def head(self) -> str:
        """What the plan is of, as comments."""
        lines = [
            f"-- Programme {self.programme.id}, periods {', '.join(period.label for period in self.periods)}.",
            f"-- Reads: {', '.join(self.tables)}. Answers: payouts.",
            *(f"-- {note}" for note in self.notes),
        ]
        return "\n".join(lines)
